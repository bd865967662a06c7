//! Whether a fix does what it promises: what a configuration means before and after.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Plan;

/// What a proof compares.
#[derive(PartialEq)]
pub(super) struct Meaning {
    /// What can be had of the plan.
    pub(super) plan: Option<Plan>,
    /// Its errors.
    pub(super) errors: BTreeMap<Code, usize>,
}

/// What a step may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Promise {
    /// Take away what hides a part of the configuration. Mistakes may come to light that were there before.
    Reveal,
    /// Make errors fewer, at least by so many as it fixes.
    FewerErrors,
    /// Change nothing.
    SamePlan,
    /// Change the plan.
    NoNewErrors,
}

/// Errors that hide others.
const HIDING: [Code; 2] = [Code::BYTE_ORDER_MARK, Code::INCLUDE_MISSING_FILES_KEY];

impl Promise {
    /// Whether the fix of a finding promises that.
    pub(super) fn is_of(self, finding: &Diagnostic) -> bool {
        let hides = HIDING.contains(&finding.code);
        match self {
            Promise::Reveal => finding.is_refusal() && hides,
            Promise::FewerErrors => finding.is_refusal() && !hides,
            Promise::SamePlan => !finding.is_refusal(),
            Promise::NoNewErrors => true,
        }
    }

    /// What becomes of a fix that does not do it. `refused`: the configuration was refused before.
    pub(super) fn broken(self, refused: bool) -> Broken {
        match self {
            Promise::SamePlan if refused => Broken::Left("other mistakes are in its way"),
            Promise::Reveal | Promise::FewerErrors => Broken::Left("another mistake stands behind this one"),
            Promise::NoNewErrors => Broken::Left("Supervisor would refuse what comes of it"),
            Promise::SamePlan => Broken::Fault("the configuration would mean something else"),
        }
    }
}

/// Why a fix is not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// It would not be enough, which nobody could see: a person has to look at it.
    Left(&'static str),
    /// The rule is wrong.
    Fault(&'static str),
}

impl Meaning {
    fn count(&self, wanted: impl Fn(&Code) -> bool) -> usize {
        self.errors.iter().filter(|(code, _)| wanted(code)).map(|(_, count)| count).sum()
    }

    /// Whether a step of so many fixes from `before` to here does what was promised.
    pub(super) fn keeps(&self, promise: Promise, before: &Meaning, fixes: usize) -> bool {
        let fewer = |wanted: fn(&Code) -> bool| self.count(wanted) + fixes <= before.count(wanted);
        // Another configuration that reads the file may not have the error.
        let promise = match promise {
            Promise::Reveal | Promise::FewerErrors if before.errors.is_empty() => Promise::SamePlan,
            promise => promise,
        };
        match promise {
            Promise::Reveal => fewer(|code| HIDING.contains(code)),
            Promise::FewerErrors => fewer(|_| true),
            Promise::SamePlan => self == before,
            Promise::NoNewErrors => {
                let no_new_kind = self.errors.keys().all(|code| before.errors.contains_key(code));
                no_new_kind && self.count(|_| true) <= before.count(|_| true)
            }
        }
    }
}

//! Whether a fix does what it promises: what a configuration means before and after.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
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
    /// Make errors fewer, at least by so many as it fixes.
    FewerErrors,
    /// Change nothing.
    SamePlan,
    /// Change the plan.
    NoNewErrors,
}

impl Meaning {
    fn error_count(&self) -> usize {
        self.errors.values().sum()
    }

    /// Whether a step of so many fixes from `before` to here does what was promised.
    pub(super) fn judge(&self, promise: Promise, before: &Meaning, fixes: usize) -> Verdict {
        let no_new_kind = self.errors.keys().all(|code| before.errors.contains_key(code));
        let kept = match promise {
            Promise::FewerErrors => no_new_kind && self.error_count() + fixes <= before.error_count(),
            Promise::SamePlan => self == before,
            Promise::NoNewErrors => no_new_kind && self.error_count() <= before.error_count(),
        };
        match promise {
            _ if kept => Verdict::Kept,
            Promise::FewerErrors
                if !no_new_kind && self.error_count() + fixes == before.error_count() + 1 =>
            {
                Verdict::Uncovers
            }
            _ => Verdict::Broken,
        }
    }
}

/// Whether a step does what was promised, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It does.
    Kept,
    /// There was another mistake behind the last one, which nobody could see: a person has to look at that value.
    Uncovers,
    /// It does not.
    Broken,
}

impl Verdict {
    /// Why a fix is not applied.
    pub(super) fn reason(self, promise: Promise) -> Reason {
        match (self, promise) {
            (Verdict::Uncovers, _) => Reason::Left("another mistake stands behind this one"),
            (_, Promise::NoNewErrors) => Reason::Left("Supervisor would refuse what comes of it"),
            (_, Promise::FewerErrors) => Reason::Fault("there would be no fewer errors, or others"),
            (_, Promise::SamePlan) => Reason::Fault("the configuration would mean something else"),
        }
    }
}

/// Why a fix is not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// A person has to look at it.
    Left(&'static str),
    /// The rule is wrong.
    Fault(&'static str),
}

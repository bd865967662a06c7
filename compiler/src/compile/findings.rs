//! What was found so far.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::sources::Location;

/// Diagnostics in the order of evaluation, each fault once: a value may be read several times, for each of
/// `numprocs` processes or for two groups.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
    seen: HashSet<(Code, Location)>,
}

impl Findings {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.seen.insert((diagnostic.code, diagnostic.primary.location)) {
            self.list.push(diagnostic);
        }
    }

    /// Adds what was found elsewhere, after what is here.
    pub(super) fn absorb(&mut self, others: Self) {
        for diagnostic in others.list {
            self.report(diagnostic);
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        self.first_error().is_some()
    }

    pub(super) fn first_error(&self) -> Option<&Diagnostic> {
        self.list.iter().find(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}

//! Where a rule reports.

use crate::compile::Findings;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::lint::Subject;
use crate::rules::Rule;
use crate::sources::Location;

/// What one rule has found so far, and what it may look at.
pub(crate) struct Found<'f> {
    rule: &'static Rule,
    subject: &'f Subject<'f>,
    findings: Findings,
}

impl<'f> Found<'f> {
    pub(super) fn new(rule: &'static Rule, subject: &'f Subject<'f>) -> Self {
        Self { rule, subject, findings: Findings::of_rules() }
    }

    /// The configuration as a whole.
    pub(crate) fn subject(&self) -> &'f Subject<'f> {
        self.subject
    }

    /// A finding of the rule. `message`: one sentence that names the option, the value and the fault; `label`: a few words for the
    /// end of the underline; `help`: the mend. Report it with [`Found::report`].
    pub(crate) fn finding(
        &self,
        place: Location,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            severity: self.rule.level,
            ..Diagnostic::warning(self.rule.code, message, Label::new(place, label), help)
        }
    }

    /// Takes a finding. Of several at one place the first counts.
    pub(crate) fn report(&mut self, finding: Diagnostic) {
        self.findings.report(finding);
    }

    pub(super) fn into_findings(self) -> Findings {
        self.findings
    }
}

impl Diagnostic {
    /// The same at a lower level than its rule's.
    #[must_use]
    pub(crate) fn only(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

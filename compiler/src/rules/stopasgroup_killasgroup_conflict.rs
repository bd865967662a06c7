//! `stopasgroup-killasgroup-conflict`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// A program is stopped as a group, but must not be killed as one.
    ///
    /// `stopasgroup=true` sends the stop signal to all processes of the group. To kill only the first of them
    /// afterwards would leave behind those that did not listen, and Supervisor refuses it. `stopasgroup=true` alone is
    /// enough.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopasgroup=true
    /// killasgroup=false
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopasgroup=true
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: `stopasgroup`](https://supervisord.org/configuration.html#program-x-section-values)
    "stopasgroup-killasgroup-conflict", Error, Restart,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.own_option_at(finding.primary.location, "killasgroup")?;
    Some(Fix::safe("remove `killasgroup`", [edits::remove_own(subject, option)?]))
}

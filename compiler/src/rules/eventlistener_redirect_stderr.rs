//! `eventlistener-redirect-stderr`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// An event listener sends its standard error into the event protocol.
    ///
    /// supervisord and a listener talk over the listener's standard output: a stray line there, such as a warning,
    /// would end the conversation. Supervisor therefore refuses `redirect_stderr=true` in an `[eventlistener:x]`, and
    /// does not start.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:mail]
    /// command=/usr/bin/mail-on-crash
    /// events=PROCESS_STATE_EXITED
    /// redirect_stderr=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:mail]
    /// command=/usr/bin/mail-on-crash
    /// events=PROCESS_STATE_EXITED
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/superlance#45](https://github.com/Supervisor/superlance/issues/45)
    /// - [Supervisor/superlance#55](https://github.com/Supervisor/superlance/issues/55)
    "eventlistener-redirect-stderr", Error, Listener,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.own_option_at(finding.primary.location, "redirect_stderr")?;
    Some(Fix::safe("remove `redirect_stderr`", [edits::remove_own(subject, option)?]))
}

//! `stderr-logfile-ignored`.

use crate::diagnostic::{Fix, Label};
use crate::lint::{Found, Program, edits};
use crate::schema::SectionKind;

rule! {
    /// A log file is named for a standard error that has been redirected.
    ///
    /// With `redirect_stderr=true` errors go where standard output goes, and `stderr_logfile` is never opened. Whoever
    /// looks there for the traceback finds an empty file, or none.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// redirect_stderr=true
    /// stdout_logfile=/var/log/web.log
    /// stderr_logfile=/var/log/web.err
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// redirect_stderr=true
    /// stdout_logfile=/var/log/web.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// redirect_stderr=true
    /// stdout_logfile=/var/log/web.log
    /// stderr_logfile=NONE
    /// ```
    ///
    /// ## References
    ///
    /// - [apache/pulsar#1867](https://github.com/apache/pulsar/issues/1867)
    /// - [ONLYOFFICE/document-server-package#22](https://github.com/ONLYOFFICE/document-server-package/issues/22)
    "stderr-logfile-ignored", Warning, Logging,
    fix: Safe,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("stderr_logfile").filter(|option| !option.inherited) else { return };
    let redirected = program.process().filter(|process| process.redirect_stderr.value);
    let Some(process) = redirected.filter(|_| program.kind != SectionKind::EventListener) else { return };
    let text = option.text();
    let text = text.trim();
    if ["", "none", "off", "auto", "syslog"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return;
    }
    let mut finding = found.finding(
        option.location(),
        format!("`stderr_logfile` is ignored: nothing is ever written into `{text}`"),
        "ignored",
        "remove the line, or write `redirect_stderr=false`",
    );
    if let Some(place) = process.redirect_stderr.origin.location() {
        finding = finding.with_related(Label::new(place, "sends errors to standard output"));
    }
    let edit = edits::remove_own(found.subject(), option);
    found.report(finding.with_fix(edit.map(|edit| Fix::safe("remove `stderr_logfile`", [edit]))));
}

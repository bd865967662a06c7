//! `deprecated-option`.

use crate::compile::Opt;
use crate::diagnostic::{Edit, Fix};
use crate::lint::unknown::{Unknown, Why};
use crate::lint::{Found, Program, Release, Subject, edits};

rule! {
    /// An option is on its way out, or gone since Supervisor 3.0.
    ///
    /// `stdout_logfile=syslog` still works, and the daemon warns of it at every start: `stdout_syslog=true` is the way since 4.0. What
    /// Supervisor 2 called `logfile` in a program, or `http_port` in the daemon, has had no effect for many years: the program's output goes
    /// to a temporary file, and the server is not there.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=syslog
    /// redirect_stderr=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// logfile=/var/log/web.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// log_stdout=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=NONE
    /// stdout_syslog=true
    /// redirect_stderr=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    /// ```
    ///
    /// ## References
    ///
    /// - [Upgrading from Supervisor 2](https://supervisord.org/upgrading.html)
    /// - [The manual: stdout_syslog](https://supervisord.org/configuration.html#program-x-section-values)
    "deprecated-option", Warning, Logging,
    fix: Suggested,
    [Program(check), Whole(leftovers)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    // The new way is not there yet.
    if found.subject().settings().release < Release::V4_0 {
        return;
    }
    for (logfile, syslog) in [("stdout_logfile", "stdout_syslog"), ("stderr_logfile", "stderr_syslog")] {
        let Some(option) = program.option(logfile) else { continue };
        if !option.text().eq_ignore_ascii_case("syslog") {
            continue;
        }
        let finding = found.finding(
            option.location(),
            format!("`{logfile}=syslog` is deprecated"),
            "the daemon warns of it at every start",
            format!("write `{syslog}=true` and `{logfile}=NONE`"),
        );
        let fix = (!option.inherited).then(|| Fix::safe(format!("write `{syslog}=true`"), fix(program, option, syslog)));
        found.report(finding.with_fix(fix));
    }
}

fn fix(program: &Program<'_>, option: Opt<'_>, syslog: &str) -> Vec<Edit> {
    let none = edits::set_value(option, "NONE");
    match program.section.option(syslog).filter(|known| !known.inherited) {
        Some(known) => vec![none, edits::set_value(known, "true")],
        None => vec![none, edits::add_below(option, syslog, "true")],
    }
}

fn leftovers(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unknown in subject.unknown_options() {
        let Why::Leftover(instead) = unknown.why else { continue };
        let key = unknown.option.key();
        let help = match instead {
            Some(instead) => format!("write `{instead}`"),
            None if key.starts_with("log_") => "remove the line: output is logged, unless `stdout_logfile=NONE`".to_owned(),
            None => "write a section [inet_http_server] or [unix_http_server]".to_owned(),
        };
        let finding = found.finding(
            unknown.option.key_location(),
            format!("`{key}` is an option of Supervisor 2, and has no effect"),
            "has no effect since 3.0",
            help,
        );
        found.report(finding.with_fix(instead.and_then(|instead| renamed(unknown, instead))));
    }
}

fn renamed(unknown: &Unknown<'_>, instead: &str) -> Option<Fix> {
    // What it was called then: output to standard error was logged to the same file, or not at all.
    let renamed = instead.starts_with("stdout_") && !unknown.has(instead);
    renamed.then(|| Fix::suggested(format!("write `{instead}`"), [edits::rename(unknown.option, instead)]))
}

//! `bad-loglevel`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// `loglevel` is no level that Supervisor has.
    ///
    /// Its levels are critical, error, warn, info, debug, trace and blather. Names of Python's own levels such as `WARNING`, and those of
    /// other programs, are refused, and the daemon does not start.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// loglevel=WARNING
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// loglevel=warn
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: activity log levels](https://supervisord.org/logging.html#activity-log-levels)
    "bad-loglevel", Error, Logging,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let meant = match option.text().to_lowercase().as_str() {
        "warning" | "warnings" | "wrn" => "warn",
        "crit" | "fatal" | "emerg" | "alert" => "critical",
        "err" | "errors" => "error",
        "notice" | "information" | "inf" => "info",
        "verbose" | "dbg" | "debugging" => "debug",
        _ => return None,
    };
    Some(Fix::safe(format!("write `{meant}`"), [edits::set_value(option, meant)]))
}

//! `main-log-to-stdout-twice`.

use std::path::Path;

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits};
use crate::plan::MainLog;

rule! {
    /// The log of supervisord goes to standard output twice.
    ///
    /// In the foreground supervisord copies its log to standard output by itself. A `logfile` that is standard output,
    /// too, gets every line a second time: whoever counts restarts in the container's log counts double.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [supervisord]
    /// user=root
    /// nodaemon=true
    /// logfile=/dev/stdout
    /// logfile_maxbytes=0
    /// pidfile=/run/supervisord.pid
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [supervisord]
    /// user=root
    /// nodaemon=true
    /// logfile=/dev/null
    /// logfile_maxbytes=0
    /// pidfile=/run/supervisord.pid
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [supervisord]
    /// user=root
    /// nodaemon=true
    /// silent=true
    /// logfile=/dev/stdout
    /// logfile_maxbytes=0
    /// pidfile=/run/supervisord.pid
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: `nodaemon`, `silent` and `logfile`](https://supervisord.org/configuration.html#supervisord-section-values)
    "main-log-to-stdout-twice", Warning, Docker,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let daemon = &subject.plan().daemon;
    let (MainLog::File(path), Some(section)) = (&daemon.logfile.value, subject.section("supervisord")) else { return };
    let Some(option) = section.option("logfile") else { return };
    let stdout = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| **path == *Path::new(name));
    if !stdout || !daemon.nodaemon.value || daemon.silent.value {
        return;
    }
    let finding = found.finding(
        option.location(),
        format!("every line of the log is printed twice: `logfile` is `{}`, and `nodaemon` copies it there", path.display()),
        "prints what is printed already",
        "write `logfile=/dev/null` and `logfile_maxbytes=0`",
    );
    found.report(finding.with_fix(Fix::suggested("write `logfile=/dev/null`", [edits::set_value(option, "/dev/null")])));
}

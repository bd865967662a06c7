//! `auto-log-is-temporary`.

use std::path::Path;

use crate::diagnostic::{Fix, Label};
use crate::lint::streams::is_device;
use crate::lint::{Found, Subject, edits};
use crate::plan::{LogFile, MainLog, Origin};

rule! {
    /// Logs of programs are kept in the directory for temporary files.
    ///
    /// A program without `stdout_logfile=` logs into a file with a random name in `childlogdir`, and without that in
    /// `$TMPDIR` or `/tmp`. supervisord deletes these files whenever it starts, and cleaners of `/tmp` do so in
    /// between: after a crash the log that would explain it is gone. Told once for a configuration.
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
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:web]
    /// command=/usr/bin/web
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
    /// childlogdir=/var/log/supervisor
    /// pidfile=/run/supervisord.pid
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#494](https://github.com/Supervisor/supervisor/issues/494)
    /// - [datastax/cstar_perf#212](https://github.com/datastax/cstar_perf/issues/212)
    "auto-log-is-temporary", Info, Logging,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let daemon = &subject.plan().daemon;
    let Some(section) = subject.section("supervisord").filter(|_| daemon.childlogdir.origin == Origin::Default) else { return };
    let first = subject.programs().iter().find(|program| {
        program.process().is_some_and(|process| {
            process.streams().iter().any(|stream| stream.channel.logfile.value == LogFile::Auto)
        })
    });
    let Some(program) = first else { return };
    // The directory of the main log is there, or supervisord would not start.
    let directory = match &daemon.logfile.value {
        MainLog::File(path) if !is_device(path) => path.parent().filter(|_| daemon.logfile.origin != Origin::Default),
        MainLog::File(_) | MainLog::Syslog => None,
    };
    let below = section.option("logfile").filter(|option| !option.inherited);
    let fix = directory.and_then(Path::to_str).filter(|text| !text.contains('%')).zip(below).map(|(directory, option)| {
        let edit = edits::add_below(option, "childlogdir", directory);
        Fix::suggested(format!("write `childlogdir={directory}`"), [edit])
    });
    let finding = found.finding(
        section.header(),
        "logs of programs that name no log file are temporary: `childlogdir` is not set",
        "they go to the directory for temporary files",
        "set `childlogdir`, or `stdout_logfile` in each program that has something to say",
    );
    let finding = finding.with_related(Label::new(program.header(), "names no log file"));
    found.report(finding.with_fix(fix));
}

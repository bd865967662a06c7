//! `minfds-too-low`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits};
use crate::plan::{Channel, LogFile, Origin, Process};

rule! {
    /// There are more pipes and logs than the daemon asks the system for.
    ///
    /// Each process takes two or three pipes and up to two log files, and each server and connection one more. supervisord
    /// makes sure of `minfds` open files, 1024 unless the file says otherwise, which is enough for about 200 processes.
    /// Beyond that, starts fail with `Too many open files` or `too many open files to spawn`, where the limit that the
    /// daemon is started with is no higher.
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
    /// childlogdir=/var/log/supervisor
    /// minprocs=1000
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)03d
    /// numprocs=300
    /// ```
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
    /// childlogdir=/var/log/supervisor
    /// minprocs=1000
    /// minfds=256
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)03d
    /// numprocs=80
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
    /// childlogdir=/var/log/supervisor
    /// minprocs=1000
    /// minfds=2048
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)03d
    /// numprocs=300
    /// ```
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
    /// childlogdir=/var/log/supervisor
    /// minprocs=1000
    /// minfds=1024
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:worker]
    /// command=/usr/bin/worker
    /// process_name=%(program_name)s_%(process_num)03d
    /// numprocs=80
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1082](https://github.com/Supervisor/supervisor/issues/1082)
    /// - [Supervisor/supervisor#489](https://github.com/Supervisor/supervisor/issues/489)
    /// - [Supervisor/supervisor#739](https://github.com/Supervisor/supervisor/issues/739)
    /// - [Supervisor/supervisor#26](https://github.com/Supervisor/supervisor/issues/26)
    /// - [cuckoosandbox/cuckoo#2122](https://github.com/cuckoosandbox/cuckoo/issues/2122)
    "minfds-too-low", Warning, Host,
    fix: Suggested,
    [Whole(check)],
}

/// The daemon's own: standard streams, its log, what it polls with, a few connections.
const OWN: u64 = 16;

/// Suggestions are multiples of this.
const STEP: u64 = 1024;

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    let plan = subject.plan();
    let processes: u64 = plan.groups.iter().flat_map(|group| &group.processes).map(files).sum();
    let needed = OWN + plan.servers.len() as u64 + processes;
    let minfds = &plan.daemon.minfds;
    let given = u64::try_from(minfds.value).unwrap_or(0);
    if given >= needed || matches!(minfds.origin, Origin::CommandLine(_)) {
        return;
    }
    let wanted = needed.div_ceil(STEP) * STEP;
    let finding = found.finding(
        section.place("minfds"),
        format!("the processes of this configuration need about {needed} open files, and the daemon asks for {given}"),
        "too few open files",
        format!("write `minfds={wanted}` into [supervisord], and let the system allow it (`LimitNOFILE`, `--ulimit nofile`)"),
    );
    let edit = match section.option("minfds") {
        Some(option) if option.inherited => None,
        Some(option) => Some(edits::set_value(option, &wanted.to_string())),
        None => subject.file(section.header()).map(|file| edits::add(section, file, "minfds", &wanted.to_string())),
    };
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("write `minfds={wanted}`"), [edit]))));
}

/// What the daemon has open for a process: pipes, and logs.
fn files(process: &Process) -> u64 {
    let log = |channel: &Channel| u64::from(channel.logfile.value != LogFile::None);
    if process.redirect_stderr.value { 2 + log(&process.stdout) } else { 3 + log(&process.stdout) + log(&process.stderr) }
}

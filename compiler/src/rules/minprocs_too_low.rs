//! `minprocs-too-low`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits};
use crate::plan::Origin;

rule! {
    /// There are more processes than the daemon asks the system for.
    ///
    /// supervisord makes sure that its user may have `minprocs` processes, 200 unless the file says otherwise. With more of
    /// them, a start can fail with `Resource temporarily unavailable` where the system's own limit is not higher; their
    /// threads and children count, too.
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
    /// minfds=2048
    /// minprocs=400
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
    /// ## References
    ///
    /// - [Supervisor/supervisor#636](https://github.com/Supervisor/supervisor/issues/636)
    "minprocs-too-low", Info, Host,
    fix: Suggested,
    [Whole(check)],
}

/// Suggestions are multiples of this.
const STEP: u64 = 100;

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    let plan = subject.plan();
    let processes = plan.groups.iter().map(|group| group.processes.len() as u64).sum::<u64>();
    let minprocs = &plan.daemon.minprocs;
    let given = u64::try_from(minprocs.value).unwrap_or(0);
    if given >= processes || matches!(minprocs.origin, Origin::CommandLine(_)) {
        return;
    }
    let wanted = (processes + 1).div_ceil(STEP) * STEP;
    let finding = found.finding(
        section.place("minprocs"),
        format!("there are {processes} processes, and the daemon asks for {given}"),
        "too few processes",
        format!("write `minprocs={wanted}` into [supervisord]"),
    );
    let edit = match section.option("minprocs") {
        Some(option) if option.inherited => None,
        Some(option) => Some(edits::set_value(option, &wanted.to_string())),
        None => subject.file(section.header()).map(|file| edits::add(section, file, "minprocs", &wanted.to_string())),
    };
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("write `minprocs={wanted}`"), [edit]))));
}

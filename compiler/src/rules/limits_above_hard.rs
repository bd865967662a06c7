//! `limits-above-hard`.

use crate::lint::{Found, Subject};

rule! {
    /// The daemon asks for more open files than this machine allows it.
    ///
    /// A process that is not root cannot raise its hard limit: supervisord ends at the start, with a message about
    /// `minfds`. Root can, except in containers that may not. Only this machine knows its limit, so it needs `--host`.
    ///
    /// ## Bad
    ///
    /// ```ini main host uid=1000 limit=4096 mode=/var/log/supervisor:777
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    /// minfds=65536
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
    /// ```ini main host uid=1000 limit=4096 mode=/var/log/supervisor:777
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    /// minfds=4096
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
    /// - [Supervisor/supervisor#22](https://github.com/Supervisor/supervisor/issues/22)
    "limits-above-hard", Info, Host,
    when: When::Host,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.daemon() else { return };
    let minfds = subject.plan().daemon.minfds.value;
    let Some(limit) = subject.system().hard_limit_of_files() else { return };
    if subject.options().uid == 0 || u64::try_from(minfds).is_ok_and(|minfds| minfds <= limit) || minfds < 0 {
        return;
    }
    found.report(found.finding(
        section.place("minfds"),
        format!("`minfds` is {minfds}, and this machine allows no more than {limit} open files"),
        "more than is allowed",
        format!("write `minfds={limit}`, or raise the hard limit (`ulimit -Hn`, `LimitNOFILE`)"),
    ));
}

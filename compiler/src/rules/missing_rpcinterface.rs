//! `missing-rpcinterface`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits};
use crate::plan::RpcInterface;
use crate::schema::SectionKind;

rule! {
    /// A server has no `[rpcinterface:supervisor]`, and so no commands.
    ///
    /// The server answers, but knows none of Supervisor's methods: supervisorctl and dashboards get `UNKNOWN_METHOD`, or
    /// show no processes at all.
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
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1324](https://github.com/Supervisor/supervisor/issues/1324)
    /// - [Supervisor/superlance#45](https://github.com/Supervisor/superlance/issues/45)
    "missing-rpcinterface", Warning, Server,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.daemon().is_none() {
        return;
    }
    let mut interfaces = subject.sections_of(SectionKind::RpcInterface);
    if interfaces.any(|section| section.bare_name() == "supervisor") {
        return;
    }
    let kinds = [SectionKind::UnixHttpServer, SectionKind::InetHttpServer];
    let Some(server) = kinds.into_iter().find_map(|kind| subject.sections_of(kind).next()) else { return };
    let line = format!("supervisor.rpcinterface_factory={}", RpcInterface::STOCK_FACTORY);
    let finding = found.finding(
        server.header(),
        format!("[{}] serves no methods: there is no [rpcinterface:supervisor]", server.name()),
        "has nothing to call",
        format!("add [rpcinterface:supervisor] with `{line}`"),
    );
    let fix = subject.main().map(|main| {
        let lines = format!("[rpcinterface:supervisor]\n{line}");
        Fix::suggested("add [rpcinterface:supervisor]", [edits::append(main, &lines)])
    });
    found.report(finding.with_fix(fix));
}

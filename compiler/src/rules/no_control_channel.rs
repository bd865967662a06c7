//! `no-control-channel`.

use std::fmt::Write as _;

use crate::diagnostic::{Fix, Severity};
use crate::lint::control::{self, Url};
use crate::lint::{Found, Subject, edits};
use crate::plan::RpcInterface;
use crate::schema::SectionKind;

rule! {
    /// There is no server through which the daemon could be controlled.
    ///
    /// Without `[unix_http_server]` and `[inet_http_server]` nobody can ask supervisord anything: supervisorctl cannot
    /// work, and event listeners that restart programs get no `SUPERVISOR_SERVER_URL`. A program that has to be restarted
    /// at night costs a restart of everything. Where there is a `[supervisorctl]` or an `[rpcinterface:x]`, somebody
    /// counted on a server. Without these it may be meant, as in many containers, or the file may be one that others
    /// include: then the finding is a remark.
    ///
    /// ## Bad
    ///
    /// ```ini main
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
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1399](https://github.com/Supervisor/supervisor/issues/1399)
    /// - [Supervisor/supervisor#467](https://github.com/Supervisor/supervisor/issues/467)
    /// - [vovanec/supervisor_checks#15](https://github.com/vovanec/supervisor_checks/issues/15)
    "no-control-channel", Warning, Server,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(daemon) = subject.daemon() else { return };
    let has = |kind| subject.sections_of(kind).next().is_some();
    if has(SectionKind::UnixHttpServer) || has(SectionKind::InetHttpServer) {
        return;
    }
    let needed = has(SectionKind::Supervisorctl) || has(SectionKind::RpcInterface);
    let finding = found.finding(
        daemon.header(),
        "there is no [unix_http_server] and no [inet_http_server]: supervisorctl cannot reach the daemon",
        "cannot be controlled",
        "add [unix_http_server] with `file=/run/supervisor.sock` and `chmod=0700`, and [rpcinterface:supervisor]",
    );
    let finding = if needed { finding } else { finding.only(Severity::Info) };
    found.report(finding.with_fix(added(subject)));
}

/// A server where supervisorctl looks for it, and the interface that it needs.
fn added(subject: &Subject<'_>) -> Option<Fix> {
    let main = subject.main()?;
    let client = subject.section("supervisorctl");
    let url = subject.client().map(|client| client.serverurl.value.as_str());
    let mut lines = String::new();
    match url.and_then(Url::parse) {
        Some(Url::Inet { host, port }) if control::is_loopback(&host) => {
            let _ = writeln!(lines, "[inet_http_server]\nport=127.0.0.1:{port}");
        }
        Some(Url::Inet { .. }) => return None,
        Some(Url::Unix(path)) => {
            let _ = writeln!(lines, "[unix_http_server]\nfile={}\nchmod=0700", path.display());
        }
        None if client.is_some() => return None,
        None => lines.push_str("[unix_http_server]\nfile=/run/supervisor.sock\nchmod=0700\n"),
    }
    if subject.section("rpcinterface:supervisor").is_none() {
        let factory = RpcInterface::STOCK_FACTORY;
        let _ = writeln!(lines, "\n[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory={factory}");
    }
    if client.is_none() {
        lines.push_str("\n[supervisorctl]\nserverurl=unix:///run/supervisor.sock\n");
    }
    Some(Fix::suggested("add a server", [edits::append(main, lines.trim_end())]))
}

//! `serverurl-default-9001`.

use crate::diagnostic::Fix;
use crate::lint::control::{self, Reached, Url};
use crate::lint::{Found, Subject, edits};
use crate::schema::server::SERVERURL;

rule! {
    /// `[supervisorctl]` has no `serverurl`, and nothing of this configuration listens at the default.
    ///
    /// supervisorctl then asks `http://localhost:9001`. There may be nobody, or another service altogether, which answers
    /// with 404 or 405, or has its own ideas about a POST.
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
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// prompt=web
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
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// prompt=web
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ```ini main
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// prompt=web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1142](https://github.com/Supervisor/supervisor/issues/1142)
    /// - [Supervisor/supervisor#467](https://github.com/Supervisor/supervisor/issues/467)
    /// - [Supervisor/supervisor#1399](https://github.com/Supervisor/supervisor/issues/1399)
    /// - [microvm-nix/microvm.nix#405](https://github.com/microvm-nix/microvm.nix/issues/405)
    "serverurl-default-9001", Warning, Server,
    fix: Safe,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(section) = subject.section("supervisorctl") else { return };
    if subject.daemon().is_none() || subject.plan().servers.is_empty() || section.option("serverurl").is_some() {
        return;
    }
    let default = SERVERURL.default_text().unwrap_or_default();
    let Some(url) = Url::parse(default) else { return };
    if control::reached(subject, &url) != Reached::Nobody {
        return;
    }
    let only = control::only_server(subject).map(control::url_of);
    let help = match &only {
        Some(url) => format!("add `serverurl={url}`"),
        None => "add `serverurl` with the address of one of the servers".to_owned(),
    };
    let finding = found.finding(
        section.header(),
        format!("supervisorctl looks for the daemon at `{default}`, where no server of this configuration listens"),
        "has no `serverurl`",
        help,
    );
    let fix = only.and_then(|url| {
        let value = url.replace('%', "%%");
        let file = subject.file(section.header())?;
        Some(Fix::safe(format!("add `serverurl={url}`"), [edits::add(section, file, "serverurl", &value)]))
    });
    found.report(finding.with_fix(fix));
}

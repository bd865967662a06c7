//! `serverurl-mismatch`.

use crate::diagnostic::{Fix, Label};
use crate::lint::control::{self, Reached, Url};
use crate::lint::{Found, Subject, edits};
use crate::render::Secrets;

rule! {
    /// supervisorctl looks for the daemon where no server of this configuration listens.
    ///
    /// Every command then ends in `no such file`, `refused connection`, or in the answer of some other service. The daemon
    /// runs well, and nobody can tell it anything.
    ///
    /// `/var/run` and `/run` count as the same directory, `localhost` as `127.0.0.1`. Of a `serverurl` on another machine
    /// nothing is said.
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
    /// serverurl=unix:///tmp/supervisor.sock
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
    /// serverurl=http://localhost:9002
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
    /// serverurl=http://127.0.0.1:9001
    /// ```
    ///
    /// ```ini main
    /// [inet_http_server]
    /// port=*:9001
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=http://other.example.org:9002
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/var/run/supervisor.sock
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
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#480](https://github.com/Supervisor/supervisor/issues/480)
    /// - [Supervisor/supervisor#1084](https://github.com/Supervisor/supervisor/issues/1084)
    /// - [Supervisor/supervisor#850](https://github.com/Supervisor/supervisor/issues/850)
    /// - [Supervisor/supervisor#735](https://github.com/Supervisor/supervisor/issues/735)
    "serverurl-mismatch", Warning, Server,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.daemon().is_none() || subject.plan().servers.is_empty() {
        return;
    }
    let Some(option) = subject.section("supervisorctl").and_then(|section| section.option("serverurl")) else { return };
    let Some(client) = subject.client() else { return };
    let url = client.serverurl.value.as_str();
    // What is no URL at all is the matter of serverurl-malformed.
    if super::serverurl_malformed::fault(&option.text()).is_some() || control::is_template(url) {
        return;
    }
    let Some(parsed) = Url::parse(url) else { return };
    if control::reached(subject, &parsed) != Reached::Nobody {
        return;
    }
    let only = control::only_server(subject).and_then(|server| control::url_to_write(server, subject));
    let help = match &only {
        Some(url) => format!("write `serverurl={url}`"),
        None => "write where one of the servers listens".to_owned(),
    };
    // It may have a password in it.
    let shown = Secrets::Masked.of("serverurl", None, url);
    let message = format!("no server of this configuration listens at `{shown}`");
    let mut finding = found.finding(option.location(), message, "nobody answers there", help);
    for server in subject.plan().servers.iter().take(3) {
        if let Some(section) = subject.section(&server.section) {
            finding = finding.with_related(Label::new(section.header(), format!("listens at `{}`", control::url_of(server))));
        }
    }
    let fix = only.filter(|_| !option.inherited).map(|url| {
        Fix::suggested(format!("write `{url}`"), [edits::set_value(option, &url)])
    });
    found.report(finding.with_fix(fix));
}

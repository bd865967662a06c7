//! `user-switch-needs-root`.

use crate::diagnostic::Severity;
use crate::lint::{Found, Program, Subject};
use crate::plan::{Setting, UserRef};

rule! {
    /// A user is named, and the daemon is not started by root.
    ///
    /// Only root can become another user. A daemon that is not root ends at once with `Can't drop privilege as nonroot
    /// user`, and a program with such a `user` never starts: a container that ran well for years stops doing so when its
    /// platform no longer starts it as root. A `user` that happens to be the one it is started as is harmless, so only
    /// `root` is reported as a warning, any other as a remark.
    ///
    /// ## Bad
    ///
    /// ```ini profile=nonroot main
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
    /// ```ini profile=nonroot main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// user=app
    /// environment=HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini profile=nonroot main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
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
    /// - [Supervisor/supervisor#1218](https://github.com/Supervisor/supervisor/issues/1218)
    /// - [docker-mailserver/docker-mailserver#2627](https://github.com/docker-mailserver/docker-mailserver/issues/2627)
    "user-switch-needs-root", Warning, Security,
    when: When::Profiles(&[Profile::Nonroot]),
    [Whole(daemon), Program(program)],
}

fn daemon(subject: &Subject<'_>, found: &mut Found<'_>) {
    let user = &subject.plan().daemon.user;
    report(user, "supervisord", "remove the line: supervisord stays who it is", found);
}

fn program(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process() else { return };
    let name = program.name;
    report(&process.user, &format!("`{name}`"), "remove the line: the program runs as whoever supervisord is", found);
}

fn report(setting: &Setting<Option<UserRef>>, who: &str, help: &str, found: &mut Found<'_>) {
    let (Some(user), Some(place)) = (&setting.value, setting.origin.location()) else { return };
    let options = found.subject().options();
    if options.host_checks && options.uid != 0 && user.uid == Some(options.uid) {
        return;
    }
    let root = user.uid == Some(0) || user.text == "root";
    let finding = if root {
        found.finding(place, format!("{who} does not start: only root can be `{}`", user.text), "needs root", help)
    } else {
        let message = format!("{who} starts only if supervisord is started as `{}`, or as root", user.text);
        found.finding(place, message, "may need root", help).only(Severity::Info)
    };
    found.report(finding);
}

//! `sha-password-in-ctl`.

use crate::lint::{Found, Subject};

rule! {
    /// The password of `[supervisorctl]` is a `{SHA}` hash.
    ///
    /// Only servers know `{SHA}`. supervisorctl sends what stands there, hash and all, and the server, which takes it for
    /// the password itself, says no.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
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
    ///
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
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
    ///
    /// username=ops
    /// password=Gk29-walnut-Kite
    /// ```
    ///
    /// ## References
    ///
    /// - [geerlingguy/ansible-role-supervisor#19](https://github.com/geerlingguy/ansible-role-supervisor/issues/19)
    "sha-password-in-ctl", Warning, Security,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(option) = subject.section("supervisorctl").and_then(|section| section.option("password")) else { return };
    let Some(client) = subject.client() else { return };
    if !client.password.value.as_deref().is_some_and(|password| password.starts_with("{SHA}")) {
        return;
    }
    found.report(found.finding(
        option.location(),
        "supervisorctl sends a `{SHA}` hash as if it were the password, and no server accepts it",
        "must be in clear",
        "write the password itself, or take it from the environment: `password=%(ENV_SUPERVISOR_PASSWORD)s`",
    ));
}

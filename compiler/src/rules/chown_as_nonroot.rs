//! `chown-as-nonroot`.

use crate::diagnostic::Severity;
use crate::lint::{Found, Subject};
use crate::plan::{Owner, ServerKind, Setting};

rule! {
    /// A socket is given to another user, and the daemon is not started by root.
    ///
    /// Only root can give files away. With `chown=root:root` a daemon that is not root ends with `Not permitted to chown`
    /// when it opens its server. A user who is the one it is started as is harmless, so only `root` is reported as a
    /// warning, any other as a remark.
    ///
    /// ## Bad
    ///
    /// ```ini profile=nonroot main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0770
    /// chown=root:root
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
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini profile=nonroot main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0770
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
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1183](https://github.com/Supervisor/supervisor/issues/1183)
    /// - [nautobot/nautobot-lab#85](https://github.com/nautobot/nautobot-lab/issues/85)
    "chown-as-nonroot", Warning, Security,
    when: When::Profiles(&[Profile::Nonroot]),
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        if let ServerKind::Unix { chown, .. } = &server.kind {
            report("chown", chown, found);
        }
    }
    for group in &subject.plan().groups {
        // All processes of a program share its socket.
        let Some(socket) = group.processes.first().and_then(|process| group.socket_of(process)) else { continue };
        report("socket_owner", &socket.socket_owner, found);
    }
}

fn report(option: &str, owner: &Setting<Option<Owner>>, found: &mut Found<'_>) {
    let (Some(owner), Some(place)) = (&owner.value, owner.origin.location()) else { return };
    let place = found.subject().option_at(place).filter(|given| given.key() == option).map(|_| place);
    let Some(place) = place else { return };
    let name = owner.text.split(':').next().unwrap_or_default();
    let root = owner.uid == Some(0) || ["root", "0"].contains(&name);
    let help = "remove the line: the socket belongs to whoever supervisord is";
    let finding = if root {
        let message = format!("the socket cannot be given to `{}`: only root can give files away", owner.text);
        found.finding(place, message, "needs root", help)
    } else {
        let message = format!("the socket can be given to `{}` only if supervisord is started as that user, or as root", owner.text);
        found.finding(place, message, "may need root", help).only(Severity::Info)
    };
    found.report(finding);
}

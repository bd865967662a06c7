//! `socket-world-writable`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, edits};
use crate::plan::ServerKind;

rule! {
    /// Every user of the machine may write to the socket of the daemon.
    ///
    /// Who may write to it controls all programs, and, through what the programs are, often gets the rights of supervisord,
    /// which is mostly root. A group of its own for those who may do so gives the same convenience.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0777
    /// chown=root:app
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
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0770
    /// chown=root:app
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
    /// - [gwu-libraries/social-feed-manager#269](https://github.com/gwu-libraries/social-feed-manager/issues/269)
    /// - [Supervisor/supervisor#1409](https://github.com/Supervisor/supervisor/issues/1409)
    "socket-world-writable", Warning, Security,
    fix: Suggested,
    [Whole(check)],
}

/// The right of everybody to write.
const OTHERS_WRITE: i64 = 0o002;

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        let ServerKind::Unix { chmod, .. } = &server.kind else { continue };
        let Some(section) = subject.section(&server.section) else { continue };
        let Some(option) = section.option("chmod") else { continue };
        // With a password, who may write is not yet in.
        if chmod.value & OTHERS_WRITE == 0 || server.credentials.is_some() {
            continue;
        }
        let help = match section.option("chown") {
            Some(_) => "write `chmod=0770`".to_owned(),
            None => "write `chmod=0770`, and `chown=root:GROUP` with a group for those who may control it".to_owned(),
        };
        let finding = found.finding(
            option.location(),
            format!("every user of the machine may control all programs: [{}] has the mode {:04o}", server.section, chmod.value & 0o7777),
            "writable by everybody",
            help,
        );
        let fix = (!option.inherited).then(|| Fix::suggested("write `0770`", [edits::set_value(option, "0770")]));
        found.report(finding.with_fix(fix));
    }
}

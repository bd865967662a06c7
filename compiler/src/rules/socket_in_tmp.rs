//! `socket-in-tmp`.

use crate::lint::{Found, Subject};
use crate::plan::ServerKind;

rule! {
    /// The socket of the daemon is in `/tmp`.
    ///
    /// Some of what cleans up `/tmp` removes sockets that nobody has touched for days; with `PrivateTmp` of systemd there
    /// is another `/tmp` for each service. supervisorctl then finds `no such file`, and the daemon has to be restarted with
    /// all that it runs. Anybody may also put a socket of that name there first.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/tmp/supervisor.sock
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
    /// ## References
    ///
    /// - [Supervisor/supervisor#1084](https://github.com/Supervisor/supervisor/issues/1084)
    /// - [Supervisor/supervisor#480](https://github.com/Supervisor/supervisor/issues/480)
    "socket-in-tmp", Info, Security,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        let ServerKind::Unix { file, .. } = &server.kind else { continue };
        let shared = ["/tmp", "/var/tmp"].iter().find(|directory| file.value.starts_with(directory));
        let (Some(place), Some(directory)) = (file.origin.location(), shared) else { continue };
        let name = file.value.file_name().unwrap_or_default().to_string_lossy();
        found.report(found.finding(
            place,
            format!("the socket is in `{directory}`, where it may be cleaned up, or hidden from supervisorctl"),
            "may not stay there",
            format!("write `file=/run/{name}`, and `serverurl=unix:///run/{name}` in [supervisorctl]"),
        ));
    }
}

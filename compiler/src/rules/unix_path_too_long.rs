//! `unix-path-too-long`.

use std::path::Path;

use crate::diagnostic::Severity;
use crate::lint::{Found, Subject, control};
use crate::plan::{FastCgiAddress, Origin, ServerKind};

rule! {
    /// The path of a unix socket is longer than the system allows.
    ///
    /// A path has room for 107 bytes. Nothing notices until the socket is made: then the start fails. Supervisor makes its
    /// own socket under a longer name first, with a dot and its process id behind the path, so a few bytes less must do;
    /// whether the last ones fit depends on the process id.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/srv/customers/example.org/releases/2024-03-01T12-00-00/shared/var/run/supervisor/control/sockets/supervisord-main.sock
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
    /// serverurl=unix:///srv/customers/example.org/releases/2024-03-01T12-00-00/shared/var/run/supervisor/control/sockets/supervisord-main.sock
    /// ```
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///srv/customers/example.org/releases/2024-03-01T12-00-00/shared/var/run/supervisor/control/sockets/supervisord-main.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///run/php.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [unix(7): sun_path](https://man7.org/linux/man-pages/man7/unix.7.html)
    "unix-path-too-long", Warning, Server,
    [Whole(check)],
}

/// Bytes of a path that fit into an address.
const ROOM: usize = 107;

/// A dot and the shortest process id.
const SHORTEST_SUFFIX: usize = 2;

/// A dot and the longest process id.
const LONGEST_SUFFIX: usize = 8;

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        if let ServerKind::Unix { file, .. } = &server.kind
            && !control::is_template(&file.value.to_string_lossy())
        {
            report("file", &file.value, file.origin, (SHORTEST_SUFFIX, LONGEST_SUFFIX), found);
        }
    }
    for group in &subject.plan().groups {
        // All processes of a program share its socket.
        let Some(socket) = group.processes.first().and_then(|process| group.socket_of(process)) else { continue };
        if let FastCgiAddress::Unix(path) = &socket.socket.value {
            report("socket", path, socket.socket.origin, (0, 0), found);
        }
    }
}

fn report(option: &str, path: &Path, origin: Origin, (least, most): (usize, usize), found: &mut Found<'_>) {
    let length = path.as_os_str().len();
    let Some(place) = origin.location().filter(|_| length + most > ROOM) else { return };
    let finding = found.finding(
        place,
        format!("the path of `{option}` has {length} bytes, and an address room for {}", ROOM - least),
        "too long for a socket",
        "write a shorter path, such as one in `/run`",
    );
    let finding = if length + least > ROOM {
        finding
    } else {
        // Whether it fits depends on how many digits the process id has.
        finding.only(Severity::Info)
    };
    found.report(finding);
}

//! `duplicate-listen`.

use std::collections::HashMap;

use crate::diagnostic::Label;
use crate::lint::control::{is_everywhere, is_loopback};
use crate::lint::{Found, Subject};
use crate::plan::{FastCgiAddress, Origin, ServerKind};
use crate::sources::Location;

rule! {
    /// Two servers or FastCGI sockets listen at one address.
    ///
    /// Only one of them can. A second server on the same port stops the start of supervisord; one on the same unix socket
    /// lets the original wait for ever at its start. A FastCGI socket on a port that is in use ends the daemon; one on a
    /// path that is in use takes it away from the first.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    ///
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=tcp://127.0.0.1:9001
    /// ```
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///run/php.sock
    ///
    /// [fcgi-program:web]
    /// command=/usr/bin/web
    /// socket=unix:///run/php.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    ///
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=tcp://127.0.0.1:9002
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1567](https://github.com/Supervisor/supervisor/issues/1567)
    /// - [Supervisor/supervisor#1569](https://github.com/Supervisor/supervisor/issues/1569)
    "duplicate-listen", Warning, Server,
    [Whole(check)],
}

/// Who listens where so far.
#[derive(Default)]
struct Taken {
    unix: HashMap<String, Location>,
    ports: HashMap<u16, Port>,
}

/// Who listens on a port.
#[derive(Default)]
struct Port {
    everywhere: Option<Location>,
    /// The first one, for whoever wants all interfaces.
    any: Option<Location>,
    hosts: HashMap<String, Location>,
}

impl Taken {
    fn unix(&mut self, path: String, place: Location) -> Option<Location> {
        let known = *self.unix.entry(path).or_insert(place);
        (known != place).then_some(known)
    }

    fn inet(&mut self, host: &str, port: u16, place: Location) -> Option<Location> {
        let port = self.ports.entry(port).or_default();
        let known = if is_everywhere(host) {
            let known = port.any;
            port.everywhere.get_or_insert(place);
            known
        } else {
            let host = if is_loopback(host) { "127.0.0.1" } else { host };
            let known = port.everywhere.or_else(|| port.hosts.get(host).copied());
            port.hosts.entry(host.to_owned()).or_insert(place);
            known
        };
        port.any.get_or_insert(place);
        known.filter(|known| *known != place)
    }
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut taken = Taken::default();
    for server in &subject.plan().servers {
        let (origin, shown, known) = match &server.kind {
            ServerKind::Unix { file, .. } => {
                let path = file.value.display().to_string();
                let known = place(file.origin).and_then(|place| taken.unix(path.clone(), place));
                (file.origin, path, known)
            }
            ServerKind::Inet { address } => {
                let (host, port) = (&address.value.host, address.value.port);
                let known = place(address.origin).and_then(|place| taken.inet(host, port, place));
                let shown = if is_everywhere(host) { "*" } else { host };
                (address.origin, format!("{shown}:{port}"), known)
            }
        };
        report(&shown, origin, known, found);
    }
    for group in &subject.plan().groups {
        // All processes of a program share its socket.
        let Some(socket) = group.processes.first().and_then(|process| group.socket_of(process)) else { continue };
        let origin = socket.socket.origin;
        let Some(place) = place(origin) else { continue };
        let known = match &socket.socket.value {
            FastCgiAddress::Unix(path) => taken.unix(path.display().to_string(), place),
            FastCgiAddress::Tcp { host, port } => taken.inet(host, *port, place),
        };
        report(&socket.socket.value.to_string(), origin, known, found);
    }
}

fn place(origin: Origin) -> Option<Location> {
    origin.location()
}

fn report(address: &str, origin: Origin, known: Option<Location>, found: &mut Found<'_>) {
    let (Some(known), Some(place)) = (known, origin.location()) else { return };
    let finding = found.finding(
        place,
        format!("`{address}` is in use: another server or socket of this configuration listens there"),
        "in use",
        "give each of the two an address of its own",
    );
    found.report(finding.with_related(Label::new(known, "listens there")));
}

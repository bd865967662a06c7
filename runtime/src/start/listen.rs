//! The sockets of the HTTP servers: opened before the daemon goes to the background, so that a failure is seen, and kept
//! over restarts, so that clients wait instead of being refused.

use std::io::{self, Write as _};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;

use jiff::Zoned;
use supervisor_compiler::plan::{Credentials, LogLevel, Plan, Server, ServerKind};

use super::failure::Failure;
use super::now;
use crate::http::Listener;
use crate::logs::main_log::MainLog;
use crate::os::sockets::{self, SocketError, SocketFile, UnixSocketOptions};
use crate::os::users::UserSwitch;

/// All servers, listening.
#[derive(Debug, Default)]
pub(super) struct Listening {
    pub(super) sockets: Vec<Socket>,
}

/// One server.
#[derive(Debug)]
pub(super) struct Socket {
    kind: ServerKind,
    bound: Bound,
    pub(super) credentials: Option<Credentials>,
    /// The file of a unix socket; removed when this goes out of scope.
    file: Option<SocketFile>,
}

/// A socket that does not belong to a runtime.
#[derive(Debug)]
enum Bound {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Socket {
    fn open(server: &Server) -> Result<Self, SocketError> {
        let (bound, file) = match &server.kind {
            ServerKind::Inet { address } => {
                (Bound::Tcp(sockets::bind_tcp(&address.host, address.port)?), None)
            }
            ServerKind::Unix { file, .. } => {
                let bound = sockets::bind_unix(file, look(&server.kind))?;
                if bound.replaced_stale {
                    let _ = writeln!(io::stderr(), "{}", sockets::unlinking_stale(file));
                }
                (Bound::Unix(bound.listener), Some(bound.file))
            }
        };
        Ok(Self { kind: server.kind.clone(), bound, credentials: server.credentials.clone(), file })
    }

    /// The socket for the runtime this is called in. It stays open here.
    pub(super) fn listener(&self) -> io::Result<Listener> {
        Ok(match &self.bound {
            Bound::Tcp(socket) => Listener::Tcp(tokio::net::TcpListener::from_std(socket.try_clone()?)?),
            Bound::Unix(socket) => Listener::Unix(tokio::net::UnixListener::from_std(socket.try_clone()?)?),
        })
    }

    /// Whether it listens where a server is to: a unix socket only as long as its file is there.
    fn is_at(&self, kind: &ServerKind) -> bool {
        match (&self.kind, kind) {
            (ServerKind::Inet { address: own }, ServerKind::Inet { address }) => own == address,
            (ServerKind::Unix { file: own, .. }, ServerKind::Unix { file, .. }) => {
                own == file && self.file.as_ref().is_some_and(SocketFile::is_there)
            }
            _ => false,
        }
    }

    /// Whether it may be in the way of a server that is at another address.
    fn may_obstruct(&self, kind: &ServerKind) -> bool {
        match (&self.kind, kind) {
            (ServerKind::Inet { address: own }, ServerKind::Inet { address }) => own.port == address.port,
            _ => false,
        }
    }

    /// Gives a unix socket the mode and owner that its server has now; `user` is whom the daemon is about to become.
    fn adapt(&mut self, server: &Server, user: Option<&UserSwitch>) -> Result<(), SocketError> {
        self.credentials.clone_from(&server.credentials);
        let before = look(&self.kind);
        self.kind = server.kind.clone();
        let ServerKind::Unix { file, chown, .. } = &server.kind else { return Ok(()) };
        let mut options = look(&server.kind);
        if let (None, Some(user)) = (&chown.value, user) {
            (options.uid, options.gid) = (Some(user.uid), Some(user.gid));
        }
        if options == before { Ok(()) } else { sockets::give_look(file, options) }
    }
}

fn look(kind: &ServerKind) -> UnixSocketOptions {
    let ServerKind::Unix { chmod, chown, .. } = kind else { return UnixSocketOptions::default() };
    let owner = chown.as_ref();
    UnixSocketOptions {
        mode: u32::try_from(chmod.value & 0o7777).unwrap_or(0o700),
        uid: owner.and_then(|owner| owner.uid),
        gid: owner.and_then(|owner| owner.gid),
    }
}

impl Listening {
    /// Opens the servers of the plan, in its order. When one fails, the socket files of those before it are removed.
    pub(super) fn open(plan: &Plan, log: &mut MainLog) -> Result<Self, Failure> {
        let mut listening = Self::default();
        for server in &plan.servers {
            listening.sockets.push(Socket::open(server).map_err(|error| Failure::usage(error.to_string()))?);
            announce(server, plan, log);
        }
        Ok(listening)
    }

    /// Opens what a plan needs besides what is open. Who connects waits until that plan is in force.
    ///
    /// # Errors
    /// One cannot be opened; then none is. Left for later is only what may be obstructed by a socket of ours.
    pub(super) fn reserve(&mut self, plan: &Plan) -> Result<(), Failure> {
        let mut opened = Vec::new();
        for server in &plan.servers {
            if self.sockets.iter().any(|socket| socket.is_at(&server.kind)) {
                continue;
            }
            match Socket::open(server) {
                Ok(socket) => opened.push(socket),
                Err(SocketError::InUse)
                    if self.sockets.iter().any(|socket| socket.may_obstruct(&server.kind)) => {}
                Err(error) => return Err(Failure::usage(error.to_string())),
            }
        }
        self.sockets.extend(opened);
        Ok(())
    }

    /// Turns the sockets into those of `plan`: keeps what it has, closes the rest, opens what is missing. `user` is whom
    /// the daemon is about to become. Returns what went wrong: such a server is missing, or looks as it did.
    pub(super) fn turn_into(&mut self, plan: &Plan, user: Option<&UserSwitch>) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |server: &Server, error: SocketError| {
            faults.push(format!("[{}] of the new configuration: {error}", server.section));
        };
        let mut old = std::mem::take(&mut self.sockets);
        let mut missing = Vec::new();
        for server in &plan.servers {
            match old.iter().position(|socket| socket.is_at(&server.kind)) {
                Some(index) => {
                    let mut socket = old.remove(index);
                    if let Err(error) = socket.adapt(server, user) {
                        fault(server, error);
                    }
                    self.sockets.push(socket);
                }
                None => missing.push(server),
            }
        }
        drop(old);
        for server in missing {
            match Socket::open(server) {
                Ok(socket) => self.sockets.push(socket),
                Err(error) => fault(server, error),
            }
        }
        faults
    }
}

/// What the original says about each server that it opens; `Medusa` is what its HTTP server is called.
pub(super) fn announce(server: &Server, plan: &Plan, log: &mut MainLog) {
    let started = Zoned::now().strftime("%a %b %e %H:%M:%S %Y");
    let (listener, host, port) = match &server.kind {
        // The original asks the name service for the host's name, and may wait for it for long (spec-runtime §12.31).
        ServerKind::Inet { address } => {
            (address.host.clone(), address.host.clone(), address.port.to_string())
        }
        ServerKind::Unix { file, .. } => {
            (file.display().to_string(), "<unix domain socket>".to_owned(), file.display().to_string())
        }
    };
    let text = format!("{listener}:Medusa (V1.12) started at {started}\n\tHostname: {host}\n\tPort:{port}");
    now(log, LogLevel::Trace, &text);
    for interface in &plan.rpc_interfaces {
        now(log, LogLevel::Info, &format!("RPC interface '{}' initialized", interface.name));
    }
    if server.credentials.is_none() {
        let text = format!("Server '{}' running without any HTTP authentication checking", server.section);
        now(log, LogLevel::Critical, &text);
    }
}

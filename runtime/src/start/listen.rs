//! Opening the HTTP servers, before the daemon goes to the background, so that a failure is seen.

use std::io::{self, Write as _};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;

use jiff::Zoned;
use supervisor_compiler::plan::{Credentials, LogLevel, Plan, Server, ServerKind};

use super::failure::Failure;
use super::now;
use crate::http::Listener;
use crate::logs::main_log::MainLog;
use crate::os::sockets::{self, SocketFile, UnixSocketOptions};

/// All servers, listening.
#[derive(Debug, Default)]
pub(super) struct Listening {
    pub(super) sockets: Vec<Socket>,
}

/// One server.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) listener: Bound,
    pub(super) credentials: Option<Credentials>,
    /// The file of a unix socket; removed when this goes out of scope.
    pub(super) file: Option<SocketFile>,
}

/// A socket that does not belong to a runtime yet.
#[derive(Debug)]
pub(super) enum Bound {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Bound {
    /// Hands the socket to the runtime this is called in.
    pub(super) fn into_async(self) -> io::Result<Listener> {
        Ok(match self {
            Bound::Tcp(socket) => Listener::Tcp(tokio::net::TcpListener::from_std(socket)?),
            Bound::Unix(socket) => Listener::Unix(tokio::net::UnixListener::from_std(socket)?),
        })
    }
}

impl Listening {
    /// Opens the servers of the plan, in its order. When one fails, the socket files of those before it are removed.
    pub(super) fn open(plan: &Plan, log: &mut MainLog) -> Result<Self, Failure> {
        let mut listening = Self::default();
        for server in &plan.servers {
            match open(server) {
                Ok(socket) => listening.sockets.push(socket),
                Err(error) => return Err(Failure::usage(error.to_string())),
            }
            announce(server, plan, log);
        }
        Ok(listening)
    }
}

fn open(server: &Server) -> Result<Socket, sockets::SocketError> {
    let credentials = server.credentials.clone();
    match &server.kind {
        ServerKind::Inet { address } => {
            let listener = sockets::bind_tcp(&address.host, address.port)?;
            Ok(Socket { listener: Bound::Tcp(listener), credentials, file: None })
        }
        ServerKind::Unix { file, chmod, chown } => {
            let owner = chown.as_ref();
            let options = UnixSocketOptions {
                mode: u32::try_from(chmod.value & 0o7777).unwrap_or(0o700),
                uid: owner.and_then(|owner| owner.uid),
                gid: owner.and_then(|owner| owner.gid),
            };
            let bound = sockets::bind_unix(file, options)?;
            if bound.replaced_stale {
                let _ = writeln!(io::stderr(), "{}", sockets::unlinking_stale(file));
            }
            Ok(Socket { listener: Bound::Unix(bound.listener), credentials, file: Some(bound.file) })
        }
    }
}

/// In the original's words; `Medusa` is what its HTTP server is called.
fn announce(server: &Server, plan: &Plan, log: &mut MainLog) {
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

//! The plan: what a configuration means, typed, with the origin of every value.
//!
//! Everything downstream reads the plan and nothing else: the daemon executes it, the diff compares two of
//! them, the linter and the editor show it. Section and option names are those of spec-config §3.

mod daemon;
mod group;
mod origin;
mod process;
mod server;
pub mod settings;

pub use daemon::{Daemon, LogLevel, MainLog};
pub use group::{EventListener, EventType, FastCgi, FastCgiAddress, Group, GroupKind, Owner};
pub use origin::{Origin, Setting};
pub use process::{AutoRestart, Channel, Environment, LogFile, Process, ServerUrl, Signal, UserRef};
pub use server::{Credentials, InetAddress, Password, RpcInterface, Server, ServerKind};

use std::path::PathBuf;

/// A whole configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The main file as it was named.
    pub path: PathBuf,
    /// `[supervisord]`, with command-line overrides applied.
    pub daemon: Daemon,
    /// The HTTP servers in the order they are opened: inet sections in file order, then unix sections.
    pub servers: Vec<Server>,
    /// `[rpcinterface:x]` sections in file order.
    pub rpc_interfaces: Vec<RpcInterface>,
    /// All groups, sorted by (priority, name).
    pub groups: Vec<Group>,
    /// Lines the daemon logs once it has a log, in the original's order and words (spec-config §3.4, §5).
    pub notices: Vec<Notice>,
}

/// A line for the daemon's log that arose while reading the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// `Warn` or `Info`.
    pub level: LogLevel,
    /// The line, as the original words it.
    pub text: String,
}

impl Plan {
    /// The URL that children get in `SUPERVISOR_SERVER_URL`: the first unix server's, else the last inet
    /// server's, else none (spec-config §3.2).
    #[must_use]
    pub fn server_url(&self) -> Option<String> {
        let unix = self.servers.iter().find_map(|server| match &server.kind {
            ServerKind::Unix { file, .. } => Some(format!("unix://{}", file.value.display())),
            ServerKind::Inet { .. } => None,
        });
        unix.or_else(|| {
            self.servers.iter().rev().find_map(|server| match &server.kind {
                ServerKind::Inet { address } => {
                    let host = if address.value.host.is_empty() { "localhost" } else { &address.value.host };
                    Some(format!("http://{host}:{}", address.value.port))
                }
                ServerKind::Unix { .. } => None,
            })
        })
    }

    /// Why the RPC interfaces cannot be made, in the original's words; none when they can. The original makes them
    /// when it opens the first HTTP server, and not at all without one. The stock factory takes no options, and an
    /// option in `[DEFAULT]` is one (spec-config §1.1, §3.8); the other one that is built in takes one.
    #[must_use]
    pub fn rpc_interface_fault(&self) -> Option<String> {
        let _first = self.servers.first()?;
        let faulty = self.rpc_interfaces.iter().find(|rpc| rpc.has_foreign_option())?;
        Some(format!("Could not make {} rpc interface", faulty.name))
    }

    /// The group of that name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }
}

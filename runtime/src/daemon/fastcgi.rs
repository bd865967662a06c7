//! The sockets of FastCGI programs: each made when the first process that listens on it is about to be spawned, and
//! closed when the last one is gone (spec-runtime §6).

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use supervisor_compiler::plan::{FastCgi, FastCgiAddress, Group, LogLevel};

use crate::core::{ProcessId, SpawnFailure};
use crate::logs::thread::LogHandle;
use crate::os::fastcgi::{self, ListenError};
use crate::os::sockets::UnixSocketOptions;

/// The backlog when none is configured; the kernel cuts it to what the machine allows.
const BACKLOG: i32 = nix::libc::SOMAXCONN;

/// All sockets of FastCGI programs.
#[derive(Debug)]
pub(super) struct FastCgiSockets {
    logs: LogHandle,
    /// By address, so that groups that name the same one share it instead of taking it from each other.
    open: HashMap<FastCgiAddress, Shared>,
    /// Addresses of hosts, looked up when a group becomes active: a name server that hangs must not stall supervision.
    hosts: HashMap<String, IpAddr>,
}

/// A socket and who uses it.
#[derive(Debug)]
struct Shared {
    socket: OwnedFd,
    users: HashSet<ProcessId>,
}

impl FastCgiSockets {
    pub(super) fn new(logs: LogHandle) -> Self {
        Self { logs, open: HashMap::new(), hosts: HashMap::new() }
    }

    /// Makes and closes the sockets of a group that becomes active, as the original does: what is wrong with them shows
    /// at once, and the files of unix sockets are there. Failures are logged; the processes will meet them again.
    pub(super) fn try_out(&mut self, group: &Group) {
        let mut seen = HashSet::new();
        let sockets = group.processes.iter().filter_map(|process| group.socket_of(process));
        for fastcgi in sockets {
            let address = &fastcgi.socket.value;
            if !seen.insert(address) || self.open.contains_key(address) {
                continue;
            }
            if let FastCgiAddress::Tcp { host, .. } = address {
                self.hosts.remove(host);
            }
            match self.make(fastcgi) {
                Ok(socket) => self.close(address, socket),
                Err(error) => self.logs.log(LogLevel::Critical, could_not_create(address, &error)),
            }
        }
    }

    /// The socket that a process is to get, made if it is the first one on it.
    pub(super) fn take(
        &mut self,
        process: ProcessId,
        fastcgi: &FastCgi,
    ) -> Result<BorrowedFd<'_>, SpawnFailure> {
        let address = &fastcgi.socket.value;
        // It may be back before its end was noted here.
        self.release(process);
        let shared = match self.open.remove(address) {
            Some(shared) => shared,
            None => {
                let made = self.make(fastcgi);
                let socket = made.map_err(|error| SpawnFailure(could_not_create(address, &error)))?;
                Shared { socket, users: HashSet::new() }
            }
        };
        let shared = self.open.entry(address.clone()).or_insert(shared);
        shared.users.insert(process);
        Ok(shared.socket.as_fd())
    }

    /// Says that a process does not use its socket any more, if it had one.
    pub(super) fn release(&mut self, process: ProcessId) {
        let unused =
            self.open.extract_if(|_, shared| shared.users.remove(&process) && shared.users.is_empty());
        for (address, shared) in unused.collect::<Vec<_>>() {
            self.close(&address, shared.socket);
        }
    }

    fn make(&mut self, fastcgi: &FastCgi) -> Result<OwnedFd, ListenError> {
        let address = &fastcgi.socket.value;
        self.logs.log(LogLevel::Info, format!("Creating socket {address}"));
        let backlog = fastcgi.socket_backlog.value.and_then(|backlog| i32::try_from(backlog).ok());
        let backlog = backlog.unwrap_or(BACKLOG);
        match address {
            FastCgiAddress::Unix(path) => {
                let owner = fastcgi.socket_owner.value.as_ref();
                let options = UnixSocketOptions {
                    mode: fastcgi
                        .socket_mode
                        .value
                        .and_then(|mode| u32::try_from(mode).ok())
                        .unwrap_or(0o700),
                    uid: owner.and_then(|owner| owner.uid),
                    gid: owner.and_then(|owner| owner.gid),
                };
                fastcgi::listen_unix(path, options, backlog)
            }
            FastCgiAddress::Tcp { host, port } => {
                let ip = match self.hosts.get(host) {
                    Some(ip) => *ip,
                    None => fastcgi::resolve(host)?,
                };
                self.hosts.insert(host.clone(), ip);
                fastcgi::listen_tcp(SocketAddr::new(ip, *port), backlog)
            }
        }
    }

    fn close(&self, address: &FastCgiAddress, socket: OwnedFd) {
        self.logs.log(LogLevel::Info, format!("Closing socket {address}"));
        drop(socket);
    }
}

fn could_not_create(address: &FastCgiAddress, error: &ListenError) -> String {
    format!("Could not create FastCGI socket {address}: {error}")
}

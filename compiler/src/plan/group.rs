//! Groups of processes.

use std::path::PathBuf;

use serde::Serialize;

use super::{Process, Setting};
use crate::sources::Location;

/// A group: a `[group:x]`, or the group that a program, event listener or FastCGI program forms by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name.
    pub name: String,
    /// Start order among groups.
    pub priority: Setting<i64>,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// Its processes: members in the order of `programs=`, inside one program by (priority, name).
    pub processes: Vec<Process>,
    /// The header of the section that made it.
    pub header: Setting<()>,
}

/// The kinds of group. Two groups of different kinds are never equal (spec-config §7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupKind {
    /// Plain processes.
    Programs,
    /// `[fcgi-program:x]`.
    FastCgi(FastCgi),
    /// `[eventlistener:x]`.
    EventListener(EventListener),
}

/// The options of `[fcgi-program:x]` that a program has not (spec-config §3.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FastCgi {
    /// The shared socket.
    pub socket: Setting<FastCgiAddress>,
    /// Owner of a unix socket.
    pub socket_owner: Setting<Option<Owner>>,
    /// Mode of a unix socket; none for a TCP socket.
    pub socket_mode: Setting<Option<i64>>,
    /// Backlog; none: the system's maximum.
    pub socket_backlog: Setting<Option<i64>>,
}

/// `socket=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FastCgiAddress {
    /// `unix://` and an absolute path.
    Unix(PathBuf),
    /// `tcp://host:port`.
    Tcp {
        /// Lower-cased host.
        host: String,
        /// Port.
        port: u16,
    },
}

/// `user[:group]` (spec-config §4.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// As written.
    pub text: String,
    /// User id; none when made for another machine.
    pub uid: Option<u32>,
    /// Group id; none: leave it as it is.
    pub gid: Option<u32>,
}

/// The options of `[eventlistener:x]` that a program has not (spec-config §3.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventListener {
    /// Subscriptions, upper-cased, sorted, without duplicates.
    pub events: Setting<Vec<EventType>>,
    /// Events to hold back for busy listeners.
    pub buffer_size: Setting<i64>,
    /// Entry point that judges results.
    pub result_handler: Setting<String>,
}

/// An event type (spec-config §3.7); abstract ones stand for all below them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are the documentation: spec-runtime §5.1")]
pub enum EventType {
    Event,
    ProcessState,
    ProcessStateStopped,
    ProcessStateExited,
    ProcessStateStarting,
    ProcessStateStopping,
    ProcessStateBackoff,
    ProcessStateFatal,
    ProcessStateRunning,
    ProcessStateUnknown,
    ProcessCommunication,
    ProcessCommunicationStdout,
    ProcessCommunicationStderr,
    ProcessLog,
    ProcessLogStdout,
    ProcessLogStderr,
    RemoteCommunication,
    SupervisorStateChange,
    SupervisorStateChangeRunning,
    SupervisorStateChangeStopping,
    Tick,
    #[serde(rename = "TICK_5")]
    Tick5,
    #[serde(rename = "TICK_60")]
    Tick60,
    #[serde(rename = "TICK_3600")]
    Tick3600,
    ProcessGroup,
    ProcessGroupAdded,
    ProcessGroupRemoved,
}

/// Wherever a group came from.
impl Group {
    /// The section header that made it.
    #[must_use]
    pub fn location(&self) -> Option<Location> {
        self.header.origin.location()
    }
}

//! Groups of processes.

use std::fmt;
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

/// The kinds of group. Two groups of different kinds are never equal (spec-config §7). What few groups have is boxed: of
/// the others there may be a hundred thousand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupKind {
    /// Plain processes.
    Programs,
    /// `[fcgi-program:x]`.
    FastCgi(Box<FastCgi>),
    /// `[eventlistener:x]`.
    EventListener(Box<EventListener>),
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

impl EventListener {
    /// The stock `result_handler`: the result `OK` accepts an event.
    pub const STOCK_HANDLER: &str = "supervisor.dispatchers:default_handler";

    /// The `result_handler` of the package supervisor-stdout, which is built in: prints results to the daemon's standard
    /// output.
    pub const STDOUT_HANDLER: &str = "supervisor_stdout:event_handler";
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

impl EventType {
    /// Every type with its name.
    pub const ALL: [(EventType, &'static str); 27] = [
        (EventType::Event, "EVENT"),
        (EventType::ProcessState, "PROCESS_STATE"),
        (EventType::ProcessStateStopped, "PROCESS_STATE_STOPPED"),
        (EventType::ProcessStateExited, "PROCESS_STATE_EXITED"),
        (EventType::ProcessStateStarting, "PROCESS_STATE_STARTING"),
        (EventType::ProcessStateStopping, "PROCESS_STATE_STOPPING"),
        (EventType::ProcessStateBackoff, "PROCESS_STATE_BACKOFF"),
        (EventType::ProcessStateFatal, "PROCESS_STATE_FATAL"),
        (EventType::ProcessStateRunning, "PROCESS_STATE_RUNNING"),
        (EventType::ProcessStateUnknown, "PROCESS_STATE_UNKNOWN"),
        (EventType::ProcessCommunication, "PROCESS_COMMUNICATION"),
        (EventType::ProcessCommunicationStdout, "PROCESS_COMMUNICATION_STDOUT"),
        (EventType::ProcessCommunicationStderr, "PROCESS_COMMUNICATION_STDERR"),
        (EventType::ProcessLog, "PROCESS_LOG"),
        (EventType::ProcessLogStdout, "PROCESS_LOG_STDOUT"),
        (EventType::ProcessLogStderr, "PROCESS_LOG_STDERR"),
        (EventType::RemoteCommunication, "REMOTE_COMMUNICATION"),
        (EventType::SupervisorStateChange, "SUPERVISOR_STATE_CHANGE"),
        (EventType::SupervisorStateChangeRunning, "SUPERVISOR_STATE_CHANGE_RUNNING"),
        (EventType::SupervisorStateChangeStopping, "SUPERVISOR_STATE_CHANGE_STOPPING"),
        (EventType::Tick, "TICK"),
        (EventType::Tick5, "TICK_5"),
        (EventType::Tick60, "TICK_60"),
        (EventType::Tick3600, "TICK_3600"),
        (EventType::ProcessGroup, "PROCESS_GROUP"),
        (EventType::ProcessGroupAdded, "PROCESS_GROUP_ADDED"),
        (EventType::ProcessGroupRemoved, "PROCESS_GROUP_REMOVED"),
    ];

    /// The name, as in `events=`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(event, _)| *event == self).map_or("", |(_, name)| name)
    }

    /// The type of that name, which must be in upper case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<EventType> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(event, _)| *event)
    }
}

/// As the original shows it: `unix:///path` or `tcp://host:port`.
impl fmt::Display for FastCgiAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FastCgiAddress::Unix(path) => write!(f, "unix://{}", path.display()),
            FastCgiAddress::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
        }
    }
}

impl Group {
    /// The section header that made it.
    #[must_use]
    pub fn location(&self) -> Option<Location> {
        self.header.origin.location()
    }

    /// The FastCGI socket that a process of this group listens on; none for a plain program.
    #[must_use]
    pub fn socket_of<'a>(&'a self, process: &'a Process) -> Option<&'a FastCgi> {
        match &self.kind {
            GroupKind::FastCgi(fastcgi) => Some(fastcgi),
            GroupKind::Programs | GroupKind::EventListener(_) => process.fastcgi.as_deref(),
        }
    }
}

//! What the core knows about a process, for those who show it.

use std::sync::Arc;
use std::time::Duration;

use super::{Pid, ProcessId, State};

/// What `getProcessInfo` tells, but for log files and `now` (spec-runtime §7.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Key.
    pub id: ProcessId,
    /// Name.
    pub name: Arc<str>,
    /// Name of its group.
    pub group: Arc<str>,
    /// State.
    pub state: State,
    /// When the last start was attempted, in seconds since 1970; 0: never.
    pub start: i64,
    /// When it was last reaped, in seconds since 1970; 0: never.
    pub stop: i64,
    /// Why the last start or run was no success; empty: no reason known.
    pub spawnerr: String,
    /// How the last run ended: the exit code, -1 for a signal, 0 also when it has not ended.
    pub exit_status: i32,
    /// Its pid while it lives.
    pub pid: Option<Pid>,
    /// The parts of `description`.
    pub description: Description,
}

/// The parts of `description`; the words and the local time are the reporter's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Description {
    /// STARTING, STOPPING, UNKNOWN: nothing to say.
    Nothing,
    /// RUNNING: `pid <pid>, uptime <uptime>`.
    Up {
        /// Its pid.
        pid: Pid,
        /// Time since it was spawned.
        uptime: Duration,
    },
    /// FATAL, BACKOFF: `spawnerr`, or `unknown error (try "tail <name>")` when that is empty.
    Failed,
    /// STOPPED, never started: `Not started`.
    NotStarted,
    /// STOPPED, EXITED: the time in [`ProcessInfo::stop`].
    Ended,
}

impl ProcessInfo {
    /// `group:process`, or the name alone when both are the same.
    #[must_use]
    pub fn namespec(&self) -> String {
        if self.group == self.name { self.name.to_string() } else { format!("{}:{}", self.group, self.name) }
    }
}

//! What there is to do.

use std::sync::Arc;

use supervisor_compiler::plan::LogLevel;

use super::{CoreEvent, Pid, ProcessId, WaitId};

/// Something to perform. [`super::settle`] performs a queue of them in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Spawn the process now and answer with [`super::Input::Spawned`].
    Spawn(ProcessId),
    /// Send a signal now and answer with [`super::Input::Signalled`].
    Signal {
        /// Which process.
        process: ProcessId,
        /// Its pid.
        pid: Pid,
        /// To its process group (the one `pid` leads) instead of to itself alone.
        whole_group: bool,
        /// Signal number.
        signal: i32,
    },
    /// Write a line to the main log (spec-runtime §3.7).
    Log(LogLevel, String),
    /// Write to the daemon's standard output.
    Print(Vec<u8>),
    /// Tell who watches. [`super::settle`] tells the event listeners, at this place in the order of things.
    Event(CoreEvent),
    /// Write an event to the standard input of a listener, or nothing of it, and answer with
    /// [`super::Input::Delivered`]. What its pipe does not take at once follows when it does.
    Deliver {
        /// Which listener.
        process: ProcessId,
        /// The header line, with its end.
        header: String,
        /// What follows it; shared by all listeners that get the same event.
        payload: Arc<String>,
    },
    /// Answer a request: exactly once for each.
    Reply {
        /// Which request.
        wait: WaitId,
        /// How it went.
        outcome: Result<(), Refusal>,
    },
    /// Nothing runs any more. Comes once, and nothing is started after it.
    Finished(End),
}

/// What follows when everything has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The daemon exits.
    Shutdown,
    /// The daemon reads its configuration and begins anew.
    Restart,
}

/// Why a request was not, or could not be, fulfilled. The RPC layer makes faults of it (spec-runtime §7.3), with
/// the name as the client gave it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such process, or not any more.
    #[error("no such process")]
    NoSuchProcess,
    /// It runs, or is about to: STARTING, RUNNING, BACKOFF.
    #[error("already started")]
    AlreadyStarted,
    /// It cannot be stopped or signalled in its state.
    #[error("not running")]
    NotRunning,
    /// It is UNKNOWN, so it cannot be started.
    #[error("in an unknown process state")]
    UnknownState,
    /// The attempt to start failed: not spawned, or exited too quickly. Retries may go on.
    #[error("spawn error")]
    SpawnError,
    /// It left STARTING for anything but RUNNING, such as by a stop request.
    #[error("abnormal termination")]
    AbnormalTermination,
    /// kill(2) failed; the text is the line in the log.
    #[error("{0}")]
    Failed(String),
    /// The daemon is shutting down or restarting.
    #[error("shutting down")]
    ShuttingDown,
}

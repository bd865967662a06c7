//! What can happen.

use std::time::Duration;

use super::{Channel, WaitStatus};

/// A point in time, on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Time since some fixed moment, such as the daemon's start; never goes back. Everything is decided by it.
    pub monotonic: Duration,
    /// Seconds since 1970. Only reported, never compared; TICK events follow it, for that is what they are.
    pub wall: i64,
    /// Nanoseconds since that second began, below 10⁹.
    pub wall_nanos: u32,
}

/// A process id as the kernel counts.
pub type Pid = i32;

/// Names a process of the core for as long as its group is active; never used again for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcessId(pub(super) u64);

impl ProcessId {
    /// A number that no other process has or will have.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }

    /// The process with that [number](Self::number). If there is none, nothing can happen to it.
    #[must_use]
    pub fn with_number(number: u64) -> Self {
        Self(number)
    }
}

/// Names an operator's request; the caller chooses it and finds it again in the one [`super::Effect::Reply`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WaitId(pub u64);

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The daemon reached its main loop: announce it and start what is to be started.
    Begin,
    /// [`super::Core::deadline`] was reached. Harmless when it was not.
    Timer,
    /// The answer to [`super::Effect::Spawn`].
    Spawned {
        /// Which process.
        process: ProcessId,
        /// Its pid, or why there is none.
        result: Result<Pid, SpawnFailure>,
    },
    /// The answer to [`super::Effect::Signal`].
    Signalled {
        /// Which process.
        process: ProcessId,
        /// What kill(2) said.
        result: Result<(), SignalFailure>,
    },
    /// A child that was spawned could not become its program; its [`Input::Exited`] follows.
    NotExecuted {
        /// Its pid.
        pid: Pid,
        /// What it said before it ended.
        failure: SpawnFailure,
    },
    /// A child was reaped: any child, also one that nobody knows.
    Exited {
        /// Its pid.
        pid: Pid,
        /// How it ended.
        status: WaitStatus,
    },
    /// An operator wants a process started. The shell has checked the command before (`NO_FILE`, `NOT_EXECUTABLE`).
    Start {
        /// Which process.
        process: ProcessId,
        /// Reply when it is RUNNING, not as soon as it is spawned.
        wait: bool,
        /// Names the reply.
        reply: WaitId,
    },
    /// An operator wants a process stopped.
    Stop {
        /// Which process.
        process: ProcessId,
        /// Reply when it has stopped, not as soon as it was asked to.
        wait: bool,
        /// Names the reply.
        reply: WaitId,
    },
    /// Somebody wants a process to have stopped: it is asked to, unless it was asked before.
    Settle {
        /// Which process.
        process: ProcessId,
        /// Names the reply, which comes when it has stopped.
        reply: WaitId,
    },
    /// An operator wants a process signalled.
    Signal {
        /// Which process.
        process: ProcessId,
        /// Signal number; 0 only asks whether it could be signalled.
        signal: i32,
        /// Names the reply.
        reply: WaitId,
    },
    /// The answer to [`super::Effect::Deliver`].
    Delivered {
        /// Which listener.
        process: ProcessId,
        /// Whether it will get the event.
        result: Result<(), NotDelivered>,
    },
    /// An event listener wrote to its standard output. The end of a process comes after all its output.
    Heard {
        /// Which listener.
        process: ProcessId,
        /// Its pid; what an earlier run of it wrote is of no interest any more.
        pid: Pid,
        /// Any piece of what it wrote, in order.
        data: Vec<u8>,
    },
    /// A process wrote something that PROCESS_LOG events tell of.
    Printed {
        /// Which process.
        process: ProcessId,
        /// The pid it had.
        pid: Pid,
        /// Where.
        channel: Channel,
        /// What.
        data: Vec<u8>,
    },
    /// A process wrote something between the tokens of a PROCESS_COMMUNICATION event.
    Captured {
        /// Which process.
        process: ProcessId,
        /// The pid it had.
        pid: Pid,
        /// Where.
        channel: Channel,
        /// What.
        data: Vec<u8>,
    },
    /// A client wants a REMOTE_COMMUNICATION event.
    RemoteCommunication {
        /// What it calls its type.
        kind: String,
        /// What it has to say.
        data: String,
    },
    /// Stop everything, then end. Wins over a restart in progress.
    Shutdown,
    /// Stop everything, then begin anew. Ignored during a shutdown.
    Restart,
}

/// Why a process could not be spawned. The text becomes its `spawnerr` (spec-runtime §2.1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SpawnFailure(pub String);

/// Why kill(2) failed; the text is the operating system's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignalFailure {
    /// ESRCH: it has just exited, its status will follow. Counts as success.
    #[error("{0}")]
    Gone(String),
    /// Anything else, such as EPERM.
    #[error("{0}")]
    Refused(String),
}

/// Why an event was not written to a listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDelivered {
    /// EPIPE, or there is no pipe: it will not read any more before it is started again.
    #[error("it has closed its standard input")]
    Closed,
    /// Too much waits for it already.
    #[error("it does not read its standard input")]
    Full,
}

//! What the daemon holds of a process that runs, and the names of its streams.

use supervisor_compiler::plan::{Channel, Process};

use crate::os::Pid;
use crate::os::stdin::StdinWriter;

/// An output stream of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

impl Stream {
    /// Both.
    pub const ALL: [Stream; 2] = [Stream::Stdout, Stream::Stderr];

    /// What the plan says about it.
    #[must_use]
    pub fn channel(self, process: &Process) -> &Channel {
        match self {
            Stream::Stdout => &process.stdout,
            Stream::Stderr => &process.stderr,
        }
    }
}

/// A process that was spawned and not yet reaped.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) pid: Pid,
    /// None once the child closed it.
    pub(super) stdin: Option<StdinWriter>,
    /// Reaped, but its last output is still being written: its pid is free for others, so it must not be signalled.
    pub(super) reaped: bool,
}

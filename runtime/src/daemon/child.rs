//! What the daemon holds of a process that runs.

use super::stdin::Stdin;
use crate::os::Pid;
use crate::os::spawn::Obstacle;

/// A process that was spawned and whose end the core does not know yet.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) pid: Pid,
    /// None when descriptors had run out.
    pub(super) stdin: Option<Stdin>,
    /// Why it is not the program it should be.
    pub(super) obstacle: Obstacle,
    /// Reaped, but its last output is still being written. Its pid is free for others, so it must not be signalled.
    pub(super) reaped: bool,
}

//! What every section is read against.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Wanted;
use super::table::Table;
use crate::convert::Machine;
use crate::expand::Scope;
use crate::plan::Environment;

/// Bytes that the processes of a configuration may take in all. A hundred thousand ordinary ones take half of it; a few
/// lines with a large `numprocs` could ask for any amount, and the original would go on until its memory is used up.
pub(super) const ROOM: usize = 256 << 20;

/// What every section is read against.
pub(super) struct Context<'c> {
    pub(super) machine: Machine<'c>,
    pub(super) table: &'c Table<'c>,
    /// `%(here)s`: the absolute directory of the main file.
    pub(super) here: &'c str,
    /// `[supervisord] environment`; empty until it has been read.
    pub(super) daemon_environment: Arc<Environment>,
    /// Whether processes are kept.
    pub(super) wanted: Wanted,
    /// Bytes that further processes may take.
    room: AtomicUsize,
}

impl<'c> Context<'c> {
    /// Before `[supervisord]` has been read.
    pub(super) fn new(machine: Machine<'c>, table: &'c Table<'c>, here: &'c str) -> Self {
        Self {
            machine,
            table,
            here,
            daemon_environment: Arc::default(),
            wanted: Wanted::Plan,
            room: AtomicUsize::new(ROOM),
        }
    }

    /// After its environment has been read.
    pub(super) fn with_environment(self, daemon_environment: Arc<Environment>) -> Self {
        Self { daemon_environment, ..self }
    }

    /// For what is wanted.
    pub(super) fn for_sake_of(self, wanted: Wanted) -> Self {
        Self { wanted, ..self }
    }

    /// Takes `bytes` of the room that processes have. False when there is not enough left; then none is left at all.
    pub(super) fn take_room(&self, bytes: usize) -> bool {
        let taken = self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            left.checked_sub(bytes).filter(|left| *left > 0)
        });
        if taken.is_err() {
            self.room.store(0, Ordering::Relaxed);
        }
        taken.is_ok()
    }

    /// What is left of it: nothing only once there was not enough.
    pub(super) fn room(&self) -> usize {
        self.room.load(Ordering::Relaxed)
    }

    /// Gives back what was taken since there were `bytes` left.
    pub(super) fn reset_room(&self, bytes: usize) {
        self.room.store(bytes, Ordering::Relaxed);
    }

    /// The names of class E.
    pub(super) fn scope(&self) -> Scope<'_> {
        Scope::new(&self.machine.options.environment, &self.daemon_environment)
    }
}

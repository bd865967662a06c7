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
    /// True where whom the lack of room hits depends on chance: nobody is blamed.
    quiet: bool,
}

/// Whether there is room for a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// There is.
    Enough,
    /// This one is the first for which there is none.
    UsedUp,
    /// There is none any more, and it has been told.
    Told,
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
            quiet: false,
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

    /// The same, for sections that are read at once: it has as much room, and tells nobody when that is used up.
    pub(super) fn quietly(&self) -> Self {
        let room = AtomicUsize::new(self.room.load(Ordering::Relaxed));
        Self { daemon_environment: self.daemon_environment.clone(), room, quiet: true, ..*self }
    }

    /// Takes `bytes` of the room that processes have. Once there is not enough, none is left at all.
    pub(super) fn take_room(&self, bytes: usize) -> Room {
        let taken = self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            left.checked_sub(bytes).filter(|left| *left > 0)
        });
        match taken {
            Ok(_) => Room::Enough,
            Err(_) if self.room.swap(0, Ordering::Relaxed) > 0 && !self.quiet => Room::UsedUp,
            Err(_) => Room::Told,
        }
    }

    /// True once there was not enough room.
    pub(super) fn is_full(&self) -> bool {
        self.room.load(Ordering::Relaxed) == 0
    }

    /// Takes as much room as `other`, which had as much, has taken.
    pub(super) fn take_as_much(&self, other: &Self) {
        self.room.store(other.room.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// The names of class E.
    pub(super) fn scope(&self) -> Scope<'_> {
        Scope::new(&self.machine.options.environment, &self.daemon_environment)
    }
}

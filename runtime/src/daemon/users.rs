//! The users that processes run as, looked up when a group becomes active and not when a process is spawned: a
//! directory service that hangs must not stall supervision (spec-runtime §12.31).

use std::collections::HashMap;

use supervisor_compiler::plan::{Group, Process};

use crate::os::spawn::UserChange;

/// How to become each user, by user id.
#[derive(Debug, Default)]
pub(super) struct Users(HashMap<u32, UserChange>);

impl Users {
    /// Looks up the users of a group, also those known already: groups and homes may have changed since.
    pub(super) fn look_up(&mut self, group: &Group) {
        for uid in group.processes.iter().filter_map(uid) {
            self.0.insert(uid, UserChange::to(uid));
        }
    }

    /// What the process has to change.
    pub(super) fn change_to(&self, process: &Process) -> UserChange {
        match uid(process) {
            Some(uid) => self.0.get(&uid).cloned().unwrap_or_else(|| UserChange::to(uid)),
            None => UserChange::Keep,
        }
    }
}

fn uid(process: &Process) -> Option<u32> {
    process.user.as_ref().and_then(|user| user.uid)
}

//! Processes that join and leave an active group, which a plan knows nothing of.

use std::sync::Arc;

use supervisor_compiler::plan::Group;

use super::process::Process;
use super::{Core, Effect, Now, ProcessId};

/// Why a process was not removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProcessNotRemoved {
    /// No active group has that name.
    #[error("no such group")]
    NoSuchGroup,
    /// The group has no such process.
    #[error("no such process")]
    NoSuchProcess,
    /// It is in none of the stopped states.
    #[error("still running")]
    StillRunning,
}

impl Core {
    /// Puts `plan` in the place of an active group's, of which it differs by processes at its end. These join the
    /// group, and start if they are to, as when a group is added. Without a group of that name nothing happens.
    pub fn extend_group(&mut self, now: Now, plan: &Arc<Group>, effects: &mut Vec<Effect>) {
        let Some(group) = self.groups.get_mut(&plan.name) else { return };
        let (name, known) = (Arc::clone(&group.name), group.plan.processes.len());
        group.plan = Arc::clone(plan);
        let old = group.members.clone();
        self.follow(&old, plan);
        let mut new = Vec::new();
        for (index, config) in plan.processes.iter().enumerate().skip(known) {
            let id = self.new_id();
            let process = Process::new(id, Arc::clone(&name), Arc::clone(plan), index, config);
            self.processes.insert(id, process);
            new.push(id);
        }
        if let Some(group) = self.groups.get_mut(&name) {
            group.members.extend(&new);
        }
        if self.begun {
            for id in new {
                self.step(id, now, effects, |row, step| (row.begin)(step, ()));
            }
        }
    }

    /// Forgets a process. Returns who it was, and the plan that its group has from now on.
    ///
    /// # Errors
    /// There is no such process, or it has not stopped; nothing changes.
    pub fn remove_process(
        &mut self,
        group: &str,
        process: &str,
    ) -> Result<(ProcessId, Arc<Group>), ProcessNotRemoved> {
        let group = self.groups.get_mut(group).ok_or(ProcessNotRemoved::NoSuchGroup)?;
        let named = |id: &ProcessId| self.processes.get(id).filter(|it| *it.name == *process);
        let found = group.members.iter().find_map(named).ok_or(ProcessNotRemoved::NoSuchProcess)?;
        if found.pid.is_some() || !found.state.is_stopped() {
            return Err(ProcessNotRemoved::StillRunning);
        }
        let id = found.id;
        let mut plan = Group::clone(&group.plan);
        plan.processes.retain(|config| *config.name != *process);
        let plan = Arc::new(plan);
        group.plan = Arc::clone(&plan);
        group.members.retain(|member| *member != id);
        let left = group.members.clone();
        self.processes.remove(&id);
        self.follow(&left, &plan);
        Ok((id, plan))
    }

    /// Makes processes read what they are from a plan that has taken the place of theirs.
    pub(super) fn follow(&mut self, members: &[ProcessId], plan: &Arc<Group>) {
        for id in members {
            self.processes.change(*id, |process| process.follow(plan));
        }
    }
}

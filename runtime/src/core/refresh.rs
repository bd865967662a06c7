//! An active group that becomes another one of its name while some of its processes run on.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use supervisor_compiler::plan::Group;

use super::process::Process;
use super::supervisor::NotRemoved;
use super::{Core, Effect, Now, ProcessId};

impl Core {
    /// Puts `plan` in the place of the active group of its name. Processes that both have go on as they are, but for those
    /// named `anew`: they, and those that are gone, are forgotten, and new ones start if they are to. Returns the forgotten.
    ///
    /// Only for groups of ordinary programs in which every name occurs once.
    ///
    /// # Errors
    /// There is no such group, or a process that is to be forgotten has not stopped; nothing changes.
    pub fn refresh_group(
        &mut self,
        now: Now,
        plan: &Arc<Group>,
        anew: &HashSet<&str>,
        effects: &mut Vec<Effect>,
    ) -> Result<Vec<ProcessId>, NotRemoved> {
        let group = self.groups.get(&plan.name).ok_or(NotRemoved::NoSuchGroup)?;
        let (name, members) = (Arc::clone(&group.name), group.members.clone());
        let named: HashSet<&str> = plan.processes.iter().map(|config| config.name.value.as_str()).collect();
        let stays = |process: &Process| !anew.contains(&*process.name) && named.contains(&*process.name);
        let known = |id: &ProcessId| self.processes.get(id);
        let (kept, forgotten): (Vec<&Process>, Vec<&Process>) =
            members.iter().filter_map(known).partition(|process| stays(process));
        if forgotten.iter().any(|process| process.pid.is_some() || !process.state.is_stopped()) {
            return Err(NotRemoved::StillRunning);
        }
        let kept: HashMap<Arc<str>, ProcessId> =
            kept.into_iter().map(|process| (Arc::clone(&process.name), process.id)).collect();
        let forgotten: Vec<ProcessId> = forgotten.into_iter().map(|process| process.id).collect();
        for id in &forgotten {
            self.processes.remove(id);
        }
        let mut members = Vec::with_capacity(plan.processes.len());
        let mut new = Vec::new();
        for (index, config) in plan.processes.iter().enumerate() {
            if let Some(id) = kept.get(config.name.value.as_str()) {
                members.push(*id);
                continue;
            }
            let id = self.new_id();
            let process = Process::new(id, Arc::clone(&name), Arc::clone(plan), index, config);
            self.processes.insert(id, process);
            members.push(id);
            new.push((config.priority.value, id));
        }
        if let Some(group) = self.groups.get_mut(&name) {
            group.plan = Arc::clone(plan);
            group.members.clone_from(&members);
        }
        self.follow(&members, plan);
        if self.begun {
            new.sort_by_key(|(priority, _)| *priority);
            for (_, id) in new {
                self.step(id, now, effects, |row, step| (row.begin)(step, ()));
            }
        }
        Ok(forgotten)
    }
}

//! Programs that clients add to groups, and processes that they take away.

use std::sync::Arc;

use supervisor_compiler::AddedProgram;
use supervisor_compiler::plan::{Group, GroupKind};
use supervisor_compiler::system::RealSystem;
use supervisor_wire::{Fault, FaultCode};

use super::Daemon;
use super::world::process_key;
use crate::core::ProcessNotRemoved;

impl Daemon {
    /// Adds a program to a group; its processes start if they are to.
    ///
    /// # Errors
    /// `BAD_NAME` without such a group, or when it has a process of a name; `INCORRECT_PARAMETERS` when the options make
    /// no program, or the group is not one of ordinary programs.
    pub fn add_program(&mut self, program: &AddedProgram) -> Result<(), Fault> {
        let old = Arc::clone(self.group_plan(&program.group)?);
        let incorrect = |text: &str| Fault::with(FaultCode::IncorrectParameters, text);
        if old.kind != GroupKind::Programs {
            return Err(incorrect("only to groups of ordinary programs can programs be added"));
        }
        let environment = &self.plan.daemon.environment.value;
        let new = program
            .processes(&self.source.path, environment, &RealSystem, &self.source.options)
            .map_err(|text| incorrect(&text))?;
        let is_known = |name: &str| old.processes.iter().any(|process| process.name.value == name);
        if let Some(known) = new.iter().find(|process| is_known(&process.name)) {
            return Err(Fault::with(FaultCode::BadName, &*known.name));
        }
        let mut plan = Group::clone(&old);
        plan.processes.extend(new);
        let plan = Arc::new(plan);
        self.world.users.look_up(&plan);
        self.replace_plan(&old, &plan);
        let now = self.now();
        self.core.extend_group(now, &plan, &mut self.effects);
        self.settle();
        Ok(())
    }

    /// Takes a process that has stopped out of its group.
    ///
    /// # Errors
    /// `BAD_NAME` without such a group or process, `STILL_RUNNING`.
    pub fn remove_process(&mut self, group: &str, process: &str) -> Result<(), Fault> {
        let old = Arc::clone(self.group_plan(group)?);
        let (id, plan) = self.core.remove_process(group, process).map_err(|refusal| match refusal {
            ProcessNotRemoved::NoSuchGroup => no_such_group(group),
            ProcessNotRemoved::NoSuchProcess => Fault::with(FaultCode::BadName, process),
            ProcessNotRemoved::StillRunning => Fault::with(FaultCode::StillRunning, process),
        })?;
        self.replace_plan(&old, &plan);
        self.world.logs.forget(process_key(id));
        self.world.forget(id);
        Ok(())
    }

    fn group_plan(&self, name: &str) -> Result<&Arc<Group>, Fault> {
        self.core.group(name).map(|group| group.plan()).ok_or_else(|| no_such_group(name))
    }

    /// What was read last changes as well where it is what became active: so it is in the original, where both are
    /// one object.
    fn replace_plan(&mut self, old: &Arc<Group>, new: &Arc<Group>) {
        self.read_groups.replace(old, new);
        let faults = self.world.auto_logs.replace(new);
        self.tell_of_auto_logs(faults);
    }
}

fn no_such_group(name: &str) -> Fault {
    Fault::with(FaultCode::BadName, format_args!("group: {name}"))
}

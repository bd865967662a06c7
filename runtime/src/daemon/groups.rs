//! Reading the configuration again, and making its groups active.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use supervisor_compiler::diff::{self, GroupChange};
use supervisor_compiler::plan::{Group, LogLevel, Origin, Plan};
use supervisor_compiler::render::sealed;
use supervisor_compiler::system::RealSystem;
use supervisor_compiler::{Compilation, Options, ReadError, Sources, compile};

use super::Daemon;
use super::read_groups::ReadGroups;
use super::world::process_key;
use crate::core::{AlreadyAdded, Input, NotRemoved, ProcessId};

/// Where the configuration comes from, also at every reread.
#[derive(Debug, Clone)]
pub struct ConfigSource {
    /// The main file as it was named.
    pub path: PathBuf,
    /// Environment and command line.
    pub options: Options,
    /// The daemon's environment as children inherit it.
    pub environment: Vec<(OsString, OsString)>,
    /// What the configuration said whenever something of it became active, so that its lines can be shown.
    pub texts: Vec<Arc<Sources>>,
}

/// The names of groups that a reread found to differ from the active ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupNames {
    /// Only in the configuration.
    pub added: Vec<String>,
    /// In both, and different.
    pub changed: Vec<String>,
    /// Only active.
    pub removed: Vec<String>,
}

/// Makes sure that there is something to come back to after a restart, and keeps it ready; or says why there is not.
pub struct RestartCheck(Box<dyn FnMut() -> Result<(), String>>);

impl RestartCheck {
    /// Runs `check` each time a restart is asked for.
    pub fn new(check: impl FnMut() -> Result<(), String> + 'static) -> Self {
        Self(Box::new(check))
    }
}

impl fmt::Debug for RestartCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RestartCheck")
    }
}

impl ConfigSource {
    /// Compiles the configuration.
    ///
    /// # Errors
    /// The main file cannot be read.
    pub fn compile(&self) -> Result<Compilation, ReadError> {
        compile(&self.path, &RealSystem, &self.options)
    }

    /// Compiles the configuration to a plan.
    ///
    /// # Errors
    /// The text that the original would have reported: of its first error.
    pub fn plan(&self) -> Result<(Plan, Sources), String> {
        let compilation = self.compile().map_err(|error| error.to_string())?;
        let fault = compilation.original_error().map(str::to_owned);
        let no_plan = || fault.unwrap_or_else(|| "the configuration does not compile".to_owned());
        Ok((compilation.plan.ok_or_else(no_plan)?, compilation.sources))
    }

    /// Keeps the texts of what was read; what is read next gets other numbers.
    pub fn keep_texts(&mut self, texts: Sources) {
        self.options.first_file = texts.next_number();
        self.texts.push(Arc::new(texts));
    }

    /// Keeps what `[supervisord] environment` set: it can be expanded at every later reread, even when it is gone
    /// from the file (spec-config §2.4).
    pub fn remember(&mut self, plan: &Plan) {
        for (name, value) in &plan.daemon.environment.value {
            self.options.environment.insert(name.clone(), value.value.clone());
        }
    }
}

/// What separates an active group from the one to come; none: nothing that an update would see.
fn change<'a>(active: &'a [&Group], new: &'a [&Group]) -> Option<GroupChange<'a>> {
    diff::groups(active, new).changed.pop()
}

impl Daemon {
    /// Reads the configuration and compares its groups with the active ones. Nothing is started or stopped, and of
    /// `[supervisord]` nothing changes before a restart.
    ///
    /// # Errors
    /// The text of the first error; then the configuration that was read before stays in force.
    pub fn reread(&mut self) -> Result<GroupNames, String> {
        let (plan, texts) = self.source.plan()?;
        self.source.remember(&plan);
        self.read_groups = ReadGroups::new(plan.groups.into_iter().map(Arc::new).collect());
        let core = &self.core;
        self.world.auto_logs.retain(|group| core.group(group).is_some());
        let active = self.active_groups();
        // The first texts are those of the daemon's own sections.
        let first = self.source.texts.first().map(Arc::as_ptr);
        self.source.texts.retain(|texts| {
            let has = |group: &Arc<Group>| {
                matches!(group.header.origin, Origin::File(place) if texts.get(place.file).is_some())
            };
            Some(Arc::as_ptr(texts)) == first || active.iter().any(has)
        });
        self.source.keep_texts(texts);
        let diff = diff::groups(&active, self.read_groups.all());
        let names = |groups: Vec<&Group>| groups.into_iter().map(|group| group.name.clone()).collect();
        Ok(GroupNames {
            added: names(diff.added),
            changed: names(diff.changed.iter().map(|change| change.new).collect()),
            removed: names(diff.removed),
        })
    }

    /// What is active, in the order in which it became so: in this order the original tells which groups are gone.
    pub(super) fn active_groups(&self) -> Vec<Arc<Group>> {
        self.core().groups_as_added().map(|group| Arc::clone(group.plan())).collect()
    }

    /// Begins a restart, if there is something to come back to: the configuration as it is now.
    ///
    /// # Errors
    /// Why there is not, as in the text of the first error in the configuration; then everything goes on as before.
    pub fn restart(&mut self) -> Result<(), String> {
        (self.restart.0)()?;
        self.apply(Input::Restart);
        Ok(())
    }

    /// Makes a group active: its sockets are tried out, its AUTO logs are made, and its processes with autostart start.
    ///
    /// # Errors
    /// A group of that name is active.
    pub fn add_group(&mut self, group: Arc<Group>) -> Result<(), AlreadyAdded> {
        if self.core().group(&group.name).is_some() {
            return Err(AlreadyAdded);
        }
        self.world.users.look_up(&group);
        self.world.fastcgi.try_out(&group);
        let faults = self.world.auto_logs.add(&group);
        self.tell_of_auto_logs(faults);
        let now = self.now();
        let added = self.core.add_group(now, group, &mut self.effects);
        self.settle();
        added
    }

    /// The processes of an active group that `refresh_group` is going to replace or to forget: those that the configuration
    /// that was read last changed or has no more, or all, where the group can only be replaced as a whole.
    ///
    /// # Errors
    /// There is no such group, neither active nor in that configuration.
    pub fn replaced(&self, name: &str) -> Result<Vec<ProcessId>, NotRemoved> {
        let group = self.core.group(name).ok_or(NotRemoved::NoSuchGroup)?;
        let new = self.read_group(name)?;
        let members = self.core.members_by_priority(group);
        let (active, new) = ([group.plan().as_ref()], [new.as_ref()]);
        let Some(change) = change(&active, &new) else { return Ok(Vec::new()) };
        if !change.can_be_refreshed() {
            return Ok(members);
        }
        let old = change.changed.iter().map(|process| process.old).chain(change.removed.iter().copied());
        let names: HashSet<&str> = old.map(|process| process.name.value.as_str()).collect();
        let is_old = |id: &ProcessId| {
            self.core.config(*id).is_some_and(|(_, config)| names.contains(config.name.value.as_str()))
        };
        Ok(members.into_iter().filter(is_old).collect())
    }

    /// Makes a group what the configuration that was read last says. Of its processes only those are replaced that changed;
    /// what they were has stopped. Where that cannot be, the whole group is replaced.
    ///
    /// # Errors
    /// There is no such group, neither active nor in that configuration, or something that is to be replaced runs.
    pub fn refresh_group(&mut self, name: &str) -> Result<(), NotRemoved> {
        let new = Arc::clone(self.read_group(name)?);
        let old = Arc::clone(self.core.group(name).ok_or(NotRemoved::NoSuchGroup)?.plan());
        let (active, to_come) = ([old.as_ref()], [new.as_ref()]);
        let Some(change) = change(&active, &to_come) else { return Ok(()) };
        if !change.can_be_refreshed() {
            self.remove_group(name)?;
            // It has just been removed.
            let _ = self.add_group(Arc::clone(&new));
            return Ok(());
        }
        let altered = change.changed.iter().map(|process| process.new).chain(change.added.iter().copied());
        let anew: HashSet<&str> = altered.map(|process| process.name.value.as_str()).collect();
        self.world.users.look_up(&new);
        let now = self.now();
        let mut effects = std::mem::take(&mut self.effects);
        let forgotten = self.core.refresh_group(now, &new, &anew, &mut effects);
        self.effects = effects;
        for process in forgotten? {
            self.world.logs.forget(process_key(process));
            self.world.forget(process);
        }
        self.world.auto_logs.renew(name, &anew);
        let faults = self.world.auto_logs.replace(&new);
        self.tell_of_auto_logs(faults);
        self.settle();
        Ok(())
    }

    /// Makes a group what the configuration that was read last says, as a whole: adds it, replaces it, or, when it is not there
    /// any more, forgets it.
    ///
    /// # Errors
    /// There is no such group, neither active nor in that configuration, or something of it runs.
    pub fn settle_group(&mut self, name: &str) -> Result<(), NotRemoved> {
        let new = self.read_group(name).map(Arc::clone);
        if self.core.group(name).is_some() {
            self.remove_group(name)?;
            if let Ok(new) = new {
                // It has just been removed.
                let _ = self.add_group(new);
            }
            return Ok(());
        }
        // Nothing of that name is active.
        let _ = self.add_group(new?);
        Ok(())
    }

    /// What tells a group of the configuration that was read last from every other; nothing when it is not there.
    #[must_use]
    pub fn fingerprint_of_read(&self, name: &str) -> String {
        self.read_group(name).map_or_else(|_| String::new(), |group| sealed::fingerprint(group))
    }

    /// The group of that name in the configuration that was read last.
    ///
    /// # Errors
    /// There is none.
    pub fn read_group(&self, name: &str) -> Result<&Arc<Group>, NotRemoved> {
        self.read_groups.get(name).ok_or(NotRemoved::NoSuchGroup)
    }

    /// Says which processes have no AUTO log because it cannot be made.
    pub(super) fn tell_of_auto_logs(&self, faults: Vec<(String, io::Error)>) {
        for (process, error) in faults {
            let text = format!("cannot create an AUTO log for '{process}', its output is not kept: {error}");
            self.world.log(LogLevel::Critical, &text);
        }
    }

    /// Forgets a group all of whose processes are stopped.
    ///
    /// # Errors
    /// There is no such group, or it still runs.
    pub fn remove_group(&mut self, name: &str) -> Result<(), NotRemoved> {
        let members = self.core.group(name).map(|group| group.members().to_vec()).unwrap_or_default();
        self.core.remove_group(name, &mut self.effects)?;
        for process in members {
            self.world.logs.forget(process_key(process));
            // One that is UNKNOWN may live on; it is nobody's any more.
            self.world.forget(process);
        }
        self.settle();
        Ok(())
    }
}

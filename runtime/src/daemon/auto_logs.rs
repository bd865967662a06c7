//! AUTO logs of the active groups: files of the daemon's choosing, made when a group becomes active
//! (spec-runtime §3.2). A group that is removed and added again without a reread in between goes on with its files.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use supervisor_compiler::plan::Group;

use crate::logs::auto::AutoLogs;
use crate::logs::config::OutputStream;

/// The AUTO logs of all groups that are active, or were since the last reread.
#[derive(Debug)]
pub(super) struct AutoLogTable {
    directory: PathBuf,
    identifier: String,
    groups: HashMap<String, ActiveLogs>,
}

/// The AUTO logs of one group, by process name.
#[derive(Debug)]
struct ActiveLogs {
    /// A group of the same name that was read later is another one: its logs are not chosen yet.
    group: Arc<Group>,
    processes: HashMap<String, AutoLogs>,
}

impl AutoLogTable {
    /// `directory` is absolute: clients are told the paths.
    pub(super) fn new(directory: PathBuf, identifier: String) -> Self {
        Self { directory, identifier, groups: HashMap::new() }
    }

    /// Puts `group` in the place of the active one of its name: it has lost processes, or got some, whose files are made.
    /// Faults as in [`AutoLogTable::add`].
    pub(super) fn replace(&mut self, group: &Arc<Group>) -> Vec<(String, io::Error)> {
        let mut faults = Vec::new();
        let Some(active) = self.groups.get_mut(&group.name) else { return faults };
        active.group = Arc::clone(group);
        active.processes.retain(|name, _| group.processes.iter().any(|it| it.name.value == *name));
        for process in &group.processes {
            let name = &process.name.value;
            if active.processes.contains_key(name) {
                continue;
            }
            match AutoLogs::create(process, &self.directory, &self.identifier) {
                Ok(logs) => drop(active.processes.insert(name.clone(), logs)),
                Err(error) => faults.push((name.clone(), error)),
            }
        }
        faults
    }

    /// Forgets the AUTO logs of these processes of an active group: they are going to get others.
    pub(super) fn renew(&mut self, group: &str, processes: &HashSet<&str>) {
        if let Some(active) = self.groups.get_mut(group) {
            active.processes.retain(|name, _| !processes.contains(name.as_str()));
        }
    }

    /// Makes the files of a group, unless it was active before. Processes whose files cannot be made are returned;
    /// they go without AUTO logs.
    pub(super) fn add(&mut self, group: &Arc<Group>) -> Vec<(String, io::Error)> {
        if self.groups.get(&group.name).is_some_and(|known| Arc::ptr_eq(&known.group, group)) {
            return Vec::new();
        }
        let mut processes = HashMap::new();
        let mut faults = Vec::new();
        for process in &group.processes {
            let name = process.name.value.clone();
            match AutoLogs::create(process, &self.directory, &self.identifier) {
                Ok(logs) => drop(processes.insert(name, logs)),
                Err(error) => faults.push((name, error)),
            }
        }
        self.groups.insert(group.name.clone(), ActiveLogs { group: Arc::clone(group), processes });
        faults
    }

    /// Forgets the groups that are not wanted any more; their files stay until the next start cleans up.
    pub(super) fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.groups.retain(|name, _| wanted(name));
    }

    /// The AUTO logs of a process of `group`; none when this is not the very group that is or was active.
    pub(super) fn of(&self, group: &Group, process: &str) -> AutoLogs {
        self.groups
            .get(&group.name)
            .filter(|active| std::ptr::eq(&raw const *active.group, group))
            .and_then(|active| active.processes.get(process).cloned())
            .unwrap_or_default()
    }

    /// The path of one of them.
    pub(super) fn path(&self, group: &Group, process: &str, stream: OutputStream) -> Option<PathBuf> {
        let logs = self.of(group, process);
        match stream {
            OutputStream::Stdout => logs.stdout,
            OutputStream::Stderr => logs.stderr,
        }
    }
}

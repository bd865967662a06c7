//! AUTO logs: files of the daemon's choosing, made when a group becomes active (spec-runtime §3.2).

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use supervisor_compiler::plan::{Group, LogFile};

use super::output::channel;
use crate::logs::auto;
use crate::logs::thread::OutputStream;

/// The AUTO logs of the active groups.
#[derive(Debug)]
pub(super) struct AutoLogs {
    directory: PathBuf,
    identifier: String,
    groups: HashMap<String, ActiveLogs>,
}

/// The AUTO logs of one group.
#[derive(Debug)]
struct ActiveLogs {
    /// A group of the same name that was read later is another one: its logs are not chosen yet.
    group: Arc<Group>,
    paths: HashMap<(String, OutputStream), PathBuf>,
}

impl AutoLogs {
    pub(super) fn new(directory: PathBuf, identifier: String) -> Self {
        Self { directory, identifier, groups: HashMap::new() }
    }

    /// Makes the files of a group. What cannot be made is returned; such a stream goes without a log.
    pub(super) fn add(&mut self, group: &Arc<Group>) -> Vec<(String, io::Error)> {
        let mut paths = HashMap::new();
        let mut faults = Vec::new();
        for process in &group.processes {
            for stream in [OutputStream::Stdout, OutputStream::Stderr] {
                let unwanted = stream == OutputStream::Stderr && process.redirect_stderr.value;
                if unwanted || channel(process, stream).logfile.value != LogFile::Auto {
                    continue;
                }
                match auto::create(&self.directory, &process.name, stream, &self.identifier) {
                    Ok(path) => drop(paths.insert((process.name.value.clone(), stream), path)),
                    Err(error) => faults.push((process.name.value.clone(), error)),
                }
            }
        }
        self.groups.insert(group.name.clone(), ActiveLogs { group: Arc::clone(group), paths });
        faults
    }

    /// Forgets a group; its files stay until the next start cleans up.
    pub(super) fn remove(&mut self, group: &str) {
        self.groups.remove(group);
    }

    /// The AUTO log of a process of `group`; none when this is not the very group that is active.
    pub(super) fn path(&self, group: &Group, process: &str, stream: OutputStream) -> Option<PathBuf> {
        let active = self.groups.get(&group.name)?;
        if !std::ptr::eq(&raw const *active.group, group) {
            return None;
        }
        active.paths.get(&(process.to_owned(), stream)).cloned()
    }
}

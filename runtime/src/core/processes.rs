//! All processes, and which of them is to be woken next: that is asked after every call, however many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::ProcessId;
use super::process::Process;

/// Whoever changes a process does it through here, so that its time to wake up is known.
#[derive(Debug, Default)]
pub(super) struct Processes {
    all: BTreeMap<ProcessId, Process>,
    alarms: BTreeSet<(Duration, ProcessId)>,
}

impl Processes {
    pub(super) fn get(&self, id: &ProcessId) -> Option<&Process> {
        self.all.get(id)
    }

    /// In the order in which they came.
    pub(super) fn values(&self) -> impl Iterator<Item = &Process> {
        self.all.values()
    }

    /// Puts a process in the place of what has this number, if something has.
    pub(super) fn insert(&mut self, id: ProcessId, process: Process) {
        self.remove(&id);
        self.alarms.extend(process.wake_up().map(|time| (time, id)));
        self.all.insert(id, process);
    }

    pub(super) fn remove(&mut self, id: &ProcessId) -> Option<Process> {
        let process = self.all.remove(id)?;
        if let Some(time) = process.wake_up() {
            self.alarms.remove(&(time, *id));
        }
        Some(process)
    }

    /// Changes a process; none: there is none of that number.
    pub(super) fn change<T>(&mut self, id: ProcessId, change: impl FnOnce(&mut Process) -> T) -> Option<T> {
        let process = self.all.get_mut(&id)?;
        let before = process.wake_up();
        let result = change(process);
        let after = process.wake_up();
        if before != after {
            if let Some(time) = before {
                self.alarms.remove(&(time, id));
            }
            self.alarms.extend(after.map(|time| (time, id)));
        }
        Some(result)
    }

    /// Changes every process.
    pub(super) fn change_all(&mut self, change: impl Fn(&mut Process)) {
        let all: Vec<ProcessId> = self.all.keys().copied().collect();
        for id in all {
            self.change(id, &change);
        }
    }

    /// When the first of them is to be woken.
    pub(super) fn wake_up(&self) -> Option<Duration> {
        self.alarms.first().map(|(time, _)| *time)
    }

    /// Those whose time has come, in the order of their times.
    pub(super) fn due(&self, now: Duration) -> Vec<ProcessId> {
        self.alarms.iter().take_while(|(time, _)| *time <= now).map(|(_, id)| *id).collect()
    }

    /// Asserts that every alarm is that of a process.
    #[cfg(test)]
    pub(super) fn assert_sound(&self) {
        let told = |process: &Process| process.wake_up().map(|time| (time, process.id));
        assert_eq!(self.alarms, self.all.values().filter_map(told).collect());
    }
}

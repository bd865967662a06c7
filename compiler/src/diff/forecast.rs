//! What an update does about a diff: step by step, process by process, and how long that can take.
//!
//! The order is that of `supervisorctl update` (spec-runtime §10.3): groups that are gone, groups that changed, groups that
//! are new, one after the other. Within a group all processes are asked to stop at once, by priority, and all start at once
//! when the last has stopped; nobody waits until they run.

use std::collections::{HashMap, HashSet};

use super::{Diff, GroupChange};
use crate::plan::{Group, GroupKind, Process};

/// Whose update it is. They differ in the order in which the processes of a group start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Server {
    /// Ours: by priority.
    #[default]
    Ours,
    /// The original: in the order of the configuration.
    Original,
}

/// How much of a group that changed is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// All of it, as the original does.
    #[default]
    Groups,
    /// The processes that changed, where the kind of group allows it (`update --minimal`).
    Processes,
}

/// Which processes run: by group, then by name.
#[derive(Debug, Clone, Default)]
pub struct Running(Option<HashMap<String, HashMap<String, bool>>>);

/// What is assumed and known about an update.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Whose it is.
    pub server: Server,
    /// How much it replaces.
    pub extent: Extent,
    /// What runs.
    pub running: Running,
}

/// What an update does.
#[derive(Debug, Clone, Default)]
pub struct Forecast<'a> {
    /// Group by group, in the order in which it happens.
    pub steps: Vec<Step<'a>>,
    /// Seconds until `supervisorctl update` has ended, at most: for each step the longest `stopwaitsecs` of what it stops,
    /// added up, because steps follow one another.
    pub update_seconds: u64,
    /// Seconds until everything that it starts is RUNNING, at most: the end of the stops of a step and the longest
    /// `startsecs` of what it starts; of all steps the latest, because nobody waits for a start.
    pub started_seconds: u64,
}

/// What happens to a group.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// Its name.
    pub group: &'a str,
    /// What kind of step it is.
    pub action: StepAction,
    /// Its processes, in the order of the configuration, those that are gone at the end.
    pub processes: Vec<Fate<'a>>,
    /// Those that are stopped, in the order in which they are asked.
    pub stops: Vec<&'a Process>,
    /// Those that are started, in the order in which they are.
    pub starts: Vec<&'a Process>,
    /// Seconds until the last one has stopped, at most.
    pub stop_seconds: u64,
    /// Seconds from then until all that start are RUNNING, at most.
    pub start_seconds: u64,
}

/// What an update does to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepAction {
    /// Stops and forgets it.
    Remove,
    /// Stops it, and puts the new one in its place.
    Replace,
    /// Stops and starts only what changed in it.
    Refresh,
    /// Makes it active.
    Add,
}

/// What happens to a process, and why.
#[derive(Debug, Clone)]
pub struct Fate<'a> {
    /// As it shall be; one that is removed: as it is.
    pub process: &'a Process,
    /// What happens.
    pub action: ProcessAction,
    /// Why.
    pub why: Why,
}

/// What an update does to a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessAction {
    /// It is started.
    Start,
    /// It is stopped.
    Stop,
    /// It is stopped if it runs, which nobody can tell from the files: it has no `autostart`.
    StopIfRunning,
    /// It is stopped and started.
    Restart,
    /// It goes on running.
    Keep,
    /// It does not run, and is not started.
    Nothing,
}

/// Why something happens to a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its group is new.
    GroupAdded,
    /// Its group is gone.
    GroupRemoved,
    /// It is new in its group.
    Added,
    /// It is gone from its group.
    Removed,
    /// Options of its own changed.
    Options,
    /// Nothing of it changed; options of its group did, or its kind, or the order.
    Group,
    /// Nothing of it changed; other processes of its group did.
    Neighbours,
    /// Nothing of it changed.
    Unchanged,
}

impl Running {
    /// What somebody knows: group, process, whether it runs.
    #[must_use]
    pub fn of(processes: impl IntoIterator<Item = (String, String, bool)>) -> Self {
        let mut groups: HashMap<String, HashMap<String, bool>> = HashMap::new();
        for (group, process, runs) in processes {
            groups.entry(group).or_default().insert(process, runs);
        }
        Self(Some(groups))
    }

    /// Whether a process of an active group runs; none: that cannot be told.
    fn runs(&self, group: &str, process: &Process) -> Option<bool> {
        let known = self.0.as_ref()?;
        Some(known.get(group).and_then(|group| group.get(&process.name.value)).copied().unwrap_or(false))
    }
}

impl StepAction {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StepAction::Remove => "remove",
            StepAction::Replace => "replace",
            StepAction::Refresh => "refresh",
            StepAction::Add => "add",
        }
    }
}

impl ProcessAction {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ProcessAction::Start => "start",
            ProcessAction::Stop => "stop",
            ProcessAction::StopIfRunning => "stop-if-running",
            ProcessAction::Restart => "restart",
            ProcessAction::Keep => "keep",
            ProcessAction::Nothing => "nothing",
        }
    }

    fn stops(self) -> bool {
        matches!(self, ProcessAction::Stop | ProcessAction::StopIfRunning | ProcessAction::Restart)
    }

    fn starts(self) -> bool {
        matches!(self, ProcessAction::Start | ProcessAction::Restart)
    }
}

impl Why {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Why::GroupAdded => "group-added",
            Why::GroupRemoved => "group-removed",
            Why::Added => "added",
            Why::Removed => "removed",
            Why::Options => "options",
            Why::Group => "group",
            Why::Neighbours => "neighbours",
            Why::Unchanged => "unchanged",
        }
    }
}

/// What an update does about `diff`.
#[must_use]
pub fn forecast<'a>(diff: &Diff<'a>, terms: &Terms) -> Forecast<'a> {
    let removed = diff.removed.iter().map(|group| removal(group, terms));
    let changed = diff.changed.iter().map(|change| replacement(change, terms));
    let added = diff.added.iter().map(|group| addition(group, terms));
    let mut forecast =
        Forecast { steps: removed.chain(changed).chain(added).collect(), ..Forecast::default() };
    for step in &forecast.steps {
        forecast.update_seconds = forecast.update_seconds.saturating_add(step.stop_seconds);
        let started = forecast.update_seconds.saturating_add(step.start_seconds);
        forecast.started_seconds = forecast.started_seconds.max(started);
    }
    forecast
}

fn removal<'a>(group: &'a Group, terms: &Terms) -> Step<'a> {
    let fate = |process| Fate { process, action: terms.stop(&group.name, process), why: Why::GroupRemoved };
    let fates = group.processes.iter().map(fate).collect();
    Step::new(&group.name, StepAction::Remove, fates, &group.processes, terms)
}

fn addition<'a>(group: &'a Group, terms: &Terms) -> Step<'a> {
    let fate = |process| Fate { process, action: start(process), why: Why::GroupAdded };
    let fates = group.processes.iter().map(fate).collect();
    Step::new(&group.name, StepAction::Add, fates, &[], terms)
}

fn replacement<'a>(change: &GroupChange<'a>, terms: &Terms) -> Step<'a> {
    let minimal = terms.extent == Extent::Processes && change.can_be_refreshed();
    let group = &change.new.name;
    let set = |processes: &mut dyn Iterator<Item = &'a Process>| -> HashSet<*const Process> {
        processes.map(std::ptr::from_ref).collect()
    };
    let altered = set(&mut change.changed.iter().map(|changed| changed.new));
    let added = set(&mut change.added.iter().copied());
    let old: HashMap<&str, &'a Process> =
        change.old.processes.iter().rev().map(|process| (process.name.value.as_str(), process)).collect();
    let is_group_changed = !change.options.is_empty() || change.kind_changed() || change.reordered;
    let fate = |process: &'a Process| {
        if added.contains(&std::ptr::from_ref(process)) {
            return Fate { process, action: start(process), why: Why::Added };
        }
        let was = old.get(process.name.value.as_str()).copied().unwrap_or(process);
        let why = match altered.contains(&std::ptr::from_ref(process)) {
            true => Why::Options,
            false if minimal => {
                let action = match terms.running.runs(group, was).unwrap_or(was.autostart.value) {
                    true => ProcessAction::Keep,
                    false => ProcessAction::Nothing,
                };
                return Fate { process, action, why: Why::Unchanged };
            }
            false if is_group_changed => Why::Group,
            false => Why::Neighbours,
        };
        let action = match (terms.stop(group, was), start(process)) {
            (ProcessAction::Stop, ProcessAction::Start) => ProcessAction::Restart,
            (ProcessAction::Nothing | ProcessAction::StopIfRunning, ProcessAction::Start) => {
                ProcessAction::Start
            }
            (stop, _) => stop,
        };
        Fate { process, action, why }
    };
    let gone =
        |process: &&'a Process| Fate { process, action: terms.stop(group, process), why: Why::Removed };
    let fates = change.new.processes.iter().map(fate).chain(change.removed.iter().map(gone)).collect();
    let action = if minimal { StepAction::Refresh } else { StepAction::Replace };
    Step::new(group, action, fates, &change.old.processes, terms)
}

/// What becomes of a process of a group that is added.
fn start(process: &Process) -> ProcessAction {
    if process.autostart.value { ProcessAction::Start } else { ProcessAction::Nothing }
}

impl Terms {
    /// What becomes of a process that is to stop.
    fn stop(&self, group: &str, process: &Process) -> ProcessAction {
        match self.running.runs(group, process) {
            Some(true) => ProcessAction::Stop,
            Some(false) => ProcessAction::Nothing,
            None if process.autostart.value => ProcessAction::Stop,
            None => ProcessAction::StopIfRunning,
        }
    }
}

impl<'a> Step<'a> {
    /// `old` are the processes that are active in the group.
    fn new(
        group: &'a str,
        action: StepAction,
        processes: Vec<Fate<'a>>,
        old: &'a [Process],
        terms: &Terms,
    ) -> Self {
        let actions: HashMap<&str, ProcessAction> =
            processes.iter().map(|fate| (fate.process.name.value.as_str(), fate.action)).collect();
        let does = |name: &str, what: fn(ProcessAction) -> bool| actions.get(name).copied().is_some_and(what);
        let mut stops: Vec<_> =
            old.iter().filter(|process| does(&process.name, ProcessAction::stops)).collect();
        // One that may run though it has no autostart, and is going to have it.
        stops.extend(old.iter().filter(|process| {
            terms.running.0.is_none()
                && !process.autostart.value
                && does(&process.name, |action| action == ProcessAction::Start)
        }));
        stops.sort_by_key(|process| process.priority.value);
        let mut starts: Vec<_> =
            processes.iter().filter(|fate| fate.action.starts()).map(|fate| fate.process).collect();
        if terms.server == Server::Ours {
            starts.sort_by_key(|process| process.priority.value);
        }
        let longest = |seconds: &mut dyn Iterator<Item = i64>| {
            seconds.map(|seconds| u64::try_from(seconds).unwrap_or(0)).max().unwrap_or(0)
        };
        let stop_seconds = longest(&mut stops.iter().map(|process| process.stopwaitsecs.value));
        let start_seconds = longest(&mut starts.iter().map(|process| process.startsecs.value));
        Self { group, action, processes, stops, starts, stop_seconds, start_seconds }
    }
}

impl GroupChange<'_> {
    /// Whether the processes that changed can be replaced one by one: in groups of ordinary programs. A pool of listeners is
    /// one thing to the events that wait for it, and processes on a FastCGI socket share it.
    #[must_use]
    pub fn can_be_refreshed(&self) -> bool {
        let is_plain = |group: &Group| {
            let mut names = HashSet::new();
            group.kind == GroupKind::Programs
                && group
                    .processes
                    .iter()
                    .all(|process| process.fastcgi.is_none() && names.insert(&process.name.value))
        };
        is_plain(self.old) && is_plain(self.new)
    }
}

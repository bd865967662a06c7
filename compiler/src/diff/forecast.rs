//! What an update does about a diff: step by step, process by process, and how long that can take.
//!
//! The order is that of `supervisorctl update` (spec-runtime §10.3): groups that are gone, groups that changed, groups that
//! are new, one after the other. Within a group all processes are asked to stop at once, by priority, and all start at once
//! when the last has stopped; nobody waits until they run.

use std::collections::{BTreeMap, HashMap, HashSet};

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

/// Whether a process runs, as far as an update is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// A stop reaches it.
    Up,
    /// It was asked to stop, and has not yet.
    Stopping,
    /// It does not run.
    Down,
}

/// Which processes run: by group, then by name.
#[derive(Debug, Clone, Default)]
pub struct Running(Option<HashMap<String, HashMap<String, Life>>>);

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
    /// Those that somebody else asked to stop and that have not yet. Unless they have until then, the step fails.
    pub stopping: Vec<&'a Process>,
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
    /// It is started; if it runs, which nobody can tell from the files, it is stopped before.
    RestartIfRunning,
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
    pub fn of(processes: impl IntoIterator<Item = (String, String, Life)>) -> Self {
        let mut groups: HashMap<String, HashMap<String, Life>> = HashMap::new();
        for (group, process, life) in processes {
            groups.entry(group).or_default().insert(process, life);
        }
        Self(Some(groups))
    }

    /// How it is about a process of an active group; none: that cannot be told.
    fn life(&self, group: &str, process: &Process) -> Option<Life> {
        let known = self.0.as_ref()?;
        Some(known.get(group).and_then(|group| group.get(&process.name.value)).copied().unwrap_or(Life::Down))
    }

    /// Whether the processes that the steps stop, start or leave stopped run, by group and name: what the steps rest on. None:
    /// that cannot be told.
    #[must_use]
    pub fn beneath(&self, steps: &[Step<'_>]) -> Option<BTreeMap<String, BTreeMap<String, bool>>> {
        self.0.as_ref()?;
        let mut found: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
        for step in steps.iter().filter(|step| step.action != StepAction::Add) {
            let told = step.processes.iter().filter(|fate| !matches!(fate.why, Why::Added | Why::Unchanged));
            for fate in told {
                let runs = self.life(step.group, fate.process) == Some(Life::Up);
                found.entry(step.group.to_owned()).or_default().insert(fate.process.name.value.clone(), runs);
            }
        }
        Some(found)
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
            ProcessAction::RestartIfRunning => "restart-if-running",
            ProcessAction::Keep => "keep",
            ProcessAction::Nothing => "nothing",
        }
    }

    fn stops(self) -> bool {
        matches!(
            self,
            ProcessAction::Stop
                | ProcessAction::StopIfRunning
                | ProcessAction::Restart
                | ProcessAction::RestartIfRunning
        )
    }

    fn starts(self) -> bool {
        matches!(self, ProcessAction::Start | ProcessAction::Restart | ProcessAction::RestartIfRunning)
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
                let action = match terms.running.life(group, was) {
                    Some(Life::Up) => ProcessAction::Keep,
                    None if was.autostart.value => ProcessAction::Keep,
                    _ => ProcessAction::Nothing,
                };
                return Fate { process, action, why: Why::Unchanged };
            }
            false if is_group_changed => Why::Group,
            false => Why::Neighbours,
        };
        let action = match (terms.stop(group, was), start(process)) {
            (ProcessAction::Stop, ProcessAction::Start) => ProcessAction::Restart,
            (ProcessAction::StopIfRunning, ProcessAction::Start) => ProcessAction::RestartIfRunning,
            (ProcessAction::Nothing, ProcessAction::Start) => ProcessAction::Start,
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
        match self.running.life(group, process) {
            Some(Life::Up) => ProcessAction::Stop,
            Some(Life::Stopping | Life::Down) => ProcessAction::Nothing,
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
        let untouched: HashSet<&str> = processes
            .iter()
            .filter(|fate| fate.why == Why::Unchanged)
            .map(|fate| fate.process.name.value.as_str())
            .collect();
        let stopping: Vec<_> = old
            .iter()
            .filter(|process| !untouched.contains(process.name.value.as_str()))
            .filter(|process| terms.running.life(group, process) == Some(Life::Stopping))
            .collect();
        let actions: HashMap<&str, ProcessAction> =
            processes.iter().map(|fate| (fate.process.name.value.as_str(), fate.action)).collect();
        let does = |name: &str, what: fn(ProcessAction) -> bool| actions.get(name).copied().is_some_and(what);
        let mut stops: Vec<_> =
            old.iter().filter(|process| does(&process.name, ProcessAction::stops)).collect();
        stops.sort_by_key(|process| process.priority.value);
        let mut starts: Vec<_> =
            processes.iter().filter(|fate| fate.action.starts()).map(|fate| fate.process).collect();
        if terms.server == Server::Ours {
            starts.sort_by_key(|process| process.priority.value);
        }
        let longest = |seconds: &mut dyn Iterator<Item = i64>| {
            seconds.map(|seconds| u64::try_from(seconds).unwrap_or(0)).max().unwrap_or(0)
        };
        // A minimal update waits for those that stop already, too.
        let waits = if action == StepAction::Refresh { stopping.as_slice() } else { &[] };
        let awaited = stops.iter().chain(waits);
        let stop_seconds = longest(&mut awaited.map(|process| process.stopwaitsecs.value));
        let start_seconds = longest(&mut starts.iter().map(|process| process.startsecs.value));
        Self { group, action, processes, stops, starts, stopping, stop_seconds, start_seconds }
    }
}

/// Why a group is replaced as a whole, also by `update --minimal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole<'a> {
    /// It is or was a pool of listeners: that is one thing to the events that wait for it.
    Listeners,
    /// This process, or the whole of it, has a FastCGI socket, which processes share.
    FastCgi(&'a str),
    /// It has two processes of this name, and nobody can say which is which.
    SameName(&'a str),
}

impl Whole<'_> {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Whole::Listeners => "listeners",
            Whole::FastCgi(_) => "fastcgi",
            Whole::SameName(_) => "same-name",
        }
    }
}

impl<'a> GroupChange<'a> {
    /// Why the processes that changed cannot be replaced one by one; none: they can, as in groups of ordinary programs.
    #[must_use]
    pub fn whole(&self) -> Option<Whole<'a>> {
        let of = |group: &'a Group| {
            let mut names = HashSet::new();
            match group.kind {
                GroupKind::EventListener(_) => Some(Whole::Listeners),
                GroupKind::FastCgi(_) => Some(Whole::FastCgi(group.name.as_str())),
                GroupKind::Programs => group.processes.iter().find_map(|process| {
                    let name = process.name.value.as_str();
                    let known = !names.insert(name);
                    match process.fastcgi.is_some() {
                        true => Some(Whole::FastCgi(name)),
                        false => known.then_some(Whole::SameName(name)),
                    }
                }),
            }
        };
        of(self.old).or_else(|| of(self.new))
    }

    /// Whether the processes that changed can be replaced one by one.
    #[must_use]
    pub fn can_be_refreshed(&self) -> bool {
        self.whole().is_none()
    }
}

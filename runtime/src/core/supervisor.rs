//! All groups and processes together.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::plan::{self, EventType, Group, GroupKind, LogLevel};

use super::actions::{Ask, AskSignal, report, signalled};
use super::group::Groups;
use super::listeners::{Listeners, PoolInfo, Subscription};
use super::process::{Awaited, Process};
use super::processes::Processes;
use super::shutdown::Shutdown;
use super::step::Step;
use super::table::{Row, row};
use super::ticks::Ticks;
use super::{
    ActiveGroup, CoreEvent, Effect, Input, Mood, Now, Output, Pid, ProcessId, ProcessInfo, Refusal,
    SignalFailure, SpawnFailure, State, WaitId, WaitStatus,
};

/// The supervisor: groups, their processes, and the mood of the daemon.
///
/// After every call, perform the effects it pushed with [`super::settle`]; then sleep until [`Core::deadline`] or the
/// next input.
#[derive(Debug)]
pub struct Core {
    pub(super) groups: Groups,
    pub(super) processes: Processes,
    /// Processes of active groups that live.
    pids: HashMap<Pid, ProcessId>,
    last_id: u64,
    pub(super) mood: Mood,
    /// The main loop was reached: groups that are added now start at once.
    pub(super) begun: bool,
    pub(super) shutdown: Option<Shutdown>,
    pub(super) listeners: Listeners,
    /// What others than listeners want to be told.
    watched: Subscription,
    ticks: Ticks,
}

/// A group of that name is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a group of that name is active")]
pub struct AlreadyAdded;

/// Why a group was not removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRemoved {
    /// No active group has that name.
    #[error("no such group")]
    NoSuchGroup,
    /// A process of it is in none of the stopped states.
    #[error("still running")]
    StillRunning,
}

impl Core {
    /// A supervisor of nothing, which calls itself `identifier` when it tells of events. The first event that somebody
    /// subscribed to has the number `next_serial`.
    #[must_use]
    pub fn new(identifier: &str, next_serial: u64) -> Self {
        Self {
            groups: Groups::default(),
            processes: Processes::default(),
            pids: HashMap::new(),
            last_id: 0,
            mood: Mood::Running,
            begun: false,
            shutdown: None,
            listeners: Listeners::new(identifier, next_serial),
            watched: Subscription::default(),
            ticks: Ticks::default(),
        }
    }

    /// Makes a group active. Once the daemon has [begun](Input::Begin), its processes with `autostart` start.
    /// Of processes with the same name the last one counts, as in the original.
    ///
    /// # Errors
    /// A group of that name is active already; nothing changes.
    pub fn add_group(
        &mut self,
        now: Now,
        plan: Arc<Group>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), AlreadyAdded> {
        if self.group(&plan.name).is_some() {
            return Err(AlreadyAdded);
        }
        let name: Arc<str> = Arc::from(plan.name.as_str());
        let mut members: Vec<ProcessId> = Vec::with_capacity(plan.processes.len());
        for (index, config) in plan.processes.iter().enumerate() {
            let same = |id: &&ProcessId| self.processes.get(id).is_some_and(|it| *it.name == **config.name);
            let id = members.iter().find(same).copied().unwrap_or_else(|| {
                let id = self.new_id();
                members.push(id);
                id
            });
            let process = Process::new(id, Arc::clone(&name), Arc::clone(&plan), index, config);
            self.processes.insert(id, process);
        }
        if let GroupKind::EventListener(pool) = &plan.kind {
            let named = |id: &ProcessId| Some((*id, Arc::clone(&self.processes.get(id)?.name)));
            self.listeners.add(Arc::clone(&name), pool, members.iter().filter_map(named));
        }
        self.groups.add(ActiveGroup { name: Arc::clone(&name), plan, members });
        effects.push(Effect::Event(CoreEvent::GroupAdded(Arc::clone(&name))));
        if self.begun {
            self.begin_group(&name, now, effects);
            self.look_at_the_clock(now, effects);
        }
        Ok(())
    }

    /// Forgets a group. A process of it that is UNKNOWN may live on; when it is reaped, nobody knows it.
    ///
    /// # Errors
    /// There is no such group, or one of its processes has not stopped; nothing changes.
    pub fn remove_group(&mut self, name: &str, effects: &mut Vec<Effect>) -> Result<Arc<Group>, NotRemoved> {
        if self.group(name).is_some_and(|group| self.unstopped(group).next().is_some()) {
            return Err(NotRemoved::StillRunning);
        }
        let group = self.groups.remove(name).ok_or(NotRemoved::NoSuchGroup)?;
        for id in &group.members {
            let pid = self.processes.remove(id).and_then(|process| process.pid);
            pid.and_then(|pid| self.pids.remove(&pid));
        }
        self.listeners.remove(name);
        effects.push(Effect::Event(CoreEvent::GroupRemoved(group.name)));
        Ok(group.plan)
    }

    pub(super) fn new_id(&mut self) -> ProcessId {
        self.last_id += 1;
        ProcessId(self.last_id)
    }

    /// Something happened: pushes what is to be done about it. [`super::settle`] must follow: it also carries on with
    /// a shutdown.
    pub fn handle(&mut self, now: Now, input: Input, effects: &mut Vec<Effect>) {
        self.happened(now, input, effects);
        self.look_at_the_clock(now, effects);
    }

    fn happened(&mut self, now: Now, input: Input, effects: &mut Vec<Effect>) {
        match input {
            Input::Begin => self.begin(now, effects),
            Input::Timer => self.strike(now, effects),
            Input::Spawned { process, result } => self.spawned(process, result, now, effects),
            Input::Signalled { process, result } => self.signalled(process, result, now, effects),
            Input::NotExecuted { pid, failure } => {
                if let Some(id) = self.pids.get(&pid) {
                    self.processes.change(*id, |process| process.obstacle = Some(failure.0));
                }
            }
            Input::Exited { pid, status } => self.exited(pid, status, now, effects),
            Input::Start { process, wait, reply } => {
                self.request(process, reply, now, effects, |row, step| {
                    (row.start)(step, Ask { reply, wait })
                });
            }
            Input::Stop { process, wait, reply } => {
                self.request(process, reply, now, effects, |row, step| (row.stop)(step, Ask { reply, wait }));
            }
            Input::Settle { process, reply } => {
                self.request(process, reply, now, effects, |row, step| match step.process.state {
                    State::Stopping => {
                        step.process.onlookers.push(reply);
                        Ok(())
                    }
                    _ => (row.stop)(step, Ask { reply, wait: true }),
                });
            }
            Input::Signal { process, signal, reply } => {
                let ask = AskSignal { reply, signal };
                self.request(process, reply, now, effects, |row, step| (row.signal)(step, ask));
            }
            Input::Delivered { process, result } => self.listeners.delivered(process, result, now, effects),
            Input::Heard { process, pid, data } => {
                if self.pids.get(&pid) == Some(&process) {
                    self.listeners.heard(process, &data, now, effects);
                }
            }
            Input::Printed { process, pid, channel, data } => {
                self.wrote(process, channel.printed(), effects, |process, group| {
                    CoreEvent::Printed(Output { process, group, pid, channel, data })
                });
            }
            Input::Captured { process, pid, channel, data } => {
                self.wrote(process, channel.captured(), effects, |process, group| {
                    CoreEvent::Captured(Output { process, group, pid, channel, data })
                });
            }
            Input::RemoteCommunication { kind, data } => {
                effects.push(Effect::Event(CoreEvent::RemoteCommunication { kind, data }));
            }
            Input::Shutdown => self.wind_down(Mood::Shutdown, effects),
            Input::Restart => self.wind_down(Mood::Restarting, effects),
        }
    }

    /// When to call [`Core::handle`] with [`Input::Timer`], on the monotonic clock; none: nothing is going to happen
    /// by itself.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        if self.shutdown.as_ref().is_some_and(Shutdown::is_finished) {
            return None;
        }
        let shutdown = self.shutdown.as_ref().and_then(Shutdown::wake_up);
        let ticks = self.ticks.deadline(|event| self.wants(event));
        [self.processes.wake_up(), shutdown, ticks, self.listeners.deadline()].into_iter().flatten().min()
    }

    /// Whether somebody has subscribed to events of this type. Nobody needs to make others.
    #[must_use]
    pub fn wants(&self, event: EventType) -> bool {
        self.listeners.want(event) || self.watched.contains(event)
    }

    /// From now on somebody beside the listeners wants these events to be made, and no others. They get no serial by
    /// that: listeners cannot tell.
    pub fn watch(&mut self, watched: Subscription, now: Now, effects: &mut Vec<Effect>) {
        self.watched = watched;
        self.look_at_the_clock(now, effects);
    }

    /// The number by which listeners know the event of that type that was published last; none: none of them wants such
    /// events.
    #[must_use]
    pub fn last_serial(&self, event: EventType) -> Option<u64> {
        self.listeners.want(event).then(|| self.next_serial().saturating_sub(1))
    }

    /// The number of the next event that somebody subscribed to; it goes on after a restart.
    #[must_use]
    pub fn next_serial(&self) -> u64 {
        self.listeners.next_serial()
    }

    /// What there is to show about every pool of event listeners, in the order they were added.
    #[must_use]
    pub fn pools(&self) -> Vec<PoolInfo> {
        self.listeners.infos()
    }

    /// What the daemon is about.
    #[must_use]
    pub fn mood(&self) -> Mood {
        self.mood
    }

    /// The active group of that name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&ActiveGroup> {
        self.groups.get(name)
    }

    /// The active groups in the order they were added.
    pub fn groups_as_added(&self) -> impl Iterator<Item = &ActiveGroup> {
        self.groups.iter()
    }

    /// The active groups in the order they start: by priority, equal ones in the order they were added.
    #[must_use]
    pub fn groups(&self) -> Vec<&ActiveGroup> {
        let mut groups: Vec<&ActiveGroup> = self.groups.iter().collect();
        groups.sort_by_key(|group| group.plan.priority.value);
        groups
    }

    /// All processes as lists show them: by group name, then by process name.
    #[must_use]
    pub fn by_name(&self) -> Vec<ProcessId> {
        let mut processes: Vec<&Process> = self.processes.values().collect();
        processes.sort_by_key(|process| (&process.group_name, &process.name));
        processes.into_iter().map(|process| process.id).collect()
    }

    /// All processes in the order they start: by group priority, then by their own.
    #[must_use]
    pub fn by_priority(&self) -> Vec<ProcessId> {
        self.groups().into_iter().flat_map(|group| self.members_by_priority(group)).collect()
    }

    /// The processes of a group in the order they start: by priority, equal ones in the order of the plan.
    #[must_use]
    pub fn members_by_priority(&self, group: &ActiveGroup) -> Vec<ProcessId> {
        let mut members = group.members.clone();
        members.sort_by_key(|id| self.processes.get(id).map(|process| process.policy.priority));
        members
    }

    /// State of a process; none: its group was removed.
    #[must_use]
    pub fn state(&self, process: ProcessId) -> Option<State> {
        self.processes.get(&process).map(|process| process.state)
    }

    /// What there is to show about a process.
    #[must_use]
    pub fn info(&self, process: ProcessId, now: Now) -> Option<ProcessInfo> {
        self.processes.get(&process).map(|process| process.info(now))
    }

    /// What the plan says about a process, and its group.
    #[must_use]
    pub fn config(&self, process: ProcessId) -> Option<(&Group, &plan::Process)> {
        self.processes.get(&process)?.config()
    }

    /// The living process with that pid.
    #[must_use]
    pub fn process_with_pid(&self, pid: Pid) -> Option<ProcessId> {
        self.pids.get(&pid).copied()
    }

    /// The members of a group that have not stopped, in the order of the plan.
    pub(super) fn unstopped<'a>(&'a self, group: &'a ActiveGroup) -> impl Iterator<Item = &'a Process> {
        group
            .members
            .iter()
            .filter_map(|id| self.processes.get(id))
            .filter(|process| !process.state.is_stopped())
    }

    /// Does a step of one process. None: its group was removed.
    pub(super) fn step<T>(
        &mut self,
        process: ProcessId,
        now: Now,
        effects: &mut Vec<Effect>,
        action: impl FnOnce(Row, &mut Step<'_>) -> T,
    ) -> Option<T> {
        let may_start = self.mood == Mood::Running;
        self.processes.change(process, |process| {
            let mut step = Step { process, now, may_start, effects };
            let result = action(row(step.process.state), &mut step);
            step.catch_up();
            result
        })
    }

    fn request(
        &mut self,
        process: ProcessId,
        reply: WaitId,
        now: Now,
        effects: &mut Vec<Effect>,
        action: impl FnOnce(Row, &mut Step<'_>) -> Result<(), Refusal>,
    ) {
        let result = self.step(process, now, effects, action).unwrap_or(Err(Refusal::NoSuchProcess));
        if result.is_err() {
            effects.push(Effect::Reply { wait: reply, outcome: result });
        }
    }

    fn begin(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.begun {
            return;
        }
        self.begun = true;
        effects.push(Effect::Event(CoreEvent::SupervisorRunning));
        let names: Vec<Arc<str>> = self.groups().into_iter().map(|group| Arc::clone(&group.name)).collect();
        for name in names {
            self.begin_group(&name, now, effects);
        }
    }

    /// All members start at the same moment, so that their priorities are honoured (which the original does not)
    /// shows in nothing but the order of events and log lines.
    fn begin_group(&mut self, name: &str, now: Now, effects: &mut Vec<Effect>) {
        let members = self.group(name).map(|group| self.members_by_priority(group)).unwrap_or_default();
        for id in members {
            self.step(id, now, effects, |row, step| (row.begin)(step, ()));
        }
    }

    fn strike(&mut self, now: Now, effects: &mut Vec<Effect>) {
        for id in self.processes.due(now.monotonic) {
            // The step itself lets deadlines strike.
            self.step(id, now, effects, |_, step| {
                if step.process.report.is_some_and(|time| time <= now.monotonic) {
                    report(step);
                }
            });
        }
    }

    /// Puts an event into the buffers of those who want it. [`super::settle`] does that when its turn comes.
    pub(super) fn publish(&mut self, event: &CoreEvent, now: Now, effects: &mut Vec<Effect>) {
        self.listeners.publish(event, now, effects);
    }

    /// Sends events to listeners that are free. To be called when all effects have been performed, and again until
    /// nothing comes of it.
    pub(super) fn dispatch(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.listeners.dispatch(now, effects);
    }

    fn look_at_the_clock(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.begun {
            let (listeners, watched) = (&self.listeners, self.watched);
            let wanted = |event| listeners.want(event) || watched.contains(event);
            let due = self.ticks.look(now, wanted);
            effects.extend(due.into_iter().map(Effect::Event));
        }
    }

    /// Tells of the output of a process, if somebody wants to know and it is not forgotten.
    fn wrote(
        &self,
        id: ProcessId,
        event: EventType,
        effects: &mut Vec<Effect>,
        output: impl FnOnce(Arc<str>, Arc<str>) -> CoreEvent,
    ) {
        if let Some(process) = self.processes.get(&id).filter(|_| self.wants(event)) {
            let event = output(Arc::clone(&process.name), Arc::clone(&process.group_name));
            effects.push(Effect::Event(event));
        }
    }

    fn spawned(
        &mut self,
        id: ProcessId,
        result: Result<Pid, SpawnFailure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        let awaited = |process: &mut Process| process.awaited.take_if(|awaited| *awaited == Awaited::Spawn);
        if self.processes.change(id, awaited).flatten().is_none() {
            return;
        }
        match result {
            Ok(pid) => {
                self.pids.insert(pid, id);
                self.step(id, now, effects, |row, step| (row.spawned)(step, pid));
            }
            Err(failure) => {
                self.step(id, now, effects, |row, step| (row.not_spawned)(step, failure));
            }
        }
    }

    fn signalled(
        &mut self,
        id: ProcessId,
        result: Result<(), SignalFailure>,
        now: Now,
        effects: &mut Vec<Effect>,
    ) {
        self.step(id, now, effects, |_, step| signalled(step, result));
    }

    fn exited(&mut self, pid: Pid, status: WaitStatus, now: Now, effects: &mut Vec<Effect>) {
        let Some(id) = self.pids.remove(&pid) else {
            let text = format!("reaped unknown pid {pid} ({status})");
            effects.push(Effect::Log(LogLevel::Info, text));
            return;
        };
        self.step(id, now, effects, |row, step| (row.exited)(step, status));
    }
}

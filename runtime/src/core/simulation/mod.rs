//! Thousands of random histories, and what must hold in each of them after each step.
//!
//! `history.rs` makes them up, `world.rs` is the machine they happen on: it judges every effect as it is performed.
//! `listeners.rs` are its event listeners, who judge what they are sent.

mod history;
mod listeners;
mod world;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use supervisor_compiler::plan::{EventType, Group, GroupKind};

use self::history::{Happening, History, histories};
use self::world::Machine;
use super::{
    Channel, Core, Effect, Input, Mood, NotRemoved, Pid, ProcessId, ProcessNotRemoved, State, WaitId,
    WaitStatus, settle,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn every_history_is_sound(history in histories()) {
        Simulation::new(&history).run();
    }
}

/// A core on a machine.
struct Simulation<'a> {
    history: &'a History,
    core: Core,
    machine: Machine,
    effects: Vec<Effect>,
    last_wait: u64,
}

impl<'a> Simulation<'a> {
    fn new(history: &'a History) -> Self {
        let machine = Machine::default();
        Self { history, core: Core::new("supervisor", 0), machine, effects: Vec::new(), last_wait: 0 }
    }

    fn run(mut self) {
        for index in 0..self.history.groups.len() {
            self.add(index);
        }
        self.input(Input::Begin);
        for happening in &self.history.happenings {
            self.happen(happening);
        }
        self.come_to_rest();
        self.end();
    }

    fn happen(&mut self, happening: &Happening) {
        match *happening {
            Happening::Pass(time) => self.pass(time),
            Happening::Oversleep(time) => {
                self.machine.now += time;
                self.input(Input::Timer);
                self.deliver_deaths();
            }
            Happening::SpuriousTimer => self.input(Input::Timer),
            Happening::Exit { child, code } => {
                if let Some(pid) = pick(&self.machine.living(), child) {
                    self.reap(pid, WaitStatus::Exited(code));
                }
            }
            Happening::StrangerExits => {
                let status = WaitStatus::Killed { signal: 11, core_dumped: true };
                self.input(Input::Exited { pid: 1, status });
            }
            Happening::SpawnsFail(count) => self.machine.spawns_to_fail = count,
            Happening::SignalsFail { count, gone } => {
                self.machine.signals_to_fail = count;
                self.machine.fail_as_gone = gone;
            }
            Happening::ChildrenTurnDeaf(deaf) => self.machine.children_are_deaf = deaf,
            Happening::Start { process, wait } => {
                self.ask(process, |process, reply| Input::Start { process, wait, reply });
            }
            Happening::Stop { process, wait } => {
                self.ask(process, |process, reply| Input::Stop { process, wait, reply });
            }
            Happening::Signal { process, signal } => {
                self.ask(process, |process, reply| Input::Signal { process, signal, reply });
            }
            Happening::Say { child, words } => self.say(child, |_, _| words),
            Happening::Obey { child, accept } => {
                self.say(child, |machine, process| machine.judge.proper_words(process, accept));
            }
            Happening::Print(child) => {
                if let Some((pid, process)) = self.child(child) {
                    let (channel, data) = (Channel::Stderr, b"so\xff".to_vec());
                    self.input(Input::Printed { process, pid, channel, data });
                }
            }
            Happening::RemoteCommunication => {
                let (kind, data) = ("kind".to_owned(), "caf\u{e9}".to_owned());
                self.input(Input::RemoteCommunication { kind, data });
            }
            Happening::WritesFail { count, closed } => {
                self.machine.judge.writes_to_fail = count;
                self.machine.judge.fail_as_closed = closed;
            }
            Happening::Add(index) => self.add(index % self.history.groups.len()),
            Happening::Remove(index) => self.remove(index % self.history.groups.len()),
            Happening::Join(index) => self.join(index % self.history.groups.len()),
            Happening::Leave(process) => self.leave(process),
            Happening::Refresh(process) => self.refresh(process),
            Happening::Reload { group, patience } => self.reload(group % self.history.groups.len(), patience),
            Happening::Shutdown => self.wind_down(Input::Shutdown),
            Happening::Restart => self.wind_down(Input::Restart),
        }
    }

    fn input(&mut self, input: Input) {
        let is_timer = input == Input::Timer;
        self.machine.judge.writes = 0;
        self.core.handle(self.machine.time(), input, &mut self.effects);
        settle(&mut self.core, &mut self.effects, &mut self.machine);
        if is_timer {
            let now = self.machine.now;
            assert!(
                self.core.deadline().is_none_or(|deadline| deadline > now),
                "a deadline stays in the past"
            );
        }
        self.check();
    }

    fn child(&self, child: usize) -> Option<(Pid, ProcessId)> {
        let pid = pick(&self.machine.living(), child)?;
        Some((pid, self.machine.owner(pid)?))
    }

    fn say(&mut self, child: usize, words: impl FnOnce(&Machine, ProcessId) -> &'static str) {
        let Some((pid, process)) = self.child(child) else { return };
        let words = words(&self.machine, process);
        self.machine.judge.says(process, words);
        self.input(Input::Heard { process, pid, data: words.as_bytes().to_vec() });
    }

    fn ask(&mut self, process: usize, request: impl FnOnce(ProcessId, WaitId) -> Input) {
        let Some(process) = pick(&self.core.by_name(), process) else { return };
        self.last_wait += 1;
        let wait = WaitId(self.last_wait);
        self.machine.open_requests.insert(wait, process);
        let request = request(process, wait);
        if matches!(request, Input::Start { .. }) {
            self.machine.operator_starts = Some(process);
        }
        self.input(request);
        self.machine.operator_starts = None;
    }

    fn add(&mut self, index: usize) {
        let Some(group) = self.history.groups.get(index) else { return };
        let was_active = self.core.group(&group.name).is_some();
        let added = self.core.add_group(self.machine.time(), Arc::clone(group), &mut self.effects);
        settle(&mut self.core, &mut self.effects, &mut self.machine);
        assert_eq!(added.is_err(), was_active);
        self.check();
    }

    fn remove(&mut self, index: usize) {
        let Some(group) = self.history.groups.get(index) else { return };
        let members = self.core.group(&group.name).map(|group| group.members().to_vec());
        let removed = self.core.remove_group(&group.name, &mut self.effects).map(|_| ());
        settle(&mut self.core, &mut self.effects, &mut self.machine);
        let all_stopped =
            |members: &[ProcessId]| members.iter().all(|id| self.machine.state(*id).is_stopped());
        let expected = match members.as_deref() {
            None => Err(NotRemoved::NoSuchGroup),
            Some(members) if all_stopped(members) => Ok(()),
            Some(_) => Err(NotRemoved::StillRunning),
        };
        assert_eq!(removed, expected);
        if removed.is_ok() {
            self.machine.judge.forget(&group.name);
        }
        self.machine.forget_removed(&self.core);
        self.check();
    }

    /// A copy of the group's first process joins it under a name that nobody had.
    fn join(&mut self, index: usize) {
        let Some(group) = self.history.groups.get(index) else { return };
        let Some(active) = self.core.group(&group.name) else { return };
        let mut plan = Group::clone(active.plan());
        let Some(mut process) = group.processes.first().cloned() else { return };
        self.last_wait += 1;
        process.name.value = format!("joined{}", self.last_wait);
        plan.processes.push(process);
        let members = active.members().len();
        self.core.extend_group(self.machine.time(), &Arc::new(plan), &mut self.effects);
        settle(&mut self.core, &mut self.effects, &mut self.machine);
        assert_eq!(self.core.group(&group.name).map(|group| group.members().len()), Some(members + 1));
        self.check();
    }

    fn leave(&mut self, process: usize) {
        let Some(process) = pick(&self.core.by_name(), process) else { return };
        let Some(info) = self.core.info(process, self.machine.time()) else { return };
        let removed = self.core.remove_process(&info.group, &info.name).map(|_| ());
        let is_at_rest = info.state.is_stopped() && info.pid.is_none();
        assert_eq!(removed, if is_at_rest { Ok(()) } else { Err(ProcessNotRemoved::StillRunning) });
        assert_eq!(self.core.state(process).is_none(), is_at_rest);
        self.machine.forget_removed(&self.core);
        self.check();
    }

    /// A process is made anew in its group, and one joins; all others go on as they are.
    fn refresh(&mut self, process: usize) {
        let Some(process) = pick(&self.core.by_name(), process) else { return };
        let Some(info) = self.core.info(process, self.machine.time()) else { return };
        let Some(active) = self.core.group(&info.group) else { return };
        if active.plan().kind != GroupKind::Programs {
            return;
        }
        let others: Vec<(ProcessId, State)> = active
            .members()
            .iter()
            .filter(|id| **id != process)
            .filter_map(|id| Some((*id, self.core.state(*id)?)))
            .collect();
        let mut plan = Group::clone(active.plan());
        let Some(mut joined) = plan.processes.first().cloned() else { return };
        self.last_wait += 1;
        joined.name.value = format!("joined{}", self.last_wait);
        plan.processes.insert(0, joined);
        let anew = HashSet::from([&*info.name]);
        let plan = Arc::new(plan);
        let refreshed = self.core.refresh_group(self.machine.time(), &plan, &anew, &mut self.effects);
        let is_at_rest = info.state.is_stopped() && info.pid.is_none();
        assert_eq!(refreshed.is_ok(), is_at_rest, "{info:?}: {refreshed:?}");
        for (id, state) in others {
            assert_eq!(self.core.state(id), Some(state), "who stays goes on as it is");
        }
        assert_eq!(self.core.state(process).is_none(), is_at_rest);
        settle(&mut self.core, &mut self.effects, &mut self.machine);
        self.machine.forget_removed(&self.core);
        self.check();
    }

    /// What `update` does for a changed group, with less or more patience than the stop takes.
    fn reload(&mut self, index: usize, patience: Duration) {
        let Some(group) = self.history.groups.get(index) else { return };
        let members = self.core.group(&group.name).map(|group| group.members().to_vec()).unwrap_or_default();
        for process in members {
            self.last_wait += 1;
            let reply = WaitId(self.last_wait);
            self.machine.open_requests.insert(reply, process);
            self.input(Input::Stop { process, wait: true, reply });
        }
        self.pass(patience);
        self.remove(index);
        self.add(index);
    }

    fn wind_down(&mut self, input: Input) {
        self.machine.is_winding_down = true;
        self.input(input);
        assert_ne!(self.core.mood(), Mood::Running);
    }

    /// Lets time pass, waking exactly when there is something to wake for.
    fn pass(&mut self, time: Duration) {
        let end = self.machine.now + time;
        while let Some(next) = [self.core.deadline(), self.machine.next_death()].into_iter().flatten().min() {
            if next > end {
                break;
            }
            self.machine.now = self.machine.now.max(next);
            self.deliver_deaths();
            if self.core.deadline().is_some_and(|deadline| deadline <= self.machine.now) {
                self.input(Input::Timer);
            }
        }
        self.machine.now = end;
    }

    fn deliver_deaths(&mut self) {
        while let Some((pid, status)) = self.machine.take_death() {
            self.reap(pid, status);
        }
    }

    fn reap(&mut self, pid: Pid, status: WaitStatus) {
        self.machine.bury(pid);
        self.input(Input::Exited { pid, status });
    }

    /// When the world behaves, every stop and every request comes to an end.
    fn come_to_rest(&mut self) {
        self.machine.behave();
        self.pass(Duration::from_secs(30));
        let stopping: Vec<ProcessId> = self.in_state(State::Stopping);
        assert!(stopping.is_empty(), "stops that do not end: {stopping:?}");
        assert!(self.machine.open_requests.is_empty(), "unanswered: {:?}", self.machine.open_requests);
    }

    fn end(&mut self) {
        self.wind_down(Input::Shutdown);
        self.pass(Duration::from_secs(120));
        assert_eq!(self.machine.finished, 1, "a shutdown ends, once");
        assert_eq!(self.core.deadline(), None, "nothing to wake for after the end");
    }

    fn in_state(&self, state: State) -> Vec<ProcessId> {
        self.core.by_name().into_iter().filter(|id| self.core.state(*id) == Some(state)).collect()
    }

    /// What holds between any two inputs.
    fn check(&self) {
        let mut waiting_for_something = self.machine.is_winding_down;
        for id in self.core.by_name() {
            let info = self.core.info(id, self.machine.time()).unwrap();
            assert_eq!(info.state, self.machine.state(id), "the events tell another story");
            let lives =
                matches!(info.state, State::Starting | State::Running | State::Stopping | State::Unknown);
            assert_eq!(info.pid.is_some(), lives, "{info:?}");
            assert_eq!(info.pid, self.machine.pid_of(id), "one process, one pid");
            if let Some(pid) = info.pid {
                assert_eq!(self.core.process_with_pid(pid), Some(id));
            }
            waiting_for_something |=
                !matches!(info.state, State::Stopped | State::Running | State::Fatal | State::Unknown);
        }
        self.core.processes.assert_sound();
        for (pool, buffer) in self.core.listeners.assert_sound(self.machine.time()) {
            self.machine.judge.assert_nothing_is_lost(&pool, &buffer);
        }
        let listens = self.core.listeners.deadline().is_some();
        let ticks = [EventType::Tick5, EventType::Tick60, EventType::Tick3600];
        waiting_for_something |= listens || ticks.iter().any(|tick| self.core.wants(*tick));
        assert!(waiting_for_something || self.core.deadline().is_none(), "an idle daemon sleeps");
        for process in self.machine.open_requests.values() {
            let state = self.machine.state(*process);
            assert!(matches!(state, State::Starting | State::Stopping), "nobody waits for {state:?}");
        }
    }
}

/// The element at that index, counted round and round.
fn pick<T: Copy>(from: &[T], index: usize) -> Option<T> {
    from.get(index.checked_rem(from.len())?).copied()
}

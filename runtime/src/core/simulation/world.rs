//! A machine with children that live and die, which judges everything it is told to do.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::listeners::Judge;
use crate::core::{
    Core, CoreEvent, Details, Effect, Input, Now, Pid, ProcessId, ProcessStateChange, SignalFailure,
    SpawnFailure, State, WaitId, WaitStatus, World,
};

/// The changes of spec-runtime §1.3, and the way out of UNKNOWN that §12 asks for.
const CHANGES: [(State, State); 16] = [
    (State::Stopped, State::Starting),
    (State::Exited, State::Starting),
    (State::Fatal, State::Starting),
    (State::Backoff, State::Starting),
    (State::Starting, State::Backoff),
    (State::Starting, State::Running),
    (State::Running, State::Exited),
    (State::Starting, State::Stopping),
    (State::Running, State::Stopping),
    (State::Stopping, State::Stopped),
    (State::Backoff, State::Stopped),
    (State::Backoff, State::Fatal),
    (State::Starting, State::Unknown),
    (State::Running, State::Unknown),
    (State::Stopping, State::Unknown),
    (State::Unknown, State::Exited),
];

/// How long a child takes to die of a signal.
const DYING: Duration = Duration::from_millis(300);

/// What the machine remembers of a process.
#[derive(Debug, Default)]
struct Memory {
    state: Option<State>,
    failures: u32,
    last_start: Option<Duration>,
}

/// Children, clocks and requests.
#[derive(Debug, Default)]
pub(super) struct Machine {
    pub(super) now: Duration,
    last_pid: Pid,
    /// Living children, also those of groups that were removed.
    children: BTreeMap<Pid, ProcessId>,
    /// Children that die soon.
    dying: BTreeMap<Pid, (Duration, WaitStatus)>,
    memory: HashMap<ProcessId, Memory>,
    pub(super) spawns_to_fail: u8,
    pub(super) signals_to_fail: u8,
    pub(super) fail_as_gone: bool,
    pub(super) children_are_deaf: bool,
    /// Requests that want a reply.
    pub(super) open_requests: BTreeMap<WaitId, ProcessId>,
    /// The process an operator is starting right now.
    pub(super) operator_starts: Option<ProcessId>,
    pub(super) is_winding_down: bool,
    pub(super) finished: u32,
    pub(super) judge: Judge,
}

impl World for Machine {
    fn now(&mut self) -> Now {
        self.time()
    }

    fn perform(&mut self, core: &Core, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Spawn(process) => Some(Input::Spawned { process, result: self.spawn(process) }),
            Effect::Signal { process, pid, signal, .. } => {
                Some(Input::Signalled { process, result: self.signal(process, pid, signal) })
            }
            Effect::Print(_) => None,
            Effect::Log(_, text) => {
                assert!(!text.is_empty());
                self.judge.reads(&text);
                None
            }
            Effect::Event(event) => {
                if let CoreEvent::ProcessState(change) = event {
                    self.change(&change);
                }
                None
            }
            Effect::Deliver { process, header, payload } => {
                let result = self.judge.write(process, self.state(process), &header, &payload);
                Some(Input::Delivered { process, result })
            }
            Effect::Reply { wait, .. } => {
                assert!(self.open_requests.remove(&wait).is_some(), "a second reply to {wait:?}");
                None
            }
            Effect::Finished(_) => {
                assert!(self.is_winding_down && self.finished == 0);
                assert!(core.by_name().into_iter().all(|id| self.state(id).is_stopped()));
                self.finished += 1;
                None
            }
        }
    }
}

impl Machine {
    pub(super) fn time(&self) -> Now {
        // The wall clock jumps about: nothing may depend on it.
        let wall = i64::try_from(self.now.as_millis() % 7_919).unwrap() * 1_000 - 3_000_000;
        Now { monotonic: self.now, wall, wall_nanos: self.now.subsec_nanos() }
    }

    /// The state that the events told.
    pub(super) fn state(&self, id: ProcessId) -> State {
        self.memory.get(&id).and_then(|memory| memory.state).unwrap_or(State::Stopped)
    }

    pub(super) fn living(&self) -> Vec<Pid> {
        self.children.keys().copied().collect()
    }

    pub(super) fn pid_of(&self, id: ProcessId) -> Option<Pid> {
        let mut pids = self.children.iter().filter(|(_, owner)| **owner == id).map(|(pid, _)| *pid);
        let pid = pids.next();
        assert_eq!(pids.next(), None, "two children of one process");
        pid
    }

    /// The process that a living child belongs to.
    pub(super) fn owner(&self, pid: Pid) -> Option<ProcessId> {
        self.children.get(&pid).copied()
    }

    pub(super) fn next_death(&self) -> Option<Duration> {
        self.dying.values().map(|(time, _)| *time).min()
    }

    /// Somebody who is dead by now.
    pub(super) fn take_death(&self) -> Option<(Pid, WaitStatus)> {
        self.dying.iter().find(|(_, (time, _))| *time <= self.now).map(|(pid, (_, status))| (*pid, *status))
    }

    pub(super) fn bury(&mut self, pid: Pid) {
        self.dying.remove(&pid);
        assert!(self.children.remove(&pid).is_some());
    }

    /// From now on nothing fails and children listen.
    pub(super) fn behave(&mut self) {
        self.spawns_to_fail = 0;
        self.signals_to_fail = 0;
        self.children_are_deaf = false;
        self.judge.writes_to_fail = 0;
    }

    /// Children of removed groups belong to nobody.
    pub(super) fn forget_removed(&mut self, core: &Core) {
        self.memory.retain(|id, _| core.state(*id).is_some());
    }

    fn spawn(&mut self, process: ProcessId) -> Result<Pid, SpawnFailure> {
        assert!(!self.is_winding_down, "a start during shutdown");
        assert_eq!(self.state(process), State::Starting);
        assert_eq!(self.pid_of(process), None, "it lives already");
        let by_operator = self.operator_starts == Some(process);
        let memory = self.memory.entry(process).or_default();
        let last = memory.last_start.replace(self.now);
        let too_soon = last.is_some_and(|last| self.now < last + Duration::from_secs(1));
        assert!(by_operator || !too_soon, "restarted more than once a second");
        if let Some(left) = self.spawns_to_fail.checked_sub(1) {
            self.spawns_to_fail = left;
            return Err(SpawnFailure("no such luck".to_owned()));
        }
        self.last_pid += 1;
        let pid = self.last_pid + 100;
        self.children.insert(pid, process);
        Ok(pid)
    }

    fn signal(&mut self, process: ProcessId, pid: Pid, signal: i32) -> Result<(), SignalFailure> {
        assert!(self.state(process).is_signallable());
        assert_eq!(self.children.get(&pid), Some(&process), "a signal to somebody else");
        if let Some(left) = self.signals_to_fail.checked_sub(1) {
            self.signals_to_fail = left;
            let error = "no such luck".to_owned();
            return Err(if self.fail_as_gone {
                SignalFailure::Gone(error)
            } else {
                SignalFailure::Refused(error)
            });
        }
        if signal == 9 || (signal == 15 && !self.children_are_deaf) {
            let death = (self.now + DYING, WaitStatus::Killed { signal, core_dumped: false });
            self.dying.entry(pid).or_insert(death);
        }
        Ok(())
    }

    fn change(&mut self, change: &ProcessStateChange) {
        let ProcessStateChange { id, from, to, details, .. } = *change;
        assert_eq!(from, self.state(id), "{change:?}");
        assert!(CHANGES.contains(&(from, to)), "not in the table: {change:?}");
        let pid = self.pid_of(id).unwrap_or(0);
        let by_operator = self.operator_starts == Some(id);
        let is_winding_down = self.is_winding_down;
        let memory = self.memory.entry(id).or_default();
        memory.state = Some(to);
        self.judge.changed(id, to);
        match to {
            State::Starting => {
                assert!(!is_winding_down, "a start during shutdown");
                if by_operator {
                    memory.failures = 0;
                }
            }
            State::Backoff => memory.failures += 1,
            State::Running | State::Exited | State::Fatal => memory.failures = 0,
            State::Stopped | State::Stopping | State::Unknown => {}
        }
        match details {
            Details::Tries(tries) => assert_eq!(tries, memory.failures, "failures are counted one by one"),
            // A child that was reaped is gone from the machine before the core hears of it.
            Details::Pid(told) if matches!(to, State::Stopping) => assert_eq!(told, pid),
            Details::Pid(_) | Details::Exit { .. } | Details::Nothing => {}
        }
    }
}

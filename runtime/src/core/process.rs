//! One process as the machine sees it (spec-runtime §1.2).

use std::sync::Arc;
use std::time::Duration;

use supervisor_compiler::plan::{self, Group};

use super::policy::Policy;
use super::{Description, Now, Pid, ProcessId, ProcessInfo, State, WaitId};

/// What the world has been asked to do and has not answered yet. Meanwhile no deadline strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaited {
    /// [`super::Effect::Spawn`].
    Spawn,
    /// The stop signal.
    StopSignal,
    /// SIGKILL after the stop signal did not help.
    Kill,
    /// A signal that an operator sends.
    Signal(WaitId),
}

/// Who waits for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiter {
    pub(super) reply: WaitId,
    pub(super) goal: Goal,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// That it was spawned.
    Spawned,
    /// That it is RUNNING.
    Running,
    /// That the stop signal was sent.
    AskedToStop,
    /// That it has stopped.
    Stopped,
}

/// One process.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) id: ProcessId,
    pub(super) name: Arc<str>,
    pub(super) group_name: Arc<str>,
    /// Its group's plan, in which it stands at `index`.
    group: Arc<Group>,
    index: usize,
    pub(super) policy: Policy,

    pub(super) state: State,
    pub(super) pid: Option<Pid>,
    /// The last start attempt; once spawned, the moment of that.
    pub(super) started: Option<Now>,
    /// Wall clock of the last reap.
    pub(super) stopped: Option<i64>,
    /// Starts that failed in a row.
    pub(super) failures: u32,
    pub(super) exit_status: Option<i32>,
    pub(super) spawnerr: Option<String>,
    /// Why it did not become its program, from the child itself.
    pub(super) obstacle: Option<String>,
    /// A stop was asked for since the last start.
    pub(super) unwanted: bool,
    /// When the `due` column of the table applies.
    pub(super) deadline: Option<Duration>,
    pub(super) awaited: Option<Awaited>,
    /// A second request that would wait is refused in every state that has a waiter, so one is enough.
    pub(super) waiter: Option<Waiter>,
    /// Requests that only want it to have stopped, whoever asked it to.
    pub(super) onlookers: Vec<WaitId>,
    /// When `waiting for … to stop` is logged next.
    pub(super) report: Option<Duration>,
}

impl Process {
    pub(super) fn new(
        id: ProcessId,
        group_name: Arc<str>,
        group: Arc<Group>,
        index: usize,
        plan: &plan::Process,
    ) -> Self {
        Self {
            id,
            name: Arc::from(plan.name.value.as_str()),
            group_name,
            group,
            index,
            policy: Policy::new(plan),
            state: State::Stopped,
            pid: None,
            started: None,
            stopped: None,
            failures: 0,
            exit_status: None,
            spawnerr: None,
            obstacle: None,
            unwanted: false,
            deadline: None,
            awaited: None,
            waiter: None,
            onlookers: Vec::new(),
            report: None,
        }
    }

    /// Reads what it is from a plan that has taken the place of its own. Of several of its name the last one counts.
    pub(super) fn follow(&mut self, group: &Arc<Group>) {
        if let Some(index) = group.processes.iter().rposition(|config| **config.name == *self.name) {
            self.group = Arc::clone(group);
            self.index = index;
        }
    }

    pub(super) fn config(&self) -> Option<(&Group, &plan::Process)> {
        Some((&self.group, self.group.processes.get(self.index)?))
    }

    /// When it next needs to be looked at.
    pub(super) fn wake_up(&self) -> Option<Duration> {
        [self.deadline, self.report].into_iter().flatten().min()
    }

    /// Time since it was started.
    pub(super) fn uptime(&self, now: Now) -> Duration {
        self.started.map_or(Duration::ZERO, |started| now.monotonic.saturating_sub(started.monotonic))
    }

    /// Whether its last run ended with a code in `exitcodes`.
    pub(super) fn ended_as_expected(&self) -> bool {
        self.exit_status.is_some_and(|status| self.policy.expects(status))
    }

    /// Forgets an automatic start that was to come. No transition: BACKOFF and EXITED stay what they are.
    pub(super) fn hold(&mut self) {
        if matches!(self.state, State::Backoff | State::Exited) {
            self.deadline = None;
        }
    }

    pub(super) fn info(&self, now: Now) -> ProcessInfo {
        let description = match (self.state, self.pid) {
            (State::Running, Some(pid)) => Description::Up { pid, uptime: self.uptime(now) },
            (State::Fatal | State::Backoff, _) => Description::Failed,
            (State::Stopped | State::Exited, _) if self.started.is_none() => Description::NotStarted,
            (State::Stopped | State::Exited, _) => Description::Ended,
            (State::Starting | State::Running | State::Stopping | State::Unknown, _) => Description::Nothing,
        };
        ProcessInfo {
            id: self.id,
            name: Arc::clone(&self.name),
            group: Arc::clone(&self.group_name),
            state: self.state,
            start: self.started.map_or(0, |started| started.wall),
            stop: self.stopped.unwrap_or(0),
            spawnerr: self.spawnerr.clone().unwrap_or_default(),
            exit_status: self.exit_status.unwrap_or(0),
            pid: self.pid,
            description,
        }
    }
}

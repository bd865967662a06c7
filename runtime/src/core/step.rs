//! One step of the machine: a process, the time, and what comes of it.

use std::sync::Arc;

use supervisor_compiler::plan::LogLevel;

use super::process::{Goal, Process};
use super::table::row;
use super::{CoreEvent, Details, Effect, Now, ProcessStateChange, Refusal, State, WaitId};

/// What an action works on.
pub(super) struct Step<'a> {
    pub(super) process: &'a mut Process,
    pub(super) now: Now,
    /// False during shutdown and restart: nothing is started.
    pub(super) may_start: bool,
    pub(super) effects: &'a mut Vec<Effect>,
}

impl Step<'_> {
    /// Changes the state: tells the listeners, and replies to a request that hoped for it or that it disappoints.
    pub(super) fn enter(&mut self, to: State) {
        let from = std::mem::replace(&mut self.process.state, to);
        let pid = self.process.pid.unwrap_or(0);
        let details = match to {
            State::Starting | State::Backoff => Details::Tries(self.process.failures),
            State::Running | State::Stopping | State::Stopped => Details::Pid(pid),
            State::Exited => Details::Exit { expected: self.process.ended_as_expected(), pid },
            State::Fatal | State::Unknown => Details::Nothing,
        };
        self.effects.push(Effect::Event(CoreEvent::ProcessState(ProcessStateChange {
            id: self.process.id,
            process: Arc::clone(&self.process.name),
            group: Arc::clone(&self.process.group_name),
            from,
            to,
            details,
        })));
        if to.is_stopped() {
            for wait in std::mem::take(&mut self.process.onlookers) {
                self.reply(wait, Ok(()));
            }
        }
        let outcome = match (self.process.waiter.map(|waiter| waiter.goal), to) {
            (Some(Goal::Spawned | Goal::Running), State::Running) => Ok(()),
            (Some(Goal::Spawned | Goal::Running), State::Backoff) => Err(Refusal::SpawnError),
            (Some(Goal::Spawned | Goal::Running), _) => Err(Refusal::AbnormalTermination),
            (Some(Goal::AskedToStop | Goal::Stopped), to) if to.is_stopped() => Ok(()),
            (Some(Goal::AskedToStop | Goal::Stopped), _) | (None, _) => return,
        };
        self.answer_waiter(outcome);
    }

    /// Replies to the request that waits for this process, if there is one.
    pub(super) fn answer_waiter(&mut self, outcome: Result<(), Refusal>) {
        self.process.report = None;
        if let Some(waiter) = self.process.waiter.take() {
            self.reply(waiter.reply, outcome);
        }
    }

    pub(super) fn reply(&mut self, wait: WaitId, outcome: Result<(), Refusal>) {
        self.effects.push(Effect::Reply { wait, outcome });
    }

    pub(super) fn log(&mut self, level: LogLevel, text: impl Into<String>) {
        self.effects.push(Effect::Log(level, text.into()));
    }

    /// Lets every deadline that is reached strike, unless the world owes an answer: first things first.
    pub(super) fn catch_up(&mut self) {
        while self.process.awaited.is_none()
            && self.process.deadline.is_some_and(|deadline| deadline <= self.now.monotonic)
        {
            self.process.deadline = None;
            (row(self.process.state).due)(self, ());
        }
    }
}

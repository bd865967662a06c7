//! Starting, and failing to.

use std::time::Duration;

use supervisor_compiler::plan::LogLevel;

use super::{Ask, Step};
use crate::core::process::{Awaited, Goal, Waiter};
use crate::core::{Effect, Pid, Refusal, SpawnFailure, State};

pub(in crate::core) fn autostart(step: &mut Step<'_>, (): ()) {
    if step.process.policy.autostart && step.process.started.is_none() {
        launch(step, ());
    }
}

/// An operator's start begins a new count of failures (spec-runtime §12, no. 23).
pub(in crate::core) fn start(step: &mut Step<'_>, ask: Ask) -> Result<(), Refusal> {
    if !step.may_start {
        return Err(Refusal::ShuttingDown);
    }
    step.process.failures = 0;
    launch(step, ());
    let goal = if ask.wait { Goal::Running } else { Goal::Spawned };
    step.process.waiter = Some(Waiter { reply: ask.reply, goal });
    Ok(())
}

pub(in crate::core) fn launch(step: &mut Step<'_>, (): ()) {
    if !step.may_start {
        return;
    }
    let process = &mut *step.process;
    process.exit_status = None;
    process.spawnerr = None;
    process.obstacle = None;
    process.unwanted = false;
    process.deadline = None;
    process.started = Some(step.now);
    process.awaited = Some(Awaited::Spawn);
    let id = process.id;
    step.enter(State::Starting);
    step.effects.push(Effect::Spawn(id));
}

/// It lives; now it has to stay up for `startsecs`. Where that is no time it runs, before it has said anything itself.
pub(in crate::core) fn prove(step: &mut Step<'_>, pid: Pid) {
    let process = &mut *step.process;
    process.pid = Some(pid);
    process.started = Some(step.now);
    process.deadline = Some(step.now.monotonic.saturating_add(process.policy.proving_time));
    let spawn_was_all = process.waiter.is_some_and(|waiter| waiter.goal == Goal::Spawned);
    step.log(LogLevel::Info, format!("spawned: '{}' with pid {pid}", step.process.name));
    if spawn_was_all {
        step.answer_waiter(Ok(()));
    }
    if step.process.policy.proving_time.is_zero() {
        step.process.deadline = None;
        succeed(step, ());
    }
}

pub(in crate::core) fn succeed(step: &mut Step<'_>, (): ()) {
    step.process.failures = 0;
    step.enter(State::Running);
    let text = format!(
        "success: {} entered RUNNING state, process has stayed up for > than {} seconds (startsecs)",
        step.process.name, step.process.policy.startsecs
    );
    step.log(LogLevel::Info, text);
}

pub(in crate::core) fn back_off(step: &mut Step<'_>, failure: SpawnFailure) {
    step.log(LogLevel::Info, format!("spawnerr: {failure}"));
    fail(step, failure.0);
}

/// The k-th failure in a row waits k seconds; one too many is given up at once.
pub(super) fn fail(step: &mut Step<'_>, spawnerr: String) {
    step.process.spawnerr = Some(spawnerr);
    step.process.failures = step.process.failures.saturating_add(1);
    step.enter(State::Backoff);
    let wait = if retries_are_used_up(step) {
        Some(Duration::ZERO)
    } else {
        step.may_start.then(|| Duration::from_secs(step.process.failures.into()))
    };
    step.process.deadline = wait.map(|wait| step.now.monotonic.saturating_add(wait));
}

fn retries_are_used_up(step: &Step<'_>) -> bool {
    i64::from(step.process.failures) > step.process.policy.startretries
}

pub(in crate::core) fn retry(step: &mut Step<'_>, (): ()) {
    if !retries_are_used_up(step) {
        return launch(step, ());
    }
    give_up(step, ());
    let name = &step.process.name;
    let text = format!("gave up: {name} entered FATAL state, too many start retries too quickly");
    step.log(LogLevel::Info, text);
}

pub(in crate::core) fn give_up(step: &mut Step<'_>, (): ()) {
    step.process.failures = 0;
    step.process.deadline = None;
    step.enter(State::Fatal);
}

//! Stopping.

use std::time::Duration;

use supervisor_compiler::plan::LogLevel;

use super::{Ask, Step};
use crate::core::process::{Awaited, Goal, Waiter};
use crate::core::{Effect, Refusal, State, signal_name};

/// SIGKILL has this number everywhere (POSIX).
const SIGKILL: i32 = 9;

/// How often `waiting for … to stop` is logged.
const REPORT_INTERVAL: Duration = Duration::from_secs(2);

pub(in crate::core) fn stop(step: &mut Step<'_>, ask: Ask) -> Result<(), Refusal> {
    terminate(step, ());
    if step.process.state != State::Stopping {
        return Err(Refusal::NotRunning);
    }
    let goal = if ask.wait { Goal::Stopped } else { Goal::AskedToStop };
    step.process.waiter = Some(Waiter { reply: ask.reply, goal });
    Ok(())
}

/// Asks it to end.
pub(in crate::core) fn terminate(step: &mut Step<'_>, (): ()) {
    let policy = &step.process.policy;
    let (signal, whole_group, time) = (policy.stop_signal, policy.stop_as_group, policy.stop_time);
    end_with(step, signal, whole_group, time, Awaited::StopSignal);
}

/// It took too long to stop.
pub(in crate::core) fn kill(step: &mut Step<'_>, (): ()) {
    let pid = step.process.pid.unwrap_or(0);
    step.log(LogLevel::Warn, format!("killing '{}' ({pid}) with SIGKILL", step.process.name));
    let policy = &step.process.policy;
    let (whole_group, interval) = (policy.kill_as_group, policy.kill_interval());
    end_with(step, SIGKILL, whole_group, interval, Awaited::Kill);
}

/// Sends a signal that is to end it. Without a pid (it is just being spawned) there is nothing to end yet.
fn end_with(step: &mut Step<'_>, signal: i32, whole_group: bool, patience: Duration, awaited: Awaited) {
    let Some(pid) = step.process.pid else { return };
    let target = if whole_group { "process group " } else { "" };
    let name = signal_name(signal);
    step.log(
        LogLevel::Debug,
        format!("killing {} (pid {pid}) {target}with signal {name}", step.process.name),
    );
    let process = &mut *step.process;
    process.unwanted = true;
    process.awaited = Some(awaited);
    process.deadline = Some(step.now.monotonic.saturating_add(patience));
    let id = process.id;
    if process.state != State::Stopping {
        step.enter(State::Stopping);
    }
    step.effects.push(Effect::Signal { process: id, pid, whole_group, signal });
}

/// Nothing to stop, but no more attempts to start.
pub(in crate::core) fn desist(step: &mut Step<'_>, ask: Ask) -> Result<(), Refusal> {
    let text = format!("Attempted to kill {}, which is in BACKOFF state.", step.process.name);
    step.log(LogLevel::Debug, text);
    step.process.deadline = None;
    step.process.unwanted = true;
    step.enter(State::Stopped);
    step.reply(ask.reply, Ok(()));
    Ok(())
}

/// Says that somebody waits for it to stop, now and every two seconds.
pub(in crate::core) fn report(step: &mut Step<'_>) {
    step.process.report = Some(step.now.monotonic.saturating_add(REPORT_INTERVAL));
    step.log(LogLevel::Info, format!("waiting for {} to stop", step.process.name));
}

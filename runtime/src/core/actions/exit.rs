//! What a reaped process means.

use supervisor_compiler::plan::{AutoRestart, LogLevel};

use super::Step;
use super::start::fail;
use crate::core::policy::PACE;
use crate::core::{State, WaitStatus};

/// It fell before it had proved itself, or just when it had.
pub(in crate::core) fn fall(step: &mut Step<'_>, status: WaitStatus) {
    if step.process.uptime(step.now) >= step.process.policy.proving_time {
        step.process.failures = 0;
        step.enter(State::Running);
        return end(step, status);
    }
    step.process.stopped = Some(step.now.wall);
    let obstacle = step.process.obstacle.take();
    fail(step, obstacle.unwrap_or_else(|| "Exited too quickly (process log may have details)".to_owned()));
    step.log(LogLevel::Warn, format!("exited: {} ({status}; not expected)", step.process.name));
    step.process.pid = None;
}

/// It ended by itself. Whether it is started again decides `autorestart`, unless it was asked to stop.
pub(in crate::core) fn end(step: &mut Step<'_>, status: WaitStatus) {
    let process = &mut *step.process;
    process.stopped = Some(step.now.wall);
    process.exit_status = Some(status.exit_status());
    process.failures = 0;
    process.deadline = None;
    let expected = process.ended_as_expected();
    if !expected {
        let code = || format!("Bad exit code {}", status.exit_status());
        process.spawnerr = Some(process.obstacle.take().unwrap_or_else(code));
    }
    step.enter(State::Exited);
    let (level, judgement) =
        if expected { (LogLevel::Info, "expected") } else { (LogLevel::Warn, "not expected") };
    step.log(level, format!("exited: {} ({status}; {judgement})", step.process.name));
    step.process.pid = None;

    let again = match step.process.policy.autorestart {
        AutoRestart::Always => true,
        AutoRestart::Unexpected => !expected,
        AutoRestart::Never => false,
    };
    if again && !step.process.unwanted && step.may_start {
        let soonest =
            step.process.started.map_or(step.now.monotonic, |last| last.monotonic.saturating_add(PACE));
        step.process.deadline = Some(soonest);
    }
}

/// It ended because it was asked to.
pub(in crate::core) fn finish(step: &mut Step<'_>, status: WaitStatus) {
    let process = &mut *step.process;
    process.stopped = Some(step.now.wall);
    process.exit_status = Some(status.exit_status());
    process.deadline = None;
    let level = if process.ended_as_expected() { LogLevel::Info } else { LogLevel::Warn };
    step.enter(State::Stopped);
    step.log(level, format!("stopped: {} ({status})", step.process.name));
    step.process.pid = None;
}

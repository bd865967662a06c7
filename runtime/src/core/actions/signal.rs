//! Signals of operators, and what kill(2) says to any signal.

use supervisor_compiler::plan::LogLevel;

use super::{Step, report};
use crate::core::process::{Awaited, Goal};
use crate::core::table::row;
use crate::core::{Effect, Refusal, SignalFailure, State, WaitId, signal_name};

/// A request to send a signal.
#[derive(Debug, Clone, Copy)]
pub(in crate::core) struct AskSignal {
    pub(in crate::core) reply: WaitId,
    pub(in crate::core) signal: i32,
}

/// Goes to the process alone, never to its group.
pub(in crate::core) fn signal(step: &mut Step<'_>, ask: AskSignal) -> Result<(), Refusal> {
    let Some(pid) = step.process.pid else { return Err(Refusal::NotRunning) };
    let name = signal_name(ask.signal);
    step.log(LogLevel::Debug, format!("sending {} (pid {pid}) sig {name}", step.process.name));
    step.process.awaited = Some(Awaited::Signal(ask.reply));
    let process = step.process.id;
    step.effects.push(Effect::Signal { process, pid, whole_group: false, signal: ask.signal });
    Ok(())
}

/// kill(2) was refused: no more control over it.
pub(in crate::core) fn lose(step: &mut Step<'_>, (): ()) {
    step.process.deadline = None;
    step.enter(State::Unknown);
}

/// The answer to [`Effect::Signal`]; no column of its own, since only a refusal matters to the state.
pub(in crate::core) fn signalled(step: &mut Step<'_>, result: Result<(), SignalFailure>) {
    let Some(awaited) = step.process.awaited.take() else { return };
    let outcome = match result {
        Ok(()) => Ok(()),
        Err(SignalFailure::Gone(error)) => {
            log_gone(step, awaited, &error);
            Ok(())
        }
        Err(SignalFailure::Refused(error)) => Err(Refusal::Failed(log_refused(step, awaited, &error))),
    };
    let refused = outcome.is_err();
    match awaited {
        Awaited::Signal(reply) => step.reply(reply, outcome),
        Awaited::StopSignal if refused => step.answer_waiter(outcome),
        Awaited::StopSignal => match step.process.waiter.map(|waiter| waiter.goal) {
            Some(Goal::AskedToStop) => step.answer_waiter(Ok(())),
            Some(Goal::Stopped) => report(step),
            Some(Goal::Spawned | Goal::Running) | None => {}
        },
        Awaited::Kill | Awaited::Spawn => {}
    }
    if refused {
        (row(step.process.state).not_signalled)(step, ());
    }
}

fn log_gone(step: &mut Step<'_>, awaited: Awaited, error: &str) {
    let just = if matches!(awaited, Awaited::Signal(_)) { "just now" } else { "just" };
    let (name, pid) = (&step.process.name, step.process.pid.unwrap_or(0));
    let text = format!("unable to signal {name} (pid {pid}), it probably {just} exited on its own: {error}");
    step.log(LogLevel::Debug, text);
}

fn log_refused(step: &mut Step<'_>, awaited: Awaited, error: &str) -> String {
    let verb = if matches!(awaited, Awaited::Signal(_)) { "sending sig" } else { "killing" };
    let (name, pid) = (&step.process.name, step.process.pid.unwrap_or(0));
    let text = format!("unknown problem {verb} {name} ({pid}):{error}");
    step.log(LogLevel::Critical, text.clone());
    text
}

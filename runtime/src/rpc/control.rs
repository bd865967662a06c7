//! Starting, stopping and signalling processes, and writing to them (spec-runtime §7.6, §7.10).

use supervisor_compiler::convert::signal;
use supervisor_wire::{Fault, FaultCode};

use super::Outcome;
use super::names::{self, Target};
use super::params::Params;
use crate::core::{Input, ProcessId, State, WaitId};
use crate::daemon::Daemon;

pub(super) fn start_process(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let (asked, wait) = (params.text(0)?, params.wait(1));
    match names::target(daemon, &asked)? {
        Target::Group(members) => Ok(start_many(daemon, &members, wait)),
        Target::Process(process) => {
            // Before anything else, even for a process that runs already.
            daemon.check_command(process)?;
            one(daemon, process, asked, |reply| Input::Start { process, wait, reply })
        }
    }
}

pub(super) fn start_process_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let members = names::members(daemon, &params.text(0)?)?;
    Ok(start_many(daemon, &members, params.wait(1)))
}

pub(super) fn start_all_processes(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let all = daemon.core().by_priority();
    Ok(start_many(daemon, &all, params.wait(0)))
}

pub(super) fn stop_process(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let (asked, wait) = (params.text(0)?, params.wait(1));
    match names::target(daemon, &asked)? {
        Target::Group(members) => Ok(stop_many(daemon, &members, wait)),
        Target::Process(process) => one(daemon, process, asked, |reply| Input::Stop { process, wait, reply }),
    }
}

pub(super) fn stop_process_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let members = names::members(daemon, &params.text(0)?)?;
    Ok(stop_many(daemon, &members, params.wait(1)))
}

pub(super) fn stop_all_processes(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let all = daemon.core().by_priority();
    Ok(stop_many(daemon, &all, params.wait(0)))
}

pub(super) fn signal_process(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let (asked, text) = (params.text(0)?, params.text(1)?);
    match names::target(daemon, &asked)? {
        Target::Group(members) => Ok(signal_many(daemon, &members, &text)),
        Target::Process(process) => {
            let signal = number(&text)?;
            one(daemon, process, asked, |reply| Input::Signal { process, signal, reply })
        }
    }
}

pub(super) fn signal_process_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let members = names::members(daemon, &params.text(0)?)?;
    Ok(signal_many(daemon, &members, &params.text(1)?))
}

pub(super) fn signal_all_processes(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let all = daemon.core().by_priority();
    Ok(signal_many(daemon, &all, &params.text(0)?))
}

pub(super) fn send_process_stdin(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let asked = params.text(0)?;
    let chars = params.strict_text(1)?;
    let Target::Process(process) = names::target(daemon, &asked)? else {
        return Err(Fault::with(FaultCode::BadName, &asked));
    };
    daemon.write_stdin(process, &asked, chars.as_bytes())?;
    Ok(true.into())
}

pub(super) fn send_remote_comm_event(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    daemon.apply(Input::RemoteCommunication { kind: params.text(0)?, data: params.text(1)? });
    Ok(true.into())
}

/// A request about one process: the answer is true, or a fault.
fn one(
    daemon: &mut Daemon,
    process: ProcessId,
    asked: String,
    input: impl FnOnce(WaitId) -> Input,
) -> Result<Outcome, Fault> {
    let unknown = Fault::with(FaultCode::BadName, &asked);
    let subject = names::subject(daemon, process, Some(asked)).ok_or(unknown)?;
    let batch = daemon.batches().one();
    let wait = daemon.batches().expect(batch, subject);
    daemon.apply(input(wait));
    Ok(Outcome::Later(batch))
}

fn start_many(daemon: &mut Daemon, processes: &[ProcessId], wait: bool) -> Outcome {
    let command = |daemon: &Daemon, process| daemon.check_command(process);
    many(
        daemon,
        processes,
        |state| !state.is_running(),
        command,
        |process, reply| Input::Start { process, wait, reply },
    )
}

pub(super) fn stop_many(daemon: &mut Daemon, processes: &[ProcessId], wait: bool) -> Outcome {
    many(
        daemon,
        processes,
        State::is_running,
        |_, _| Ok(()),
        |process, reply| Input::Stop { process, wait, reply },
    )
}

fn signal_many(daemon: &mut Daemon, processes: &[ProcessId], text: &str) -> Outcome {
    let signal = number(text);
    let known = |_: &Daemon, _| signal.clone().map(drop);
    let number = signal.clone().unwrap_or_default();
    many(daemon, processes, State::is_signallable, known, |process, reply| Input::Signal {
        process,
        signal: number,
        reply,
    })
}

/// A request about every process whose state `fits`; the answer is one status struct for each. What `check`
/// refuses is not even asked for.
fn many(
    daemon: &mut Daemon,
    processes: &[ProcessId],
    fits: impl Fn(State) -> bool,
    check: impl Fn(&Daemon, ProcessId) -> Result<(), Fault>,
    input: impl Fn(ProcessId, WaitId) -> Input,
) -> Outcome {
    let batch = daemon.batches().many();
    for process in processes {
        if !daemon.core().state(*process).is_some_and(&fits) {
            continue;
        }
        let Some(subject) = names::subject(daemon, *process, None) else { continue };
        if let Err(fault) = check(daemon, *process) {
            let row = subject.status(&Err(fault));
            daemon.batches().record(batch, row);
            continue;
        }
        let wait = daemon.batches().expect(batch, subject);
        daemon.apply(input(*process, wait));
    }
    Outcome::Later(batch)
}

fn number(text: &str) -> Result<i32, Fault> {
    signal(text).map(|signal| signal.0).map_err(|_| Fault::with(FaultCode::BadSignal, text))
}

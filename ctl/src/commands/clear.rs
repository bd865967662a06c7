//! `clear`: empties the logs of processes.

use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow, each, misused};
use crate::failure::Failure;
use crate::names::{Target, namespec};
use crate::outcome::{Outcome, Wording};
use crate::patterns;
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "clear",
    help: &[
        "clear <name>\t\tEmpty the log files of the process of that name",
        "clear <name> <name>\tEmpty the log files of several processes",
        "clear all\t\tEmpty the log files of every process",
    ],
    run,
};

const WORDING: Wording = Wording {
    done: "cleared",
    errors: &[(FaultCode::BadName, "no such process"), (FaultCode::Failed, "failed")],
    failed_raw: false,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let names: Vec<&str> = argument.split_whitespace().collect();
    if names.is_empty() {
        return misused(session, "Error: clear requires a process name", &COMMAND);
    }
    if names.contains(&"all") {
        for outcome in session.call_outcomes("clearAllProcessLogs", &[])? {
            report(session, &outcome)?;
        }
        return Ok(Flow::Continue);
    }
    for name in patterns::names(session, &names)? {
        let name = name.as_ref();
        let shown = match Target::of(name) {
            // There is no clearing by group; the original shows its own word for "no process" here.
            Target::Group(group) => format!("{group}:None"),
            Target::Process { group, name } => namespec(group, name),
        };
        let outcome = match session.call("clearProcessLogs", &[Value::from(name)]) {
            Ok(_) => Outcome::success(shown),
            Err(failure) => match failure.fault() {
                Some(fault) => Outcome::refused(shown, fault),
                None => return Err(failure),
            },
        };
        report(session, &outcome)?;
    }
    Ok(Flow::Continue)
}

fn report(session: &mut Session<'_>, outcome: &Outcome) -> Result<(), Failure> {
    let line = WORDING.line(outcome)?;
    session.say(&line)?;
    each::note(session, outcome, None);
    Ok(())
}

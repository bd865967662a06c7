//! `start`: starts processes and waits until they run.

use supervisor_wire::FaultCode;

use super::each::{self, Action};
use super::{Command, Flow, misused};
use crate::failure::Failure;
use crate::outcome::Wording;
use crate::progress::Aim;
use crate::session::{Session, exit};

pub(super) const COMMAND: Command = Command {
    name: "start",
    help: &[
        "start <name>\t\tStart the process of that name",
        "start <gname>:*\t\tStart the processes of a group",
        "start <name> <name>\tStart several processes or groups",
        "start all\t\tStart everything",
    ],
    run,
};

pub(super) const ACTION: Action = Action {
    one: "startProcess",
    group: "startProcessGroup",
    all: "startAllProcesses",
    wording: Wording {
        done: "started",
        errors: &[
            (FaultCode::BadName, "no such process"),
            (FaultCode::NoFile, "no such file"),
            (FaultCode::NotExecutable, "file is not executable"),
            (FaultCode::AlreadyStarted, "already started"),
            (FaultCode::SpawnError, "spawn error"),
            (FaultCode::AbnormalTermination, "abnormal termination"),
        ],
        failed_raw: false,
    },
    harmless: Some(FaultCode::AlreadyStarted),
    no_group: exit::USAGE,
    aim: Some(Aim::Running),
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let names: Vec<&str> = argument.split_whitespace().collect();
    if names.is_empty() {
        misused(session, "Error: start requires a process name", &COMMAND)?;
        session.exit_status = exit::USAGE;
        return Ok(Flow::Continue);
    }
    each::run(session, &ACTION, &names, &[])?;
    Ok(Flow::Continue)
}

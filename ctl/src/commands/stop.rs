//! `stop`: stops processes and waits until they are gone.

use supervisor_wire::FaultCode;

use super::each::{self, Action};
use super::{Command, Flow, misused};
use crate::failure::Failure;
use crate::outcome::Wording;
use crate::progress::Aim;
use crate::session::{Session, exit};

pub(super) const COMMAND: Command = Command {
    name: "stop",
    help: &[
        "stop <name>\t\tStop the process of that name",
        "stop <gname>:*\t\tStop the processes of a group",
        "stop <name> <name>\tStop several processes or groups",
        "stop all\t\tStop everything",
    ],
    run,
};

/// The refusals that stop and signal share; stop cannot meet a bad signal, but has words for it.
pub(super) const REFUSALS: &[(FaultCode, &str)] = &[
    (FaultCode::BadName, "no such process"),
    (FaultCode::BadSignal, "bad signal name"),
    (FaultCode::NotRunning, "not running"),
];

pub(super) const ACTION: Action = Action {
    one: "stopProcess",
    group: "stopProcessGroup",
    all: "stopAllProcesses",
    wording: Wording { done: "stopped", errors: REFUSALS, failed_raw: true },
    harmless: Some(FaultCode::NotRunning),
    no_group: exit::FAILURE,
    aim: Some(Aim::Stopped),
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let names: Vec<&str> = argument.split_whitespace().collect();
    if names.is_empty() {
        return misused(session, "Error: stop requires a process name", &COMMAND);
    }
    each::run(session, &ACTION, &names, &[])?;
    Ok(Flow::Continue)
}

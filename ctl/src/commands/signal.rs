//! `signal`: sends a signal to processes.

use supervisor_wire::Value;

use super::each::{self, Action};
use super::{Command, Flow, misused, stop};
use crate::failure::Failure;
use crate::outcome::Wording;
use crate::session::{Session, exit};

pub(super) const COMMAND: Command = Command {
    name: "signal",
    help: &[
        "signal <signal name> <name>\t\tSend a signal to the process of that name",
        "signal <signal name> <gname>:*\t\tSend a signal to the processes of a group",
        "signal <signal name> <name> <name>\tSend a signal to several processes or groups",
        "signal <signal name> all\t\tSend a signal to everything",
    ],
    run,
};

const ACTION: Action = Action {
    one: "signalProcess",
    group: "signalProcessGroup",
    all: "signalAllProcesses",
    wording: Wording { done: "signalled", errors: stop::REFUSALS, failed_raw: true },
    harmless: None,
    no_group: exit::FAILURE,
    aim: None,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let words: Vec<&str> = argument.split_whitespace().collect();
    let Some((signal, names)) = words.split_first().filter(|(_, names)| !names.is_empty()) else {
        return misused(session, "Error: signal requires a signal name and a process name", &COMMAND);
    };
    each::run(session, &ACTION, names, &[Value::from(*signal)])?;
    Ok(Flow::Continue)
}

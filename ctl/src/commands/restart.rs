//! `restart`: stop, then start, of the same names; both are seen in the output.

use super::{Command, Flow, each, misused, start, stop};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "restart",
    help: &[
        "restart <name>\t\tStop and start the process of that name",
        "restart <gname>:*\tStop and start the processes of a group",
        "restart <name> <name>\tStop and start several processes or groups",
        "restart all\t\tStop and start everything",
        "Note: the configuration is not read again; reread and update do that.",
    ],
    run,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let names: Vec<&str> = argument.split_whitespace().collect();
    if names.is_empty() {
        return misused(session, "Error: restart requires a process name", &COMMAND);
    }
    each::run(session, &stop::ACTION, &names, &[])?;
    each::run(session, &start::ACTION, &names, &[])?;
    Ok(Flow::Continue)
}

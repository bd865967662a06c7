//! `remove`: takes stopped groups out of the active configuration.

use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "remove",
    help: &["remove <name> [...]\tForget groups whose processes are stopped"],
    run,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    for name in argument.split_whitespace() {
        match session.call("removeProcessGroup", &[Value::from(name)]) {
            Ok(_) => session.say(&format!("{name}: removed process group"))?,
            Err(failure) => match failure.fault().and_then(|fault| FaultCode::from_number(fault.code)) {
                Some(FaultCode::StillRunning) => {
                    session.fail(&format!("ERROR: process/group still running: {name}"))?;
                }
                Some(FaultCode::BadName) => {
                    session.fail(&format!("ERROR: no such process/group: {name}"))?;
                }
                _ => return Err(failure),
            },
        }
    }
    Ok(Flow::Continue)
}

//! `add`: activates groups that the last reread found.

use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command =
    Command { name: "add", help: &["add <name> [...]\tActivate groups that the configuration has"], run };

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    for name in argument.split_whitespace() {
        match session.call("addProcessGroup", &[Value::from(name)]) {
            Ok(_) => session.say(&format!("{name}: added process group"))?,
            Err(failure) => match failure.fault().and_then(|fault| FaultCode::from_number(fault.code)) {
                Some(FaultCode::ShutdownState) => session.fail("ERROR: shutting down")?,
                // What was asked for is so: the exit status stays.
                Some(FaultCode::AlreadyAdded) => session.say("ERROR: process group already active")?,
                Some(FaultCode::BadName) => {
                    session.fail(&format!("ERROR: no such process/group: {name}"))?;
                }
                _ => return Err(failure),
            },
        }
    }
    Ok(Flow::Continue)
}

//! `fg`: talk to a process. Its arguments are checked; the conversation itself does not exist yet.

use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow, misused};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "fg",
    help: &["fg <process>\tTalk to a process: its output here, what is typed to it", "\t\tCtrl-C ends it"],
    run,
};

/// State code of RUNNING.
const RUNNING: i32 = 20;

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let words: Vec<&str> = argument.split_whitespace().collect();
    let name = match words.as_slice() {
        [] => return misused(session, "ERROR: no process name supplied", &COMMAND),
        [name] => *name,
        _ => {
            session.fail("ERROR: too many process names supplied")?;
            return Ok(Flow::Continue);
        }
    };
    match session.call("getProcessInfo", &[Value::from(name)]) {
        Ok(info) if info.get("state").and_then(Value::as_int) == Some(RUNNING) => {
            session.fail("ERROR: fg is not supported by this supervisorctl yet")?;
        }
        Ok(_) => session.fail("ERROR: process not running")?,
        Err(failure) if failure.is_fault(FaultCode::BadName) => {
            session.fail("ERROR: bad process name supplied")?;
        }
        Err(failure) => return Err(failure),
    }
    Ok(Flow::Continue)
}

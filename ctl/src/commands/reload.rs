//! `reload`: restarts the daemon and everything it runs.

use supervisor_wire::FaultCode;

use super::shutdown::confirmed;
use super::{Command, Flow, refuse_arguments};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command =
    Command { name: "reload", help: &["reload \t\tRestart supervisord and all its processes"], run };

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if refuse_arguments(session, argument, &COMMAND)?
        || !confirmed(session, "Really restart the remote supervisord process y/N? ")?
    {
        return Ok(Flow::Continue);
    }
    match session.call("restart", &[]) {
        Ok(_) => session.say("Restarted supervisord")?,
        Err(failure) if failure.is_fault(FaultCode::ShutdownState) => {
            session.fail("ERROR: already shutting down")?;
        }
        Err(failure) => return Err(failure),
    }
    Ok(Flow::Continue)
}

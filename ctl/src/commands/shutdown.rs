//! `shutdown`: ends the daemon and everything it runs.

use supervisor_wire::FaultCode;

use super::{Command, Flow, refuse_arguments};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command =
    Command { name: "shutdown", help: &["shutdown \tEnd supervisord and all its processes"], run };

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if refuse_arguments(session, argument, &COMMAND)?
        || !confirmed(session, "Really shut the remote supervisord process down y/N? ")?
    {
        return Ok(Flow::Continue);
    }
    match session.call("shutdown", &[]) {
        Ok(_) => session.say("Shut down")?,
        // It is going down, which is what was asked for: the exit status stays.
        Err(failure) if failure.is_fault(FaultCode::ShutdownState) => {
            session.say("ERROR: already shutting down")?;
        }
        Err(Failure::Client(error)) if error.is_refused() => {
            session
                .fail(&format!("ERROR: {} refused connection (already shut down?)", session.settings.url))?;
        }
        Err(Failure::Client(error)) if error.is_no_such_file() => {
            session.fail(&format!("ERROR: {} no such file (already shut down?)", session.settings.url))?;
        }
        Err(failure) => return Err(failure),
    }
    Ok(Flow::Continue)
}

/// Asks when questions may be asked; anything that begins with a y means yes.
pub(super) fn confirmed(session: &mut Session<'_>, question: &str) -> Result<bool, Failure> {
    Ok(!session.settings.interactive || session.ask(question)?.to_lowercase().starts_with('y'))
}

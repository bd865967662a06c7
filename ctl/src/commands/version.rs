//! `version`: the server's version.

use super::{Command, Flow, refuse_arguments};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command =
    Command { name: "version", help: &["version\t\t\tPrint the version of the running supervisord"], run };

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if refuse_arguments(session, argument, &COMMAND)? || !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let version = session.call_text("getSupervisorVersion", &[])?;
    session.say(&version)?;
    Ok(Flow::Continue)
}

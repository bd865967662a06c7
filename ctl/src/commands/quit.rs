//! `quit` and `exit`: leave the shell.

use super::{Command, Flow};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const QUIT: Command = Command { name: "quit", help: &["quit\tLeave the shell."], run };
pub(super) const EXIT: Command = Command { name: "exit", help: &["exit\tLeave the shell."], run };

fn run(session: &mut Session<'_>, _: &str) -> Result<Flow, Failure> {
    session.say("")?;
    Ok(Flow::Leave)
}

//! `maintail`: the end of the daemon's own log.

use super::tail::{self, Extent};
use super::{Command, Flow, follow, misused};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "maintail",
    help: &[
        "maintail -f \tFollow the log of supervisord (Ctrl-C ends it)",
        "maintail -100\tThe last 100 *bytes* of the log of supervisord",
        "maintail\tThe last 1600 *bytes* of the log of supervisord",
        "",
    ],
    run,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let words: Vec<&str> = argument.split_whitespace().collect();
    if let Some((Extent::Lines(lines), [])) = Extent::lines(&words) {
        tail::show_lines(session, "supervisord", "readLog", &[], lines)?;
        return Ok(Flow::Continue);
    }
    let modifier = match words.as_slice() {
        [] => None,
        [modifier] => Some(*modifier),
        _ => return misused(session, "Error: too many arguments", &COMMAND),
    };
    match Extent::read(modifier) {
        None => session.fail(&format!("Error: bad argument {}", modifier.unwrap_or_default()))?,
        Some(Extent::Follow) => follow::show(session, "/mainlogtail".to_owned())?,
        Some(Extent::From(offset)) => tail::show(session, "supervisord", "readLog", &[], offset)?,
        Some(Extent::Lines(lines)) => tail::show_lines(session, "supervisord", "readLog", &[], lines)?,
    }
    Ok(Flow::Continue)
}

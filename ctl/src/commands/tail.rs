//! `tail`: the end of a process's log.

use supervisor_compiler::convert::integer;
use supervisor_compiler::convert::python::repr;
use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow, follow, misused};
use crate::failure::Failure;
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "tail",
    help: &[
        "tail [-f] <name> [stdout|stderr] (default stdout)",
        "Ex:",
        "tail -f <name>\t\tFollow the standard output of a process",
        "\t\t\tCtrl-C ends it.",
        "tail -100 <name>\tThe last 100 *bytes* of its standard output",
        "tail <name> stderr\tThe last 1600 *bytes* of its standard error",
    ],
    run,
};

/// How much is shown when nothing is said, in bytes.
const DEFAULT_BYTES: i64 = 1600;

/// How much of a log is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What is there and what comes (`-f`).
    Follow,
    /// From this offset on: minus so many bytes from the end. The wire may be too narrow for it.
    From(i64),
}

impl Extent {
    /// Reads `-f` or `-100`, a number as Python reads it; none: neither.
    pub(super) fn read(modifier: Option<&str>) -> Option<Self> {
        let Some(modifier) = modifier else { return Some(Self::From(-DEFAULT_BYTES)) };
        match modifier.strip_prefix('-')? {
            "f" => Some(Self::Follow),
            count => Some(Self::From(integer(count).ok()?.saturating_neg())),
        }
    }

    /// The offset as the wire has it.
    pub(super) fn offset(from: i64) -> Result<Value, Failure> {
        i32::try_from(from).map(Value::from).map_err(|_| Failure::TooLarge)
    }
}

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let words: Vec<&str> = argument.split_whitespace().collect();
    let (modifier, words) = match words.split_first() {
        None => return misused(session, "Error: too few arguments", &COMMAND),
        Some(_) if words.len() > 3 => return misused(session, "Error: too many arguments", &COMMAND),
        Some((first, rest)) if first.starts_with('-') => (Some(*first), rest),
        Some(_) => (None, words.as_slice()),
    };
    let (name, channel) = match words {
        [] => {
            session.fail("Error: tail requires process name")?;
            return Ok(Flow::Continue);
        }
        [name] => (*name, "stdout".to_owned()),
        [name, .., channel] => (*name, channel.to_lowercase()),
    };
    let method = match channel.as_str() {
        "stdout" => "readProcessStdoutLog",
        "stderr" => "readProcessStderrLog",
        _ => {
            session.fail(&format!("Error: bad channel {}", repr(&channel)))?;
            return Ok(Flow::Continue);
        }
    };
    match Extent::read(modifier) {
        None => session.fail(&format!("Error: bad argument {}", modifier.unwrap_or_default()))?,
        Some(Extent::Follow) => follow::show(session, format!("/logtail/{name}/{channel}"))?,
        Some(Extent::From(offset)) => {
            let params = [Value::from(name), Extent::offset(offset)?, Value::from(0)];
            show(session, name, method, &params)?;
        }
    }
    Ok(Flow::Continue)
}

/// Reads a log and prints it, or why not.
pub(super) fn show(
    session: &mut Session<'_>,
    name: &str,
    method: &str,
    params: &[Value],
) -> Result<(), Failure> {
    let failure = match session.call_text(method, params) {
        Ok(text) => return session.say(&text),
        Err(failure) => failure,
    };
    let reason = match failure.fault().and_then(|fault| FaultCode::from_number(fault.code)) {
        Some(FaultCode::NoFile) => "no log file",
        Some(FaultCode::Failed) => "unknown error reading log",
        Some(FaultCode::BadName) => "no such process name",
        _ => return Err(failure),
    };
    session.fail(&format!("{name}: ERROR ({reason})"))
}

//! `tail`: the end of a process's log.

use supervisor_compiler::convert::integer;
use supervisor_compiler::convert::python::repr;
use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow, follow, misused};
use crate::failure::Failure;
use crate::patterns;
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
    /// So many lines (`-n`).
    Lines(usize),
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

    /// Reads `-n 20` or `-n20` at the beginning; what comes behind it.
    pub(super) fn lines<'w, 'a>(words: &'w [&'a str]) -> Option<(Self, &'w [&'a str])> {
        let (count, rest) = match words {
            ["-n", count, rest @ ..] => (*count, rest),
            [word, rest @ ..] => (word.strip_prefix("-n")?, rest),
            [] => return None,
        };
        Some((Self::Lines(count.parse().ok()?), rest))
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
    let by_lines = Extent::lines(&words);
    let (modifier, words) = match words.split_first() {
        None => return misused(session, "Error: too few arguments", &COMMAND),
        Some(_) if by_lines.is_none() && words.len() > 3 => {
            return misused(session, "Error: too many arguments", &COMMAND);
        }
        Some((first, rest)) if first.starts_with('-') => (Some(*first), rest),
        Some(_) => (None, words.as_slice()),
    };
    let words = by_lines.map_or(words, |(_, rest)| rest);
    let (name, channel) = match words {
        [] => {
            session.fail("Error: tail requires process name")?;
            return Ok(Flow::Continue);
        }
        [name] => (*name, "stdout".to_owned()),
        [_, _, _, ..] if by_lines.is_some() => {
            return misused(session, "Error: too many arguments", &COMMAND);
        }
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
    let Some(extent) = by_lines.map(|(extent, _)| extent).or_else(|| Extent::read(modifier)) else {
        session.fail(&format!("Error: bad argument {}", modifier.unwrap_or_default()))?;
        return Ok(Flow::Continue);
    };
    let names = patterns::names(session, &[name])?;
    if let (Extent::Follow, [_, _, ..]) = (extent, names.as_slice()) {
        session.fail(&format!("Error: tail -f follows one process, and {} fit {name}", names.len()))?;
        return Ok(Flow::Continue);
    }
    for shown in &names {
        if names.len() > 1 {
            session.say(&format!("==> {shown} <=="))?;
        }
        match extent {
            Extent::Follow => follow::show(session, format!("/logtail/{shown}/{channel}"))?,
            Extent::From(offset) => show(session, shown, method, &[Value::from(shown.as_ref())], offset)?,
            Extent::Lines(lines) => {
                show_lines(session, shown, method, &[Value::from(shown.as_ref())], lines)?;
            }
        }
    }
    Ok(Flow::Continue)
}

/// Reads the end of a log and prints it, or why not. `of`: the method's parameters before the offset.
pub(super) fn show(
    session: &mut Session<'_>,
    name: &str,
    method: &str,
    of: &[Value],
    offset: i64,
) -> Result<(), Failure> {
    match read(session, method, of, offset) {
        Ok(text) => session.say(&text),
        Err(failure) => explain(session, name, failure),
    }
}

/// The same for so many lines: reads more and more of the log until it has them.
pub(super) fn show_lines(
    session: &mut Session<'_>,
    name: &str,
    method: &str,
    of: &[Value],
    lines: usize,
) -> Result<(), Failure> {
    let mut bytes = FIRST_BYTES;
    loop {
        let text = match read(session, method, of, -bytes) {
            Ok(text) => text,
            Err(failure) => return explain(session, name, failure),
        };
        // The server drops what is no text, and may send a little less than it was asked for.
        let is_all = text.len() < usize::try_from(bytes).unwrap_or(usize::MAX) / 2;
        match last_lines(&text, lines) {
            Some(end) => return print_lines(session, end),
            None if is_all => return print_lines(session, &text),
            None if bytes >= MOST_BYTES => {
                session.console.err(&format!("{name}: only the last {bytes} bytes were looked at\n"))?;
                return print_lines(session, &text);
            }
            None => bytes = bytes.saturating_mul(4).min(MOST_BYTES),
        }
    }
}

/// Prints lines, of which the last one may not have ended yet.
fn print_lines(session: &mut Session<'_>, lines: &str) -> Result<(), Failure> {
    match lines.strip_suffix('\n') {
        Some(lines) => session.say(lines),
        None if lines.is_empty() => Ok(()),
        None => session.say(lines),
    }
}

/// Lines are looked for in so much of a log first, and in so much at most.
const FIRST_BYTES: i64 = 1 << 16;
const MOST_BYTES: i64 = 1 << 24;

/// The last `lines` lines; none when there are not so many line ends before them.
fn last_lines(text: &str, lines: usize) -> Option<&str> {
    let Some(nth) = lines.checked_sub(1) else { return Some("") };
    let body = text.strip_suffix('\n').unwrap_or(text);
    let (end, _) = body.rmatch_indices('\n').nth(nth)?;
    text.get(end + 1..)
}

fn read(session: &mut Session<'_>, method: &str, of: &[Value], offset: i64) -> Result<String, Failure> {
    session.call_text(method, &[of, &[Extent::offset(offset)?, Value::from(0)]].concat())
}

/// Says why a log cannot be shown.
fn explain(session: &mut Session<'_>, name: &str, failure: Failure) -> Result<(), Failure> {
    let reason = match failure.fault().and_then(|fault| FaultCode::from_number(fault.code)) {
        Some(FaultCode::NoFile) => "no log file",
        Some(FaultCode::Failed) => "unknown error reading log",
        Some(FaultCode::BadName) => "no such process name",
        _ => return Err(failure),
    };
    session.fail(&format!("{name}: ERROR ({reason})"))
}

#[cfg(test)]
mod tests {
    use super::{Extent, last_lines};

    #[test]
    fn lines_from_the_end() {
        assert_eq!(last_lines("a\nb\nc\n", 2), Some("b\nc\n"));
        assert_eq!(last_lines("a\nb\nc", 1), Some("c"));
        assert_eq!(last_lines("a\n\n\n", 1), Some("\n"));
        assert_eq!(last_lines("a\nb\n", 2), None);
        assert_eq!(last_lines("", 1), None);
        assert_eq!(last_lines("a\n", 0), Some(""));
    }

    #[test]
    fn what_is_a_number_of_lines() {
        assert_eq!(Extent::lines(&["-n", "5", "web"]), Some((Extent::Lines(5), &["web"][..])));
        assert_eq!(Extent::lines(&["-n5"]), Some((Extent::Lines(5), &[][..])));
        for words in [&["-n", "web"][..], &["-n"], &["-nweb", "1"], &["-5", "web"], &["web"], &[]] {
            assert_eq!(Extent::lines(words), None, "{words:?}");
        }
    }
}

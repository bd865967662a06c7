//! `top`: the processes on the whole screen, or frame by frame as plain text.

use std::time::Duration;

use super::{Command, Flow, misused};
use crate::failure::Failure;
use crate::session::{Session, exit};
use crate::top;

pub(super) const COMMAND: Command = Command {
    name: "top",
    help: &[
        "top\t\t\tShow the processes on the whole screen, live (? lists the keys)",
        "top -d <seconds>\tThe same, read every so many seconds (default 2)",
        "top -b [-n <frames>]\tPrint so many frames as plain text (default: until Ctrl-C)",
    ],
    run,
};

/// Time between two readings when nothing is said.
const INTERVAL: Duration = Duration::from_secs(2);

/// The shortest and the longest time between two readings, in seconds.
const INTERVALS: std::ops::RangeInclusive<f64> = 0.1..=86_400.0;

/// What the words behind the command mean.
#[derive(Debug, PartialEq)]
struct Arguments {
    interval: Duration,
    batch: bool,
    frames: Option<u64>,
}

impl Arguments {
    /// # Errors
    /// What is wrong with them.
    fn read(argument: &str) -> Result<Self, String> {
        let mut read = Self { interval: INTERVAL, batch: false, frames: None };
        let mut words = argument.split_whitespace();
        while let Some(word) = words.next() {
            // `-d2` and `-d 2` are the same.
            let (option, value) = word.split_at_checked(2).unwrap_or((word, ""));
            let mut value = || if value.is_empty() { words.next() } else { Some(value) }.unwrap_or_default();
            match option {
                "-b" if word == option => read.batch = true,
                "-d" => {
                    let value = value();
                    let seconds = value.parse().ok().filter(|seconds| INTERVALS.contains(seconds));
                    let seconds = seconds.ok_or_else(|| format!("bad number of seconds '{value}'"))?;
                    read.interval = Duration::from_secs_f64(seconds);
                }
                "-n" => {
                    let value = value();
                    let frames = value.parse().ok().filter(|frames| *frames > 0);
                    read.frames = Some(frames.ok_or_else(|| format!("bad number of frames '{value}'"))?);
                }
                _ => return Err(format!("bad argument '{word}'")),
            }
        }
        match read.frames {
            Some(_) if !read.batch => Err("-n goes with -b".to_owned()),
            _ => Ok(read),
        }
    }
}

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    let arguments = match Arguments::read(argument) {
        Ok(arguments) => arguments,
        Err(complaint) => {
            misused(session, &format!("Error: top: {complaint}"), &COMMAND)?;
            session.exit_status = exit::USAGE;
            return Ok(Flow::Continue);
        }
    };
    if !arguments.batch && !session.console.is_screen() {
        session.complain("Error: top needs a terminal; top -b -n 1 prints one frame as plain text")?;
        session.exit_status = exit::USAGE;
        return Ok(Flow::Continue);
    }
    // What every command says of a server that is not there, or not this one's, is said before the screen is taken.
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    if arguments.batch {
        top::batch(session, arguments.interval, arguments.frames)?;
    } else {
        top::run(session, arguments.interval)?;
    }
    Ok(Flow::Continue)
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn arguments() {
        let read = |argument| {
            Arguments::read(argument).map(|read| (read.interval.as_millis(), read.batch, read.frames))
        };
        assert_eq!(read(""), Ok((2000, false, None)));
        assert_eq!(read("-d 0.5"), Ok((500, false, None)));
        assert_eq!(read("-b -n3 -d10"), Ok((10_000, true, Some(3))));
        for (bad, complaint) in [
            ("-d", "bad number of seconds ''"),
            ("-d 0", "bad number of seconds '0'"),
            ("-d NaN", "bad number of seconds 'NaN'"),
            ("-d 1e99", "bad number of seconds '1e99'"),
            ("-b -n 0", "bad number of frames '0'"),
            ("-n 1", "-n goes with -b"),
            ("-bn", "bad argument '-bn'"),
            ("web", "bad argument 'web'"),
            ("é", "bad argument 'é'"),
            ("-é", "bad argument '-é'"),
        ] {
            assert_eq!(read(bad), Err(complaint.to_owned()), "{bad}");
        }
    }
}

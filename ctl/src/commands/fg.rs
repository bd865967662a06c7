//! `fg`: talk to a process. What it prints is shown, what is typed is sent to it.

use std::time::Duration;

use supervisor_wire::{FaultCode, Value};

use super::follow::HOW_TO_LEAVE;
use super::{Command, Flow, misused};
use crate::console::ReadLine;
use crate::failure::Failure;
use crate::live::{Event, Live};
use crate::session::Session;

pub(super) const COMMAND: Command = Command {
    name: "fg",
    help: &["fg <process>\tTalk to a process: its output here, what is typed to it", "\t\tCtrl-C ends it"],
    run,
};

/// State code of RUNNING.
const RUNNING: i32 = 20;

/// How long the streams of a process that is gone must say nothing until what it said last has been shown.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// How soon it is noticed that a silent process is gone.
const CHECK: Duration = Duration::from_secs(1);

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
    match is_running(session, name) {
        Ok(true) => talk(session, name)?,
        Ok(false) => session.fail("ERROR: process not running")?,
        Err(failure) if failure.is_fault(FaultCode::BadName) => {
            session.fail("ERROR: bad process name supplied")?;
        }
        Err(failure) => return Err(failure),
    }
    Ok(Flow::Continue)
}

fn is_running(session: &mut Session<'_>, name: &str) -> Result<bool, Failure> {
    let info = session.call("getProcessInfo", &[Value::from(name)])?;
    Ok(info.get("state").and_then(Value::as_int) == Some(RUNNING))
}

fn talk(session: &mut Session<'_>, name: &str) -> Result<(), Failure> {
    let mut live = Live::start(session)?;
    session.say(HOW_TO_LEAVE)?;
    for channel in ["stdout", "stderr"] {
        live.follow(session, format!("/logtail/{name}/{channel}"))?;
    }
    live.type_lines(session)?;
    loop {
        let alive = match live.next_within(CHECK) {
            Event::Output(bytes) => {
                session.console.out_bytes(&bytes)?;
                true
            }
            // One log may be missing, as with redirect_stderr; the other one is shown.
            Event::Failed(text) => {
                session.console.err(&format!("{text}\n"))?;
                true
            }
            Event::Typed(ReadLine::Line(line)) => send(session, name, &line)? && is_running(session, name)?,
            Event::Interrupted | Event::Typed(ReadLine::End | ReadLine::Interrupted) => break,
            Event::Ended | Event::Nothing => is_running(session, name)?,
        };
        if !alive {
            while let Event::Output(bytes) = live.next_within(LAST_WORDS) {
                session.console.out_bytes(&bytes)?;
            }
            session.say("Process got killed")?;
            break;
        }
    }
    session.say("Exiting foreground")
}

/// Sends a line; whether there was a process to take it.
fn send(session: &mut Session<'_>, name: &str, line: &str) -> Result<bool, Failure> {
    let params = [Value::from(name), Value::from(format!("{line}\n"))];
    match session.call("sendProcessStdin", &params) {
        Ok(_) => Ok(true),
        Err(failure) if failure.is_fault(FaultCode::NotRunning) => Ok(false),
        Err(failure) => match failure.fault() {
            Some(fault) => {
                let text = fault.text.clone();
                session.say(&format!("ERROR: {text}"))?;
                Ok(true)
            }
            None => Err(failure),
        },
    }
}

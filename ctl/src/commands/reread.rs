//! `reread`: has the server read its configuration again and shows what an update would do.

use serde::Serialize;
use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow, plan, refuse_arguments};
use crate::beyond::{JSON, PLAN, VERBOSE};
use crate::failure::Failure;
use crate::session::{Session, shape};
use crate::words::Words;

pub(super) const COMMAND: Command = Command {
    name: "reread",
    help: &["reread \t\t\tRead the configuration files again and change nothing yet"],
    run,
};

/// What differs between the configuration and what is active: names of groups. As `reread --json` prints it its shape is
/// versioned: docs/json.md, docs/schemas/reread-1.json.
#[derive(Serialize)]
pub(super) struct Changes {
    version: u32,
    pub(super) added: Vec<String>,
    pub(super) changed: Vec<String>,
    pub(super) removed: Vec<String>,
}

impl Changes {
    /// Has the server read its configuration.
    pub(super) fn ask(session: &mut Session<'_>) -> Result<Self, Failure> {
        let method = "reloadConfig";
        let answer = session.call(method, &[])?;
        Self::read(&answer).ok_or_else(|| shape(method, "three lists of groups"))
    }

    /// The three lists come inside a list of their own.
    fn read(answer: &Value) -> Option<Self> {
        let [lists] = answer.as_array()? else { return None };
        let [added, changed, removed] = lists.as_array()? else { return None };
        let names = |list: &Value| -> Option<Vec<String>> {
            list.as_array()?.iter().map(|name| name.as_str().map(str::to_owned)).collect()
        };
        Some(Self { version: 1, added: names(added)?, changed: names(changed)?, removed: names(removed)? })
    }
}

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    let words = match Words::read(COMMAND.name, argument, |_| false) {
        Ok(words) => words,
        Err(complaint) => return session.refuse(&complaint).map(|()| Flow::Continue),
    };
    if refuse_arguments(session, &words.names.join(" "), &COMMAND)? {
        return Ok(Flow::Continue);
    }
    session.json |= words.has(&JSON);
    if words.has(&PLAN) {
        return plan::show(session, &[], false).map(|()| Flow::Continue);
    }
    match Changes::ask(session) {
        // The longer document.
        Ok(_) if session.json && words.has(&VERBOSE) => drop(plan::preview(session, &[], false)?),
        Ok(changes) if session.json => session.print_document(&changes)?,
        Ok(changes) => {
            show(session, &changes)?;
            if words.has(&VERBOSE) {
                session.say("")?;
                plan::preview(session, &[], false)?;
            }
        }
        Err(failure) => match failure.fault() {
            Some(fault) if fault.is(FaultCode::ShutdownState) => {
                session.fail("ERROR: supervisor shutting down")?;
            }
            Some(fault) if fault.is(FaultCode::CantReread) => {
                session.fail(&format!("ERROR: {}", fault.text))?;
            }
            _ => return Err(failure),
        },
    }
    Ok(Flow::Continue)
}

fn show(session: &mut Session<'_>, changes: &Changes) -> Result<(), Failure> {
    let kinds =
        [(&changes.added, "available"), (&changes.changed, "changed"), (&changes.removed, "disappeared")];
    let mut rows: Vec<(&str, &str)> =
        kinds.iter().flat_map(|(names, kind)| names.iter().map(|name| (name.as_str(), *kind))).collect();
    if rows.is_empty() {
        return session.say("No config updates to processes");
    }
    rows.sort_unstable();
    for (name, kind) in rows {
        session.say(&format!("{name}: {kind}"))?;
    }
    Ok(())
}

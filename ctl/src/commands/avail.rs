//! `avail`: every process the configuration knows, active or not.

use serde::Serialize;
use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow, refuse_arguments};
use crate::beyond::JSON;
use crate::failure::Failure;
use crate::names::namespec;
use crate::session::{Session, shape};
use crate::words::Words;

pub(super) const COMMAND: Command =
    Command { name: "avail", help: &["avail\t\t\tList every configured process"], run };

/// `avail --json`. The shape is versioned: docs/json.md, docs/schemas/avail-1.json.
#[derive(Serialize)]
struct Document {
    version: u32,
    processes: Vec<Available>,
}

/// What is said of a process.
#[derive(Serialize)]
struct Available {
    name: String,
    group: String,
    process: String,
    in_use: bool,
    autostart: bool,
    group_priority: i32,
    process_priority: i32,
}

impl Available {
    fn read(info: &Value) -> Option<Self> {
        let text = |key| info.get(key).and_then(Value::as_str).map(str::to_owned);
        let number = |key| info.get(key).and_then(Value::as_int);
        let flag = |key| info.get(key).and_then(Value::as_bool);
        let (group, process) = (text("group")?, text("name")?);
        Some(Self {
            name: namespec(&group, &process),
            group,
            process,
            in_use: flag("inuse")?,
            autostart: flag("autostart")?,
            group_priority: number("group_prio")?,
            process_priority: number("process_prio")?,
        })
    }

    fn line(&self) -> String {
        let Self { name, in_use, autostart, group_priority, process_priority, .. } = self;
        let in_use = if *in_use { "in use" } else { "avail" };
        let start = if *autostart { "auto" } else { "manual" };
        format!("{name:32} {in_use:9} {start:9} {group_priority}:{process_priority}")
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
    let method = "getAllConfigInfo";
    match session.call_array(method, &[]) {
        Ok(infos) => {
            let all: Option<Vec<Available>> = infos.iter().map(Available::read).collect();
            let processes = all.ok_or_else(|| shape(method, "a list of config infos"))?;
            if session.json {
                session.print_document(&Document { version: 1, processes })?;
            } else {
                processes.iter().try_for_each(|process| session.say(&process.line()))?;
            }
        }
        Err(failure) if failure.is_fault(FaultCode::ShutdownState) => {
            session.fail("ERROR: supervisor shutting down")?;
        }
        Err(failure) => return Err(failure),
    }
    Ok(Flow::Continue)
}

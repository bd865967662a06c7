//! `avail`: every process the configuration knows, active or not.

use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow, refuse_arguments};
use crate::failure::Failure;
use crate::names::namespec;
use crate::session::{Session, shape};

pub(super) const COMMAND: Command =
    Command { name: "avail", help: &["avail\t\t\tList every configured process"], run };

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if refuse_arguments(session, argument, &COMMAND)? {
        return Ok(Flow::Continue);
    }
    let method = "getAllConfigInfo";
    match session.call_array(method, &[]) {
        Ok(infos) => {
            for info in infos {
                let line = line(&info).ok_or_else(|| shape(method, "a list of config infos"))?;
                session.say(&line)?;
            }
        }
        Err(failure) if failure.is_fault(FaultCode::ShutdownState) => {
            session.fail("ERROR: supervisor shutting down")?;
        }
        Err(failure) => return Err(failure),
    }
    Ok(Flow::Continue)
}

fn line(info: &Value) -> Option<String> {
    let text = |key| info.get(key).and_then(Value::as_str);
    let number = |key| info.get(key).and_then(Value::as_int);
    let flag = |key| info.get(key).and_then(Value::as_bool);
    let name = namespec(text("group")?, text("name")?);
    let in_use = if flag("inuse")? { "in use" } else { "avail" };
    let start = if flag("autostart")? { "auto" } else { "manual" };
    let (group, process) = (number("group_prio")?, number("process_prio")?);
    Some(format!("{name:32} {in_use:9} {start:9} {group}:{process}"))
}

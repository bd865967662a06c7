//! `pid`: process ids, of the daemon or of its children.

use supervisor_wire::{FaultCode, Value};

use super::{Command, Flow};
use crate::failure::Failure;
use crate::patterns;
use crate::session::{Session, exit, shape};

pub(super) const COMMAND: Command = Command {
    name: "pid",
    help: &[
        "pid\t\t\tPrint the pid of supervisord",
        "pid <name>\t\tPrint the pid of the process of that name",
        "pid all\t\t\tPrint the pid of every process, a line each",
    ],
    run,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let names: Vec<&str> = argument.split_whitespace().collect();
    if names.is_empty() {
        let method = "getPID";
        let pid = session.call(method, &[])?.as_int().ok_or_else(|| shape(method, "a number"))?;
        session.say(&pid.to_string())?;
    } else if names.contains(&"all") {
        let method = "getAllProcessInfo";
        for info in session.call_array(method, &[])? {
            let pid = pid_of(method, &info)?;
            session.say(&pid.to_string())?;
        }
    } else {
        for name in patterns::names(session, &names)? {
            one(session, &name)?;
        }
    }
    Ok(Flow::Continue)
}

fn one(session: &mut Session<'_>, name: &str) -> Result<(), Failure> {
    let method = "getProcessInfo";
    match session.call(method, &[Value::from(name)]) {
        Ok(info) => {
            let pid = pid_of(method, &info)?;
            if pid == 0 {
                session.exit_status = exit::NOT_RUNNING;
            }
            session.say(&pid.to_string())
        }
        Err(failure) if failure.is_fault(FaultCode::BadName) => {
            session.fail(&format!("No such process {name}"))
        }
        Err(failure) => Err(failure),
    }
}

fn pid_of(method: &str, info: &Value) -> Result<i32, Failure> {
    info.get("pid").and_then(Value::as_int).ok_or_else(|| shape(method, "a process info"))
}

//! `update`: makes the server run what its configuration says.

use supervisor_wire::{FaultCode, Value};

use super::reread::Changes;
use super::{Command, Flow};
use crate::failure::Failure;
use crate::session::{Session, exit, shape};

pub(super) const COMMAND: Command = Command {
    name: "update",
    help: &[
        "update\t\t\tRead the configuration again and restart, add and remove what it changes",
        "update all\t\tThe same",
        "update <gname> [...]\tThe same for these groups alone",
    ],
    run,
};

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    let changes = match Changes::ask(session) {
        Err(failure) if failure.is_fault(FaultCode::ShutdownState) => {
            session.fail("ERROR: already shutting down")?;
            return Ok(Flow::Continue);
        }
        changes => changes?,
    };
    let mut wanted: Vec<&str> = Vec::new();
    for name in argument.split_whitespace() {
        if !wanted.contains(&name) {
            wanted.push(name);
        }
    }
    if wanted.contains(&"all") {
        wanted.clear();
    }
    if !wanted.is_empty() {
        complain_about_unknown(session, &wanted, &changes)?;
    }
    let is_wanted = |group: &&String| wanted.is_empty() || wanted.contains(&group.as_str());
    for group in changes.removed.iter().filter(is_wanted) {
        remove(session, group)?;
    }
    for group in changes.changed.iter().filter(is_wanted) {
        session.call("stopProcessGroup", &[Value::from(group.as_str())])?;
        session.say(&format!("{group}: stopped"))?;
        session.call("removeProcessGroup", &[Value::from(group.as_str())])?;
        session.call("addProcessGroup", &[Value::from(group.as_str())])?;
        session.say(&format!("{group}: updated process group"))?;
    }
    for group in changes.added.iter().filter(is_wanted) {
        session.call("addProcessGroup", &[Value::from(group.as_str())])?;
        session.say(&format!("{group}: added process group"))?;
    }
    Ok(Flow::Continue)
}

fn complain_about_unknown(
    session: &mut Session<'_>,
    wanted: &[&str],
    changes: &Changes,
) -> Result<(), Failure> {
    let method = "getAllProcessInfo";
    let infos = session.call_array(method, &[])?;
    let group_of = |info: &Value| info.get("group").and_then(Value::as_str).map(str::to_owned);
    let known: Option<Vec<String>> = infos.iter().map(group_of).collect();
    let known = known.ok_or_else(|| shape(method, "a list of process infos"))?;
    for name in wanted {
        if !known.iter().chain(&changes.added).any(|group| group == name) {
            session.fail(&format!("ERROR: no such group: {name}"))?;
        }
    }
    Ok(())
}

fn remove(session: &mut Session<'_>, group: &str) -> Result<(), Failure> {
    let outcomes = session.call_outcomes("stopProcessGroup", &[Value::from(group)])?;
    session.say(&format!("{group}: stopped"))?;
    if outcomes.iter().any(|outcome| outcome.status == FaultCode::Failed.number()) {
        session.exit_status = exit::FAILURE;
        return session.say(&format!("{group}: has problems; not removing"));
    }
    session.call("removeProcessGroup", &[Value::from(group)])?;
    session.say(&format!("{group}: removed process group"))
}

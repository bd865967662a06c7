//! `status`: a line for each process.

use supervisor_wire::Value;

use super::{Command, Flow};
use crate::failure::Failure;
use crate::names::{Target, namespec};
use crate::session::{Session, exit, shape};

pub(super) const COMMAND: Command = Command {
    name: "status",
    help: &[
        "status <name>\t\tShow the process of that name",
        "status <gname>:*\tShow the processes of a group",
        "status <name> <name>\tShow several processes or groups",
        "status\t\t\tShow everything",
    ],
    run,
};

/// Narrowest column for names, without the blanks behind it.
const NAME_WIDTH: usize = 30;

/// Codes of STOPPED, EXITED, FATAL and UNKNOWN: states in which nothing runs or is going to.
const STOPPED_STATES: [i32; 4] = [0, 100, 200, 1000];

/// What is shown of a process.
struct Info {
    group: String,
    name: String,
    state: i32,
    state_name: String,
    description: String,
}

impl Info {
    fn read(value: &Value) -> Option<Self> {
        let text = |key| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            group: text("group")?,
            name: text("name")?,
            state: value.get("state")?.as_int()?,
            state_name: text("statename")?,
            description: text("description")?,
        })
    }
}

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        session.exit_status = exit::STATUS_UNKNOWN;
        return Ok(Flow::Continue);
    }
    let method = "getAllProcessInfo";
    let infos = session.call_array(method, &[])?;
    let infos: Option<Vec<Info>> = infos.iter().map(Info::read).collect();
    let infos = infos.ok_or_else(|| shape(method, "a list of process infos"))?;
    let names: Vec<&str> = argument.split_whitespace().collect();
    let mut listed: Vec<&Info> = Vec::new();
    if names.is_empty() || names.contains(&"all") {
        listed.extend(&infos);
    } else {
        for name in names {
            let (found, unknown): (Vec<&Info>, String) = match Target::of(name) {
                Target::Group(group) => (
                    infos.iter().filter(|info| info.group == group).collect(),
                    format!("{group}: ERROR (no such group)"),
                ),
                Target::Process { group, name: process } => (
                    infos.iter().filter(|info| info.group == group && info.name == process).collect(),
                    format!("{name}: ERROR (no such process)"),
                ),
            };
            if found.is_empty() {
                session.say(&unknown)?;
                session.exit_status = exit::STATUS_UNKNOWN;
            }
            listed.extend(found);
        }
    }
    show(session, &listed)?;
    Ok(Flow::Continue)
}

fn show(session: &mut Session<'_>, listed: &[&Info]) -> Result<(), Failure> {
    let rows: Vec<(String, &Info)> =
        listed.iter().map(|info| (namespec(&info.group, &info.name), *info)).collect();
    let longest = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let width = longest.max(NAME_WIDTH) + 3;
    for (name, info) in rows {
        session.say(&format!("{name:width$}{:10}{}", info.state_name, info.description))?;
        if STOPPED_STATES.contains(&info.state) {
            session.exit_status = exit::STATUS_STOPPED;
        }
    }
    Ok(())
}

//! `status`: a line for each process.

mod document;
mod listing;

use super::{Command, Flow};
use crate::beyond::{FAIL_ON, GROUP, JSON, SORT};
use crate::failure::Failure;
use crate::names::Target;
use crate::patterns::{Word, resolve_among};
use crate::processes::Process;
use crate::session::{Session, exit};
use crate::words::Words;
use document::Document;
use listing::Order;

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

/// Every state.
const STATES: [(&str, i32); 8] = [
    ("STOPPED", 0),
    ("STARTING", 10),
    ("RUNNING", 20),
    ("BACKOFF", 30),
    ("STOPPING", 40),
    ("EXITED", 100),
    ("FATAL", 200),
    ("UNKNOWN", 1000),
];

/// Codes of STOPPED, EXITED, FATAL and UNKNOWN: states in which nothing runs or is going to.
const STOPPED_STATES: [i32; 4] = [0, 100, 200, 1000];

/// What the options ask for.
struct Wish {
    /// The states of which one is enough for a bad exit status.
    bad: Vec<i32>,
    order: Option<Order>,
    grouped: bool,
    json: bool,
}

impl Wish {
    fn read(words: &Words<'_>) -> Result<Self, String> {
        Ok(Self {
            bad: words.value(&FAIL_ON).map_or_else(|| Ok(STOPPED_STATES.to_vec()), states)?,
            order: words.value(&SORT).map(Order::read).transpose()?,
            grouped: words.has(&GROUP),
            json: words.has(&JSON),
        })
    }
}

/// The codes of a list of states, or of none of them.
fn states(list: &str) -> Result<Vec<i32>, String> {
    if list.eq_ignore_ascii_case("never") {
        return Ok(Vec::new());
    }
    let code = |word: &str| {
        let known = STATES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.trim()));
        known.map(|(_, code)| *code).ok_or_else(|| {
            let names = STATES.map(|(name, _)| name).join(", ");
            format!("Error: --fail-on does not know {word:?}; there are {names}, and never alone")
        })
    };
    list.split(',').map(code).collect()
}

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    // What is no option when no name is taken for one needs no server to be refused.
    if Words::read(COMMAND.name, argument, |_| false).is_ok_and(|words| words.has(&JSON)) {
        session.json = true;
    }
    if !session.upcheck()? {
        session.exit_status = exit::STATUS_UNKNOWN;
        return Ok(Flow::Continue);
    }
    let processes = Process::all(session)?;
    let is_name = |word: &str| processes.iter().any(|process| process.is(Target::of(word)));
    let read = Words::read(COMMAND.name, argument, is_name);
    let (words, wish) = match read.and_then(|words| Wish::read(&words).map(|wish| (words, wish))) {
        Ok(read) => read,
        Err(complaint) => {
            session.refuse(&complaint)?;
            return Ok(Flow::Continue);
        }
    };
    session.json = session.settings.json || wish.json;
    let (mut listed, unknown) = choose(session, &processes, &words.names)?;
    if let Some(order) = wish.order {
        order.sort(&mut listed);
    }
    if session.json {
        session.print_document(&Document::new(&listed, &unknown))?;
    } else {
        listing::show(session, &listed, wish.grouped)?;
    }
    if listed.iter().any(|process| wish.bad.contains(&process.state)) {
        session.exit_status = exit::STATUS_STOPPED;
    }
    Ok(Flow::Continue)
}

/// The processes that the names stand for, and the names that stand for none, about which something has been said.
fn choose<'p, 'w>(
    session: &mut Session<'_>,
    processes: &'p [Process],
    names: &[&'w str],
) -> Result<(Vec<&'p Process>, Vec<&'w str>), Failure> {
    if names.is_empty() || names.contains(&"all") {
        return Ok((processes.iter().collect(), Vec::new()));
    }
    let (mut listed, mut unknown) = (Vec::new(), Vec::new());
    for word in resolve_among(processes, names) {
        let name = match word {
            Word::Name(name) => name,
            Word::Fitting(fitting) => {
                let fits = |process: &&Process| {
                    fitting.iter().any(|(group, name)| process.group == *group && process.name == *name)
                };
                listed.extend(processes.iter().filter(fits));
                continue;
            }
        };
        let target = Target::of(name);
        let before = listed.len();
        listed.extend(processes.iter().filter(|process| process.is(target)));
        if listed.len() == before {
            session.say(&match target {
                Target::Group(group) => format!("{group}: ERROR (no such group)"),
                Target::Process { .. } => format!("{name}: ERROR (no such process)"),
            })?;
            session.exit_status = exit::STATUS_UNKNOWN;
            unknown.push(name);
        }
    }
    Ok((listed, unknown))
}

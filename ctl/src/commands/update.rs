//! `update`: makes the server run what its configuration says.

use std::collections::HashSet;

use serde::Serialize;
use supervisor_compiler::render::update_plan::Saved;
use supervisor_wire::{FaultCode, Value};

use super::replace::{self, REFRESH, Step, Undone};
use super::reread::Changes;
use super::{Command, Flow, plan, saved};
use crate::beyond::{JSON, MINIMAL, PLAN, SAVED};
use crate::failure::Failure;
use crate::processes::Process;
use crate::session::{Session, exit};
use crate::words::Words;

pub(super) const COMMAND: Command = Command {
    name: "update",
    help: &[
        "update\t\t\tRead the configuration again and restart, add and remove what it changes",
        "update all\t\tThe same",
        "update <gname> [...]\tThe same for these groups alone",
    ],
    run,
};

/// `update --json`. The shape is versioned: docs/json.md, docs/schemas/update-1.json.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    groups: Vec<Done>,
    unknown: Vec<&'a str>,
}

/// What became of a group.
#[derive(Serialize)]
struct Done {
    group: String,
    action: Action,
    #[serde(flatten)]
    undone: Option<Undone>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Action {
    Removed,
    NotRemoved,
    Updated,
    NotUpdated,
    Added,
    NotAdded,
}

impl Action {
    /// That it could not be done.
    fn not(self) -> Self {
        match self {
            Self::Removed | Self::NotRemoved => Self::NotRemoved,
            Self::Updated | Self::NotUpdated => Self::NotUpdated,
            Self::Added | Self::NotAdded => Self::NotAdded,
        }
    }
}

fn run(session: &mut Session<'_>, argument: &str) -> Result<Flow, Failure> {
    let mut words = Words::read(COMMAND.name, argument, |_| false);
    if words.as_ref().is_ok_and(Words::has_options) {
        session.json |= words.as_ref().is_ok_and(|words| words.has(&JSON));
        // A group of that name comes first.
        let processes = Process::all(session)?;
        let is_group = |word: &str| processes.iter().any(|process| process.group == word);
        words = Words::read(COMMAND.name, argument, is_group);
    }
    let words = match words {
        Ok(words) => words,
        Err(complaint) => return session.refuse(&complaint).map(|()| Flow::Continue),
    };
    session.json = session.settings.json || words.has(&JSON);
    let mut wanted: Vec<&str> = Vec::new();
    for name in &words.names {
        if !wanted.contains(name) {
            wanted.push(name);
        }
    }
    if wanted.contains(&"all") {
        wanted.clear();
    }
    if words.has(&PLAN) {
        return plan::show(session, &wanted, words.has(&MINIMAL)).map(|()| Flow::Continue);
    }
    let mut minimal = words.has(&MINIMAL);
    let mut plan = None;
    if let Some(file) = words.value(&SAVED) {
        if !words.names.is_empty() || minimal {
            return session
                .refuse("Error: --plan=FILE takes neither groups nor --minimal; the plan says what to do")
                .map(|()| Flow::Continue);
        }
        let Some(saved) = saved::read(session, file)? else { return Ok(Flow::Continue) };
        minimal = saved.minimal;
        plan = Some(saved);
    }
    if minimal && !can_refresh(session)? {
        return Ok(Flow::Continue);
    }
    let changes = match Changes::ask(session) {
        Err(failure) if failure.is_fault(FaultCode::ShutdownState) => {
            session.fail("ERROR: already shutting down")?;
            return Ok(Flow::Continue);
        }
        changes => changes?,
    };
    if let Some(plan) = &plan
        && !saved::fits(session, plan)?
    {
        return Ok(Flow::Continue);
    }
    let mut document = Document { version: 1, groups: Vec::new(), unknown: Vec::new() };
    if !wanted.is_empty() {
        document.unknown = complain_about_unknown(session, &wanted, &changes)?;
    }
    let outcome = match plan.is_some() || minimal {
        true => carry_out(session, plan.as_ref(), &wanted, &changes, &mut document.groups),
        false => perform(session, &wanted, &changes, &mut document.groups),
    };
    if session.json {
        // Also when it broke off: so much has been done.
        session.print_document(&document)?;
    }
    outcome.map(|()| Flow::Continue)
}

fn perform(
    session: &mut Session<'_>,
    wanted: &[&str],
    changes: &Changes,
    done: &mut Vec<Done>,
) -> Result<(), Failure> {
    let is_wanted = |group: &&String| wanted.is_empty() || wanted.contains(&group.as_str());
    let mut note = |group: &String, action| done.push(Done { group: group.clone(), action, undone: None });
    for group in changes.removed.iter().filter(is_wanted) {
        note(group, remove(session, group)?);
    }
    for group in changes.changed.iter().filter(is_wanted) {
        session.call("stopProcessGroup", &[Value::from(group.as_str())])?;
        say(session, &format!("{group}: stopped"))?;
        session.call("removeProcessGroup", &[Value::from(group.as_str())])?;
        session.call("addProcessGroup", &[Value::from(group.as_str())])?;
        say(session, &format!("{group}: updated process group"))?;
        note(group, Action::Updated);
    }
    for group in changes.added.iter().filter(is_wanted) {
        session.call("addProcessGroup", &[Value::from(group.as_str())])?;
        say(session, &format!("{group}: added process group"))?;
        note(group, Action::Added);
    }
    Ok(())
}

/// Does it step by step, each of which leaves its group as it was when it cannot be done. A plan is broken off there: the
/// server refuses a step when what it has read last is not the plan's any more. Of an update that is to disturb as little as
/// it can, what fails with one group is no reason to leave the others.
fn carry_out(
    session: &mut Session<'_>,
    plan: Option<&Saved>,
    wanted: &[&str],
    changes: &Changes,
    done: &mut Vec<Done>,
) -> Result<(), Failure> {
    let Changes { added, changed, removed, .. } = changes;
    let stopping = match removed.is_empty() && changed.is_empty() {
        true => HashSet::new(),
        false => replace::stopping(session)?,
    };
    let consequence = if plan.is_some() { "; the rest of the plan was not carried out" } else { "" };
    let kinds = [(removed, Action::Removed), (changed, Action::Updated), (added, Action::Added)];
    for (groups, action) in kinds {
        let is_wanted = |group: &&String| wanted.is_empty() || wanted.contains(&group.as_str());
        for group in groups.iter().filter(is_wanted) {
            let undone = Step::of(group, action, plan).perform(session, &stopping, consequence)?;
            let broken = undone.is_some();
            let action = if broken { action.not() } else { action };
            done.push(Done { group: group.clone(), action, undone });
            if broken && plan.is_some() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Whether the server can replace a group in part; if not, it has been said.
fn can_refresh(session: &mut Session<'_>) -> Result<bool, Failure> {
    match session.call_any("system.methodSignature", &[Value::from(REFRESH)]) {
        Ok(_) => Ok(true),
        Err(failure) if failure.fault().is_some() => {
            let url = session.settings.shown_url();
            let text = format!("Error: the supervisord at {url} can only replace whole groups.");
            session.complain(&text).map(|()| false)
        }
        Err(failure) => Err(failure),
    }
}

/// Says what was done, unless the document is going to.
pub(super) fn say(session: &mut Session<'_>, line: &str) -> Result<(), Failure> {
    if session.json { Ok(()) } else { session.say(line) }
}

fn complain_about_unknown<'a>(
    session: &mut Session<'_>,
    wanted: &[&'a str],
    changes: &Changes,
) -> Result<Vec<&'a str>, Failure> {
    let known: Vec<String> = Process::all(session)?.into_iter().map(|process| process.group).collect();
    let is_known = |name: &str| known.iter().chain(&changes.added).any(|group| group == name);
    let unknown: Vec<&str> = wanted.iter().copied().filter(|name| !is_known(name)).collect();
    for name in &unknown {
        session.fail(&format!("ERROR: no such group: {name}"))?;
    }
    Ok(unknown)
}

fn remove(session: &mut Session<'_>, group: &str) -> Result<Action, Failure> {
    let outcomes = session.call_outcomes("stopProcessGroup", &[Value::from(group)])?;
    say(session, &format!("{group}: stopped"))?;
    if outcomes.iter().any(|outcome| outcome.status == FaultCode::Failed.number()) {
        session.exit_status = exit::FAILURE;
        session.say(&format!("{group}: has problems; not removing"))?;
        return Ok(Action::NotRemoved);
    }
    session.call("removeProcessGroup", &[Value::from(group)])?;
    say(session, &format!("{group}: removed process group"))?;
    Ok(Action::Removed)
}

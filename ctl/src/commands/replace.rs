//! One group of an update by our daemon's own methods: what is to go stops, then the group becomes what the server has read.
//! Between the two somebody else may start something or have another configuration read. So that no group stays half down, a
//! stop is repeated, and what was stopped for nothing starts again.

use std::collections::HashSet;

use serde::Serialize;
use supervisor_compiler::render::update_plan::Saved;
use supervisor_wire::{FaultCode, Value};

use super::update::{Action, say};
use crate::color::harmless;
use crate::failure::Failure;
use crate::names::namespec;
use crate::outcome::Outcome;
use crate::processes::Process;
use crate::session::Session;

/// Stops what the next one replaces.
const STOP: &str = "extension.stopChangedProcesses";

/// What of a group did not change runs on.
pub(super) const REFRESH: &str = "extension.refreshProcessGroup";

/// The state STOPPING.
const STOPPING: i32 = 40;

/// How often something that somebody starts meanwhile is stopped again.
const REPEATS: usize = 3;

/// What is to become of a group.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    group: &'a str,
    action: Action,
    /// The server refuses when the group that it has read last is another one; empty: when it is there. None: it does not.
    fingerprint: Option<&'a str>,
    /// All of the group is replaced.
    whole: bool,
}

/// Why a step was not done, and what it left.
#[derive(Serialize)]
pub(super) struct Undone {
    error: String,
    /// It was stopped, and has been started again.
    started_again: Vec<String>,
    /// It was stopped, and does not run.
    left_stopped: Vec<String>,
}

/// What somebody else has asked to stop: a step waits for it, but it is not for this update to start it again.
pub(super) fn stopping(session: &mut Session<'_>) -> Result<HashSet<String>, Failure> {
    let processes = Process::all(session)?.into_iter();
    let stopping = processes.filter(|process| process.state == STOPPING);
    Ok(stopping.map(|process| namespec(&process.group, &process.name)).collect())
}

impl<'a> Step<'a> {
    /// The step of a group. A plan is of one configuration and no other; without one, the server has read what it has read.
    pub(super) fn of(group: &'a str, action: Action, plan: Option<&'a Saved>) -> Self {
        let fingerprint = match plan {
            // Not in the plan: it is not to be there any more.
            Some(plan) => Some(plan.configured.get(group).map_or("", String::as_str)),
            None => matches!(action, Action::Removed).then_some(""),
        };
        let whole = plan.is_some_and(|plan| !plan.minimal) || !matches!(action, Action::Updated);
        Self { group, action, fingerprint, whole }
    }

    /// Does it; or says why not, and what has become of what was stopped for it. Only without a server it breaks off.
    pub(super) fn perform(
        self,
        session: &mut Session<'_>,
        stopping: &HashSet<String>,
        consequence: &str,
    ) -> Result<Option<Undone>, Failure> {
        let mut stopped = Vec::new();
        match self.attempt(session, &mut stopped) {
            Ok(None) => Ok(None),
            Ok(Some(error)) => {
                stopped.retain(|process| !stopping.contains(process));
                self.take_back(session, error, stopped, consequence).map(Some)
            }
            Err(failure) if stopped.is_empty() => Err(failure),
            Err(failure) => {
                let line = format!(
                    "ERROR: {}: stopped, and whether it runs again is not known: {}",
                    self.group,
                    stopped.join(", ")
                );
                session.complain(&line)?;
                Err(failure)
            }
        }
    }

    /// Does it. What stops on the way is `stopped`; some text: why it cannot be done.
    fn attempt(
        self,
        session: &mut Session<'_>,
        stopped: &mut Vec<String>,
    ) -> Result<Option<String>, Failure> {
        let mut repeats = REPEATS;
        loop {
            if !matches!(self.action, Action::Added)
                && let Some(error) = self.stop(session, stopped)?
            {
                return Ok(Some(error));
            }
            match self.refresh(session) {
                Ok(_) => break,
                Err(failure) if failure.is_fault(FaultCode::StillRunning) && repeats > 0 => repeats -= 1,
                Err(failure) => return refusal(failure).map(Some),
            }
        }
        let words = match self.action {
            Action::Added => "added",
            Action::Removed => "removed",
            _ => "updated",
        };
        say(session, &format!("{}: {words} process group", self.group))?;
        Ok(None)
    }

    fn stop(self, session: &mut Session<'_>, stopped: &mut Vec<String>) -> Result<Option<String>, Failure> {
        let outcomes = match self.call(session, STOP) {
            Ok(answer) => Outcome::list(STOP, &answer)?,
            Err(failure) => return refusal(failure).map(Some),
        };
        let (done, failed): (Vec<Outcome>, Vec<Outcome>) =
            outcomes.into_iter().partition(|outcome| outcome.status == FaultCode::Success.number());
        for Outcome { name, .. } in done {
            if !self.whole {
                say(session, &format!("{name}: stopped"))?;
            }
            if !stopped.contains(&name) {
                stopped.push(name);
            }
        }
        // What has ended by itself needs no stop.
        let is_bad = |outcome: &&Outcome| outcome.status != FaultCode::NotRunning.number();
        if let Some(outcome) = failed.iter().find(is_bad) {
            return Ok(Some(outcome.description.clone()));
        }
        if self.whole {
            say(session, &format!("{}: stopped", self.group))?;
        }
        Ok(None)
    }

    fn refresh(self, session: &mut Session<'_>) -> Result<Value, Failure> {
        match (self.action, self.fingerprint) {
            (Action::Added, None) => session.call("addProcessGroup", &[self.group.into()]),
            _ => self.call(session, REFRESH),
        }
    }

    fn call(self, session: &mut Session<'_>, method: &str) -> Result<Value, Failure> {
        let mut params = vec![Value::from(self.group)];
        if let Some(fingerprint) = self.fingerprint {
            params.extend([fingerprint.into(), self.whole.into()]);
        }
        session.call_any(method, &params)
    }

    /// Starts again what was stopped: the group is what it was, and so are its processes.
    fn take_back(
        self,
        session: &mut Session<'_>,
        error: String,
        stopped: Vec<String>,
        consequence: &str,
    ) -> Result<Undone, Failure> {
        let mut undone = Undone { error, started_again: Vec::new(), left_stopped: Vec::new() };
        let mut reasons = Vec::new();
        for process in stopped {
            // Whether it stays up is for its state to tell, as after any start.
            match session.call("startProcess", &[process.as_str().into(), false.into()]) {
                Ok(_) => undone.started_again.push(process),
                Err(failure) if failure.is_fault(FaultCode::AlreadyStarted) => {
                    undone.started_again.push(process);
                }
                Err(failure) => {
                    let reason = refusal(failure).unwrap_or_else(|failure| failure.to_string());
                    reasons.push(format!("ERROR: {process} was stopped and stays so: {}", harmless(&reason)));
                    undone.left_stopped.push(process);
                }
            }
        }
        let state = match (undone.started_again.as_slice(), undone.left_stopped.as_slice()) {
            ([], []) => "the group was left as it is".to_owned(),
            ([], _) => "the group is what it was".to_owned(),
            (again, _) => format!("stopped and, as it was, started again: {}", again.join(", ")),
        };
        session.complain(&format!("ERROR: {}; {state}{consequence}", harmless(&undone.error)))?;
        for reason in reasons {
            session.complain(&reason)?;
        }
        Ok(undone)
    }
}

/// The text of the server's fault; whatever else it is stays a failure.
fn refusal(failure: Failure) -> Result<String, Failure> {
    match failure.fault() {
        Some(fault) => Ok(fault.text.clone()),
        None => Err(failure),
    }
}

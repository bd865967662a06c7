//! What start, stop and signal have in common: a request for each name, or one for all.

use std::thread;

use supervisor_wire::{Client, FaultCode, ServerUrl, Value};

use crate::failure::Failure;
use crate::names::{Target, namespec};
use crate::options::Settings;
use crate::outcome::{Outcome, Wording};
use crate::patterns::{Word, resolve};
use crate::progress::{Aim, Progress};
use crate::session::{Session, exit};

/// How one of the commands goes about it.
pub(super) struct Action {
    /// Method for one process.
    pub(super) one: &'static str,
    /// Method for a group.
    pub(super) group: &'static str,
    /// Method for all processes.
    pub(super) all: &'static str,
    /// Its words.
    pub(super) wording: Wording,
    /// A refusal that leaves the exit status alone.
    pub(super) harmless: Option<FaultCode>,
    /// Exit status for a group that does not exist.
    pub(super) no_group: u8,
    /// What the processes come to, if that takes time.
    pub(super) aim: Option<Aim>,
}

/// So many processes are seen to at once; each takes a connection while it starts or stops.
const AT_ONCE: usize = 64;

/// Sends the requests in the order of the names and prints what came of each. `extra` goes behind the
/// name. `all` anywhere among the names stands for everything. What fits a pattern is seen to all at once.
pub(super) fn run(
    session: &mut Session<'_>,
    action: &Action,
    names: &[&str],
    extra: &[Value],
) -> Result<(), Failure> {
    let progress = action.aim.map_or_else(Progress::none, |aim| {
        let every = if names.contains(&"all") { &["all"] } else { names };
        Progress::begin(session, aim, every)
    });
    if names.contains(&"all") {
        let outcomes = session.call_outcomes(action.all, extra)?;
        progress.hide();
        return report(session, action, &outcomes);
    }
    for word in resolve(session, names)? {
        let name = match word {
            Word::Name(name) => name,
            Word::Fitting(processes) => {
                let names: Vec<String> =
                    processes.iter().map(|(group, name)| namespec(group, name)).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                progress.hide();
                let inner = action.aim.map(|aim| Progress::begin(session, aim, &names));
                at_once(session, &processes, &[action], extra, &inner.unwrap_or_else(Progress::none))?;
                progress.show();
                continue;
            }
        };
        let with_name = |name: &str| [&[Value::from(name)], extra].concat();
        let outcomes = match Target::of(name) {
            Target::Group(group) => match session.call_outcomes(action.group, &with_name(group)) {
                Err(failure) if failure.is_fault(FaultCode::BadName) => {
                    session.exit_status = action.no_group;
                    progress.hide();
                    session.say(&format!("{group}: ERROR (no such group)"))?;
                    progress.show();
                    continue;
                }
                outcomes => outcomes?,
            },
            Target::Process { group, name: process } => {
                let shown = namespec(group, process);
                match session.call(action.one, &with_name(name)) {
                    Ok(_) => vec![Outcome::success(shown)],
                    Err(failure) => match failure.fault() {
                        Some(fault) => vec![Outcome::refused(shown, fault)],
                        None => return Err(failure),
                    },
                }
            }
        };
        progress.hide();
        report(session, action, &outcomes)?;
        progress.show();
    }
    Ok(())
}

/// Does the actions one after the other on each process, on many processes at the same time, and prints what came of
/// each in order.
pub(super) fn at_once(
    session: &mut Session<'_>,
    processes: &[(String, String)],
    actions: &[&Action],
    extra: &[Value],
    progress: &Progress,
) -> Result<(), Failure> {
    for some in processes.chunks(AT_ONCE) {
        let settings = &session.settings.clone();
        let results = thread::scope(|scope| {
            let ask = |process| scope.spawn(move || in_turn(settings, process, actions, extra));
            let threads: Vec<_> = some.iter().map(ask).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect::<Vec<_>>()
        });
        progress.hide();
        for result in results {
            for (action, outcome) in actions.iter().zip(result?) {
                report(session, action, &[outcome])?;
            }
        }
        progress.show();
    }
    Ok(())
}

/// What comes of each action on one process.
fn in_turn(
    settings: &Settings,
    (group, name): &(String, String),
    actions: &[&Action],
    extra: &[Value],
) -> Result<Vec<Outcome>, Failure> {
    let mut client = Client::new(ServerUrl::parse(&settings.url)?, settings.credentials())?;
    let params = [&[Value::from(namespec(group, name))], extra].concat();
    let mut outcomes = Vec::new();
    for action in actions {
        let answer = client.call(&format!("supervisor.{}", action.one), &params);
        let shown = namespec(group, name);
        outcomes.push(match answer.map_err(Failure::from) {
            Ok(_) => Outcome::success(shown),
            Err(failure) => match failure.fault() {
                Some(fault) => Outcome::refused(shown, fault),
                None => return Err(failure),
            },
        });
    }
    Ok(outcomes)
}

fn report(session: &mut Session<'_>, action: &Action, outcomes: &[Outcome]) -> Result<(), Failure> {
    for outcome in outcomes {
        let line = action.wording.line(outcome)?;
        session.say(&line)?;
        note(session, outcome, action.harmless);
    }
    Ok(())
}

/// Takes an outcome into the exit status; of several that went wrong the last one counts.
pub(super) fn note(session: &mut Session<'_>, outcome: &Outcome, harmless: Option<FaultCode>) {
    let code = FaultCode::from_number(outcome.status);
    session.exit_status = match code {
        Some(FaultCode::Success) => return,
        code if code.is_some() && code == harmless => return,
        Some(FaultCode::SpawnError | FaultCode::AbnormalTermination | FaultCode::NotRunning) => {
            exit::NOT_RUNNING
        }
        _ => exit::FAILURE,
    };
}

//! `mstart`, `mstop` and `mrestart`: the same for all processes that fit a pattern, at the same time. They are there
//! when `[ctlplugin:x]` asks for those of the PyPI package supervisor-wildcards, whose they were.

use std::thread;

use supervisor_compiler::client::Plugin;
use supervisor_compiler::plugins;
use supervisor_wire::{Client, ServerUrl, Value};

use super::each::{self, Action};
use super::{Command, Flow, start, stop};
use crate::failure::Failure;
use crate::names::namespec;
use crate::options::Settings;
use crate::outcome::Outcome;
use crate::pattern::fits;
use crate::session::{Session, shape};

/// The commands, in the order of the help.
pub(super) const COMMANDS: [Command; 3] = [
    Command {
        name: "mrestart",
        help: &[
            "mrestart <pattern> <pattern>\tRestart the processes whose names fit, all at once",
            "mrestart all\t\tRestart everything",
        ],
        run: |session, patterns| run(session, patterns, &[&stop::ACTION, &start::ACTION]),
    },
    Command {
        name: "mstart",
        help: &[
            "mstart <pattern> <pattern>\tStart the processes whose names fit, all at once: a*, web_[0-3], *",
            "mstart all\t\tStart everything",
        ],
        run: |session, patterns| run(session, patterns, &[&start::ACTION]),
    },
    Command {
        name: "mstop",
        help: &[
            "mstop <pattern> <pattern>\tStop the processes whose names fit, all at once",
            "mstop all\t\tStop everything",
        ],
        run: |session, patterns| run(session, patterns, &[&stop::ACTION]),
    },
];

/// So many processes are seen to at once; each takes a connection while it starts or stops.
const AT_ONCE: usize = 64;

/// The sections that ask for these commands.
pub(super) fn plugins(settings: &Settings) -> impl Iterator<Item = &Plugin> {
    settings.plugins.iter().filter(|plugin| plugin.factory == plugins::WILDCARDS)
}

/// The section whose options count: the first one.
pub(super) fn plugin(settings: &Settings) -> Option<&Plugin> {
    plugins(settings).next()
}

fn run(session: &mut Session<'_>, patterns: &str, actions: &[&'static Action]) -> Result<Flow, Failure> {
    if !session.upcheck()? {
        return Ok(Flow::Continue);
    }
    let mut patterns: Vec<&str> = patterns.split_whitespace().collect();
    if patterns.contains(&"all") {
        patterns = vec!["*"];
    }
    let match_group = plugin(&session.settings).is_some_and(|plugin| plugin.match_group);
    let fitting: Vec<(String, String)> = processes(session)?
        .into_iter()
        .filter(|(group, name)| {
            let subject = if match_group { format!("{group}:{name}") } else { name.clone() };
            patterns.iter().any(|pattern| fits(&subject, pattern))
        })
        .collect();
    if fitting.is_empty() {
        session.say("No process matched given expression.")?;
    }
    for some in fitting.chunks(AT_ONCE) {
        let settings = session.settings.clone();
        let results = thread::scope(|scope| {
            let ask = |process| {
                let settings = &settings;
                scope.spawn(move || in_turn(settings, process, actions))
            };
            let threads: Vec<_> = some.iter().map(ask).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect::<Vec<_>>()
        });
        for result in results {
            for (action, outcome) in actions.iter().zip(result?) {
                each::report(session, action, &[outcome])?;
            }
        }
    }
    Ok(Flow::Continue)
}

/// Group and name of every process, in the server's order.
fn processes(session: &mut Session<'_>) -> Result<Vec<(String, String)>, Failure> {
    let method = "getAllProcessInfo";
    let text = |info: &Value, key| info.get(key).and_then(Value::as_str).map(str::to_owned);
    let infos = session.call_array(method, &[])?;
    let names = infos.iter().map(|info| Some((text(info, "group")?, text(info, "name")?))).collect();
    Option::ok_or(names, shape(method, "a list of process infos"))
}

/// What comes of each action on one process.
fn in_turn(
    settings: &Settings,
    (group, name): &(String, String),
    actions: &[&Action],
) -> Result<Vec<Outcome>, Failure> {
    let mut client = Client::new(ServerUrl::parse(&settings.url)?, settings.credentials())?;
    let asked = Value::from(format!("{group}:{name}"));
    let mut outcomes = Vec::new();
    for action in actions {
        let answer = client.call(&format!("supervisor.{}", action.one), std::slice::from_ref(&asked));
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

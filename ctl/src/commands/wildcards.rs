//! `mstart`, `mstop` and `mrestart`: the same for all processes that fit a pattern, at the same time. They are there
//! when `[ctlplugin:x]` asks for those of the PyPI package supervisor-wildcards, whose they were.

use supervisor_compiler::client::Plugin;
use supervisor_compiler::plugins;

use super::each::{self, Action};
use super::{Command, Flow, start, stop};
use crate::failure::Failure;
use crate::options::Settings;
use crate::pattern::fits;
use crate::processes::Process;
use crate::progress::Progress;
use crate::session::Session;

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
    let fitting: Vec<(String, String)> = Process::all(session)?
        .into_iter()
        .map(|process| (process.group, process.name))
        .filter(|(group, name)| {
            let subject = if match_group { format!("{group}:{name}") } else { name.clone() };
            patterns.iter().any(|pattern| fits(&subject, pattern))
        })
        .collect();
    if fitting.is_empty() {
        session.say("No process matched given expression.")?;
    }
    each::at_once(session, &fitting, actions, &[], &Progress::none())?;
    Ok(Flow::Continue)
}

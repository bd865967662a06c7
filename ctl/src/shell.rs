//! The interactive shell (spec-runtime §10.5).

mod completion;

use std::cell::RefCell;
use std::rc::Rc;

use crate::commands::{self, Flow};
use crate::console::{Complete as _, Console, ReadLine, SharedComplete};
use crate::options::Settings;
use crate::session::Session;
use completion::Completion;

/// The word that asks, instead of a command, for what the words behind it may become. For the completions of shells.
pub(crate) const COMPLETE: &str = "__complete";

/// Prints what the last word of a line may become, a line each. Says nothing when there is nothing, as without a server.
pub(crate) fn complete(settings: Settings, line: &str, console: &mut dyn Console) {
    let (_, candidates) = Completion::new(settings).complete(line);
    let lines: String = candidates.iter().map(|candidate| format!("{}\n", candidate.trim_end())).collect();
    // The shell that asked may have lost interest.
    let _ = console.out(&lines);
}

/// Runs `status`, then one command after the other until somebody leaves.
pub(crate) fn run(session: &mut Session<'_>) {
    if let Some(file) = session.settings.history_file.clone() {
        session.console.keep_history(&file);
    }
    let prompt = format!("{}> ", session.settings.prompt);
    // A console that is gone is noticed by what follows.
    let _ = commands::foreign_plugins(session);
    let mut flow = commands::execute(session, "status");
    while flow == Flow::Continue {
        // Made anew for each line: what it has learnt of the processes is outdated by a command.
        let complete: SharedComplete = Rc::new(RefCell::new(Completion::new(session.settings.clone())));
        flow = match session.console.read_command(&prompt, &complete) {
            Ok(ReadLine::Line(line)) => commands::execute(session, &line),
            // What else leaving says is an end to the line, which it has.
            Ok(ReadLine::End | ReadLine::Interrupted) if session.console.edits_lines() => Flow::Leave,
            Ok(ReadLine::End) => commands::execute(session, "EOF"),
            Ok(ReadLine::Interrupted) => {
                // The last line of the session; if the console is gone it is not missed.
                let _ = session.say("");
                Flow::Leave
            }
            Err(error) => {
                let _ = session.say(&format!("error: cannot read the next command: {error}"));
                Flow::Leave
            }
        };
    }
}

#[cfg(test)]
mod tests;

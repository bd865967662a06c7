//! The commands, a file each, and how a line becomes one of them (spec-runtime §10.3).

mod add;
mod avail;
mod clear;
mod each;
mod fg;
mod follow;
mod help;
mod maintail;
mod open;
mod pid;
mod plan;
mod quit;
mod reload;
mod remove;
mod replace;
mod reread;
mod restart;
mod saved;
mod shutdown;
mod signal;
mod start;
mod status;
mod stop;
mod tail;
mod top;
mod update;
mod version;
mod wildcards;

use supervisor_compiler::plugins;

use crate::beyond;
use crate::failure::Failure;
use crate::options::Settings;
use crate::session::{Session, exit};

/// Whether the shell goes on after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// Another command may follow.
    Continue,
    /// The shell ends.
    Leave,
}

/// One command.
struct Command {
    /// The word that calls it.
    name: &'static str,
    /// What `help` prints: a line per form of arguments, usage and explanation parted by tabs.
    help: &'static [&'static str],
    /// Does it. The text is what follows the name, without blanks around it.
    run: fn(&mut Session<'_>, &str) -> Result<Flow, Failure>,
}

/// Every command of the original, in the order of its `help`.
static COMMANDS: [Command; 22] = [
    add::COMMAND,
    avail::COMMAND,
    clear::COMMAND,
    quit::EXIT,
    fg::COMMAND,
    maintail::COMMAND,
    open::COMMAND,
    pid::COMMAND,
    quit::QUIT,
    reload::COMMAND,
    remove::COMMAND,
    reread::COMMAND,
    restart::COMMAND,
    shutdown::COMMAND,
    signal::COMMAND,
    start::COMMAND,
    status::COMMAND,
    stop::COMMAND,
    tail::COMMAND,
    update::COMMAND,
    version::COMMAND,
    help::COMMAND,
];

/// Every command, the original's first, with its help: a line per form of arguments, usage and explanation parted by tabs.
pub fn reference() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    COMMANDS.iter().chain(&OWN).map(|command| (command.name, command.help))
}
/// The commands that the original has not.
static OWN: [Command; 1] = [top::COMMAND];

/// The words a line may begin with, `help` first.
pub(crate) fn names(settings: &Settings) -> Vec<&'static str> {
    let own = std::iter::once(&help::COMMAND).chain(listed()).chain(&OWN);
    let more: &[Command] = if wildcards::plugin(settings).is_some() { &wildcards::COMMANDS } else { &[] };
    own.chain(more).map(|command| command.name).collect()
}

/// The commands that `help` lists first: the original's, but itself.
fn listed() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().filter(|command| command.name != help::COMMAND.name)
}

fn find(settings: &Settings, name: &str) -> Option<&'static Command> {
    // Not listed, but what the end of input amounts to can also be typed.
    let name = if name == "EOF" { quit::QUIT.name } else { name };
    let more: &[Command] = if wildcards::plugin(settings).is_some() { &wildcards::COMMANDS } else { &[] };
    COMMANDS.iter().chain(&OWN).chain(more).find(|command| command.name == name)
}

/// Says of every plug-in that is not built in what to use instead. Standard error: scripts read the other.
pub(crate) fn foreign_plugins(session: &mut Session<'_>) -> Result<(), Failure> {
    for plugin in &session.settings.plugins {
        if plugin.factory != plugins::WILDCARDS {
            let text = format!(
                "The commands of [ctlplugin:{}] ({}) are not available; {}.\n",
                plugin.name,
                plugin.factory,
                plugins::instead(&plugin.factory)
            );
            session.console.err(&text)?;
        }
    }
    Ok(())
}

/// Runs one line. Whatever goes wrong has been printed and is in the exit status afterwards.
pub(crate) fn execute(session: &mut Session<'_>, line: &str) -> Flow {
    session.disconnect();
    session.json = false;
    let outcome = run_line(session, line);
    outcome.unwrap_or_else(|failure| report(session, &failure))
}

fn run_line(session: &mut Session<'_>, line: &str) -> Result<Flow, Failure> {
    let line = line.trim();
    if line.is_empty() {
        return Ok(Flow::Continue);
    }
    // `?` is short for `help`, with or without a blank behind it.
    let line = match line.strip_prefix('?') {
        Some(topic) => format!("help {}", topic.trim_start()),
        None => line.to_owned(),
    };
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(line.len());
    let (name, argument) = line.split_at(end);
    let Some(command) = find(&session.settings, name) else {
        session.fail(&format!("*** Unknown syntax: {}", line.trim_end()))?;
        // It may have been meant for one of them.
        foreign_plugins(session)?;
        return Ok(Flow::Continue);
    };
    if session.settings.json {
        if !beyond::of(name).is_some_and(|beyond| beyond.options.contains(&beyond::JSON)) {
            session.refuse(&format!("Error: {name} prints no JSON"))?;
            return Ok(Flow::Continue);
        }
        session.json = true;
    }
    loop {
        match (command.run)(session, argument.trim()) {
            Err(Failure::Client(error)) if error.is_unauthorized() => {
                session.say("Server requires authentication")?;
                if !session.settings.interactive {
                    return Err(error.into());
                }
                session.ask_for_credentials()?;
            }
            outcome => return outcome,
        }
    }
}

fn report(session: &mut Session<'_>, failure: &Failure) -> Flow {
    session.exit_status = exit::FAILURE;
    let line = match failure {
        Failure::Interrupted if session.console.edits_lines() => return Flow::Leave,
        Failure::Interrupted => String::new(),
        failure => failure.generic_line(&session.settings.shown_url()),
    };
    // A console that is gone is usually a pipe whose reader has seen enough.
    let printed = session.say(&line);
    match failure {
        Failure::Interrupted | Failure::Console(_) => Flow::Leave,
        _ if printed.is_err() => Flow::Leave,
        _ => Flow::Continue,
    }
}

/// Prints a complaint about the arguments and the command's help; the exit status is a failure.
fn misused(session: &mut Session<'_>, complaint: &str, command: &Command) -> Result<Flow, Failure> {
    session.fail(complaint)?;
    for line in command.help {
        session.say(line)?;
    }
    Ok(Flow::Continue)
}

/// For commands that take no arguments: whether there are some, having complained about them.
fn refuse_arguments(session: &mut Session<'_>, argument: &str, command: &Command) -> Result<bool, Failure> {
    if argument.is_empty() {
        return Ok(false);
    }
    misused(session, &format!("Error: {} accepts no arguments", command.name), command)?;
    Ok(true)
}

#[cfg(test)]
mod tests;

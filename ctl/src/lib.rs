//! `supervisorctl`: the terminal client of a running supervisord (spec-runtime §10).
//!
//! [`main`] reads the command line, then runs one command, or the [`shell`] if there is none. A command is
//! a file below [`commands`]; it works on a [`session`], which knows the server and the console.
//! What goes on until Ctrl-C (`tail -f`, `fg`) is gathered in [`live`].

pub mod beyond;
mod color;
mod commands;
mod configuration;
mod console;
mod failure;
mod history;
mod interrupt;
mod live;
mod names;
mod options;
mod outcome;
mod pattern;
mod patterns;
mod processes;
mod progress;
mod session;
mod shell;
mod terminal;
#[cfg(test)]
mod testing;
mod words;

pub use commands::reference;
pub use console::{Complete, Console, ReadLine, SharedComplete, Typing};
pub use options::{ABOUT, FLAGS};
pub use terminal::Terminal;

use options::Invocation;
use session::Session;

/// Runs the command: `program` is its name as it was called, `arguments` what follows it.
///
/// Returns the exit status: 0 success, 1 failure, 2 usage, and the finer ones of spec-runtime §10.3.
pub fn main(program: &str, arguments: impl IntoIterator<Item = String>, console: &mut dyn Console) -> u8 {
    let settings = match options::read(program, arguments) {
        Ok(Invocation::Run(settings)) => settings,
        Ok(Invocation::Help(text)) => return u8::from(console.out(&text).is_err()),
        Err(error) => {
            // Nowhere is left to say that standard error is closed.
            let _ = console.err(&error.report(program));
            return error.status();
        }
    };
    let line = settings.line.clone();
    if let Some((shell::COMPLETE, words)) = line.as_deref().and_then(|line| line.split_once(' ')) {
        shell::complete(settings, words, console);
        return 0;
    }
    for note in &settings.notes {
        // Whoever cannot be told has not asked.
        let _ = console.err(&format!("note: {note}\n"));
    }
    let mut session = Session::new(settings, console);
    match line {
        Some(line) => {
            commands::execute(&mut session, &line);
            session.exit_status
        }
        None => {
            shell::run(&mut session);
            0
        }
    }
}

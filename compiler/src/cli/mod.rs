//! The commands. Each is a function over a [`World`], so that a test runs the whole command in-process.

mod check;
pub mod diff;
mod explain;
pub(crate) mod find;
mod fix;
mod fmt;
pub(crate) mod input;
pub mod lint;
mod output;
mod pages;
mod rules;
pub(crate) mod settings;
mod show;
mod show_plan;
mod test;
mod walk;
mod watch;
mod write;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use crate::compile::Options;
use crate::render::Paint;
use crate::system::{RealSystem, System};

/// Everything a command sees of its surroundings.
pub struct World<'w> {
    /// Files and users.
    pub system: Box<dyn System>,
    /// Environment and current directory; the arguments change the rest.
    pub options: Options,
    /// Standard input.
    pub stdin: &'w mut dyn Read,
    /// Standard output.
    pub stdout: &'w mut dyn Write,
    /// Standard error.
    pub stderr: &'w mut dyn Write,
    /// True when standard output is a terminal.
    pub terminal: bool,
    /// True when standard input is a terminal: somebody would have to type the file.
    pub typed: bool,
}

/// Runs a command in the world that we are in.
pub fn run(command: fn(&[OsString], &mut World<'_>) -> u8) -> ExitCode {
    // As they are: names of files need not be UTF-8.
    let arguments: Vec<_> = std::env::args_os().collect();
    let mut world = World {
        system: Box::new(RealSystem),
        options: Options { host_checks: false, ..Options::from_machine() },
        stdin: &mut io::stdin().lock(),
        stdout: &mut io::stdout().lock(),
        stderr: &mut io::stderr().lock(),
        terminal: io::stdout().is_terminal(),
        typed: io::stdin().is_terminal(),
    };
    ExitCode::from(command(&arguments, &mut world))
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl World<'_> {
    fn paint(&self, color: Color) -> Paint {
        let refused = self.options.environment.get("NO_COLOR").is_some_and(|value| !value.is_empty());
        Paint {
            color: match color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => self.terminal && !refused,
            },
        }
    }

    /// Writes to standard output. A reader that has seen enough is no error.
    fn print(&mut self, text: &str) -> io::Result<()> {
        match self.stdout.write_all(text.as_bytes()).and_then(|()| self.stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome,
        }
    }

    /// Writes to standard error; when that fails, there is nobody left to tell.
    fn complain(&mut self, text: &str) {
        let _ = self.stderr.write_all(text.as_bytes());
    }

    /// Prints what the argument parser has to say: help and versions on standard output with status 0,
    /// errors on standard error with status `usage`.
    fn parser_says(&mut self, said: &clap::Error, usage: u8) -> u8 {
        let text = said.render();
        if said.use_stderr() {
            self.complain(&text.to_string());
            return usage;
        }
        let text = if self.paint(Color::Auto).color { text.ansi().to_string() } else { text.to_string() };
        // Help that cannot be printed is lost; the status says what was asked, not what was read.
        let _ = self.print(&text);
        0
    }
}

#[cfg(test)]
mod tests;

//! Completion scripts and manual pages, made from the same table as the argument parsers.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory as _, ValueEnum};
use clap_complete::Shell;

use super::World;
use super::diff::DiffCommand;
use super::lint::Lint;

/// The commands that have pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    #[value(name = "supervisor-lint")]
    Lint,
    #[value(name = "supervisor-diff")]
    Diff,
}

impl Which {
    fn command(self) -> Command {
        match self {
            Which::Lint => Lint::command(),
            Which::Diff => DiffCommand::command(),
        }
    }
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: Shell,
    /// The command to complete
    #[arg(long, value_name = "COMMAND", default_value = "supervisor-lint")]
    command: Which,
}

impl CompletionsArguments {
    pub(super) fn run(&self, world: &mut World<'_>) -> io::Result<u8> {
        let mut command = self.command.command();
        let name = command.get_name().to_owned();
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, name, &mut script);
        world.print(&String::from_utf8_lossy(&script))?;
        Ok(0)
    }
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// The command to print the page of
    #[arg(long, value_name = "COMMAND", default_value = "supervisor-lint")]
    command: Which,
    /// Write the pages of all commands into this directory instead, creating it if need be
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

impl ManArguments {
    pub(super) fn run(&self, world: &mut World<'_>) -> io::Result<u8> {
        let Some(directory) = &self.dir else {
            let mut page = Vec::new();
            clap_mangen::Man::new(self.command.command()).render(&mut page)?;
            world.print(&String::from_utf8_lossy(&page))?;
            return Ok(0);
        };
        let directory = world.options.cwd.join(directory);
        fs::create_dir_all(&directory)?;
        for which in Which::value_variants() {
            clap_mangen::generate_to(which.command(), &directory)?;
        }
        Ok(0)
    }
}

//! From arguments to compilations.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Color, World};
use crate::compile::{Compilation, ReadError, Target, compile};
use crate::lint::{Settings, lint};
use crate::system::{MemorySystem, read_stream};

/// Arguments of every command that reads a configuration.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Also check what only this machine can tell: users, groups and directories
    #[arg(long, global = true)]
    host: bool,
    /// Set a variable for %(ENV_NAME)s; the others come from the environment
    #[arg(long = "env", global = true, value_name = "NAME=VALUE", value_parser = variable)]
    environment: Vec<(String, String)>,
    /// Release of Supervisor whose behaviour counts where they differ
    #[arg(long, global = true, value_name = "RELEASE", default_value = "4.3")]
    target: Release,
    /// When to colour the output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Release {
    #[value(name = "4.3")]
    V4_3,
    #[value(name = "4.4-dev")]
    V4_4Dev,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

impl Reading {
    /// The variables that the arguments set.
    pub(super) fn variables(&self) -> &[(String, String)] {
        &self.environment
    }

    /// Takes over what the arguments say about the machine.
    pub(super) fn apply(&self, world: &mut World<'_>) {
        world.options.host_checks = self.host;
        world.options.environment.extend(self.environment.iter().cloned());
        world.options.target = match self.target {
            Release::V4_3 => Target::V4_3,
            Release::V4_4Dev => Target::V4_4Dev,
        };
    }
}

impl World<'_> {
    /// Compiles a file, or standard input for `-`, which then goes by the name `stdin_name`.
    pub(super) fn compile(&mut self, file: &Path, stdin_name: &Path) -> Result<Compilation, ReadError> {
        let path = self.place(file, stdin_name)?;
        compile(&path, self.system.as_ref(), &self.options)
    }

    /// Asks the rules about a file, too.
    pub(super) fn lint(
        &mut self,
        file: &Path,
        stdin_name: &Path,
        settings: &Settings,
    ) -> Result<Compilation, ReadError> {
        let path = self.place(file, stdin_name)?;
        lint(&path, self.system.as_ref(), &self.options, settings)
    }

    /// The path under which a file is found; standard input is put where it can be found.
    pub(super) fn place(&mut self, file: &Path, stdin_name: &Path) -> Result<PathBuf, ReadError> {
        if file != Path::new("-") {
            return Ok(file.to_path_buf());
        }
        let text = read_stream(&mut *self.stdin)
            .map_err(|source| ReadError::Unreadable { path: PathBuf::from("standard input"), source })?;
        let below = std::mem::replace(&mut self.system, Box::new(MemorySystem::new()));
        let mut overlay = MemorySystem::over(below);
        overlay.add_file(self.options.cwd.join(stdin_name), text);
        self.system = Box::new(overlay);
        Ok(stdin_name.to_path_buf())
    }

    /// Says why a file cannot be read.
    pub(super) fn cannot_read(&mut self, command: &str, error: &ReadError) {
        let reason = match error {
            // The operating system's reasons are not in the error's own text, which is the original's.
            ReadError::Unreadable { source, .. } if source.get_ref().is_none() => format!(": {source}"),
            ReadError::Unreadable { .. } | ReadError::NotFound { .. } => String::new(),
        };
        self.complain(&format!("{command}: {error}{reason}\n"));
    }
}

//! From arguments to compilations.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::{Color, World};
use crate::compile::{Options, ReadError, Target};
use crate::lint::Release;
use crate::lint::settings::SettingsFile;
use crate::render::{one_line, shown_path};
use crate::system::{MemorySystem, Pipes, System, read_stream};

/// Arguments of every command that reads a configuration.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Machine and environment")]
pub(crate) struct Reading {
    /// Also check what only this machine can tell: users, groups and directories
    #[arg(long, global = true)]
    pub(crate) host: bool,
    /// Set a variable for %(ENV_NAME)s; the others come from the environment
    #[arg(long = "env", global = true, value_name = "NAME=VALUE", value_parser = variable)]
    pub(crate) environment: Vec<(String, String)>,
    /// File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// Oldest release of Supervisor that the files are for (4.3 if nobody says)
    #[arg(long, global = true, value_name = "RELEASE")]
    pub(crate) target: Option<Release>,
    /// When to colour the output; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub(crate) color: Color,
}

impl ValueEnum for Release {
    fn value_variants<'a>() -> &'a [Self] {
        &Release::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

impl Reading {
    /// The variables that the arguments set; `options` are those that the arguments were applied to.
    pub(super) fn variables(&self, options: &Options) -> BTreeMap<String, String> {
        match self.env_file {
            Some(_) => options.environment.clone(),
            None => self.environment.iter().cloned().collect(),
        }
    }

    /// Takes over what the arguments say about the machine.
    ///
    /// # Errors
    /// When the file with the environment cannot be used; the text says why.
    pub(super) fn apply(&self, world: &mut World<'_>) -> Result<(), String> {
        if self.env_file.is_some()
            && world.options.environment.get("NO_COLOR").is_some_and(|value| !value.is_empty())
        {
            // It is about us, not about the configuration.
            world.terminal = false;
        }
        self.machine(&mut world.options, &*world.system)
    }

    /// The same for options that nobody has changed yet.
    ///
    /// # Errors
    /// The same.
    pub(crate) fn machine(&self, options: &mut Options, system: &dyn System) -> Result<(), String> {
        if let Some(file) = &self.env_file {
            options.environment = environment(file, system, options)?;
            options.told = options.environment.keys().cloned().collect();
        }
        options.host_checks = self.host;
        self.set(options);
        options.target = self.release(None).1;
        Ok(())
    }

    /// What a settings file adds: only what the arguments do not say. True when the environment is closed.
    ///
    /// # Errors
    /// As for [`Reading::apply`].
    pub(super) fn complete(
        &self,
        file: &SettingsFile,
        options: &mut Options,
        system: &dyn System,
    ) -> Result<(Release, bool), String> {
        options.host_checks |= file.host;
        let (release, target) = self.release(file.target);
        options.target = target;
        if let (None, Some(path)) = (&self.env_file, &file.env_file) {
            options.environment = environment(path, system, options)?;
            options.told = options.environment.keys().cloned().collect();
            self.set(options);
        }
        Ok((release, self.env_file.is_some() || file.env_file.is_some()))
    }

    /// Sets the variables of the arguments.
    fn set(&self, options: &mut Options) {
        options.environment.extend(self.environment.iter().cloned());
        options.told.extend(self.environment.iter().map(|(name, _)| name.clone()));
    }

    fn release(&self, otherwise: Option<Release>) -> (Release, Target) {
        let release = self.target.or(otherwise).unwrap_or_default();
        (release, if release == Release::V4_4Dev { Target::V4_4Dev } else { Target::V4_3 })
    }
}

/// The variables of a file of NAME=VALUE lines.
fn environment(
    file: &Path,
    system: &dyn System,
    options: &Options,
) -> Result<BTreeMap<String, String>, String> {
    let bytes = system.read(&options.cwd.join(file), Pipes::Await);
    let bytes = bytes.map_err(|error| format!("could not read {}: {error}", shown_path(file)))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", shown_path(file)))?;
    let mut variables = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let set = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) =
            variable(set).map_err(|error| format!("{}:{}: {error}", shown_path(file), number + 1))?;
        let value = value.trim();
        let inner = ['"', '\''].into_iter().find_map(|mark| value.strip_prefix(mark)?.strip_suffix(mark));
        variables.insert(name.trim().to_owned(), inner.unwrap_or(value).to_owned());
    }
    Ok(variables)
}

impl World<'_> {
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
        self.complain(&format!("{command}: {}\n", one_line(&format!("{error}{reason}"))));
    }
}

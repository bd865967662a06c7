//! Which rules are asked, and what is known of them: from arguments and settings files.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::World;
use super::input::Reading;
use super::lint::Lint;
use super::output::{UNREADABLE, USAGE};
use crate::compile::{Options, ReadError};
use crate::diagnostic::Severity;
use crate::lint::settings::{FILE_NAME, SEVERITIES, SettingsFile, unknown};
use crate::lint::{FilePattern, Settings, absolute};
use crate::render::shown_path;
use crate::rules::Profile;
use crate::system::{Pipes, System};

/// Arguments on what is looked for.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rules and findings")]
pub(crate) struct Choosing {
    /// Ask only these rules: names, categories, or all; in place of what the settings file selects and ignores.
    /// What Supervisor refuses is always reported
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Do not ask these rules. A name counts for more than its category, that for more than all. What
    /// Supervisor refuses cannot be ignored
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Report the findings of a rule as error, warning or info. What Supervisor refuses stays an error
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',', value_parser = level)]
    pub(crate) level: Vec<(String, Severity)>,
    /// Also ask what matters there: in a container, as a service of systemd, by a user who is not root
    #[arg(long, value_name = "PROFILE", value_delimiter = ',')]
    pub(crate) profile: Vec<Profile>,
    /// An option that no release of Supervisor knows, and a plug-in does
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) allow_option: Vec<String>,
    /// Settings file to use for all files; otherwise supervisor-lint.toml of each file's directory or one above it
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,
    /// Look for no settings file
    #[arg(long)]
    pub(crate) isolated: bool,
    /// File with known findings, which are not reported
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all findings into that file, but for those that Supervisor refuses
    #[arg(long, conflicts_with = "fixing")]
    pub(crate) write_baseline: bool,
}

impl World<'_> {
    /// Takes over what the settings file of a configuration says about machine and environment.
    ///
    /// # Errors
    /// When a settings file makes no sense; the text says why.
    pub(super) fn settle(&mut self, lint: &Lint, path: &Path) -> Result<(), String> {
        let place = absolute(path, &self.options);
        let mut book = Book::new(&lint.choosing, &lint.reading, &self.options, self.system.as_ref());
        let number = book.number(place.parent().unwrap_or(&place))?;
        if let Some(options) = book.get(number).map(|resolved| resolved.options.clone()) {
            self.options = options;
        }
        Ok(())
    }

    /// Reads the one configuration that a command is about, with the settings that hold where it is.
    ///
    /// # Errors
    /// The exit status, after it was said why.
    pub(super) fn read_one<T>(
        &mut self,
        file: &Path,
        lint: &Lint,
        read: impl FnOnce(&Path, &dyn System, &Options) -> Result<T, ReadError>,
    ) -> Result<T, u8> {
        let unreadable = |world: &mut Self, error: &ReadError| {
            world.cannot_read("supervisor-lint", error);
            UNREADABLE
        };
        let path = self.place(file, &lint.stdin_filename).map_err(|error| unreadable(self, &error))?;
        if let Err(error) = self.settle(lint, &path) {
            self.complain(&format!("supervisor-lint: {error}\n"));
            return Err(USAGE);
        }
        read(&path, self.system.as_ref(), &self.options).map_err(|error| unreadable(self, &error))
    }
}

impl ValueEnum for Profile {
    fn value_variants<'a>() -> &'a [Self] {
        &Profile::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

fn level(text: &str) -> Result<(String, Severity), String> {
    let (rule, level) = text.split_once('=').ok_or("expected RULE=LEVEL")?;
    let severity = SEVERITIES.into_iter().find(|severity| severity.name() == level);
    let severity =
        severity.ok_or_else(|| unknown("level", level, SEVERITIES.into_iter().map(Severity::name)))?;
    Ok((rule.to_owned(), severity))
}

/// What holds for a file.
pub(crate) struct Resolved {
    /// What its compilation depends on.
    pub(crate) options: Options,
    /// What to look for.
    pub(crate) settings: Settings,
    /// The least severe level that counts, if the settings file says.
    pub(crate) threshold: Option<Severity>,
    /// The file with known findings, as it is named.
    pub(crate) baseline: Option<PathBuf>,
    /// What is passed over when a directory is searched.
    pub(crate) exclude: Vec<FilePattern>,
}

impl Resolved {
    /// What holds when nobody says anything.
    pub(crate) fn new(options: Options) -> Self {
        Self { options, settings: Settings::default(), threshold: None, baseline: None, exclude: Vec::new() }
    }
}

/// All that was resolved so far: many files have the same settings file.
pub(crate) struct Book<'b> {
    choosing: &'b Choosing,
    reading: &'b Reading,
    options: &'b Options,
    system: &'b dyn System,
    all: Vec<Resolved>,
    by_directory: HashMap<PathBuf, usize>,
    by_file: HashMap<Option<PathBuf>, usize>,
}

impl<'b> Book<'b> {
    /// `options`: what holds if no settings file says anything else.
    pub(crate) fn new(
        choosing: &'b Choosing,
        reading: &'b Reading,
        options: &'b Options,
        system: &'b dyn System,
    ) -> Self {
        let (by_directory, by_file) = (HashMap::new(), HashMap::new());
        Self { choosing, reading, options, system, all: Vec::new(), by_directory, by_file }
    }

    /// What holds in a directory, which is absolute: its number.
    ///
    /// # Errors
    /// When a settings file or an argument makes no sense; the text says why.
    pub(super) fn number(&mut self, directory: &Path) -> Result<usize, String> {
        if let Some(number) = self.by_directory.get(directory) {
            return Ok(*number);
        }
        let file = match &self.choosing.config {
            Some(file) => Some(self.options.cwd.join(file)),
            None if self.choosing.isolated => None,
            None => {
                directory.ancestors().map(|above| above.join(FILE_NAME)).find(|file| self.system.exists(file))
            }
        };
        let number = match self.by_file.get(&file) {
            Some(number) => *number,
            None => {
                let resolved = self.resolve(file.as_deref())?;
                self.all.push(resolved);
                self.by_file.insert(file, self.all.len() - 1);
                self.all.len() - 1
            }
        };
        self.by_directory.insert(directory.to_path_buf(), number);
        Ok(number)
    }

    /// True for a file that the settings exclude, or that is in a directory which they exclude; both are absolute.
    ///
    /// # Errors
    /// As for [`Book::number`].
    pub(super) fn excludes(&mut self, file: &Path, searched: &Path) -> Result<bool, String> {
        for place in file.ancestors().take_while(|place| *place != searched) {
            let number = self.number(place.parent().unwrap_or(place))?;
            let exclude = self.get(number).map(|resolved| resolved.exclude.as_slice()).unwrap_or_default();
            if exclude.iter().any(|pattern| pattern.matches(place)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What has this number.
    pub(super) fn get(&self, number: usize) -> Option<&Resolved> {
        self.all.get(number)
    }

    /// What holds in a directory.
    ///
    /// # Errors
    /// As for [`Book::number`].
    pub(crate) fn into_resolved(mut self, directory: &Path) -> Result<Resolved, String> {
        let number = self.number(directory)?;
        Ok(self.all.swap_remove(number))
    }

    /// What was asked for, and has no effect.
    pub(super) fn remarks(&self) -> BTreeSet<String> {
        self.all.iter().flat_map(|resolved| resolved.settings.unasked(&resolved.options)).collect()
    }

    fn resolve(&self, path: Option<&Path>) -> Result<Resolved, String> {
        let file = path.map(|path| self.read(path)).transpose()?.unwrap_or_default();
        let mut options = self.options.clone();
        let (release, closed_environment) = self.reading.complete(&file, &mut options, self.system)?;
        let SettingsFile { mut settings, without_choice, threshold, exclude, baseline, .. } = file;
        settings.release = release;
        settings.closed_environment = closed_environment;
        let Choosing { select, ignore, level, profile, allow_option, .. } = self.choosing;
        if !select.is_empty() {
            settings.selection = without_choice;
        }
        for word in select {
            settings.selection.select(word).map_err(|error| error.to_string())?;
        }
        for word in ignore {
            settings.selection.ignore(word).map_err(|error| error.to_string())?;
        }
        for (rule, severity) in level {
            settings.selection.set_level(rule, *severity).map_err(|error| error.to_string())?;
        }
        settings.profiles.extend(profile);
        settings.allowed_options.extend(allow_option.iter().cloned());
        let baseline = self.choosing.baseline.clone().or(baseline);
        Ok(Resolved { options, settings, threshold, baseline, exclude })
    }

    fn read(&self, path: &Path) -> Result<SettingsFile, String> {
        let shown = path.strip_prefix(&self.options.cwd).unwrap_or(path);
        let bytes = self.system.read(path, Pipes::Await);
        let bytes = bytes.map_err(|error| format!("could not read {}: {error}", shown_path(shown)))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", shown_path(shown)))?;
        let directory = path.parent().unwrap_or(Path::new("/"));
        SettingsFile::parse(shown, directory, &text).map_err(|error| error.to_string())
    }
}

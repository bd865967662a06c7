//! What the client's settings say: the same as the arguments of supervisor-lint, in words of JSON.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::cli::input::Reading;
use crate::cli::settings::{Book, Choosing, Resolved};
use crate::compile::Options;
use crate::diagnostic::Severity;
use crate::lint::Release;
use crate::lint::settings::{SEVERITIES, unknown};
use crate::rules::Profile;
use crate::system::System;

/// The section of a client's settings that is about us.
pub(super) const SECTION: &str = "supervisor-lint";

/// Names of settings.
const KEYS: [&str; 12] = [
    "allowOptions",
    "baseline",
    "config",
    "env",
    "envFile",
    "host",
    "ignore",
    "isolated",
    "levels",
    "profiles",
    "select",
    "target",
];

/// Settings of extensions, which are none of ours.
const OTHERS: [&str; 2] = ["path", "trace"];

/// The settings as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Written {
    allow_options: Vec<String>,
    baseline: Option<PathBuf>,
    config: Option<PathBuf>,
    env: BTreeMap<String, String>,
    env_file: Option<PathBuf>,
    host: bool,
    ignore: Vec<String>,
    isolated: bool,
    levels: BTreeMap<String, String>,
    profiles: Vec<String>,
    select: Vec<String>,
    target: Option<String>,
}

/// What holds for all files, before any settings file is looked at: the arguments, and what the client adds.
#[derive(Debug, Clone)]
pub(super) struct Preferences {
    choosing: Choosing,
    reading: Reading,
    /// The machine and its environment, as they are without arguments.
    options: Options,
}

impl Preferences {
    /// What the command line says; its paths are relative to where it was typed, whatever folders are open.
    pub(super) fn new(mut choosing: Choosing, mut reading: Reading, options: Options) -> Self {
        for path in
            [&mut choosing.config, &mut choosing.baseline, &mut reading.env_file].into_iter().flatten()
        {
            *path = options.cwd.join(&*path);
        }
        Self { choosing, reading, options }
    }

    /// The directory that relative paths are relative to.
    pub(super) fn cwd(&self) -> &Path {
        &self.options.cwd
    }

    /// The same with relative paths relative to a directory.
    pub(super) fn in_directory(&self, directory: &Path) -> Self {
        let options = Options { cwd: directory.to_path_buf(), ..self.options.clone() };
        Self { options, ..self.clone() }
    }

    /// What is known of settings files, for who looks through directories.
    pub(super) fn book<'b>(&'b self, options: &'b Options, system: &'b dyn System) -> Book<'b> {
        Book::new(&self.choosing, &self.reading, options, system)
    }

    /// The same with what the client says. Where that makes no sense it is passed over, and a fault says so.
    pub(super) fn with(&self, settings: &Value, faults: &mut Vec<String>) -> Self {
        let mut with = self.clone();
        // Some clients send the section in an object that has nothing else.
        let settings = settings.get(SECTION).unwrap_or(settings);
        let Some(table) = settings.as_object() else { return with };
        let known = |key: &str| KEYS.contains(&key) || OTHERS.contains(&key);
        if let Some(key) = table.keys().find(|key| !known(key)) {
            faults.push(format!("settings of the editor: {}", unknown("setting", key, KEYS.into_iter())));
        }
        // What nobody has set is null.
        let set = table.iter().filter(|(_, value)| !value.is_null());
        let set: Map<_, _> = set.map(|(key, value)| (key.clone(), value.clone())).collect();
        match serde_json::from_value(Value::Object(set)) {
            Ok(written) => with.add(written, faults),
            Err(error) => faults.push(format!("settings of the editor: {error}")),
        }
        with
    }

    fn add(&mut self, written: Written, faults: &mut Vec<String>) {
        let mut named = |what: &str, name: &str, known: &[&'static str]| {
            let found = known.iter().position(|one| *one == name);
            if found.is_none() {
                let fault = unknown(what, name, known.iter().copied());
                faults.push(format!("settings of the editor: {fault}"));
            }
            found
        };
        let names = Profile::ALL.map(Profile::name);
        let profiles =
            written.profiles.iter().filter_map(|name| Profile::ALL.get(named("profile", name, &names)?));
        self.choosing.profile.extend(profiles);
        let names = SEVERITIES.map(Severity::name);
        for (rule, level) in written.levels {
            let level = named("level", &level, &names).and_then(|index| SEVERITIES.get(index));
            self.choosing.level.extend(level.map(|level| (rule, *level)));
        }
        let names = Release::ALL.map(Release::name);
        let target =
            written.target.and_then(|name| Release::ALL.get(named("release", &name, &names)?).copied());
        self.reading.target = target.or(self.reading.target);
        self.choosing.allow_option.extend(written.allow_options);
        self.choosing.select.extend(written.select);
        self.choosing.ignore.extend(written.ignore);
        self.choosing.isolated |= written.isolated;
        self.choosing.config = written.config.or_else(|| self.choosing.config.take());
        self.choosing.baseline = written.baseline.or_else(|| self.choosing.baseline.take());
        self.reading.host |= written.host;
        self.reading.env_file = written.env_file.or_else(|| self.reading.env_file.take());
        self.reading.environment.extend(written.env);
    }

    /// What holds for the configurations in a directory. When a settings file or the client makes no sense, what holds without.
    pub(super) fn resolve(
        &self,
        directory: &Path,
        system: &dyn System,
        faults: &mut Vec<String>,
    ) -> Resolved {
        self.try_resolve(directory, system).unwrap_or_else(|fault| {
            faults.push(fault);
            let without = Self {
                choosing: Choosing { isolated: true, ..Choosing::default() },
                reading: Reading::default(),
                options: self.options.clone(),
            };
            let alone = without.try_resolve(directory, system);
            alone.unwrap_or_else(|_| Resolved::new(self.options.clone()))
        })
    }

    fn try_resolve(&self, directory: &Path, system: &dyn System) -> Result<Resolved, String> {
        let mut options = self.options.clone();
        self.reading.machine(&mut options, system)?;
        self.book(&options, system).into_resolved(directory)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lint::settings::FILE_NAME;
    use crate::rules::Rule;
    use crate::system::MemorySystem;

    fn preferences() -> Preferences {
        Preferences::new(Choosing::default(), Reading::default(), Options::default())
    }

    #[test]
    fn everything_can_be_said() {
        let mut system = MemorySystem::new();
        system.add_file("/srv/.env", "A=1\n");
        let settings = json!({
            "allowOptions": ["x"], "baseline": "b.json", "envFile": ".env", "env": {"B": "2"}, "host": true,
            "ignore": ["value"], "levels": {"quoted-scalar": "error"}, "profiles": ["docker"], "select": ["all"],
            "target": "3.4", "isolated": true, "config": null, "path": "supervisor-lint",
        });
        let mut faults = Vec::new();
        let with = preferences().in_directory(Path::new("/srv")).with(&settings, &mut faults);
        let resolved = with.resolve(Path::new("/srv"), &system, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        assert!(resolved.options.host_checks && resolved.settings.closed_environment);
        let variables: Vec<_> = resolved.options.environment.iter().collect();
        assert_eq!(variables, [(&"A".to_owned(), &"1".to_owned()), (&"B".to_owned(), &"2".to_owned())]);
        assert_eq!(resolved.settings.profiles, [Profile::Docker]);
        assert_eq!(resolved.settings.release, Release::V3_4);
        assert_eq!(resolved.baseline.as_deref(), Some(Path::new("b.json")));
        assert!(!resolved.settings.selection.wants(Rule::named("bad-integer").unwrap()));
    }

    #[test]
    fn the_extension_of_vs_code_declares_every_setting() {
        let package = include_str!("../../../editors/vscode/package.json");
        let package: Value = serde_json::from_str(package).unwrap();
        let declared = package["contributes"]["configuration"]["properties"].as_object().unwrap();
        let mut declared: Vec<_> = declared.keys().map(|key| key.split_once('.').unwrap().1).collect();
        declared.sort_unstable();
        let mut known = KEYS.to_vec();
        known.push("path");
        known.sort_unstable();
        assert_eq!(declared, known);
    }

    #[test]
    fn faults_are_told_and_passed_over() {
        let mut faults = Vec::new();
        let settings = json!({SECTION: {"profiles": ["dcoker", "systemd"], "hots": true, "target": "2"}});
        let with = preferences().with(&settings, &mut faults);
        let resolved = with.resolve(Path::new("/srv"), &MemorySystem::new(), &mut faults);
        assert_eq!(resolved.settings.profiles, [Profile::Systemd]);
        assert_eq!(
            faults,
            [
                "settings of the editor: there is no setting `hots`; did you mean `host`?",
                "settings of the editor: there is no profile `dcoker`; did you mean `docker`?",
                "settings of the editor: there is no release `2`; there are 3.0, 3.1, 3.2, 3.3, 3.4, 4.0, 4.1, 4.2, 4.3, 4.4-dev",
            ]
        );
    }

    #[test]
    fn a_settings_file_that_makes_no_sense_is_told_once_and_passed_over() {
        let mut system = MemorySystem::new();
        system.add_file(Path::new("/srv").join(FILE_NAME), "host = 1");
        let mut faults = Vec::new();
        let with = preferences().with(&json!({"profiles": ["docker"]}), &mut faults);
        let resolved = with.resolve(Path::new("/srv/x"), &system, &mut faults);
        assert!(!resolved.options.host_checks);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("srv/supervisor-lint.toml:1:8: "), "{faults:?}");
    }
}

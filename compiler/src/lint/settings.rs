//! The settings file `supervisor-lint.toml`.
//!
//! A key that nobody knows is an error, as is a rule that there is not: a setting that does nothing is worse than none.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::DeTable;

use super::{FilePattern, Release, Selection, Settings};
use crate::compile::nearest;
use crate::diagnostic::Severity;
use crate::render::shown_path;
use crate::rules::Profile;

/// The name that is looked for.
pub const FILE_NAME: &str = "supervisor-lint.toml";

/// All keys.
pub const KEYS: [&str; 13] = [
    "allow-options",
    "baseline",
    "env-file",
    "exclude",
    "extend-select",
    "host",
    "ignore",
    "levels",
    "per-file-ignores",
    "profiles",
    "select",
    "target",
    "threshold",
];

/// A text and where it stands.
type Word = Spanned<String>;

/// The file as it is written.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    select: Option<Vec<Word>>,
    extend_select: Vec<Word>,
    ignore: Vec<Word>,
    levels: BTreeMap<Word, Word>,
    profiles: Vec<Word>,
    host: bool,
    env_file: Option<String>,
    target: Option<Word>,
    allow_options: Vec<String>,
    exclude: Vec<Word>,
    per_file_ignores: BTreeMap<Word, Vec<Word>>,
    baseline: Option<String>,
    threshold: Option<Word>,
}

/// What a settings file says. Paths in it are relative to the directory it is in.
#[derive(Debug, Clone, Default)]
pub struct SettingsFile {
    /// Its directory, absolute.
    pub directory: PathBuf,
    /// Rules, levels, profiles, options and what is not wanted in some files; the release when it is set.
    pub settings: Settings,
    /// The rules without those of `select`, `extend-select` and `ignore`: for a command line that selects others.
    pub without_choice: Selection,
    /// Also check what only this machine can tell.
    pub host: bool,
    /// The file that holds all of the environment.
    pub env_file: Option<PathBuf>,
    /// The release of Supervisor, if one is named.
    pub target: Option<Release>,
    /// What is passed over when a directory is searched for configurations.
    pub exclude: Vec<FilePattern>,
    /// The file with known findings.
    pub baseline: Option<PathBuf>,
    /// The least severe level that counts.
    pub threshold: Option<Severity>,
}

/// What is wrong with a settings file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}:{column}: {message}", shown_path(path))]
pub struct SettingsError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// One sentence.
    pub message: String,
}

impl SettingsFile {
    /// Reads one; `path` is how messages name it, `directory` what its paths are relative to.
    ///
    /// # Errors
    /// With the place of the first thing that is wrong.
    pub fn parse(path: &Path, directory: &Path, text: &str) -> Result<Self, SettingsError> {
        let at = |(span, message): (Range<usize>, String)| place(path, text, &span, message);
        let bad = |error: &toml::de::Error| {
            at((error.span().unwrap_or(0..0), error.message().trim_end().replace('\n', ", ")))
        };
        let table = DeTable::parse(text).map_err(|error| bad(&error))?;
        let mut keys = table.get_ref().keys();
        if let Some(key) = keys.find(|key| !KEYS.contains(&&**key.get_ref())) {
            return Err(at((key.span(), unknown("key", key.get_ref(), KEYS.into_iter()))));
        }
        let written: Written = toml::from_str(text).map_err(|error| bad(&error))?;
        Self::new(&written, directory).map_err(at)
    }

    fn new(written: &Written, directory: &Path) -> Result<Self, (Range<usize>, String)> {
        let mut settings = Settings::default();
        for (rule, level) in &written.levels {
            let severity = named(level, "level", &SEVERITIES, Severity::name)?;
            settings
                .selection
                .set_level(rule.get_ref(), severity)
                .map_err(|error| (rule.span(), error.to_string()))?;
        }
        let without_choice = settings.selection.clone();
        let selection = &mut settings.selection;
        if written.select.is_none() && !written.extend_select.is_empty() {
            // Everything, and these in spite of `ignore`.
            selection.select("all").map_err(|error| (0..0, error.to_string()))?;
        }
        for word in written.select.iter().flatten().chain(&written.extend_select) {
            selection.select(word.get_ref()).map_err(|error| (word.span(), error.to_string()))?;
        }
        if written.select.as_ref().is_some_and(Vec::is_empty) && written.extend_select.is_empty() {
            selection.select_nothing();
        }
        for word in &written.ignore {
            selection.ignore(word.get_ref()).map_err(|error| (word.span(), error.to_string()))?;
        }
        for (files, words) in &written.per_file_ignores {
            for word in words {
                let pattern = pattern(files, directory)?;
                let outcome = settings.per_file.ignore(pattern, word.get_ref());
                outcome.map_err(|error| (word.span(), error.to_string()))?;
            }
        }
        for word in &written.profiles {
            settings.profiles.push(named(word, "profile", &Profile::ALL, Profile::name)?);
        }
        settings.allowed_options.clone_from(&written.allow_options);
        let target = written.target.as_ref();
        let target = target.map(|word| named(word, "release", &Release::ALL, Release::name)).transpose()?;
        settings.release = target.unwrap_or_default();
        let threshold = written.threshold.as_ref();
        Ok(Self {
            settings,
            without_choice,
            host: written.host,
            env_file: written.env_file.as_ref().map(|path| directory.join(path)),
            target,
            exclude: written.exclude.iter().map(|word| pattern(word, directory)).collect::<Result<_, _>>()?,
            baseline: written.baseline.as_ref().map(|path| directory.join(path)),
            threshold: threshold.map(|word| named(word, "level", &SEVERITIES, Severity::name)).transpose()?,
            directory: directory.to_path_buf(),
        })
    }
}

/// All levels.
pub(crate) const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

fn pattern(word: &Word, directory: &Path) -> Result<FilePattern, (Range<usize>, String)> {
    FilePattern::new(directory, word.get_ref())
        .map_err(|error| (word.span(), format!("bad pattern: {}", error.msg)))
}

/// The one of several things that has this name.
fn named<T: Copy>(
    word: &Word,
    what: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, (Range<usize>, String)> {
    let found = all.iter().copied().find(|one| name(*one) == word.get_ref());
    found.ok_or_else(|| (word.span(), unknown(what, word.get_ref(), all.iter().copied().map(name))))
}

/// Says that there is no such thing, and which one there is.
pub(crate) fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(nearest) => format!("there is no {what} `{name}`; did you mean `{nearest}`?"),
        None => format!("there is no {what} `{name}`; there are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

fn place(path: &Path, text: &str, span: &Range<usize>, message: String) -> SettingsError {
    let before = text.get(..span.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    SettingsError { path: path.to_path_buf(), line, column, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rule;

    fn parse(text: &str) -> Result<SettingsFile, String> {
        SettingsFile::parse(Path::new("lint.toml"), Path::new("/srv"), text)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn everything_can_be_said() {
        let text = r#"
            select = ["all"]
            extend-select = ["quoted-scalar"]
            ignore = ["value", "restart"]
            profiles = ["docker", "nonroot"]
            host = true
            env-file = ".env"
            target = "3.4"
            allow-options = ["plugin_option"]
            exclude = ["vendor", "old/*.conf"]
            baseline = "lint-baseline.json"
            threshold = "info"

            [levels]
            quoted-scalar = "error"

            [per-file-ignores]
            "legacy/*.conf" = ["logging"]
        "#;
        let file = parse(text).unwrap();
        let wants = |name: &str| file.settings.selection.wants(Rule::named(name).unwrap());
        assert!(wants("quoted-scalar") && !wants("bad-integer") && !wants("startsecs-zero-restart-loop"));
        assert_eq!(file.settings.profiles, [Profile::Docker, Profile::Nonroot]);
        assert_eq!((file.target, file.settings.release), (Some(Release::V3_4), Release::V3_4));
        assert_eq!(file.env_file.as_deref(), Some(Path::new("/srv/.env")));
        assert_eq!(file.baseline.as_deref(), Some(Path::new("/srv/lint-baseline.json")));
        assert_eq!(file.threshold, Some(Severity::Info));
        assert!(file.host && file.exclude.len() == 2);
    }

    #[test]
    fn nothing_is_passed_over() {
        let table = [
            ("ignroe = []", "lint.toml:1:1: there is no key `ignroe`; did you mean `ignore`?"),
            (
                "host = true\nignore = [\"vlaue\"]",
                "lint.toml:2:11: there is no rule and no category `vlaue`; did you mean `value`?",
            ),
            ("target = \"2.0\"", "lint.toml:1:10: there is no release `2.0`; did you mean `3.0`?"),
            (
                "profiles = [\"dcoker\"]",
                "lint.toml:1:13: there is no profile `dcoker`; did you mean `docker`?",
            ),
            (
                "[levels]\nquoted-scalar = \"warn\"",
                "lint.toml:2:17: there is no level `warn`; did you mean `warning`?",
            ),
            (
                "[levels]\nvalue = \"error\"",
                "lint.toml:2:1: `value` is no rule but many: levels are those of single rules",
            ),
            ("exclude = [\"a[\"]", "lint.toml:1:12: bad pattern: invalid range pattern"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text).unwrap_err(), expected);
        }
        assert!(
            parse("host = 1").unwrap_err().starts_with("lint.toml:1:8: invalid type"),
            "{:?}",
            parse("host = 1")
        );
        assert!(parse("host = ").unwrap_err().starts_with("lint.toml:1:"));
    }

    #[test]
    fn every_key_is_in_the_schema_and_back() {
        let schema = include_str!("../../../docs/schemas/supervisor-lint.json");
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        let keys = |value: &serde_json::Value| {
            value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>()
        };
        let properties = keys(&schema["properties"]);
        assert_eq!(properties, keys(&serde_json::to_value(Written::default()).unwrap()));
        assert_eq!(properties, KEYS.map(str::to_owned).into());
        assert_eq!(schema["additionalProperties"], false);
        let choices = |key: &str| -> Vec<String> {
            let property = &schema["properties"][key];
            let property = property.get("items").unwrap_or(property);
            property["enum"]
                .as_array()
                .unwrap()
                .iter()
                .map(|choice| choice.as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(choices("target"), Release::ALL.map(Release::name));
        assert_eq!(choices("profiles"), Profile::ALL.map(Profile::name));
        assert_eq!(choices("threshold"), SEVERITIES.map(Severity::name));
    }
}

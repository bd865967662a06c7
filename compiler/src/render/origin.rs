//! Where a value came from, in words and in JSON.

use std::path::Path;

use serde::Serialize;

use super::Place;
use crate::plan::settings::SettingView;
use crate::plan::{Environment, Origin};
use crate::sources::{Position, Sources};

/// What is said of what lies outside.
pub(super) const OUTSIDE: &str = "outside of what is compared, read as it is now for both sides";

/// What is said of what a server does not tell.
pub(super) const UNTOLD: &str =
    "the server does not tell these options of what runs; they count as unchanged";

/// What is said of what a server tells that knows only what was read last.
pub(super) const READ_LAST: &str =
    "of the others what was read last: what runs, unless a reread came without an update";

/// The texts that the origins of one plan point into, and how their paths are shown.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// The texts.
    pub sources: &'a Sources,
    /// Paths below this directory are shown relative to it.
    pub base: &'a Path,
    /// What is put before every path, such as `HEAD~1:`.
    pub label: &'a str,
    /// Nobody knows where the values of this side stand.
    pub placeless: bool,
}

impl<'a> Texts<'a> {
    /// Texts whose paths below `base` are shown relative to it.
    #[must_use]
    pub fn new(sources: &'a Sources, base: &'a Path) -> Self {
        Self { sources, base, label: "", placeless: false }
    }

    /// `conf.d/app.conf:12:14`, `-n on the command line`, `default`.
    pub(super) fn words(self, origin: Origin) -> String {
        match origin {
            _ if self.placeless => String::new(),
            Origin::Default => "default".to_owned(),
            Origin::CommandLine(flag) => format!("{flag} on the command line"),
            Origin::File(location) => {
                format!("{}{}", self.label, Place::new(self.sources, location, self.base))
            }
        }
    }

    pub(super) fn json(self, origin: Origin) -> OriginJson {
        match origin {
            Origin::Default => OriginJson::Default,
            Origin::CommandLine(flag) => OriginJson::CommandLine { flag },
            Origin::File(location) => {
                let Place { file, start, end } = Place::new(self.sources, location, self.base);
                OriginJson::File { file: format!("{}{}", self.label, file.to_string_lossy()), start, end }
            }
        }
    }
}

/// An origin in JSON.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum OriginJson {
    Default,
    CommandLine { flag: &'static str },
    File { file: String, start: Position, end: Position },
}

/// A setting, or one variable of `environment`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) option: String,
    pub(super) variable: Option<String>,
    pub(super) value: String,
    pub(super) origin: Origin,
}

impl Row {
    /// `stopwaitsecs`, `environment.HOME`.
    pub(super) fn name(&self) -> String {
        name(&self.option, self.variable.as_deref())
    }
}

/// `stopwaitsecs`, `environment.HOME`.
pub(super) fn name(option: &str, variable: Option<&str>) -> String {
    variable.map_or_else(|| option.to_owned(), |variable| format!("{option}.{variable}"))
}

/// Settings with `environment` taken apart into its variables.
pub(super) fn rows(views: Vec<SettingView>, environment: Option<&Environment>) -> Vec<Row> {
    let mut rows = Vec::new();
    for SettingView { option, value, origin, .. } in views {
        match environment.filter(|environment| option == "environment" && !environment.is_empty()) {
            Some(environment) => rows.extend(environment.iter().map(|(name, value)| Row {
                option: option.to_owned(),
                variable: Some(name.clone()),
                value: value.value.clone(),
                origin: value.origin,
            })),
            None => rows.push(Row { option: option.to_owned(), variable: None, value, origin }),
        }
    }
    rows
}

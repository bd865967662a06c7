//! `supervisor-lint test`: facts about the plan of a configuration, written down in a small file, that must hold.
//!
//! [`parse`](fn@parse) reads the file, [`forms`] is the table of everything that can be said, [`check`](mod@check) looks at the plan. What came of
//! it is an [`Outcome`] for each fact; `render::facts_text` and its neighbours show it. docs/config-tests.md is for users.

mod check;
pub mod forms;
mod order;
mod parse;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use forms::Fact;
pub use parse::{Fault, parse};

use crate::compile::{Options, ReadError};
use crate::convert::normal;
use crate::lint::Settings;
use crate::render::{Place, Secrets};
use crate::system::System;

/// A configuration, the surroundings that it is meant for, and what must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// Its name; empty for facts before the first `[name]`.
    pub name: String,
    /// The configuration, relative to the file of the test.
    pub configuration: PathBuf,
    /// What supervisord finds in its environment.
    pub environment: BTreeMap<String, String>,
    /// What the machine is called.
    pub host_name: Option<String>,
    /// Where supervisord is started, relative to the file of the test.
    pub current_directory: Option<PathBuf>,
    /// What must hold.
    pub facts: Vec<Stated>,
}

/// A fact and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// What must hold.
    pub fact: Fact,
    /// As it is written.
    pub text: String,
    /// The line, from 1.
    pub line: u32,
}

/// What came of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The name of its case.
    pub case: String,
    /// The fact as it is written.
    pub text: String,
    /// Its line in the file of the test, from 1.
    pub line: u32,
    /// None: it holds.
    pub failure: Option<Failure>,
}

/// Why a fact does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was stated.
    pub expected: String,
    /// What is the case.
    pub found: String,
    /// The lines that make it so.
    pub places: Vec<Place>,
}

/// What came of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tested {
    /// The file, as it was named.
    pub file: String,
    /// What came of its facts.
    pub outcomes: Vec<Outcome>,
    /// Why not all of it was checked.
    pub errors: Vec<Unchecked>,
}

/// Why a part of a test, or all of it, was not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// Line and column, from 1; none: it is about the whole file.
    pub place: Option<(u32, u32)>,
    /// What is wrong.
    pub message: String,
}

impl Tested {
    /// How many facts do not hold.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.failure.is_some()).count()
    }
}

impl From<Fault> for Unchecked {
    fn from(fault: Fault) -> Self {
        let Fault { line, column, message, help } = fault;
        let message = if help.is_empty() { message } else { format!("{message}; {help}") };
        Self { place: Some((line, column)), message }
    }
}

/// What the cases of one file depend on besides it.
#[derive(Clone, Copy)]
pub struct Surroundings<'s> {
    /// Where configurations are read.
    pub system: &'s dyn System,
    /// The release to follow, and variables that are set in every case. Paths are shown relative to the current directory.
    pub options: &'s Options,
    /// What facts about findings look for.
    pub settings: &'s Settings,
    /// Whether secrets are shown.
    pub secrets: Secrets,
}

/// What a machine is called that nobody named.
const HOST_NAME: &str = "localhost";

/// Checks a case of the test in `file`.
///
/// # Errors
/// When its configuration cannot be read.
pub fn run(file: &Path, case: &Case, surroundings: Surroundings<'_>) -> Result<Vec<Outcome>, ReadError> {
    let base = &surroundings.options.cwd;
    let directory = base.join(file.parent().unwrap_or(Path::new("")));
    let inside = |path: &Path| normal(&directory.join(path));
    let mut environment = case.environment.clone();
    environment.extend(surroundings.options.environment.clone());
    let options = Options {
        environment,
        cwd: inside(case.current_directory.as_deref().unwrap_or(Path::new(""))),
        host_name: case.host_name.clone().unwrap_or_else(|| HOST_NAME.to_owned()),
        ..surroundings.options.clone()
    };
    // What a test does not set is not set.
    let settings = &Settings { closed_environment: true, ..surroundings.settings.clone() };
    let surroundings = Surroundings { options: &options, settings, ..surroundings };
    check::case(&inside(&case.configuration), case, &surroundings, base)
}

#[cfg(test)]
mod tests;

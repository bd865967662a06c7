//! Compares what the original and our compiler make of cases, many at a time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use similar::TextDiff;
use supervisor_compiler::{Compilation, Options};
use tempfile::TempDir;

use crate::differences::{self, Known};
use crate::generate::{Case, MAIN};
use crate::original::{Original, Question};
use crate::{command, verdict};

/// The two that are compared, and a place to put files.
#[derive(Debug)]
pub struct Judge {
    original: Original,
    options: Options,
    root: TempDir,
}

/// A case on which the two disagree.
#[derive(Debug, Clone)]
pub struct Disagreement {
    /// The case.
    pub case: Case,
    /// The original's answer.
    pub original: Value,
    /// Ours.
    pub ours: Value,
}

/// What came of many cases.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cases compared.
    pub compared: usize,
    /// Those that the original accepts.
    pub accepted: usize,
    /// Different error texts, values in quotes and numbers left out: a measure of how far the cases reach.
    pub errors: BTreeMap<String, usize>,
    /// Cases that differ on purpose.
    pub known: BTreeMap<Known, usize>,
    /// The others that differ.
    pub disagreements: Vec<Disagreement>,
}

/// Variables that the cases refer to.
const VARIABLES: [(&str, &str); 7] = [
    ("FOO", "foo"),
    ("PCT", "50%"),
    ("N", "7"),
    ("EMPTY", ""),
    ("HERE", "%(here)s"),
    ("SPACED", "a b"),
    ("QUOTED", "\"q\",Z=\"1"),
];

impl Judge {
    /// Starts the original.
    ///
    /// # Panics
    /// When it cannot be had.
    #[must_use]
    pub fn new(host: bool) -> Self {
        // In memory where there is such a place: thousands of files are written and removed.
        let memory = Path::new("/dev/shm");
        let root = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let root = root.expect("a temporary directory");
        let mut environment = command::environment(root.path());
        environment.extend(VARIABLES.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let options = verdict::options(&environment, host, "/".into());
        Self { original: Original::start(host, &environment), options, root }
    }

    /// Compares some cases, and adds the outcome to `tally`.
    ///
    /// # Panics
    /// When files cannot be written, or the original's script dies.
    pub fn compare(&mut self, cases: &[Case], tally: &mut Tally) {
        let mut asked = Vec::new();
        let mut questions = Vec::new();
        for (index, case) in cases.iter().enumerate() {
            let directory = self.directory(index);
            case.write(&directory);
            let question = Question { directory, file: MAIN.into() };
            let (ours, compilation) = verdict::ours(&question, &self.options);
            tally.compared += 1;
            if compilation.as_ref().is_some_and(differences::too_many_processes) {
                // The original would try, for hours.
                *tally.known.entry(Known::TooManyProcesses).or_default() += 1;
                continue;
            }
            questions.push(question);
            asked.push((case, ours, compilation));
        }
        let originals = self.original.ask(&questions);
        for ((case, ours, compilation), original) in asked.into_iter().zip(originals) {
            judge(case, ours, original, compilation.as_ref(), tally);
        }
        for index in 0..cases.len() {
            let directory = self.directory(index);
            fs::remove_dir_all(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
        }
    }

    /// The disagreement on one case, if there is one.
    pub fn disagreement(&mut self, case: &Case) -> Option<Disagreement> {
        let mut tally = Tally::default();
        self.compare(std::slice::from_ref(case), &mut tally);
        tally.disagreements.pop()
    }

    /// A level deeper than its neighbours, so that no pattern of one case matches files of another.
    fn directory(&self, index: usize) -> PathBuf {
        self.root.path().join(index.to_string()).join("e")
    }
}

fn judge(case: &Case, ours: Value, original: Value, compilation: Option<&Compilation>, tally: &mut Tally) {
    match original["error"].as_str() {
        Some(error) => *tally.errors.entry(kind_of(error)).or_default() += 1,
        None => tally.accepted += usize::from(original["plan"].is_object()),
    }
    if ours == original {
        return;
    }
    match compilation.and_then(|compilation| differences::known(&original, compilation)) {
        Some(known) => *tally.known.entry(known).or_default() += 1,
        None => tally.disagreements.push(Disagreement { case: case.clone(), original, ours }),
    }
}

/// An error without what belongs to the single case: its first words.
fn kind_of(error: &str) -> String {
    error
        .split_whitespace()
        .filter(|word| word.chars().all(|c| c.is_alphabetic() || "-_.,()".contains(c)))
        .take(6)
        .collect::<Vec<_>>()
        .join(" ")
}

impl Disagreement {
    /// The two sides of the matter, for sorting disagreements into kinds: the first place where they differ.
    #[must_use]
    pub fn kind(&self) -> String {
        match (self.original["error"].as_str(), self.ours["error"].as_str()) {
            (Some(original), Some(ours)) => format!("{} / {}", kind_of(original), kind_of(ours)),
            (Some(original), None) => format!("{} / accepted", kind_of(original)),
            (None, Some(ours)) if self.original["plan"].is_object() => {
                format!("accepted / {}", kind_of(ours))
            }
            (None, _) if self.original["crash"].is_string() => {
                format!("crash {}", kind_of(self.original["crash"].as_str().unwrap_or_default()))
            }
            _ => first_difference(&self.original, &self.ours).unwrap_or_default(),
        }
    }

    /// Files and difference, for people.
    #[must_use]
    pub fn shown(&self) -> String {
        let [original, ours] =
            [&self.original, &self.ours].map(|value| serde_json::to_string_pretty(value).unwrap_or_default());
        let diff = TextDiff::from_lines(&original, &ours).unified_diff().context_radius(2).to_string();
        format!("{}(-original +ours)\n{diff}", self.case.shown())
    }
}

/// The path of the first value that differs, list indices left out.
fn first_difference(one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => one.iter().find_map(|(key, value)| {
            let inner = first_difference(value, other.get(key).unwrap_or(&json!("absent")))?;
            Some(format!("{key}.{inner}"))
        }),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).find_map(|(one, other)| first_difference(one, other))
        }
        _ => (one != other).then(String::new),
    }
}

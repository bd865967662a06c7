//! Reads the file of a test.
//!
//! A line is a setting (`configuration: supervisord.conf`), the name of a case (`[on a laptop]`), a fact, a comment that begins
//! with `#`, or blank. Settings before the first name hold in every case.

use std::path::PathBuf;

use super::{Case, Stated, forms};
use crate::compile::nearest;

/// A line that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to write; empty: nobody knows.
    pub help: String,
}

/// What a line lacks, and where in it.
pub(super) struct Wrong {
    /// Byte in the line.
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) help: String,
}

/// What can be set.
const SETTINGS: [&str; 4] = ["configuration", "environment", "host-name", "current-directory"];

/// The cases of a file, those without facts left out, or every line that cannot be understood.
///
/// # Errors
/// All faults of the file.
pub fn parse(text: &str) -> Result<Vec<Case>, Vec<Fault>> {
    // Editors on Windows like to begin a file with a mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reading = Reading { common: Case::default(), case: Case::default(), line: 0, cases: Vec::new() };
    let mut faults = Vec::new();
    for line in text.lines() {
        reading.line += 1;
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if let Err(wrong) = reading.take(content) {
            let before = line.len() - line.trim_start().len();
            let column = line.get(..before + wrong.at).unwrap_or(line).chars().count() + 1;
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            faults.push(Fault { line: reading.line, column, message: wrong.message, help: wrong.help });
        }
    }
    reading.close();
    if faults.is_empty() { Ok(reading.cases) } else { Err(faults) }
}

struct Reading {
    /// What holds in every case.
    common: Case,
    /// The case that is being read.
    case: Case,
    line: u32,
    cases: Vec<Case>,
}

impl Reading {
    fn take(&mut self, line: &str) -> Result<(), Wrong> {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            self.close();
            self.case = Case { name: name.trim().to_owned(), ..self.common.clone() };
            return Ok(());
        }
        let first = line.split_whitespace().next().unwrap_or_default();
        if let Some(key) = first.strip_suffix(':') {
            return self.set(key, line.get(first.len()..).unwrap_or_default().trim());
        }
        if self.case.configuration.as_os_str().is_empty() {
            return Err(Wrong {
                at: 0,
                message: "it is not said of which configuration this is a fact".to_owned(),
                help: "put a line such as `configuration: supervisord.conf` above it".to_owned(),
            });
        }
        let fact = forms::fact(line)?;
        self.case.facts.push(Stated { fact, text: line.to_owned(), line: self.line });
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Wrong> {
        if !SETTINGS.contains(&key) {
            let help = match nearest(key, SETTINGS) {
                Some(near) => format!("did you mean `{near}:`?"),
                None => format!("what can be set: {}", SETTINGS.join(", ")),
            };
            return Err(Wrong { at: 0, message: format!("`{key}` cannot be set"), help });
        }
        let lacks = |what: &str| Wrong {
            at: key.len() + 1,
            message: format!("`{key}:` needs {what}"),
            help: String::new(),
        };
        if value.is_empty() {
            return Err(lacks("a value"));
        }
        match key {
            "configuration" => self.case.configuration = PathBuf::from(value),
            "host-name" => self.case.host_name = Some(value.to_owned()),
            "current-directory" => self.case.current_directory = Some(PathBuf::from(value)),
            _ => {
                let (name, value) = value.split_once('=').ok_or_else(|| lacks("NAME=VALUE"))?;
                self.case.environment.insert(name.trim().to_owned(), value.to_owned());
            }
        }
        if self.cases.is_empty() && self.case.name.is_empty() {
            self.common = Case { facts: Vec::new(), ..self.case.clone() };
        }
        Ok(())
    }

    fn close(&mut self) {
        let case = std::mem::take(&mut self.case);
        if !case.facts.is_empty() {
            self.cases.push(case);
        }
    }
}

//! The outcomes of tests for programs. The shape is versioned: fields are added within a version, never changed or removed.

use serde::Serialize;

use super::Place;
use super::json::Area;
use crate::facts::{Outcome, Tested, Unchecked};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    facts: Vec<Entry<'a>>,
    /// What was not checked, and why.
    errors: Vec<ErrorEntry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    facts: usize,
    failures: usize,
    errors: usize,
}

#[derive(Serialize)]
struct ErrorEntry<'a> {
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    line: u32,
    case: &'a str,
    fact: &'a str,
    holds: bool,
    expected: Option<&'a str>,
    found: Option<&'a str>,
    locations: Vec<Area>,
}

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(tests: &[Tested]) -> serde_json::Result<String> {
    let facts: Vec<_> =
        tests.iter().flat_map(|test| test.outcomes.iter().map(|one| entry(&test.file, one))).collect();
    let errors: Vec<_> =
        tests.iter().flat_map(|test| test.errors.iter().map(|one| error(&test.file, one))).collect();
    let failures = facts.iter().filter(|fact| !fact.holds).count();
    let summary = Summary { facts: facts.len(), failures, errors: errors.len() };
    let document = Document { version: VERSION, facts, errors, summary };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn error<'a>(file: &'a str, Unchecked { place, message }: &'a Unchecked) -> ErrorEntry<'a> {
    let (line, column) = place.unzip();
    ErrorEntry { file, line, column, message }
}

fn entry<'a>(file: &'a str, outcome: &'a Outcome) -> Entry<'a> {
    let failure = outcome.failure.as_ref();
    Entry {
        file,
        line: outcome.line,
        case: &outcome.case,
        fact: &outcome.text,
        holds: failure.is_none(),
        expected: failure.map(|failure| failure.expected.as_str()),
        found: failure.map(|failure| failure.found.as_str()),
        locations: failure
            .into_iter()
            .flat_map(|failure| &failure.places)
            .map(|place: &Place| place.clone().into())
            .collect(),
    }
}

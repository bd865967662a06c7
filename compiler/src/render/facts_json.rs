//! The outcomes of tests for programs. The shape is versioned: fields are added within a version, never changed or removed.

use serde::Serialize;

use super::Place;
use super::json::Area;
use crate::facts::Outcome;

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    facts: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    facts: usize,
    failures: usize,
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
pub fn render(tests: &[(String, Vec<Outcome>)]) -> serde_json::Result<String> {
    let facts: Vec<_> =
        tests.iter().flat_map(|(file, outcomes)| outcomes.iter().map(|one| entry(file, one))).collect();
    let failures = facts.iter().filter(|fact| !fact.holds).count();
    let summary = Summary { facts: facts.len(), failures };
    serde_json::to_string_pretty(&Document { version: VERSION, facts, summary }).map(|text| text + "\n")
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

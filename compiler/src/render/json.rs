//! Findings for programs. The shape is versioned: fields are added within a version, never changed or removed.

use serde::Serialize;

use super::{Finding, Place, Report, Summary};
use crate::diagnostic::{Fix, LeftOut, Safety};
use crate::rules::{Category, Rule};
use crate::sources::Position;

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    diagnostics: Vec<Entry<'a>>,
    /// The findings of each code beyond the first thousand.
    left_out: &'a [LeftOut],
    summary: Summary,
}

#[derive(Serialize)]
pub(super) struct Entry<'a> {
    code: &'a str,
    /// None for a finding that no rule documents.
    category: Option<Category>,
    /// The page of the rule's documentation.
    url: Option<String>,
    severity: &'a str,
    message: &'a str,
    /// What is written at the end of the underline.
    label: &'a str,
    help: &'a str,
    /// What Supervisor 4.3.0 prints after `Error: `.
    original: Option<&'a str>,
    /// The verdict holds for this machine only.
    host: bool,
    location: Area,
    related: Vec<Related<'a>>,
    /// Changes of the files that mend it, the best first.
    fixes: Vec<FixEntry<'a>>,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    safety: Safety,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    location: Area,
    text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Area {
    file: String,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    location: Area,
}

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(report: &Report<'_>) -> serde_json::Result<String> {
    let document = Document {
        version: VERSION,
        diagnostics: report.findings.iter().map(entry).collect(),
        left_out: &report.left_out,
        summary: report.summary,
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

pub(super) fn entry<'a>(finding: &Finding<'a>) -> Entry<'a> {
    let diagnostic = finding.diagnostic;
    let rule = finding.rule();
    Entry {
        code: diagnostic.code.name(),
        category: rule.map(|rule| rule.category),
        url: rule.and_then(Rule::url),
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        label: &diagnostic.primary.text,
        help: &diagnostic.help,
        original: diagnostic.original.as_deref(),
        host: diagnostic.host,
        location: finding.place().into(),
        related: diagnostic
            .related
            .iter()
            .map(|label| Related { message: &label.text, location: finding.place_of(label.location).into() })
            .collect(),
        fixes: diagnostic.fixes.iter().map(|made| fix(finding, made)).collect(),
    }
}

fn fix<'a>(finding: &Finding<'a>, fix: &'a Fix) -> FixEntry<'a> {
    let edits = fix.edits.iter();
    let edits =
        edits.map(|edit| EditEntry { location: finding.place_of(edit.location).into(), text: &edit.text });
    FixEntry { title: &fix.title, safety: fix.safety, edits: edits.collect() }
}

impl From<Place> for Area {
    fn from(place: Place) -> Self {
        Self { file: place.file.to_string_lossy().into_owned(), start: place.start, end: place.end }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::render::tests::sample;

    #[test]
    fn document() {
        let compilation = sample();
        let text = render(&Report::new([&compilation], Path::new("/srv"))).unwrap();
        insta::assert_snapshot!(text);
    }
}

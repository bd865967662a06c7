//! Findings as a code quality report of GitLab.

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::{Finding, Report};
use crate::diagnostic::Severity;
use crate::sources::Position;

#[derive(Serialize)]
struct Entry<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

/// One JSON document: a list of findings. Those of a code beyond the first thousand are not in it.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(report: &Report<'_>) -> serde_json::Result<String> {
    let mut fingerprints = Fingerprints::default();
    let entries: Vec<_> = report.findings.iter().map(|finding| entry(finding, &mut fingerprints)).collect();
    serde_json::to_string_pretty(&entries).map(|text| text + "\n")
}

fn entry<'a>(finding: &Finding<'a>, fingerprints: &mut Fingerprints<'a>) -> Entry<'a> {
    let place = finding.place();
    Entry {
        description: &finding.diagnostic.message,
        check_name: finding.diagnostic.code.name(),
        fingerprint: fingerprints.of(finding),
        severity: match finding.diagnostic.severity {
            Severity::Info => "info",
            Severity::Warning => "minor",
            Severity::Error => "critical",
        },
        location: Location {
            path: place.file.to_string_lossy().into_owned(),
            positions: Positions { begin: place.start, end: place.end },
        },
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
        insta::assert_snapshot!(render(&Report::new([&compilation], Path::new("/srv"))).unwrap());
    }

    /// The schema says what GitLab's documentation says of the format.
    #[test]
    fn it_is_what_gitlab_reads() {
        let schema = include_str!("../../tests/schemas/gitlab-code-quality.json");
        let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let check = |text: &str| schema.is_valid(&serde_json::from_str(text).unwrap());
        let compilation = sample();
        assert!(check(&render(&Report::new([&compilation], Path::new("/srv"))).unwrap()));
        assert!(check(&render(&Report::new([], Path::new("/srv"))).unwrap()));
        assert!(!check(r#"[{"description": "x", "check_name": "y"}]"#), "the check itself can fail");
    }
}

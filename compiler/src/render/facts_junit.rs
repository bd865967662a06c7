//! The outcomes of tests as JUnit's XML, which CI servers show: a file is a test suite, a fact a test case.

use std::fmt::Write as _;

use super::xml::escape;
use crate::facts::{Outcome, Tested, Unchecked};

/// One document.
#[must_use]
pub fn render(tests: &[Tested]) -> String {
    let all: usize = tests.iter().map(|test| test.outcomes.len() + test.errors.len()).sum();
    let failed: usize = tests.iter().map(Tested::failures).sum();
    let errors: usize = tests.iter().map(|test| test.errors.len()).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"supervisor-lint test\" tests=\"{all}\" failures=\"{failed}\" errors=\"{errors}\">"
    );
    for test in tests {
        let (name, count, failed) =
            (escape(&test.file), test.outcomes.len() + test.errors.len(), test.failures());
        let errors = test.errors.len();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" errors=\"{errors}\">"
        );
        for outcome in &test.outcomes {
            case(&mut out, &name, outcome);
        }
        for unchecked in &test.errors {
            error(&mut out, &name, unchecked);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// What was not checked did not pass: a suite without tests would be green.
fn error(out: &mut String, file: &str, Unchecked { place, message }: &Unchecked) {
    let message = escape(message);
    let (name, line) = match place {
        Some((line, column)) => (format!("{line}:{column}: {message}"), format!(" line=\"{line}\"")),
        None => (message.clone(), String::new()),
    };
    let _ = writeln!(
        out,
        "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\"{line}>\n      \
         <error message=\"{message}\"/>\n    </testcase>"
    );
}

fn case(out: &mut String, file: &str, outcome: &Outcome) {
    let class = if outcome.case.is_empty() { file.to_owned() } else { escape(&outcome.case) };
    let (fact, line) = (escape(&outcome.text), outcome.line);
    let _ =
        write!(out, "    <testcase classname=\"{class}\" name=\"{fact}\" file=\"{file}\" line=\"{line}\"");
    let Some(failure) = &outcome.failure else {
        out.push_str("/>\n");
        return;
    };
    let (expected, found) = (escape(&failure.expected), escape(&failure.found));
    let _ = write!(out, ">\n      <failure message=\"found: {found}\">expected: {expected}\nfound: {found}");
    for place in &failure.places {
        let _ = write!(out, "\nat: {}", escape(&place.to_string()));
    }
    out.push_str("</failure>\n    </testcase>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Failure;
    use crate::render::xml::tests::attributes;

    #[test]
    fn whatever_a_fact_says_the_document_is_well_formed() {
        let failure =
            Failure { expected: "<a>".to_owned(), found: "\"b\" & c\n".to_owned(), places: Vec::new() };
        let outcome =
            Outcome { case: "<x>".to_owned(), text: "a & b".to_owned(), line: 3, failure: Some(failure) };
        let attributes = attributes(&render(&[Tested {
            file: "\u{1}.test".to_owned(),
            outcomes: vec![outcome],
            errors: Vec::new(),
        }]));
        let values = |key: &str| {
            let values = attributes.iter().filter(|(known, _)| known == key);
            values.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(values("classname"), ["<x>"]);
        assert_eq!(values("name"), ["supervisor-lint test", "\u{fffd}.test", "a & b"]);
        assert_eq!(values("message"), ["found: \"b\" & c\n"]);
    }
}

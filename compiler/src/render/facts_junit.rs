//! The outcomes of tests as JUnit's XML, which CI servers show: a file is a test suite, a fact a test case.

use std::fmt::Write as _;

use super::xml::escape;
use crate::facts::Outcome;

/// One document.
#[must_use]
pub fn render(tests: &[(String, Vec<Outcome>)]) -> String {
    let failures = |outcomes: &[Outcome]| outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
    let all: usize = tests.iter().map(|(_, outcomes)| outcomes.len()).sum();
    let failed: usize = tests.iter().map(|(_, outcomes)| failures(outcomes)).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"supervisor-lint test\" tests=\"{all}\" failures=\"{failed}\">");
    for (file, outcomes) in tests {
        let (name, count, failed) = (escape(file), outcomes.len(), failures(outcomes));
        let _ = writeln!(out, "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\">");
        for outcome in outcomes {
            case(&mut out, &name, outcome);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
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
        let attributes = attributes(&render(&[("\u{1}.test".to_owned(), vec![outcome])]));
        let values = |key: &str| {
            let values = attributes.iter().filter(|(known, _)| known == key);
            values.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(values("classname"), ["<x>"]);
        assert_eq!(values("name"), ["supervisor-lint test", "\u{fffd}.test", "a & b"]);
        assert_eq!(values("message"), ["found: \"b\" & c\n"]);
    }
}

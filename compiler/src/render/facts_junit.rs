//! The outcomes of tests as JUnit's XML, which CI servers show: a file is a test suite, a fact a test case.

use std::borrow::Cow;
use std::fmt::Write as _;

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
        let (name, count, failed) = (escaped(file), outcomes.len(), failures(outcomes));
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
    let class = if outcome.case.is_empty() { Cow::Borrowed(file) } else { escaped(&outcome.case) };
    let (fact, line) = (escaped(&outcome.text), outcome.line);
    let _ =
        write!(out, "    <testcase classname=\"{class}\" name=\"{fact}\" file=\"{file}\" line=\"{line}\"");
    let Some(failure) = &outcome.failure else {
        out.push_str("/>\n");
        return;
    };
    let (expected, found) = (escaped(&failure.expected), escaped(&failure.found));
    let _ = write!(out, ">\n      <failure message=\"found: {found}\">expected: {expected}\nfound: {found}");
    for place in &failure.places {
        let _ = write!(out, "\nat: {}", escaped(&place.to_string()));
    }
    out.push_str("</failure>\n    </testcase>\n");
}

/// Text as XML has it. Characters that it cannot have become a question mark.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_plain =
        |letter: char| !matches!(letter, '<' | '>' | '&' | '"') && (!letter.is_control() || letter == '\t');
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            letter if is_plain(letter) => escaped.push(letter),
            _ => escaped.push('?'),
        }
    }
    Cow::Owned(escaped)
}

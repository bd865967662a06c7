//! Findings as failed tests, in the dialect of JUnit's reports that build servers read.

use std::fmt::Write as _;

use super::xml::escape;
use super::{Finding, Report};
use crate::diagnostic::Severity;

/// One XML document. A file is a suite, and a finding in it a test that fails; one of level info is a test that passes and has
/// something to say. A file without findings is a suite with one test, which passes.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut suites = String::new();
    let mut tests = 0;
    let failed = |finding: &&&Finding<'_>| finding.diagnostic.severity > Severity::Info;
    for (file, findings) in report.by_file() {
        let name = escape(&file.to_string_lossy());
        let (number, failures) = (findings.len().max(1), findings.iter().filter(failed).count());
        let _ = writeln!(
            suites,
            "  <testsuite name=\"{name}\" tests=\"{number}\" failures=\"{failures}\" errors=\"0\">"
        );
        if findings.is_empty() {
            let _ = writeln!(suites, "    <testcase name=\"no findings\" classname=\"{name}\"/>");
        }
        for finding in findings {
            case(finding, &name, &mut suites);
        }
        suites.push_str("  </testsuite>\n");
        tests += number;
    }
    let failures = report.findings.iter().filter(|finding| failed(&finding)).count();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"supervisor-lint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n{suites}</testsuites>\n"
    )
}

fn case(finding: &Finding<'_>, file: &str, text: &mut String) {
    let (diagnostic, place) = (finding.diagnostic, finding.place());
    let start = place.start;
    let _ = writeln!(
        text,
        "    <testcase name=\"{}:{}: {}\" classname=\"{file}\" file=\"{file}\" line=\"{}\">",
        start.line, start.column, diagnostic.code, start.line,
    );
    let details = format!("{place}: {}\nhelp: {}", diagnostic.message, diagnostic.help);
    let (message, details) = (escape(&diagnostic.message), escape(&details));
    let _ = match diagnostic.severity {
        Severity::Info => writeln!(text, "      <system-out>{details}</system-out>"),
        severity => {
            let level = severity.name();
            writeln!(text, "      <failure type=\"{level}\" message=\"{message}\">{details}</failure>")
        }
    };
    text.push_str("    </testcase>\n");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::render::tests::sample;
    use crate::render::xml::tests::attributes;

    #[test]
    fn document() {
        let compilation = sample();
        let text = render(&Report::new([&compilation], Path::new("/srv")));
        let message = ("message".to_owned(), "minfds must be a whole number, not \"lots\"".to_owned());
        assert!(attributes(&text).contains(&message));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn files_without_findings() {
        let compilation = crate::Compilation { diagnostics: Vec::new(), ..sample() };
        insta::assert_snapshot!(render(&Report::new([&compilation], Path::new("/srv"))));
    }
}

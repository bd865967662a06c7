//! Findings as commands to the runner of GitHub's workflows, which shows them beside the lines of a change.

use std::fmt::Write as _;

use super::Report;
use crate::diagnostic::Severity;

/// A command for each finding. Where there are too many of a code, one at the end says how many more.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let diagnostic = finding.diagnostic;
        let place = finding.place();
        let file = property(&place.file.to_string_lossy());
        let _ = write!(
            text,
            "::{} file={file},line={},col={}",
            command(diagnostic.severity),
            place.start.line,
            place.start.column
        );
        // Columns mean something on a single line only, and the last one is part of the place.
        if place.end.line == place.start.line && place.end.column > place.start.column {
            let _ = write!(text, ",endLine={},endColumn={}", place.end.line, place.end.column - 1);
        } else if place.end.line > place.start.line {
            let _ = write!(text, ",endLine={}", place.end.line);
        }
        let _ = write!(text, ",title={}", property(diagnostic.code.name()));
        let help =
            if diagnostic.help.is_empty() { String::new() } else { format!("\nhelp: {}", diagnostic.help) };
        let _ = writeln!(text, "::{}", data(&format!("{}{help}", diagnostic.message)));
    }
    for more in &report.left_out {
        let (command, code) = (command(more.severity), property(more.code.name()));
        let _ = writeln!(text, "::{command} title={code}::{} more, which are not shown", more.count);
    }
    text
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// What follows the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::{Code, LeftOut};
    use crate::render::tests::sample;

    #[test]
    fn commands() {
        let more = LeftOut { code: Code("bad-integer"), severity: Severity::Error, count: 999 };
        let compilation = crate::Compilation { left_out: vec![more], ..sample() };
        insta::assert_snapshot!(render(&Report::new([&compilation], Path::new("/srv"))));
    }

    #[test]
    fn nothing_in_a_text_is_a_command() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }
}

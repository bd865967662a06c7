//! Findings as a report of Checkstyle, which many servers and editors read.

use std::fmt::Write as _;

use super::xml::escape;
use super::{Finding, Report};

/// One XML document: every file that was read, and the findings in it.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n".to_owned();
    for (file, findings) in report.by_file() {
        let file = escape(&file.to_string_lossy());
        if findings.is_empty() {
            let _ = writeln!(text, "  <file name=\"{file}\"/>");
            continue;
        }
        let _ = writeln!(text, "  <file name=\"{file}\">");
        for finding in findings {
            error(finding, &mut text);
        }
        text.push_str("  </file>\n");
    }
    text + "</checkstyle>\n"
}

fn error(finding: &Finding<'_>, text: &mut String) {
    let (diagnostic, start) = (finding.diagnostic, finding.place().start);
    let category = finding.rule().map_or_else(String::new, |rule| format!("{}.", rule.category));
    let _ = writeln!(
        text,
        "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"supervisor-lint.{category}{}\"/>",
        start.line,
        start.column,
        diagnostic.severity.name(),
        escape(&diagnostic.message),
        diagnostic.code,
    );
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

//! One line per finding, for `grep`, editors' quickfix lists and CI logs.

use std::fmt::Write as _;

use super::{Report, one_line};
use crate::diagnostic::Diagnostic;

/// `file:line:column: level[code]: message`, one line each. Where there are too many of a code, how many more, at the end.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    lines(report, |_| String::new())
}

/// The same, and below each line, indented, how to mend it.
#[must_use]
pub fn render_with_help(report: &Report<'_>) -> String {
    lines(report, |diagnostic| diagnostic.help.lines().map(|line| format!("    help: {line}\n")).collect())
}

fn lines(report: &Report<'_>, below: impl Fn(&Diagnostic) -> String) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let diagnostic = finding.diagnostic;
        // Messages quote values, and values may hold line ends.
        let message = one_line(&diagnostic.message.replace('\n', " "));
        let (place, level, code) = (finding.place(), diagnostic.severity.name(), diagnostic.code);
        let _ = writeln!(text, "{place}: {level}[{code}]: {message}");
        text.push_str(&below(diagnostic));
        for line in report.original(diagnostic).iter().flat_map(|original| original.lines()) {
            let _ = writeln!(text, "    {line}");
        }
    }
    text + &report.more()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::render::tests::sample;

    #[test]
    fn lines() {
        let compilation = sample();
        insta::assert_snapshot!(render(&Report::new([&compilation], Path::new("/srv"))), @r#"
        supervisord.conf:2:10: error[bad-integer]: minfds must be a whole number, not "lots"
        conf.d/app.conf:2:19: info[commented-option]: a comment ends the command
        conf.d/app.conf:4:1: warning[set-twice]: startsecs is set twice in [program:wéb]; the last one counts
        "#);
    }
}

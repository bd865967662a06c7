//! Findings for programs that read line by line: each is a line, with the fields that it has in [`super::json`].

use super::Report;
use super::json::entry;

/// A line for each finding. Where there are too many of a code, a line at the end says how many more.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(report: &Report<'_>) -> serde_json::Result<String> {
    let findings = report.findings.iter().map(|finding| serde_json::to_string(&entry(finding)));
    let more = report.left_out.iter().map(serde_json::to_string);
    findings.chain(more).map(|line| line.map(|line| line + "\n")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::{Code, LeftOut, Severity};
    use crate::render::tests::sample;

    #[test]
    fn lines() {
        let more = LeftOut { code: Code("bad-integer"), severity: Severity::Error, count: 999 };
        let compilation = crate::Compilation { left_out: vec![more], ..sample() };
        let text = render(&Report::new([&compilation], Path::new("/srv"))).unwrap();
        insta::assert_snapshot!(text);
        for line in text.lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object());
        }
    }
}

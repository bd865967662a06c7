//! How many findings each rule has.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Report, Summary};
use crate::diagnostic::{Code, Safety, Severity};
use crate::rules::{Category, Rule};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document {
    version: u32,
    rules: Vec<Entry>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry {
    code: Code,
    /// The worst level among its findings.
    severity: Severity,
    category: Option<Category>,
    count: usize,
    /// How many of them come with a fix that changes nothing but the text.
    safe_fixes: usize,
    /// How many more come with one that must be asked for.
    suggested_fixes: usize,
}

/// The rules that found something, the busiest first.
fn entries(report: &Report<'_>) -> Vec<Entry> {
    let mut entries: BTreeMap<Code, Entry> = BTreeMap::new();
    let found = report.findings.iter().map(|finding| {
        let diagnostic = finding.diagnostic;
        let safety = diagnostic.fixes.iter().map(|fix| fix.safety).min();
        (diagnostic.code, diagnostic.severity, 1, safety)
    });
    let more = report.left_out.iter().map(|more| (more.code, more.severity, more.count, None));
    for (code, severity, count, safety) in found.chain(more) {
        let entry = entries.entry(code).or_insert_with(|| Entry {
            code,
            severity,
            category: Rule::named(code.name()).map(|rule| rule.category),
            count: 0,
            safe_fixes: 0,
            suggested_fixes: 0,
        });
        entry.severity = entry.severity.max(severity);
        entry.count += count;
        entry.safe_fixes += usize::from(safety == Some(Safety::Safe));
        entry.suggested_fixes += usize::from(safety == Some(Safety::Suggested));
    }
    let mut entries: Vec<_> = entries.into_values().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.count));
    entries
}

/// A line for each rule, then the summary.
#[must_use]
pub fn text(report: &Report<'_>) -> String {
    let entries = entries(report);
    let width = |column: fn(&Entry) -> usize| entries.iter().map(column).max().unwrap_or(0);
    let numbers = width(|entry| entry.count.to_string().len());
    let names = width(|entry| entry.code.name().len());
    let mut text = String::new();
    for entry in &entries {
        let fixes = match (entry.safe_fixes, entry.suggested_fixes) {
            (0, 0) => String::new(),
            (safe, 0) => format!("{safe} safe to fix"),
            (0, suggested) => format!("{suggested} with a suggested fix"),
            (safe, suggested) => format!("{safe} safe to fix, {suggested} with a suggested fix"),
        };
        let (code, level) = (entry.code.name(), entry.severity.name());
        let line = format!("{:>numbers$}  {code:names$}  {level:7}  {fixes}", entry.count);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let _ = writeln!(text, "{}", report.summary);
    text
}

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn json(report: &Report<'_>) -> serde_json::Result<String> {
    let document = Document { version: VERSION, rules: entries(report), summary: report.summary };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::LeftOut;
    use crate::render::tests::sample;

    #[test]
    fn the_busiest_rule_comes_first() {
        let more = LeftOut { code: Code("set-twice"), severity: Severity::Warning, count: 1000 };
        let compilation = crate::Compilation { left_out: vec![more], ..sample() };
        let report = Report::new([&compilation], Path::new("/srv"));
        insta::assert_snapshot!(text(&report), @r"
        1001  set-twice         warning
           1  bad-integer       error    1 safe to fix
           1  commented-option  info
        1 error, 1001 warnings, 1 info in 2 files
        ");
        insta::assert_snapshot!(json(&report).unwrap());
    }

    #[test]
    fn nothing_to_count() {
        let compilation = crate::Compilation { diagnostics: Vec::new(), ..sample() };
        assert_eq!(text(&Report::new([&compilation], Path::new("/srv"))), "no findings in 2 files\n");
    }
}

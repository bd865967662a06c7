//! The outcomes of a test for people: what does not hold, what is the case instead, and which lines make it so.

use super::counted;
use super::one_line;
use super::paint::{Paint, Tone};
use crate::facts::Outcome;

/// The outcomes of one file, and nothing about what holds.
#[must_use]
pub fn render(file: &str, outcomes: &[Outcome], paint: Paint) -> String {
    let mut out = String::new();
    for outcome in outcomes {
        let Some(failure) = &outcome.failure else { continue };
        let case = if outcome.case.is_empty() { String::new() } else { format!(" [{}]", outcome.case) };
        let place = paint.tone(Tone::Strong, &one_line(&format!("{file}:{}{case}", outcome.line)));
        out.push_str(&format!(
            "{place}: {} {}\n",
            paint.tone(Tone::Removed, "does not hold:"),
            one_line(&outcome.text)
        ));
        out.push_str(&format!("  expected: {}\n", one_line(&failure.expected)));
        out.push_str(&format!("     found: {}\n", one_line(&failure.found)));
        for place in &failure.places {
            out.push_str(&paint.tone(Tone::Faint, &format!("        at: {place}")));
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

/// `2 of 14 facts of 1 file do not hold`, `14 facts of 2 files hold`; nothing when there was nothing to check.
#[must_use]
pub fn summary(outcomes: usize, failures: usize, files: usize) -> String {
    let facts = counted(outcomes, "fact");
    let files = counted(files, "file");
    match failures {
        0 if outcomes == 0 => String::new(),
        0 if outcomes == 1 => format!("1 fact of {files} holds\n"),
        0 => format!("{facts} of {files} hold\n"),
        1 => format!("1 of {facts} of {files} does not hold\n"),
        _ => format!("{failures} of {facts} of {files} do not hold\n"),
    }
}

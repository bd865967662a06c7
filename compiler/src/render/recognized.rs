//! What is known of texts that Supervisor printed, as people and programs read it.

use std::fmt::Write as _;

use serde::Serialize;

use super::Paint;
use super::markdown;
use super::paint::Tone;
use crate::recognize::Recognized;

/// The version of the shape.
const VERSION: u32 = 1;

/// Columns to wrap at, behind the margin.
const WIDTH: usize = 88;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    recognized: &'a [Recognized],
}

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn json(found: &[Recognized]) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&Document { version: VERSION, recognized: found }).map(|text| text + "\n")
}

/// A block for each text: what it means, where it is, how to mend it, and the rules that know more.
#[must_use]
pub fn text(found: &[Recognized], paint: Paint) -> String {
    found.iter().map(|found| block(found, paint)).collect::<Vec<_>>().join("\n")
}

fn block(found: &Recognized, paint: Paint) -> String {
    let mut text = format!("{}\n", paint.tone(Tone::Strong, &found.text));
    let mut row = |name: &str, words: &str| {
        let lines = words.lines().flat_map(|line| markdown::wrapped(line, WIDTH));
        for (index, line) in lines.enumerate() {
            let name = if index == 0 { name } else { "" };
            let _ = writeln!(text, "  {}  {line}", paint.tone(Tone::Faint, &format!("{name:5}")));
        }
    };
    let times = if found.count > 1 { format!(" ({} times)", found.count) } else { String::new() };
    row("what", &format!("{}{times}", found.meaning));
    row("where", &place(found));
    row("mend", &found.mend);
    if let Some((first, others)) = found.rules.split_first() {
        let others =
            if others.is_empty() { String::new() } else { format!("; perhaps {}", others.join(", ")) };
        row("rule", &format!("{first}{others}\n`supervisor-lint explain {first}` says more"));
    }
    text
}

/// What the text says about the place, and what it does not say.
fn place(found: &Recognized) -> String {
    let mut parts = Vec::new();
    parts.extend(found.section.as_ref().map(|section| format!("section [{section}]")));
    parts.extend(found.option.as_ref().map(|option| format!("option {option}")));
    parts.extend(found.process.as_ref().map(|process| format!("process {process}")));
    match (&found.file, found.line) {
        (Some(file), Some(line)) => parts.push(format!("{file}:{line}")),
        (Some(file), None) => parts.push(format!("file {file}")),
        (None, _) => {}
    }
    let mut place = parts.join(", ");
    if !found.options.is_empty() {
        let separator = if place.is_empty() { "" } else { "\n" };
        let _ = write!(
            place,
            "{separator}Supervisor does not say which option: one of {}",
            found.options.join(", ")
        );
    }
    place
}

//! The merged configuration as a file: what is printed can be put in the place of the main file and means the same.

use std::fmt::Write as _;

use super::paint::Tone;
use super::{Paint, Place, Secrets, Texts};
use crate::compile::merged::{Merged, MergedOption, MergedSection};
use crate::sources::Location;

/// Every section and option, each with a comment that says where it stands.
#[must_use]
pub fn render(merged: &Merged, texts: Texts<'_>, secrets: Secrets, paint: Paint) -> String {
    let mut text = String::new();
    for section in &merged.sections {
        if !text.is_empty() {
            text.push('\n');
        }
        // What it includes follows, so that the section itself must not take effect once more.
        let margin = if section.name == "include" { "; " } else { "" };
        for line in lines(section, texts, secrets, paint) {
            let _ = writeln!(text, "{}{line}", if line.is_empty() { "" } else { margin });
        }
    }
    text
}

fn lines(section: &MergedSection, texts: Texts<'_>, secrets: Secrets, paint: Paint) -> Vec<String> {
    let commented =
        |line: &str, comment: &str| format!("{line}{}", paint.tone(Tone::Faint, &format!("  # {comment}")));
    let header = paint.tone(Tone::Strong, &format!("[{}]", section.name));
    let mut lines = vec![commented(&header, &place(texts, section.header))];
    for option in &section.options {
        let value = secrets.of_list(&option.name, &option.value);
        let mut pieces = value.split('\n');
        let first = format!("{} = {}", option.name, pieces.next().unwrap_or_default());
        lines.push(commented(first.trim_end(), &origin(option, texts)));
        lines.extend(
            pieces.map(|piece| if piece.is_empty() { String::new() } else { format!("    {piece}") }),
        );
    }
    lines
}

/// `conf.d/a.conf:3, overrides s.conf:7`.
fn origin(option: &MergedOption, texts: Texts<'_>) -> String {
    let mut comment = place(texts, option.location);
    if option.inherited {
        comment.push_str(", from [DEFAULT]");
    }
    if let Some(earlier) = option.overrides {
        let _ = write!(comment, ", overrides {}", place(texts, earlier));
    }
    if option.here_replaced {
        comment.push_str(", %(here)s replaced");
    }
    comment
}

/// `file:line`. A semicolon after a blank, or a line end, would end the comment (spec-config §1.1).
fn place(texts: Texts<'_>, location: Location) -> String {
    let Place { file, start, .. } = Place::new(texts.sources, location, texts.base);
    format!("{}:{}", file.display(), start.line).replace([';', '#', '\n', '\r'], "?")
}

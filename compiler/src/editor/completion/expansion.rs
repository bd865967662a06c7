//! Names behind a `%(`.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::{Completion, CompletionKind};
use crate::editor::at::{At, Given};
use crate::editor::names::Names;
use crate::editor::{text, words};
use crate::render::Secrets;

/// The names that can be written at an offset of a value; none when no `%(` is open there.
pub(super) fn names(at: &At<'_>, given: &Given<'_>, offset: usize) -> Option<Vec<Completion>> {
    let value = given.value();
    let open = opened(value.text(), offset)?;
    let mut names = Names::new(at.analysis, given)?;
    let span = given.locate(open.range.clone()).span;
    let mut found = Vec::new();
    for name in names.own().to_vec() {
        let format = if name == "process_num" { "02d" } else { "s" };
        let made = names.expanded_range(&format!("%({name}){format}"));
        let values: Vec<_> = made.iter().map(|value| text::one_line(value)).collect();
        found.push(
            Completion::new(at, CompletionKind::Expansion, name, span)
                .text(open.text(name, format))
                .detail(values.join(" … "))
                .documentation(words::name(name)),
        );
    }
    let variables = names.variables();
    for (key, (value, ours)) in variables.into_iter().filter(|(key, _)| key.chars().all(is_part)) {
        let name = format!("ENV_{key}");
        let masked = Secrets::Masked.of("environment", Some(key), value);
        let origin = if ours { "Set in the configuration." } else { "Set outside of the configuration." };
        let made = Completion::new(at, CompletionKind::Expansion, name.as_str(), span)
            .text(open.text(&name, "s"))
            .documentation(origin);
        let private = names.is_private(key);
        found.push(if private { made } else { made.detail(text::one_line(&masked)) });
    }
    let known: HashSet<String> = found.iter().map(|made| made.label.clone()).collect();
    let elsewhere = named_elsewhere(at).into_iter().filter(|name| !known.contains(name));
    found.extend(elsewhere.map(|name| {
        let made = Completion::new(at, CompletionKind::Expansion, name.as_str(), span);
        made.text(open.text(&name, "s")).detail("not set here").documentation(words::name(&name))
    }));
    Some(found)
}

/// What the name of a variable is made of that one would write. Shells put others into the environment.
fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The variables that the files name, but for the one under the cursor.
fn named_elsewhere(at: &At<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in at.analysis.files() {
        let Some(text) = at.analysis.source(file).map(|file| &**file.text) else { continue };
        for (start, _) in text.match_indices("%(ENV_") {
            let rest = text.get(start + 2..).unwrap_or_default();
            let length = rest.find(|letter: char| !is_part(letter));
            let (name, after) = rest.split_at(length.unwrap_or(rest.len()));
            let here = file == at.file.id && start <= at.offset && at.offset <= start + 2 + name.len();
            if after.starts_with(')') && name.len() > "ENV_".len() && !here {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

/// A `%` or `%(` that has been typed.
struct Open {
    /// What is replaced: the name, a bracket that nothing follows, or nothing behind a `%`.
    range: Range<usize>,
    /// Between the two: `(`, when it has yet to be written.
    before: &'static str,
    /// True when the name is closed already, and how it is converted is said.
    closed: bool,
}

impl Open {
    fn text(&self, name: &str, format: &str) -> String {
        let close = if self.closed { String::new() } else { format!("){format}") };
        format!("{}{name}{close}", self.before)
    }
}

/// The expansion that is open at an offset.
fn opened(text: &str, offset: usize) -> Option<Open> {
    let before = text.get(..offset)?;
    let rest = text.get(offset..)?;
    let in_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let start = before.trim_end_matches(in_name).len();
    let head = before.get(..start)?;
    let percents = |head: &str| head.len() - head.trim_end_matches('%').len();
    if let Some(head) = head.strip_suffix('(')
        && percents(head) % 2 == 1
    {
        let end = offset + rest.find(|letter| !in_name(letter)).unwrap_or(rest.len());
        let Some(after) = text.get(end..)?.strip_prefix(')') else {
            return Some(Open { range: start..end, before: "", closed: false });
        };
        // Editors close brackets by themselves, and know nothing of conversions.
        let closed = is_converted(after);
        let end = if closed { end } else { end + 1 };
        return Some(Open { range: start..end, before: "", closed });
    }
    let bare = percents(before) % 2 == 1 && !rest.starts_with('(');
    bare.then_some(Open { range: offset..offset, before: "(", closed: false })
}

/// True for a text that begins with a conversion that somebody meant: `s`, `02d`, `-5s`. A flag alone is none: `%(x)-stdout.log` is
/// more likely a name and what has been there before.
fn is_converted(text: &str) -> bool {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let after_flags = text.trim_start_matches(['-', '+', '#']);
    let width = digits(after_flags);
    if width == 0 && after_flags.len() < text.len() {
        return false;
    }
    let rest = after_flags.get(width..).unwrap_or_default();
    let rest = match rest.strip_prefix('.') {
        Some(precision) if digits(precision) > 0 => precision.get(digits(precision)..).unwrap_or_default(),
        Some(_) => return false,
        None => rest,
    };
    rest.starts_with(|letter| "diouxXeEfFgGcrs".contains(letter))
}

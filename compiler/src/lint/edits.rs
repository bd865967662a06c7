//! Edits that fixes are made of. They keep comments, line ends and the way in which a file writes its options.

use std::ops::Range;

use supervisor_grammar::{Section as Block, Span};

use super::{Section, Subject};
use crate::compile::{BYTE_ORDER_MARK, File, Opt};
use crate::diagnostic::Edit;
use crate::sources::Location;

/// The whole value of an option. `value` may have several lines, those after the first indented.
pub(crate) fn set_value(option: Opt<'_>, value: &str) -> Edit {
    let span = option.entry.value_span();
    let end = option.entry.delimiter.end as usize;
    let span = if span.is_empty() { Span::at(end) } else { span };
    Edit::new(Location { file: option.file.id, span }, value)
}

/// A part of a value: `range` counts bytes of [`Opt::text`].
pub(crate) fn set_part(option: Opt<'_>, range: Range<usize>, text: &str) -> Edit {
    Edit::new(Location { file: option.file.id, span: option.written().locate(range) }, text)
}

/// Another name for an option.
pub(crate) fn rename(option: Opt<'_>, key: &str) -> Edit {
    Edit::new(option.key_location(), key)
}

/// Takes an option away: its lines as a whole, a comment at their end with them.
pub(crate) fn remove(option: Opt<'_>) -> Edit {
    let text = &**option.file.text;
    let start = line_start(text, option.entry.key.start as usize);
    let end = next_line(text, option.entry.value_span().end.max(option.entry.delimiter.end) as usize);
    Edit::new(Location { file: option.file.id, span: Span::new(start..end) }, "")
}

/// A new line `key=value` below an option, written like it.
pub(crate) fn add_below(option: Opt<'_>, key: &str, value: &str) -> Edit {
    let file = option.file;
    let after = option.entry.value_span().end.max(option.entry.delimiter.end) as usize;
    insert(file, next_line(&file.text, after), &format!("{key}{}{value}", delimiter(option)))
}

/// A new line `key=value` in a section: below its last option that is written in the block where the section first appears, or
/// below its header.
pub(crate) fn add(section: Section<'_>, file: &File, key: &str, value: &str) -> Edit {
    let header = section.header();
    let own = section.options().filter(|option| option.file.id == header.file);
    let block = file.blocks.iter().find(|block| block.header == header.span);
    let inside = |option: &Opt<'_>| {
        // What stands below a header that nobody has closed yet was meant for that.
        let own = |block: &Block| {
            let before = block.entries.iter().take_while(|entry| !entry.is_unclosed_header(&file.text));
            before.into_iter().any(|entry| entry.key == option.entry.key)
        };
        block.is_some_and(own)
    };
    match own.filter(inside).max_by_key(|option| option.entry.key.start) {
        Some(last) => add_below(last, key, value),
        None => insert(file, next_line(&file.text, header.span.end as usize), &format!("{key}={value}")),
    }
}

/// `key=value` in a section: in the place of the value that it has, or as a new line.
pub(crate) fn set(subject: &Subject<'_>, section: Section<'_>, key: &str, value: &str) -> Option<Edit> {
    match section.option(key) {
        Some(own) if !own.inherited => Some(set_value(own, value)),
        _ => Some(add(section, subject.file(section.header())?, key, value)),
    }
}

/// Takes an option away that stands in the section itself; none for one from `[DEFAULT]`, and for one behind which
/// another definition of it would come to light.
pub(crate) fn remove_own(subject: &Subject<'_>, option: Opt<'_>) -> Option<Edit> {
    is_only(subject, option).then(|| remove(option))
}

/// True for an option that stands in the section itself, and nowhere else.
pub(crate) fn is_only(subject: &Subject<'_>, option: Opt<'_>) -> bool {
    !option.inherited && option.overridden().is_none() && !subject.has_default(&option.key())
}

/// Takes an item out of a list with commas between the items, with one of the commas beside it. `range` counts bytes of
/// [`Opt::text`]. None for a list of several lines, and for the only item.
pub(crate) fn remove_item(option: Opt<'_>, range: Range<usize>) -> Option<Edit> {
    let text = option.text();
    if text.contains('\n') {
        return None;
    }
    let before = text.get(..range.start)?;
    let after = text.get(range.end..)?;
    let range = match (after.find(','), before.rfind(',')) {
        (Some(comma), _) => {
            let rest = after.get(comma + 1..)?;
            range.start..text.len() - rest.trim_start().len()
        }
        (None, Some(comma)) => comma..range.end,
        (None, None) => return None,
    };
    Some(set_part(option, range, ""))
}

/// Text at the end of a file, with a blank line before it.
pub(crate) fn append(file: &File, lines: &str) -> Edit {
    let blank = if file.text.is_empty() || file.text.ends_with("\n\n") { "" } else { "\n" };
    insert(file, file.text.len(), &format!("{blank}{lines}"))
}

/// A line of its own, put in where a line begins.
fn insert(file: &File, at: usize, line: &str) -> Edit {
    let text = &**file.text;
    let end = line_end(text);
    let before = text.get(..at).unwrap_or_default();
    let missing = if before.is_empty() || before.ends_with(['\n', '\r']) { "" } else { end };
    let place = Location { file: file.id, span: Span::at(at) };
    Edit::new(place, format!("{missing}{}{end}", line.replace('\n', end)))
}

/// What stands between key and value of an option.
fn delimiter(option: Opt<'_>) -> &str {
    let text = &**option.file.text;
    let start = option.entry.key.end as usize;
    let value = option.entry.value_span();
    let end = if value.is_empty() { option.entry.delimiter.end as usize } else { value.start as usize };
    let between = text.get(start..end).unwrap_or("=");
    if between.contains(['\n', '\r']) { "=" } else { between }
}

/// How the lines of a file end: the first one decides, for a file may be large, and every fix asks.
pub(crate) fn line_end(text: &str) -> &'static str {
    let first = text.find('\n').and_then(|end| text.get(..end));
    if first.is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" }
}

/// The offset at which the line of `at` begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    let end = text.get(..at).and_then(|before| before.rfind(['\n', '\r']));
    end.map_or_else(|| first_line(text), |end| end + 1)
}

/// The offset at which the first line begins: behind a byte-order mark. In front of that the mark would stand within the file, where
/// no fix takes it away.
pub(crate) fn first_line(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 }
}

/// The offset just behind the end of the line of `at`.
pub(crate) fn next_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    match rest.find(['\n', '\r']) {
        Some(end) if rest.get(end..).is_some_and(|rest| rest.starts_with("\r\n")) => at + end + 2,
        Some(end) => at + end + 1,
        None => text.len(),
    }
}

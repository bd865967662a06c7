//! From the tree to lines, each for itself.

use supervisor_grammar::{Entry, Line, LineKind, Tree, is_space};

/// How far the lines that continue a value are indented.
const INDENT: &str = "    ";

/// A line of the formatted text, without what follows from its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// What the line is.
    pub(super) kind: Kind,
    /// The line, up to the comment at its end.
    pub(super) text: String,
    /// The comment at its end.
    pub(super) aside: Option<Aside>,
}

/// A comment at the end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aside {
    pub(super) text: String,
    /// Where it began, in characters.
    pub(super) column: usize,
    /// How much white space stood before it.
    pub(super) gap: usize,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A blank line that may be left out.
    Blank,
    /// A comment that belongs to no value. `indented`: it stands among or below the lines of one.
    Comment {
        indented: bool,
    },
    Header,
    /// The first line of an option.
    Option,
    /// Another line of its value; a blank one or a comment that stands before the last of them, too.
    Value,
}

/// The lines of a text without errors.
pub(super) fn lines(tree: &Tree, text: &str) -> Vec<Written> {
    let mut written = Vec::with_capacity(tree.lines.len());
    let mut rest = tree.lines.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let LineKind::Entry { section, entry } = first.kind else {
            written.push(lone(tree, text, first));
            rest = after;
            continue;
        };
        let closes = |line: &Line| matches!(line.kind, LineKind::Header { .. } | LineKind::Entry { .. });
        let (below, next) = after.split_at(after.iter().position(closes).unwrap_or(after.len()));
        let section = tree.sections.get(section as usize);
        if let Some(entry) = section.and_then(|section| section.entries.get(entry as usize)) {
            option(&mut written, text, entry, first, below);
        }
        rest = next;
    }
    written
}

/// A line that belongs to no option.
fn lone(tree: &Tree, text: &str, line: &Line) -> Written {
    match line.kind {
        LineKind::Header { section } => {
            let section = tree.sections.get(section as usize);
            let header = section.map_or("", |section| section.header.of(text));
            let after = section.map_or("", |section| tree.after_header(section).of(text));
            Written {
                kind: Kind::Header,
                text: format!("{header}{}", after.trim_end_matches(is_space)),
                aside: aside(line, text),
            }
        }
        LineKind::Comment => comment(line, text, ""),
        _ => Written { kind: Kind::Blank, text: String::new(), aside: None },
    }
}

/// An option and everything below it, up to the next option or section.
fn option(written: &mut Vec<Written>, text: &str, entry: &Entry, first: &Line, below: &[Line]) {
    let value = entry.pieces.first().map_or("", |piece| piece.of(text));
    // A header that somebody is typing keeps its colon.
    let line = match entry.is_unclosed_header(text) {
        true => content(first, text).to_owned(),
        false => format!("{}={value}", key(entry, text)),
    };
    written.push(Written { kind: Kind::Option, text: line, aside: aside(first, text) });
    let is_value = |line: &Line| matches!(line.kind, LineKind::Continuation { .. });
    let of_value = below.iter().rposition(is_value).map_or(0, |last| last + 1);
    let margin = indentation(first, text).chars().count();
    let deep = |line: &Line| match line.kind {
        LineKind::Continuation { .. } => true,
        LineKind::Comment => indentation(line, text).chars().count() > margin,
        _ => false,
    };
    // What all of them have in common gives way to the indentation, the rest of it stays.
    let common =
        below.iter().filter(|line| deep(line)).map(|line| indentation(line, text)).reduce(common_start);
    let common = common.unwrap_or_default().len();
    for (number, line) in below.iter().enumerate() {
        let own = indentation(line, text);
        let indent = match own.get(common..) {
            // A comment below a value of one line often lines up with others: it stays where it is.
            Some(_) if deep(line) && of_value == 0 => own.to_owned(),
            Some(more) if deep(line) => format!("{INDENT}{more}"),
            _ => String::new(),
        };
        let mut line = match line.kind {
            LineKind::Continuation { .. } => Written {
                kind: Kind::Value,
                text: format!("{indent}{}", content(line, text)),
                aside: aside(line, text),
            },
            LineKind::Comment => comment(line, text, &indent),
            _ => Written { kind: Kind::Blank, text: String::new(), aside: None },
        };
        if number < of_value {
            line.kind = Kind::Value;
        }
        written.push(line);
    }
}

/// The key in small letters. Which letters of other alphabets are capitals depends on the release of Python: they stay.
fn key(entry: &Entry, text: &str) -> String {
    let key = entry.key.of(text);
    if key.is_ascii() { key.to_ascii_lowercase() } else { key.to_owned() }
}

/// A line that is a comment from its first letter on.
fn comment(line: &Line, text: &str, indent: &str) -> Written {
    let words = line.comment.map_or("", |comment| comment.of(text)).trim_end_matches(is_space);
    Written {
        kind: Kind::Comment { indented: !indent.is_empty() },
        text: format!("{indent}{words}"),
        aside: None,
    }
}

fn aside(line: &Line, text: &str) -> Option<Aside> {
    let comment = line.comment?;
    let before = text.get(line.span.start as usize..comment.start as usize).unwrap_or_default();
    let words = comment.of(text).trim_end_matches(is_space);
    let gap = before.chars().rev().take_while(|letter| is_space(*letter)).count();
    Some(Aside { text: words.to_owned(), column: before.chars().count(), gap })
}

/// The white space that a line begins with.
fn indentation<'t>(line: &Line, text: &'t str) -> &'t str {
    let whole = line.span.of(text);
    whole.get(..whole.len() - whole.trim_start_matches(is_space).len()).unwrap_or_default()
}

/// The line without the white space around it and the comment at its end.
fn content<'t>(line: &Line, text: &'t str) -> &'t str {
    text.get(line.span.start as usize..line.content_end() as usize).unwrap_or_default().trim_matches(is_space)
}

/// What both begin with.
fn common_start<'t>(one: &'t str, other: &'t str) -> &'t str {
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    one.get(..same.map(|(letter, _)| letter.len_utf8()).sum()).unwrap_or_default()
}

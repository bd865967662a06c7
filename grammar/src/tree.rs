//! The lossless tree: every physical line, and the sections that the lines form.

use std::borrow::Cow;
use std::ops::Range;

use crate::{Pieces, Span};

/// A parsed file. Concatenating the spans of [`Tree::lines`] with their terminators gives the text back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// Every physical line, in order.
    pub lines: Vec<Line>,
    /// Every section block as written, in order; blocks of the same name are *not* merged here.
    pub sections: Vec<Section>,
}

impl Tree {
    /// What follows the last `]` of a header on its line, up to the comment if there is one. The original ignores it.
    #[must_use]
    pub fn after_header(&self, section: &Section) -> Span {
        let end = self.lines.get(section.line as usize).map_or(section.header.end, Line::content_end);
        Span { start: section.header.end, end: end.max(section.header.end) }
    }
}

/// One physical line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The line without its terminator.
    pub span: Span,
    /// `\n`, `\r\n`, `\r`, or empty at the end of the file.
    pub terminator: Span,
    /// The comment at the end of the line or the whole-line comment, from its `;` or `#` on.
    pub comment: Option<Span>,
    /// What the line is.
    pub kind: LineKind,
}

impl Line {
    /// Where the comment begins, or the end of a line that has none.
    #[must_use]
    pub fn content_end(&self) -> u32 {
        self.comment.map_or(self.span.end, |comment| comment.start)
    }
}

/// What a physical line is (spec-config §1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing but white space.
    Blank,
    /// A whole-line comment.
    Comment,
    /// `[name]`; opens `Tree::sections[section]`.
    Header {
        /// Index into [`Tree::sections`].
        section: u32,
    },
    /// `key = value`; is `Tree::sections[section].entries[entry]`.
    Entry {
        /// Index into [`Tree::sections`].
        section: u32,
        /// Index into [`Section::entries`].
        entry: u32,
    },
    /// A deeper-indented line that continues the open entry's value.
    Continuation {
        /// Index into [`Tree::sections`].
        section: u32,
        /// Index into [`Section::entries`].
        entry: u32,
    },
    /// None of the above; a [`crate::SyntaxError`] says why.
    Error,
}

/// One `[name]` block and the entries below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The name, without brackets, exactly as written.
    pub name: Span,
    /// The header from `[` to its last `]`.
    pub header: Span,
    /// Index of the header's line in [`Tree::lines`].
    pub line: u32,
    /// The entries in order; duplicates stay.
    pub entries: Vec<Entry>,
}

/// One `key = value`, with its continuation lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key as written, trimmed. Keys compare lower-cased: see [`Entry::key`].
    pub key: Span,
    /// The `=` or `:`.
    pub delimiter: Span,
    /// One trimmed span per line of the value. The first stands after the delimiter, a blank line
    /// inside the value gives an empty span, trailing empty ones are dropped except the first.
    pub pieces: Pieces,
}

impl Entry {
    /// The key as the original knows it: lower-cased.
    #[must_use]
    pub fn key<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let key = self.key.of(text);
        let lower = key.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if lower { Cow::Borrowed(key) } else { Cow::Owned(key.to_lowercase()) }
    }

    /// True when [`Entry::key`] is `lower`, which must be lower-cased itself. Nearly every key is written in small letters,
    /// and then nothing has to be converted.
    #[must_use]
    pub fn has_key(&self, text: &str, lower: &str) -> bool {
        self.key.of(text) == lower || self.key(text) == lower
    }

    /// True for `[program:a` without the `]`: nobody means an option by it. What closes its header is no option at all.
    #[must_use]
    pub fn is_unclosed_header(&self, text: &str) -> bool {
        self.key.of(text).starts_with('[')
    }

    /// The value: its lines joined by `\n`, trailing white space removed.
    #[must_use]
    pub fn value<'t>(&'t self, text: &'t str) -> Value<'t> {
        Value::new(&self.pieces, text)
    }

    /// From the first byte of the value to its last; empty, right after the delimiter, when there is none.
    #[must_use]
    pub fn value_span(&self) -> Span {
        let mut pieces = self.pieces.iter().copied();
        let first = pieces.next().unwrap_or(self.delimiter);
        pieces.filter(|piece| !piece.is_empty()).fold(first, Span::to)
    }
}

/// A value as the original sees it, which still knows where each of its bytes stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value<'t> {
    text: Cow<'t, str>,
    pieces: &'t [Span],
    /// Where each piece begins in `text`; empty for a single one.
    starts: Vec<usize>,
}

impl<'t> Value<'t> {
    fn new(pieces: &'t [Span], text: &'t str) -> Self {
        if let [only] = pieces {
            return Self { text: Cow::Borrowed(only.of(text)), pieces, starts: Vec::new() };
        }
        let mut joined = String::with_capacity(pieces.iter().map(|piece| piece.len() + 1).sum());
        let mut starts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            if !starts.is_empty() {
                joined.push('\n');
            }
            starts.push(joined.len());
            joined.push_str(piece.of(text));
        }
        Self { text: Cow::Owned(joined), pieces, starts }
    }

    /// The text of the value.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of the value, borrowed from the file where it stands there in one piece.
    #[must_use]
    pub fn into_text(self) -> Cow<'t, str> {
        self.text
    }

    /// Where `range` (bytes of [`Value::text`]) stands in the file.
    #[must_use]
    pub fn locate(&self, range: Range<usize>) -> Span {
        let place = |offset: usize| {
            let index = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
            let start = self.starts.get(index).copied().unwrap_or(0);
            let piece = self.pieces.get(index).copied().unwrap_or_default();
            (piece.start as usize).saturating_add(offset - start).min(piece.end as usize)
        };
        let start = place(range.start);
        Span::new(start..place(range.end).max(start))
    }
}

//! Text to tree.

use std::ops::Range;

use memchr::memchr2;

use crate::line::{Shape, shape};
use crate::{Entry, Line, LineKind, Pieces, Section, Span, Tree, comment, space};

/// A line that is nothing the language knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Index of the line in [`Tree::lines`].
    pub line: u32,
    /// The text at fault, after the comment was cut.
    pub span: Span,
    /// The whole line without its terminator.
    pub whole: Span,
    /// `\n`, `\r\n`, `\r`, or empty at the end of the file.
    pub terminator: Span,
}

/// The two ways in which a line can be wrong (spec-config §1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// Text before the first section header. The original stops here; we go on.
    NoSectionHeader,
    /// Neither header nor option: no delimiter, or nothing before it.
    Unparsable,
}

/// Parses a whole file. Every line ends up in the tree, whatever is wrong with it.
///
/// Line ends are LF, CRLF and lone CR, freely mixed. A byte-order mark is text like any other, as in the original.
/// Offsets beyond 4 GiB saturate (see [`Span`]).
#[must_use]
pub fn parse(text: &str) -> (Tree, Vec<SyntaxError>) {
    let parser = Parser::new(text, Some(Vec::new())).run();
    (Tree { lines: parser.lines.unwrap_or_default(), sections: parser.sections }, parser.errors)
}

/// What [`parse`] finds, but for the lines: for who looks at the options only. The lines are the larger half of a tree.
#[must_use]
pub fn parse_sections(text: &str) -> (Vec<Section>, Vec<SyntaxError>) {
    let parser = Parser::new(text, None).run();
    (parser.sections, parser.errors)
}

/// What is known between two lines (spec-config §1.1).
struct Parser<'t> {
    text: &'t str,
    /// The lines so far; none when nobody wants them.
    lines: Option<Vec<Line>>,
    /// How many they are.
    count: usize,
    sections: Vec<Section>,
    errors: Vec<SyntaxError>,
    /// Indent of the last line that was no continuation, in characters.
    indent: usize,
    /// True while the last entry of the last section can be continued.
    open: bool,
}

/// Where a line starts, where it ends without its terminator, and where the next one starts.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    start: usize,
    end: usize,
    next: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, lines: Option<Vec<Line>>) -> Self {
        Self { text, lines, count: 0, sections: Vec::new(), errors: Vec::new(), indent: 0, open: false }
    }

    fn run(mut self) -> Self {
        let mut start = 0;
        while start < self.text.len() {
            start = self.physical_line(start);
        }
        self.close_entry();
        self
    }

    /// Reads the line that starts at `start`; returns where the next one starts.
    fn physical_line(&mut self, start: usize) -> usize {
        let end = find_line_end(self.text, start);
        let next = end + terminator_length(self.text, end);
        let line = self.slice(start..end);
        let comment = comment::start(line).map(|offset| start + offset);
        let content = self.trim(start..comment.unwrap_or(end));
        let kind = if content.is_empty() {
            self.empty_line(start, comment)
        } else {
            self.content_line(Bounds { start, end, next }, content)
        };
        if let Some(lines) = &mut self.lines {
            lines.push(Line {
                span: Span::new(start..end),
                terminator: Span::new(end..next),
                comment: comment.map(|at| Span::new(at..end)),
                kind,
            });
        }
        self.count += 1;
        next
    }

    /// A line without content: a blank line inside a value counts, a comment does not.
    fn empty_line(&mut self, start: usize, comment: Option<usize>) -> LineKind {
        if comment.is_some() {
            return LineKind::Comment;
        }
        if let Some(entry) = self.open_entry() {
            entry.pieces.push(Span::at(start));
        }
        LineKind::Blank
    }

    /// A line with content, which stands at the bytes `content`.
    fn content_line(&mut self, line: Bounds, content: Range<usize>) -> LineKind {
        let indent = self.slice(line.start..content.start).chars().count();
        if indent > self.indent
            && let Some(entry) = self.open_entry()
        {
            entry.pieces.push(Span::new(content));
            let (section, entry) = self.last_entry();
            return LineKind::Continuation { section, entry };
        }
        self.indent = indent;
        let offset = content.start;
        match shape(self.slice(content.clone())) {
            Shape::Header { name } => self.header(Span::new(offset + name.start..offset + name.end)),
            _ if self.sections.is_empty() => self.error(SyntaxErrorKind::NoSectionHeader, line, content),
            Shape::Option { key_end } => self.option(offset + key_end, content),
            Shape::Junk => {
                // A line that starts with its delimiter closes the entry before it, other junk does not.
                self.open &= !self.slice(content.clone()).starts_with(['=', ':']);
                self.error(SyntaxErrorKind::Unparsable, line, content)
            }
        }
    }

    fn header(&mut self, name: Span) -> LineKind {
        self.close_entry();
        self.open = false;
        // Sections of one file are often alike: the next one may well have as many entries as this one.
        let room = self.sections.last().map_or(0, |section| section.entries.len().min(MOST_ROOM));
        let header = Span { start: name.start.saturating_sub(1), end: name.end.saturating_add(1) };
        self.sections.push(Section {
            name,
            header,
            line: self.line_number(),
            entries: Vec::with_capacity(room),
        });
        LineKind::Header { section: index(self.sections.len().saturating_sub(1)) }
    }

    /// `key = value` at the bytes `content`, whose delimiter stands at `delimiter`.
    fn option(&mut self, delimiter: usize, content: Range<usize>) -> LineKind {
        self.close_entry();
        self.open = true;
        let after = delimiter + 1;
        let value = self.trim(after..content.end);
        let entry = Entry {
            key: Span::new(self.trim(content.start..delimiter)),
            delimiter: Span::new(delimiter..after),
            pieces: Pieces::new(if value.is_empty() { Span::at(after) } else { Span::new(value) }),
        };
        if let Some(section) = self.sections.last_mut() {
            section.entries.push(entry);
        }
        let (section, entry) = self.last_entry();
        LineKind::Entry { section, entry }
    }

    fn error(&mut self, kind: SyntaxErrorKind, line: Bounds, content: Range<usize>) -> LineKind {
        self.errors.push(SyntaxError {
            kind,
            line: self.line_number(),
            span: Span::new(content),
            whole: Span::new(line.start..line.end),
            terminator: Span::new(line.end..line.next),
        });
        LineKind::Error
    }

    /// Drops the blank lines at the end of the value that cannot grow any more.
    fn close_entry(&mut self) {
        if let Some(entry) = self.sections.last_mut().and_then(|section| section.entries.last_mut()) {
            entry.pieces.trim_end();
        }
    }

    fn open_entry(&mut self) -> Option<&mut Entry> {
        if self.open { self.sections.last_mut()?.entries.last_mut() } else { None }
    }

    /// Indexes of the last section and of its last entry.
    fn last_entry(&self) -> (u32, u32) {
        let entries = self.sections.last().map_or(0, |section| section.entries.len());
        (index(self.sections.len().saturating_sub(1)), index(entries.saturating_sub(1)))
    }

    /// Index of the line being read.
    fn line_number(&self) -> u32 {
        index(self.count)
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or("")
    }

    /// `range` without the white space at both ends.
    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let trimmed = space::trim(self.slice(range.clone()));
        range.start + trimmed.start..range.start + trimmed.end
    }
}

/// So many entries at most get room before they are there.
const MOST_ROOM: usize = 32;

/// An index as the tree keeps it.
fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Where the line that starts at `start` ends, without its terminator.
fn find_line_end(text: &str, start: usize) -> usize {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    memchr2(b'\n', b'\r', rest).map_or(text.len(), |offset| start + offset)
}

/// Length of the line terminator at `end`: none at the end of the text.
fn terminator_length(text: &str, end: usize) -> usize {
    match text.as_bytes().get(end..).unwrap_or_default() {
        [b'\r', b'\n', ..] => 2,
        [_, ..] => 1,
        [] => 0,
    }
}

#[cfg(test)]
mod tests;

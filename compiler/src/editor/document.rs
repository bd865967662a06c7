//! One text with its tree, and what stands at an offset of it.

use std::ops::Range;
use std::sync::Arc;

use supervisor_grammar::{Entry, Line, LineKind, Section, Span, Tree, is_space, parse};

/// One text with its tree. Enough for features that do not look beyond the file.
#[derive(Debug, Clone)]
pub struct Document {
    text: Arc<Box<str>>,
    tree: Tree,
}

/// What stands at an offset.
#[derive(Debug, Clone, Copy)]
pub(super) enum Spot<'d> {
    /// In a comment, from its `;` or `#` on.
    Comment(Span),
    /// In a header, brackets included.
    Header(&'d Section),
    /// In a key, or between it and its delimiter.
    Key(&'d Section, &'d Entry),
    /// Behind a delimiter, or where the value goes on or could go on.
    Value(&'d Section, &'d Entry),
    /// Behind a header, where nothing counts.
    Behind,
    /// On a line that is nothing yet: its content, and the section that it would belong to.
    Free(Option<&'d Section>, Span),
}

impl Document {
    /// Parses a text.
    #[must_use]
    pub fn new(text: Arc<Box<str>>) -> Self {
        let (tree, _) = parse(&text);
        Self { text, tree }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree of the text.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The offset itself, or the next one before it that is on a character boundary and not inside of a line end.
    pub(super) fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let (before, after) = self.text.split_at_checked(offset).unwrap_or_default();
        if before.ends_with('\r') && after.starts_with('\n') {
            offset -= 1;
        }
        offset
    }

    /// The line of an offset; none on the empty line behind the last line end.
    pub(super) fn line_at(&self, offset: usize) -> Option<(usize, &Line)> {
        let next = self.tree.lines.partition_point(|line| line.span.start as usize <= offset);
        let index = next.checked_sub(1)?;
        let line = self.tree.lines.get(index)?;
        let behind = offset >= line.terminator.end as usize && !line.terminator.is_empty();
        (!behind).then_some((index, line))
    }

    /// The section of a line that is none of its options: the last one that begins before it.
    fn section_before(&self, line: usize) -> Option<&Section> {
        let next = self.tree.sections.partition_point(|section| (section.line as usize) < line);
        self.tree.sections.get(next.checked_sub(1)?)
    }

    fn entry(&self, section: u32, entry: u32) -> Option<(&Section, &Entry)> {
        let section = self.tree.sections.get(section as usize)?;
        Some((section, section.entries.get(entry as usize)?))
    }

    /// What stands at an offset on a character boundary.
    pub(super) fn spot(&self, offset: usize) -> Spot<'_> {
        let Some((index, line)) = self.line_at(offset) else {
            let section = self.section_before(self.tree.lines.len());
            return self.blank(self.tree.lines.len(), offset, offset, section);
        };
        if let Some(comment) = line.comment.filter(|comment| offset > comment.start as usize) {
            return Spot::Comment(comment);
        }
        match line.kind {
            LineKind::Header { section } => match self.tree.sections.get(section as usize) {
                Some(section) if offset <= section.header.end as usize => Spot::Header(section),
                _ => Spot::Behind,
            },
            LineKind::Entry { section, entry } => match self.entry(section, entry) {
                Some((section, entry)) if offset < entry.delimiter.end as usize => Spot::Key(section, entry),
                Some((section, entry)) => Spot::Value(section, entry),
                None => Spot::Free(None, Span::at(offset)),
            },
            LineKind::Continuation { section, entry } => match self.entry(section, entry) {
                Some((section, entry)) => Spot::Value(section, entry),
                None => Spot::Free(None, Span::at(offset)),
            },
            LineKind::Blank => {
                self.blank(index, line.span.start as usize, offset, self.section_before(index))
            }
            LineKind::Comment | LineKind::Error => {
                let content = self.trimmed(line.span.start as usize..line.content_end() as usize);
                let content = if content.is_empty() { Span::at(offset) } else { content };
                Spot::Free(self.section_before(index), content)
            }
        }
    }

    /// A blank line continues a value when the cursor stands deeper than the option above it.
    fn blank<'d>(
        &'d self,
        index: usize,
        start: usize,
        offset: usize,
        section: Option<&'d Section>,
    ) -> Spot<'d> {
        let above = self.tree.lines.iter().take(index).rev().find_map(|line| match line.kind {
            LineKind::Blank | LineKind::Comment => None,
            LineKind::Entry { section, entry } | LineKind::Continuation { section, entry } => {
                Some(self.entry(section, entry))
            }
            LineKind::Header { .. } | LineKind::Error => Some(None),
        });
        if let Some((section, entry)) = above.flatten()
            && let Some((_, line)) = self.line_at(entry.key.start as usize)
        {
            let indent = |range: Range<usize>| self.text.get(range).unwrap_or_default().chars().count();
            if indent(start..offset) > indent(line.span.start as usize..entry.key.start as usize) {
                return Spot::Value(section, entry);
            }
        }
        Spot::Free(section, Span::at(offset))
    }

    /// A range without the white space at both ends.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Span {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + text.len() - text.trim_start_matches(is_space).len();
        let end = start + text.trim_matches(is_space).len();
        Span::new(start..end)
    }

    /// The last byte that belongs to an option: the end of its value, or of its delimiter.
    pub(super) fn entry_end(entry: &Entry) -> u32 {
        entry.value_span().end.max(entry.delimiter.end)
    }

    /// From a header to the end of its last option.
    pub(super) fn section_span(section: &Section) -> Span {
        let end = section.entries.last().map_or(section.header.end, Self::entry_end);
        Span { start: section.header.start, end }
    }
}

/// Where an offset of the file stands in the text of a value ([`supervisor_grammar::Value::text`]); outside of its lines, the nearest place.
pub(super) fn offset_in_value(entry: &Entry, offset: usize) -> usize {
    let mut start = 0;
    let mut found = 0;
    for piece in entry.pieces.iter() {
        if piece.start as usize > offset {
            break;
        }
        found = start + (offset - piece.start as usize).min(piece.len());
        start += piece.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at each offset, one letter each.
    fn spots(text: &str) -> String {
        let document = Document::new(Arc::new(text.into()));
        let letter = |offset| match document.spot(offset) {
            Spot::Comment(_) => 'c',
            Spot::Header(_) => 'h',
            Spot::Key(..) => 'k',
            Spot::Value(..) => 'v',
            Spot::Behind => 'b',
            Spot::Free(Some(_), _) => 'f',
            Spot::Free(None, _) => 'n',
        };
        (0..=text.len()).map(letter).collect()
    }

    #[test]
    fn every_place_is_something() {
        for (text, expected) in [
            ("", "n"),
            ("x\n", "nnn"),
            ("[s] x\n", "hhhhbbf"),
            ("[s\n", "nnnn"),
            ("[s]\na = b ;c\n", "hhhhkkkvvvvccf"),
            ("[s]\n;c", "hhhhfcc"),
            ("[s]\na=\n b\n\n", "hhhhkkvvvvff"),
            ("[s]\na=\n ", "hhhhkkvfv"),
            ("[s]\njunk", "hhhhfffff"),
        ] {
            assert_eq!(spots(text), expected, "{text:?}");
        }
    }

    #[test]
    fn offsets_are_those_of_letters() {
        let document = Document::new(Arc::new("é\r\nx".into()));
        let floors: Vec<_> = (0..8).map(|offset| document.floor(offset)).collect();
        assert_eq!(floors, [0, 0, 2, 2, 4, 5, 5, 5]);
    }

    #[test]
    fn a_place_in_a_value_of_several_lines() {
        let text = "[s]\na=b\n  cd\n\n e\n";
        let document = Document::new(Arc::new(text.into()));
        let entry = &document.tree().sections[0].entries[0];
        let value = entry.value(text);
        for (offset, letter) in text.char_indices().filter(|(_, letter)| "bcde".contains(*letter)) {
            assert_eq!(
                value.text().get(offset_in_value(entry, offset)..).unwrap().chars().next(),
                Some(letter)
            );
        }
        assert_eq!(offset_in_value(entry, 0), 0);
    }
}

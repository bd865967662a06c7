//! Texts as editors count in them: lines from 0, columns in bytes or in UTF-16 units.

use std::sync::{Arc, OnceLock};

use gen_lsp_types::{Position, Range};
use supervisor_grammar::Span;

/// What columns count. Client and server agree on it when they meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Bytes of the text in UTF-8.
    Utf8,
    /// Units of the text in UTF-16: every client knows it.
    #[default]
    Utf16,
}

/// A text and where its lines begin.
#[derive(Debug, Clone)]
pub(super) struct Page {
    text: Arc<Box<str>>,
    /// Offsets at which lines begin: after `\n`, `\r\n` and a lone `\r`.
    starts: Vec<u32>,
    /// How many units of UTF-16 begin before each block of [`BLOCK`] bytes; made when somebody asks.
    units: OnceLock<Vec<u32>>,
}

/// A column is counted from the beginning of its block: a line may be very long.
const BLOCK: usize = 1 << 12;

/// So many lines are tried for the end of a range, before it is looked for among all.
const NEAR: usize = 4;

impl Page {
    pub(super) fn new(text: Arc<Box<str>>) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (index, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n') {
                starts.push(count(index + 1));
            }
        }
        Self { text, starts, units: OnceLock::new() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn shared(&self) -> &Arc<Box<str>> {
        &self.text
    }

    /// Where an offset is. Within a letter counts as its beginning, past the end as the end.
    pub(super) fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let offset = self.boundary(offset as usize);
        let line = self.starts.partition_point(|start| *start as usize <= offset).saturating_sub(1);
        self.on_line(line, offset, encoding)
    }

    /// The same where the line is known.
    fn on_line(&self, line: usize, offset: usize, encoding: Encoding) -> Position {
        let start = self.starts.get(line).map_or(0, |start| *start as usize);
        let character = match encoding {
            Encoding::Utf8 => count(offset.saturating_sub(start)),
            Encoding::Utf16 => self.units_between(start, offset),
        };
        Position { line: count(line), character }
    }

    /// How many units of UTF-16 begin between two offsets of a line. Most are near each other; only where they are not, blocks are
    /// of use.
    fn units_between(&self, start: usize, end: usize) -> u32 {
        if end.saturating_sub(start) <= BLOCK {
            return units(self.text.as_bytes().get(start..end).unwrap_or_default());
        }
        self.units_before(end).saturating_sub(self.units_before(start))
    }

    /// How many units of UTF-16 begin before an offset.
    fn units_before(&self, offset: usize) -> u32 {
        let blocks = self.units.get_or_init(|| {
            let mut before = vec![0];
            for block in self.text.as_bytes().chunks(BLOCK) {
                before.push(before.last().unwrap_or(&0) + units(block));
            }
            before
        });
        let block = offset / BLOCK;
        let part = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        blocks.get(block).copied().unwrap_or(0) + units(part)
    }

    /// The same for a range. Most end on the line on which they begin, or soon behind it: lines are not looked for twice.
    pub(super) fn range(&self, span: Span, encoding: Encoding) -> Range {
        let start = self.position(span.start, encoding);
        let end = self.boundary(span.end as usize);
        let line = start.line as usize;
        let ends_before = |line: usize| self.starts.get(line).is_none_or(|next| end < *next as usize);
        let is_on = |line: &usize| span.start <= span.end && ends_before(line + 1);
        let end = match (line..line + NEAR).find(is_on) {
            Some(line) => self.on_line(line, end, encoding),
            None => self.position(span.end, encoding),
        };
        Range { start, end }
    }

    /// The offset of a position. Past the end of a line counts as its end, past the last line as the end of the text, within a
    /// letter as its beginning.
    pub(super) fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line).map(|start| *start as usize) else { return self.text.len() };
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let content = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let wanted = position.character as usize;
        let column = match encoding {
            Encoding::Utf8 => wanted.min(content.len()),
            Encoding::Utf16 => {
                let mut units = 0;
                let letters = content.char_indices().find(|(_, letter)| {
                    units += letter.len_utf16();
                    units > wanted
                });
                letters.map_or(content.len(), |(at, _)| at)
            }
        };
        self.boundary(start + column)
    }

    /// The bytes of a range; one that ends before it begins is empty.
    pub(super) fn span(&self, range: Range, encoding: Encoding) -> Span {
        let start = self.offset(range.start, encoding);
        Span::new(start..self.offset(range.end, encoding).max(start))
    }

    /// The text with another one in the place of a range.
    pub(super) fn changed(&self, range: Range, new: &str, encoding: Encoding) -> Self {
        let span = self.span(range, encoding);
        let (start, end) = (span.start as usize, span.end as usize);
        let mut text = String::with_capacity(self.text.len() + new.len());
        text.push_str(self.text.get(..start).unwrap_or_default());
        text.push_str(new);
        text.push_str(self.text.get(end..).unwrap_or_default());
        Self::from(text)
    }

    fn boundary(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

impl From<String> for Page {
    fn from(text: String) -> Self {
        Self::new(Arc::new(text.into_boxed_str()))
    }
}

/// How many units of UTF-16 the letters have that begin in a part of a text: two for those of four bytes.
fn units(bytes: &[u8]) -> u32 {
    count(bytes.iter().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(*byte >= 0xf0)).sum())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const BOTH: [Encoding; 2] = [Encoding::Utf8, Encoding::Utf16];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_bytes_or_units() {
        let page = Page::from("a\n日本🚀x\r\nb\rc".to_owned());
        let x = page.text().find('x').unwrap();
        let offset = u32::try_from(x).unwrap();
        assert_eq!(page.position(offset, Encoding::Utf8), at(1, 10));
        assert_eq!(page.position(offset, Encoding::Utf16), at(1, 4));
        assert_eq!(page.offset(at(1, 10), Encoding::Utf8), x);
        assert_eq!(page.offset(at(1, 4), Encoding::Utf16), x);
        assert_eq!(page.offset(at(1, 3), Encoding::Utf16), x - 4, "half a rocket is none");
        assert_eq!(page.offset(at(1, 8), Encoding::Utf8), x - 4, "nor is a part of its bytes");
        for encoding in BOTH {
            assert_eq!(page.offset(at(1, 99), encoding), x + 1, "before the line end");
            assert_eq!(page.offset(at(99, 0), encoding), page.text().len());
            assert_eq!(page.position(u32::MAX, encoding), at(3, 1), "a lone CR ends a line");
        }
    }

    #[test]
    fn columns_of_a_long_line_are_counted_through_its_blocks() {
        let page = Page::from(format!("a\n{}", "x日🚀".repeat(BLOCK)));
        for letter in [0, 1, BLOCK / 3, BLOCK, 2 * BLOCK, 3 * BLOCK - 1] {
            let offset = page.text().char_indices().nth(letter + 2).unwrap().0;
            let units = page.text()[2..offset].encode_utf16().count();
            assert_eq!(page.position(count(offset), Encoding::Utf16), at(1, count(units)));
        }
    }

    /// Where an offset is, counted letter by letter.
    fn plainly(text: &str, offset: usize) -> Position {
        let mut found = at(0, 0);
        for (index, letter) in text[..offset].char_indices() {
            let ends = letter == '\n' || letter == '\r' && !text[index + 1..].starts_with('\n');
            let width = count(letter.len_utf16());
            found = if ends { at(found.line + 1, 0) } else { at(found.line, found.character + width) };
        }
        found
    }

    #[test]
    fn a_range_the_wrong_way_round_puts_something_in() {
        let page = Page::from("abc".to_owned());
        let wrong = Range { start: at(0, 2), end: at(0, 1) };
        assert_eq!(page.changed(wrong, "x", Encoding::Utf16).text(), "abxc");
    }

    proptest! {
        /// The fast way is the plain one: letter by letter from the beginning of the line.
        #[test]
        fn positions_are_as_counted_plainly(
            parts in vec(("[a日🚀é]{0,6}", 0_usize..4, select(vec!["\n", "\r\n", "\r", ""])), 0..24),
            spans in vec((0.0..1.0, 0.0..1.0), 1..8),
        ) {
            // Some lines are longer than a block, and letters go over the edges of blocks.
            let long = |(letters, times, end): &(String, usize, &str)| letters.repeat(times * times * 200 + 1) + end;
            let page = Page::from(parts.iter().map(long).collect::<String>());
            let text = page.text();
            for (start, end) in spans {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an offset of a text")]
                let at = |part: f64| page.boundary((part * (text.len() + 2) as f64) as usize);
                let (start, end) = (at(start), at(end));
                let wanted = Range { start: plainly(text, start), end: plainly(text, end) };
                prop_assert_eq!(page.position(count(start), Encoding::Utf16), wanted.start);
                let span = Span { start: count(start), end: count(end) };
                prop_assert_eq!(page.range(span, Encoding::Utf16), wanted);
                let in_bytes = page.range(span, Encoding::Utf8);
                prop_assert_eq!((in_bytes.start.line, in_bytes.end.line), (wanted.start.line, wanted.end.line));
                let line = page.starts[wanted.end.line as usize];
                prop_assert_eq!(in_bytes.end.character, count(end) - line);
            }
        }

        #[test]
        fn positions_lead_back(text in "[a日🚀é\r\n]{0,40}", at in 0_usize..80) {
            let page = Page::from(text.clone());
            let offset = page.boundary(at);
            // Between CR and LF there is no position.
            prop_assume!(!(text[..offset].ends_with('\r') && text[offset..].starts_with('\n')));
            for encoding in BOTH {
                let position = page.position(u32::try_from(at).unwrap(), encoding);
                prop_assert_eq!(page.offset(position, encoding), offset);
            }
        }
    }
}

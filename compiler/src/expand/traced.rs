//! A text made out of a value, which still knows where its parts stand in the value.

use std::borrow::Cow;
use std::ops::Range;

use supervisor_grammar::is_space;

use crate::convert::python::strip;

/// A text made out of a value by replacements.
#[derive(Debug, Clone)]
pub(crate) struct Traced<'v> {
    text: Cow<'v, str>,
    /// In order, without gaps. None at all: the text is the value itself.
    segments: Vec<Segment>,
}

#[derive(Debug, Clone)]
struct Segment {
    /// Where it begins in the text; it ends where the next one begins.
    start: usize,
    /// The part of the value it was made from.
    source: Range<usize>,
    /// True when it is that part, character by character.
    verbatim: bool,
}

impl<'v> Traced<'v> {
    /// The value itself.
    pub(crate) fn new(value: impl Into<Cow<'v, str>>) -> Self {
        Self { text: value.into(), segments: Vec::new() }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Without white space around it.
    pub(crate) fn stripped(&self) -> Self {
        let kept = strip(&self.text);
        if kept.len() == self.text.len() {
            return self.clone();
        }
        let start = self.text.len() - self.text.trim_start_matches(is_space).len();
        let mut out = Builder::new(self);
        out.copy(start..start + kept.len());
        out.finish()
    }

    /// Which part of the value `range` of the text was made from.
    pub(crate) fn locate(&self, range: Range<usize>) -> Range<usize> {
        if self.segments.is_empty() {
            return range;
        }
        let segment_at = |offset: usize| {
            let index = self.segments.partition_point(|segment| segment.start <= offset);
            self.segments.get(index.saturating_sub(1))
        };
        let start = segment_at(range.start).map_or(0, |segment| match segment.verbatim {
            true => (segment.source.start + range.start - segment.start).min(segment.source.end),
            false => segment.source.start,
        });
        // The last byte decides: an end may be the beginning of a segment that does not belong.
        let last = range.end.saturating_sub(1).max(range.start);
        let end = segment_at(last).map_or(start, |segment| match segment.verbatim {
            true => (segment.source.start + range.end.saturating_sub(segment.start)).min(segment.source.end),
            false => segment.source.end,
        });
        start..end.max(start)
    }
}

/// Puts a text together out of parts of another.
pub(crate) struct Builder<'a, 'v> {
    from: &'a Traced<'v>,
    text: String,
    segments: Vec<Segment>,
}

impl<'a, 'v> Builder<'a, 'v> {
    pub(crate) fn new(from: &'a Traced<'v>) -> Self {
        Self { from, text: String::with_capacity(from.text.len() + 32), segments: Vec::new() }
    }

    /// How long the text is so far.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Takes `range` over as it is.
    pub(crate) fn copy(&mut self, range: Range<usize>) {
        let Some(part) = self.from.text.get(range.clone()).filter(|part| !part.is_empty()) else { return };
        let start = self.text.len();
        if self.from.segments.is_empty() {
            self.segments.push(Segment { start, source: range, verbatim: true });
        } else {
            let segments = &self.from.segments;
            let skipped = segments.partition_point(|segment| segment.start <= range.start).saturating_sub(1);
            let ends = segments.iter().skip(skipped + 1).map(|next| next.start);
            for (segment, end) in segments.iter().skip(skipped).zip(ends.chain([self.from.text.len()])) {
                if segment.start >= range.end {
                    break;
                }
                let (first, last) = (segment.start.max(range.start), end.min(range.end));
                if first < last {
                    self.segments.push(Segment {
                        start: start + first - range.start,
                        source: self.from.locate(first..last),
                        verbatim: segment.verbatim,
                    });
                }
            }
        }
        self.text.push_str(part);
    }

    /// Puts `text` in the place of `range`.
    pub(crate) fn replace(&mut self, range: Range<usize>, text: &str) {
        let source = self.from.locate(range);
        self.segments.push(Segment { start: self.text.len(), source, verbatim: false });
        self.text.push_str(text);
    }

    pub(crate) fn finish<'o>(self) -> Traced<'o> {
        Traced { text: Cow::Owned(self.text), segments: self.segments }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripping_keeps_places() {
        let value = Traced::new("\n ab\t");
        let stripped = value.stripped();
        assert_eq!((stripped.text(), stripped.locate(1..2)), ("ab", 3..4));
        assert_eq!(Traced::new("ab").stripped().text(), "ab");
    }

    #[test]
    fn places_survive_two_rounds_of_replacement() {
        let value = Traced::new("ab%X%cd%Y%ef");
        let mut first = Builder::new(&value);
        first.copy(0..2);
        first.replace(2..5, "12345");
        first.copy(5..12);
        let first = first.finish();
        assert_eq!(first.text(), "ab12345cd%Y%ef");
        assert_eq!(first.locate(0..2), 0..2);
        assert_eq!(first.locate(3..4), 2..5, "anything inside a replacement is the whole directive");
        assert_eq!(first.locate(7..9), 5..7);
        assert_eq!(first.locate(1..8), 1..6);

        let mut second = Builder::new(&first);
        second.copy(0..9);
        second.replace(9..12, "");
        second.copy(12..14);
        let second = second.finish();
        assert_eq!(second.text(), "ab12345cdef");
        assert_eq!(second.locate(2..7), 2..5);
        assert_eq!(second.locate(9..11), 10..12);
        assert_eq!(second.locate(11..11), 12..12);
    }
}

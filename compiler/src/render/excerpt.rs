//! The lines around a place, as far as anybody reads them: a line may be a hundred megabytes long.

use std::ops::Range;

use crate::diagnostic::shorten::boundary;

/// A line of more bytes than this is cut on both sides of what is underlined.
const LONG: usize = 500;

/// So many bytes of a long line stay on either side.
const SIDE: usize = 60;

/// A place of more bytes or lines is underlined up to the end of its first line at most.
const UNDERLINED: usize = 2000;
const UNDERLINED_LINES: usize = 20;

/// Places within so many bytes are shown together.
const TOGETHER: usize = 4 * UNDERLINED;

/// Stands for what is cut off.
const GAP: &str = "…";

/// A part of a text. Every byte keeps its offset but for those at its ends: where something is cut off there, [`GAP`] stands
/// in place of the bytes next to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// Where it begins in the whole text.
    pub(super) offset: usize,
}

impl Excerpt {
    /// The place `span` of the whole text lies in here.
    pub(super) fn covers(&self, span: &Range<usize>) -> bool {
        self.offset <= span.start && span.end <= self.offset + self.text.len()
    }
}

/// What is underlined of a place.
pub(super) fn underlined(text: &str, span: Range<usize>) -> Range<usize> {
    let Some(inside) = text.get(span.clone()) else { return span };
    let many = |text: &str| text.match_indices('\n').nth(UNDERLINED_LINES).is_some();
    if inside.len() <= UNDERLINED && !many(inside) {
        return span;
    }
    let line = inside.split('\n').next().unwrap_or_default();
    span.start..span.start + boundary(line, 2 * SIDE)
}

/// The lines around `spans`, each with one line of context: one excerpt for those that are near each other.
pub(super) fn around(text: &str, mut spans: Vec<Range<usize>>) -> Vec<Excerpt> {
    spans.sort_by_key(|span| span.start);
    let mut together: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match together.last_mut() {
            Some(last) if span.end.max(last.end) - last.start <= TOGETHER => {
                last.end = last.end.max(span.end);
            }
            _ => together.push(span),
        }
    }
    together.into_iter().filter_map(|span| around_one(text, span)).collect()
}

fn around_one(text: &str, span: Range<usize>) -> Option<Excerpt> {
    let (before, inside, after) = (text.get(..span.start)?, text.get(span.clone())?, text.get(span.end..)?);
    let mut shown = String::new();
    let mut offset = before.rfind('\n').map_or(0, |at| at + 1);
    if span.start - offset > LONG {
        offset = boundary(text, span.start - SIDE) - GAP.len();
        shown.push_str(GAP);
        push(&mut shown, before.get(offset + GAP.len()..)?);
    } else {
        let above = before.get(..offset.saturating_sub(1))?;
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if offset > 0 && offset - line <= LONG {
            offset = line;
        }
        push(&mut shown, before.get(offset..)?);
    }
    push(&mut shown, inside);
    let end = after.find('\n').unwrap_or(after.len());
    if end > LONG {
        push(&mut shown, after.get(..boundary(after, SIDE))?);
        shown.push_str(GAP);
    } else {
        let below = after.get(end + 1..).unwrap_or_default();
        let line = below.find('\n').unwrap_or(below.len());
        // With its line end: without one, an empty line would be none.
        let whole = (end + 1 + line + 1).min(after.len());
        push(&mut shown, after.get(..if line <= LONG { whole } else { end })?);
    }
    Some(Excerpt { text: shown, offset })
}

/// Adds a part of the text. A terminal must not obey it: control characters are replaced by letters of the same length.
fn push(shown: &mut String, part: &str) {
    shown.extend(part.chars().map(|letter| match letter {
        '\n' | '\r' | '\t' => letter,
        '\0'..='\x1f' | '\x7f' => '?',
        '\u{80}'..='\u{9f}' => '¿',
        _ => letter,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The excerpts around the parts given, with their offsets.
    fn shown(text: &str, spans: &[(usize, usize)]) -> Vec<(usize, String)> {
        let spans = spans.iter().map(|(start, end)| *start..*end).collect();
        around(text, spans).into_iter().map(|excerpt| (excerpt.offset, excerpt.text)).collect()
    }

    #[test]
    fn short_lines_are_shown_whole_with_their_neighbours() {
        let text = "one\ntwo\nthree\nfour\nfive\n";
        assert_eq!(shown(text, &[(8, 10)]), [(4, "two\nthree\nfour\n".to_owned())]);
        assert_eq!(shown(text, &[(0, 1), (14, 18)]), [(0, "one\ntwo\nthree\nfour\nfive\n".to_owned())]);
        assert_eq!(shown(text, &[(24, 24)]), [(19, "five\n".to_owned())]);
        assert_eq!(shown("", &[(0, 0)]), [(0, String::new())]);
        assert_eq!(shown("a\0\u{1b}\u{9b}b", &[(0, 1)]), [(0, "a??¿b".to_owned())]);
    }

    #[test]
    fn long_lines_are_cut_on_both_sides() {
        let text = format!("first\n{}here{}\nlast\n", "ä".repeat(1000), "ö".repeat(1000));
        let at = 6 + 2000;
        assert_eq!(
            shown(&text, &[(at, at + 4)]),
            [(at - 63, format!("…{}here{}…", "ä".repeat(30), "ö".repeat(30)))]
        );
        let first = shown(&text, &[(0, 5)]);
        assert_eq!(first, [(0, "first".to_owned())], "a long neighbour is left out");
        assert_eq!(shown(&text, &[(0, 5), (text.len() - 2, text.len() - 1)]).len(), 1);
    }

    #[test]
    fn places_far_apart_are_shown_apart() {
        let text = format!("a\n{}\nb\n", "line\n".repeat(5000));
        let shown = shown(&text, &[(text.len() - 2, text.len() - 1), (0, 1)]);
        assert_eq!(shown.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["a\nline\n", "\nb\n"]);
    }

    #[test]
    fn a_huge_place_is_underlined_at_its_beginning() {
        assert_eq!(underlined(&"x".repeat(3000), 1..2999), 1..121);
        assert_eq!(underlined(&"x\n".repeat(30), 0..60), 0..1);
        assert_eq!(underlined(&"x\n".repeat(30), 0..30), 0..30);
        assert_eq!(underlined("abc", 1..2), 1..2);
    }
}

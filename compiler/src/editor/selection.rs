//! Ever larger selections around an offset: word, value, option, section, file.

use supervisor_grammar::{Span, is_space};

use super::Document;
use super::document::Spot;

/// The ranges around an offset, each larger than the one before it and around it. The last one is the file.
#[must_use]
pub fn selections(document: &Document, offset: usize) -> Vec<Span> {
    let offset = document.floor(offset);
    let mut ranges = Vec::new();
    ranges.extend(word(document, offset));
    match document.spot(offset) {
        Spot::Comment(comment) => ranges.push(comment),
        Spot::Header(section) => ranges.extend([section.name, section.header]),
        Spot::Key(_, entry) => {
            ranges.extend([entry.key, Span { start: entry.key.start, end: Document::entry_end(entry) }]);
        }
        Spot::Value(_, entry) => {
            let piece = entry.pieces.iter().find(|piece| holds(**piece, offset));
            ranges.extend(piece.copied());
            ranges.push(entry.value_span());
            ranges.push(Span { start: entry.key.start, end: Document::entry_end(entry) });
        }
        Spot::Free(_, content) => ranges.push(content),
    }
    let sections = &document.tree().sections;
    let next = sections.partition_point(|section| section.header.start as usize <= offset);
    let around = next.checked_sub(1).and_then(|index| sections.get(index));
    ranges.extend(around.map(Document::section_span));
    ranges.push(Span::new(0..document.text().len()));
    let mut kept: Vec<Span> = Vec::new();
    for range in ranges.into_iter().filter(|range| holds(*range, offset)) {
        let larger = kept
            .last()
            .is_none_or(|last| range != *last && range.start <= last.start && last.end <= range.end);
        if larger {
            kept.push(range);
        }
    }
    kept
}

fn holds(span: Span, offset: usize) -> bool {
    span.start as usize <= offset && offset <= span.end as usize
}

/// The word at an offset: what stands between blanks, commas, equals signs, brackets and quotation marks.
fn word(document: &Document, offset: usize) -> Option<Span> {
    let ends = |letter: char| {
        is_space(letter) || matches!(letter, ',' | '=' | ';' | '[' | ']' | ':' | '"' | '\'' | '(' | ')')
    };
    let text = document.text();
    let before = text.get(..offset)?;
    let start = before
        .rfind(ends)
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let after = text.get(offset..)?;
    let end = offset + after.find(ends).unwrap_or(after.len());
    (start < end).then(|| Span::new(start..end))
}

//! Ever larger selections around an offset: word, value, option, section, file.

use supervisor_grammar::{Span, is_space};

use super::Document;
use super::document::Spot;

/// The ranges around an offset, each larger than the one before it and around it. The last one is the file.
#[must_use]
pub fn selections(document: &Document, offset: usize) -> Vec<Span> {
    let offset = document.floor(offset);
    let whole = Span::new(0..document.text().len());
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
        Spot::Behind => {}
        Spot::Free(_, content) => ranges.push(content),
    }
    let sections = &document.tree().sections;
    let next = sections.partition_point(|section| section.header.start as usize <= offset);
    let around = next.checked_sub(1).and_then(|index| sections.get(index));
    ranges.extend(around.map(Document::section_span));
    ranges.push(whole);
    let mut kept: Vec<Span> = Vec::new();
    let empty = |range: &Span| range.is_empty() && *range != whole;
    for range in ranges.into_iter().filter(|range| holds(*range, offset) && !empty(range)) {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn ever_larger() {
        let text = "[program:日本]\ncommand=/bin/a --名=値,x ; more of it\n  next\nb=\n";
        let document = Document::new(Arc::new(text.into()));
        let around = |mark: &str| {
            let offset = text.find(mark).unwrap();
            selections(&document, offset).iter().map(|span| span.of(text)).collect::<Vec<_>>()
        };
        let section = text.trim_end();
        let option = "command=/bin/a --名=値,x ; more of it\n  next";
        assert_eq!(
            around("値"),
            ["値", "/bin/a --名=値,x", "/bin/a --名=値,x ; more of it\n  next", option, section, text]
        );
        assert_eq!(around("日"), ["日本", "program:日本", "[program:日本]", section, text]);
        assert_eq!(around("command"), ["command", option, section, text]);
        assert_eq!(around("of it"), ["of", "; more of it", section, text]);
        assert_eq!(selections(&document, 9999), [Span::new(0..text.len())]);
        assert_eq!(selections(&Document::new(Arc::new("".into())), 0), [Span::at(0)]);
    }
}

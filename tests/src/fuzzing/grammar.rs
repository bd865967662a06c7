//! Files as the grammar sees them: decoding and the tree of lines.

use supervisor_grammar::{Entry, LineKind, Span, Tree, decode, parse};

use super::slice;

/// Decodes the bytes and parses the text. Nothing is lost, every span is text, every line's kind points at what the
/// line holds, and a value knows where each of its characters stands.
pub fn grammar(data: &[u8]) {
    let (text, undecodable) = decode(data.to_vec());
    assert_eq!(text.len(), data.len(), "offsets stay true");
    if let Some(error) = undecodable {
        assert!(error.length > 0 && error.position + error.length <= data.len());
        assert!(!error.to_string().is_empty());
    }
    let (tree, errors) = parse(&text);
    let lines: String =
        tree.lines.iter().flat_map(|line| [of(&text, line.span), of(&text, line.terminator)]).collect();
    assert_eq!(lines, text, "the tree is lossless");
    let bad = tree.lines.iter().filter(|line| line.kind == LineKind::Error).count();
    assert_eq!(errors.len(), bad);
    for error in &errors {
        assert!(!of(&text, error.span).is_empty());
        assert_eq!(tree.lines[error.line as usize].kind, LineKind::Error);
    }
    for (number, line) in tree.lines.iter().enumerate() {
        if let Some(comment) = line.comment {
            assert!(of(&text, comment).starts_with([';', '#']));
        }
        match line.kind {
            LineKind::Header { section } => assert_eq!(tree.sections[section as usize].line as usize, number),
            LineKind::Entry { section, entry } => {
                let key = entry_of(&tree, section, entry).key;
                assert!(line.span.start <= key.start && key.end <= line.span.end);
            }
            LineKind::Continuation { section, entry } => {
                let inside = |piece: &Span| line.span.start <= piece.start && piece.end <= line.span.end;
                assert!(entry_of(&tree, section, entry).pieces.iter().any(inside));
            }
            LineKind::Blank | LineKind::Comment | LineKind::Error => {}
        }
    }
    for section in &tree.sections {
        assert_eq!(format!("[{}]", of(&text, section.name)), of(&text, section.header));
        of(&text, tree.after_header(section));
        section.entries.iter().for_each(|entry| check_entry(&text, entry));
    }
}

fn check_entry(text: &str, entry: &Entry) {
    assert!(!of(text, entry.key).is_empty() && !entry.key(text).is_empty());
    assert!(["=", ":"].contains(&of(text, entry.delimiter)));
    of(text, entry.value_span());
    let pieces: Vec<_> = entry.pieces.iter().map(|piece| of(text, *piece)).collect();
    let value = entry.value(text);
    assert_eq!(value.text(), pieces.join("\n"));
    // Every character of a long value would take quadratic time; its ends and some in between tell as much.
    let step = value.text().len() / 64 + 1;
    let mut next = 0;
    for (at, character) in value.text().char_indices() {
        if at >= next && character != '\n' {
            let found = value.locate(at..at + character.len_utf8());
            assert_eq!(of(text, found), character.encode_utf8(&mut [0; 4]));
            next = at + step;
        }
    }
    of(text, value.locate(0..value.text().len()));
    of(text, value.locate(value.text().len()..usize::MAX));
}

fn entry_of(tree: &Tree, section: u32, entry: u32) -> &Entry {
    &tree.sections[section as usize].entries[entry as usize]
}

#[track_caller]
fn of(text: &str, span: Span) -> &str {
    slice(text, span.range())
}

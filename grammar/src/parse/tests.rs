//! The line algorithm against the tables of spec-config §1.2, all rows of which were run under CPython 3.11.

use std::fmt::Write;

use proptest::prelude::*;

use crate::{LineKind, SyntaxErrorKind, Tree, parse, parse_sections};

/// A tree in one line: `[s] a="1" b="2" !3` for a section with two entries and an unparsable third line.
fn sketch(text: &str) -> String {
    let (tree, errors) = parse(text);
    let mut out = String::new();
    for section in &tree.sections {
        let _ = write!(out, "[{}] ", section.name.of(text));
        for entry in &section.entries {
            let _ = write!(out, "{}={:?} ", entry.key(text), entry.value(text).text());
        }
    }
    for error in errors {
        let sign = match error.kind {
            SyntaxErrorKind::NoSectionHeader => "?",
            SyntaxErrorKind::Unparsable => "!",
        };
        let _ = write!(out, "{sign}{} ", error.line + 1);
    }
    out.trim_end().to_owned()
}

#[test]
fn values_and_comments() {
    let table = [
        ("a=b;c", r#"a="b;c""#),
        ("a=b ;c", r#"a="b""#),
        ("a=b\t;c", r#"a="b""#),
        ("a=b#c", r#"a="b#c""#),
        ("a=b #c", r#"a="b""#),
        ("command=bash -c 'foo ; bar'", r#"command="bash -c 'foo""#),
        ("command=bash -c 'foo; bar'", r#"command="bash -c 'foo; bar'""#),
        (r#"command=sh -c "echo #1""#, r#"command="sh -c \"echo""#),
        ("a=http://x/#frag", r#"a="http://x/#frag""#),
        ("a=x;y ;c #d", r#"a="x;y ;c""#),
        ("a=x#y #c ;d", r##"a="x#y #c""##),
        ("a= ;c", r#"a="""#),
        ("a=;c", r#"a=";c""#),
        ("a=#b", r##"a="#b""##),
        ("a= #d", r#"a="""#),
        ("a ;=c", "!2"),
        ("a=b\u{a0};c", r#"a="b""#),
        ("a=b\u{1c}#c", r#"a="b""#),
        ("a=1\n  2\n\t3\nb=x", r#"a="1\n2\n3" b="x""#),
        ("a=1\n\n  2\nb=x", r#"a="1\n\n2" b="x""#),
        ("a=1\n\n\n\nb=x", r#"a="1" b="x""#),
        ("a=1\n  ;c\n  2\n;d\n  3", r#"a="1\n2\n3""#),
        ("a=1\n# x\n\n  2", r#"a="1\n\n2""#),
        ("a=1 ;c\n  2 ;d\n  3#e", r#"a="1\n2\n3#e""#),
        ("a=\n  1\n  2", r#"a="\n1\n2""#),
        ("a=b\n  c=d", r#"a="b\nc=d""#),
        ("  a=b\n  c=d", r#"a="b" c="d""#),
        ("    a=b\n  c=d", r#"a="b" c="d""#),
        ("  a=1\n\tb=2", r#"a="1" b="2""#),
        ("a=1\n\tb=2", r#"a="1\nb=2""#),
        ("\u{2003}a=1\n\u{2003}\u{a0}2", r#"a="1\n2""#),
        (" a=1\n b", r#"a="1" !3"#),
        ("a=b\n  [t]\nc=d", r#"a="b\n[t]" c="d""#),
        ("a: b\nc:d\ne : f", r#"a="b" c="d" e="f""#),
        ("a:=b\nc=:d\ne = f = g : h\nk:v=w", r#"a="=b" c=":d" e="f = g : h" k="v=w""#),
        ("CoMMand=X\nÄΣ=1\nǅ=2", r#"command="X" äς="1" ǆ="2""#),
        ("a b = c\na+=b\na;b=1\na#b=1", r#"a b="c" a+="b" a;b="1" a#b="1""#),
        ("a =   x   y   ", r#"a="x   y""#),
        ("a=\"b c\"", r#"a="\"b c\"""#),
        ("a=1\nA=2", r#"a="1" a="2""#),
        ("a=b \\\nc=d", r#"a="b \\" c="d""#),
        ("a=b\u{2028}c=d", r#"a="b\u{2028}c=d""#),
        ("\ra=b\r\nc=d\r", r#"a="b" c="d""#),
        // A blank line between two lone CRs belongs to the value, a CRLF is one line end.
        ("a=1\r\r 2\r\n 3", r#"a="1\n\n2\n3""#),
    ];
    for (body, expected) in table {
        let text = format!("[s]\n{body}");
        assert_eq!(sketch(&text), format!("[s] {expected}"), "{text:?}");
    }
}

#[test]
fn headers() {
    let table = [
        ("[s]\n  [t]\n  a=b", r#"[s] [t] a="b""#),
        ("[s]\na=1\nb=1\n[t]\nc=1\n[s]\na=2", r#"[s] a="1" b="1" [t] c="1" [s] a="2""#),
        ("[s] trailing", "[s]"),
        ("[s] ;c", "[s]"),
        ("[s];c", "[s]"),
        ("[s ;x]", "?1"),
        ("[program:x #1]\na=b", "?1 ?2"),
        ("[s;x]", "[s;x]"),
        ("[s] foo] bar", "[s] foo]"),
        ("[program:x] ; y ] z", "[program:x]"),
        ("[ s ]", "[ s ]"),
        ("[x]y=1", "[x]"),
        ("[]", "?1"),
        ("[s]\n[]", "[s] !2"),
        ("[s]\n[]=x", r#"[s] []="x""#),
        ("x [s]", "?1"),
        ("  [s]", "[s]"),
        ("[S]\na=1\n[s]\na=2", r#"[S] a="1" [s] a="2""#),
        ("[DEFAULT]\nuser=x\n[s]\na=1", r#"[DEFAULT] user="x" [s] a="1""#),
        ("\u{feff}[s]\n[t]\na=1", r#"[t] a="1" ?1"#),
        ("a=1\n[s]\nb=2", r#"[s] b="2" ?1"#),
        // A header closes the entry, however deep the next line stands.
        ("[s]\na=1\n[t]\n  b=2", r#"[s] a="1" [t] b="2""#),
        ("", ""),
        ("\n ;x\n", ""),
    ];
    for (text, expected) in table {
        assert_eq!(sketch(text), expected, "{text:?}");
    }
}

/// Junk without a delimiter leaves the entry before it open, junk that starts with one closes it.
#[test]
fn what_a_bad_line_does_to_the_open_entry() {
    assert_eq!(sketch("[s]\na=1\njunk\n 2\n"), r#"[s] a="1\n2" !3"#);
    assert_eq!(sketch("[s]\n  a=1\njunk\n 2\n"), r#"[s] a="1\n2" !3"#);
    assert_eq!(sketch("[s]\na=1\n=x\n 2\n b=3\n"), r#"[s] a="1" b="3" !3 !4"#);
    assert_eq!(sketch("[s]\na=1\n\n: x\n"), r#"[s] a="1" !4"#);
}

#[test]
fn every_token_knows_its_place() {
    let text = "[s] rest ;c\r\n  Key = one ; two\n\n    three\nbad ;x";
    let (tree, errors) = parse(text);
    let section = &tree.sections[0];
    let entry = &section.entries[0];
    assert_eq!(section.header.of(text), "[s]");
    assert_eq!(tree.after_header(section).of(text), " rest ");
    assert_eq!(entry.key.of(text), "Key");
    assert_eq!(entry.delimiter.of(text), "=");
    assert_eq!(entry.pieces.iter().map(|piece| piece.of(text)).collect::<Vec<_>>(), ["one", "", "three"]);
    assert_eq!(entry.value_span().of(text), "one ; two\n\n    three");
    assert_eq!(errors[0].span.of(text), "bad");
    let comments: Vec<_> =
        tree.lines.iter().filter_map(|line| line.comment).map(|span| span.of(text)).collect();
    assert_eq!(comments, [";c", "; two", ";x"]);
    let kinds: Vec<_> = tree.lines.iter().map(|line| line.kind).collect();
    let (section, entry) = (0, 0);
    assert_eq!(
        kinds,
        [
            LineKind::Header { section },
            LineKind::Entry { section, entry },
            LineKind::Blank,
            LineKind::Continuation { section, entry },
            LineKind::Error,
        ]
    );
}

#[test]
fn an_empty_value_stands_right_after_its_delimiter() {
    let text = "[s]\na =   ;c\nb=\n  1";
    let (tree, _) = parse(text);
    let spans: Vec<_> = tree.sections[0].entries.iter().map(|entry| entry.value_span().range()).collect();
    assert_eq!(spans, [7..7, 15..19]);
}

#[test]
fn a_value_locates_its_bytes() {
    let text = "[s]\na = one ; c\n\n   two\n";
    let (tree, _) = parse(text);
    let value = tree.sections[0].entries[0].value(text);
    assert_eq!(value.text(), "one\n\ntwo");
    let place = |word: &str| {
        let at = value.text().find(word).unwrap();
        value.locate(at..at + word.len()).of(text)
    };
    assert_eq!(place("one"), "one");
    assert_eq!(place("two"), "two");
    assert_eq!(place("wo"), "wo");
    assert_eq!(value.locate(1..6).of(text), "ne ; c\n\n   t");
    assert_eq!(value.locate(100..200).range(), 23..23);
    assert_eq!(value.locate(0..usize::MAX).range(), 8..23, "an end past every text");
}

/// Pieces of configuration, and now and then any character at all.
fn configuration() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "[s]", "[", "]", "a=1", "B : 2", "=", ":", ";", "#", " ;", " #", " ", "\t", "  ", "\n", "\n", "\r\n", "\r", "é",
            "\u{a0}", "\u{1c}", "\u{feff}", "junk", "[DEFAULT]",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn text_of(tree: &Tree, text: &str) -> String {
    tree.lines.iter().flat_map(|line| [line.span.of(text), line.terminator.of(text)]).collect()
}

proptest! {
    #[test]
    fn nothing_is_lost(text in configuration()) {
        let (tree, errors) = parse(&text);
        prop_assert_eq!(text_of(&tree, &text), text.as_str());
        let bad = tree.lines.iter().filter(|line| line.kind == LineKind::Error).count();
        prop_assert_eq!(errors.len(), bad);
    }

    #[test]
    fn leaving_the_lines_out_changes_nothing_else(text in configuration()) {
        let (tree, errors) = parse(&text);
        for error in &errors {
            let line = tree.lines[error.line as usize];
            prop_assert_eq!((error.whole, error.terminator), (line.span, line.terminator));
        }
        prop_assert_eq!(parse_sections(&text), (tree.sections, errors));
    }

    #[test]
    fn every_span_is_text(text in configuration()) {
        let (tree, errors) = parse(&text);
        let mut spans: Vec<_> = errors.iter().map(|error| error.span).collect();
        for section in &tree.sections {
            prop_assert_eq!(format!("[{}]", section.name.of(&text)), section.header.of(&text));
            spans.extend([section.header, tree.after_header(section)]);
            for entry in &section.entries {
                prop_assert!(!entry.key.is_empty() && ["=", ":"].contains(&entry.delimiter.of(&text)));
                spans.extend(entry.pieces.iter().copied().chain([entry.key, entry.value_span()]));
                prop_assert!(entry.has_key(&text, &entry.key(&text)));
                let value = entry.value(&text);
                let expected: Vec<_> = entry.pieces.iter().map(|piece| piece.of(&text)).collect();
                prop_assert_eq!(value.text(), expected.join("\n"));
                for (at, _) in value.text().char_indices().filter(|(_, character)| *character != '\n') {
                    let rest = value.text()[at..].chars().next().map(String::from);
                    let found = value.locate(at..at + rest.as_ref().map_or(0, String::len));
                    prop_assert_eq!(Some(found.of(&text)), rest.as_deref());
                }
            }
        }
        spans.extend(tree.lines.iter().filter_map(|line| line.comment));
        for span in spans {
            prop_assert!(text.get(span.range()).is_some(), "{:?}", span);
        }
    }

    #[test]
    fn line_kinds_point_at_what_the_lines_hold(text in configuration()) {
        let (tree, _) = parse(&text);
        for (number, line) in tree.lines.iter().enumerate() {
            match line.kind {
                LineKind::Header { section } => {
                    prop_assert_eq!(tree.sections[section as usize].line as usize, number);
                }
                LineKind::Entry { section, entry } => {
                    let key = tree.sections[section as usize].entries[entry as usize].key;
                    prop_assert!(line.span.start <= key.start && key.end <= line.span.end);
                }
                LineKind::Continuation { section, entry } => {
                    let entry = &tree.sections[section as usize].entries[entry as usize];
                    let inside = |piece: &crate::Span| line.span.start <= piece.start && piece.end <= line.span.end;
                    prop_assert!(entry.pieces.iter().any(inside));
                }
                LineKind::Blank | LineKind::Comment | LineKind::Error => {}
            }
        }
    }
}

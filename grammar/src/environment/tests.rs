//! The rows of spec-config §4.12, all of which were run under both releases.

use proptest::prelude::*;

use super::{Mode, parse};

const END: &str = "error: Unexpected end of key/value pairs";
const QUOTE: &str = "error: No closing quotation";
const ESCAPE: &str = "error: No escaped character";

/// The pairs as `KEY=value`, joined by `|`.
fn sketch(text: &str, mode: Mode) -> String {
    match parse(text, mode) {
        Ok(pairs) => {
            pairs.iter().map(|pair| format!("{}={}", pair.key, pair.value)).collect::<Vec<_>>().join("|")
        }
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn both_releases_agree() {
    let table = [
        ("", ""),
        ("A=1,B=2", "A=1|B=2"),
        ("A=1,B=2,", "A=1|B=2"),
        (" A = 1 , B = 2 ", "A=1|B=2"),
        ("A=1,\nB=2", "A=1|B=2"),
        ("A=1\r\n,\tB=2", "A=1|B=2"),
        (r#"A="1",B='2'"#, "A=1|B=2"),
        (r#"A="a,b""#, "A=a,b"),
        (r#"A="a=b""#, "A=a=b"),
        (r#"A="a b""#, "A=a b"),
        (r##"A="x#y""##, "A=x#y"),
        (r#"A="""#, "A="),
        (r#"A="",B=1"#, "A=|B=1"),
        ("A=/usr/bin:/bin", "A=/usr/bin:/bin"),
        ("A=http://x:80/p", "A=http://x:80/p"),
        ("A=(x)", "A=(x)"),
        ("A=-1", "A=-1"),
        ("A=1.5", "A=1.5"),
        ("A=a+b", "A=a+b"),
        ("A=a b", "A=a"),
        ("A=1;B=2", "A=1|B=2"),
        (r#"A="1" and B=2"#, "A=1|B=2"),
        ("A=1 B=2", END),
        ("A=1\nB=2", END),
        ("A=a,b", END),
        ("A=a=b", END),
        ("A=x!", "A=x"),
        ("A=x@", "A=x"),
        ("A=user@host", END),
        ("A=a~b", END),
        ("A=[x]", END),
        ("A={x}", END),
        ("A=a&b", END),
        ("A=`x`", END),
        ("A=$HOME", "A=$"),
        ("A=~/x", "A=~"),
        ("A=@x", "A=@"),
        ("A=http://x/?q=1", "A=http://x/|q=1"),
        ("A=x#y,B=2", "A=x"),
        ("A=1,#c\nB=2", "A=1|B=2"),
        ("A=1,#c\rB=2", "A=1"),
        ("A=", END),
        ("A", END),
        ("=b", END),
        ("A=1,B", END),
        ("A=1,,B=2", END),
        (",A=1", END),
        ("A=,B=2", END),
        ("A=1,A=2", "A=1|A=2"),
        ("A==b", "A=="),
        ("A=b=", "A=b"),
        (r#"A="it's""#, "A=it's"),
        (r#"A="a\nb""#, r"A=a\nb"),
        (r#"A="x"#, QUOTE),
        (r#"A,"x"#, QUOTE),
        ("a.b=c", "a.b=c"),
        ("a-b=c", "a-b=c"),
        ("a:b=c", "a:b=c"),
        ("/x=c", "/x=c"),
        ("ö=1", "ö=1"),
        ("A=ö", "A=ö"),
        ("A=1\u{a0}", "A=1"),
        ("A=\"multi\nline\"", "A=multi\nline"),
        ("A=\"\t1 \"", "A=\t1 "),
    ];
    for (text, expected) in table {
        assert_eq!(sketch(text, Mode::Legacy), expected, "4.3.0: {text:?}");
        assert_eq!(sketch(text, Mode::Posix), expected, "HEAD: {text:?}");
    }
}

#[test]
fn the_releases_differ() {
    let table = [
        ("A=x#y\nz", "A=xz", "A=x"),
        ("A=x#y\n#z\nw\"", "A=xw", QUOTE),
        ("A=öäü", END, "A=öäü"),
        ("A=×÷", "A=×", "A=×"),
        ("A=it's", "A=it's", QUOTE),
        (r#"A='say "hi"'"#, r#"A=say "hi"#, r#"A=say "hi""#),
        (r#"A="'x'""#, "A=x", "A='x'"),
        (r#"A='"x"'"#, "A=x", r#"A="x""#),
        (r#"A="x'""#, "A=x", "A=x'"),
        (r#"A="say \"hi\"""#, END, r#"A=say "hi""#),
        (r#"A="a\\b""#, r"A=a\\b", r"A=a\b"),
        (r"A=a\b", END, "A=ab"),
        (r#"A="\""#, r"A=\", QUOTE),
        (r#"A="a\""#, r"A=a\", QUOTE),
        (r#"A=x""#, "A=x", QUOTE),
        (r#"A=x"y""#, r#"A=x"y"#, "A=xy"),
        (r#"A="x"y"#, "A=x", "A=xy"),
        (r#"A="x""y""#, "A=x", "A=xy"),
        (r#"A="a"b"c""#, "A=a", "A=abc"),
        (r#"A=x"y z"w"#, r#"A=x"y"#, "A=xy zw"),
        (r#""A"=1"#, r#""A"=1"#, "A=1"),
        (r"A=\", r"A=\", ESCAPE),
        (r#"A="\"#, QUOTE, ESCAPE),
        (r#"A "=" 1"#, END, "A=1"),
        (r"A=\,", r"A=\", "A=,"),
        ("A='a\\'", "A=a\\", "A=a\\"),
    ];
    for (text, legacy, posix) in table {
        assert_eq!(sketch(text, Mode::Legacy), legacy, "4.3.0: {text:?}");
        assert_eq!(sketch(text, Mode::Posix), posix, "HEAD: {text:?}");
    }
}

#[test]
fn pairs_and_errors_know_their_places() {
    let text = r#" KEY = "a b" , B="#;
    let error = parse(text, Mode::Legacy).unwrap_err();
    assert_eq!(&text[error.range], "B=");
    let pairs = parse(&text[..13], Mode::Legacy).unwrap();
    assert_eq!((&text[pairs[0].key_range.clone()], &text[pairs[0].value_range.clone()]), ("KEY", r#""a b""#));
    let pairs = parse("A=é'b c'd,B=1", Mode::Posix).unwrap();
    assert_eq!((pairs[0].value_range.clone(), pairs[1].key_range.clone()), (2..10, 11..12));
    let text = "A=1,B='x";
    assert_eq!(&text[parse(text, Mode::Legacy).unwrap_err().range], "'x");
    let text = r#"A="x\"#;
    assert_eq!(&text[parse(text, Mode::Posix).unwrap_err().range], r"\");
    // A word that a comment interrupts ends where its last letter stands.
    let text = "A=x#y\nz#w\n";
    assert_eq!(&text[parse(text, Mode::Legacy).unwrap()[0].value_range.clone()], "x#y\nz");
}

proptest! {
    /// The short way is right wherever it is taken.
    #[test]
    fn the_short_way_agrees_with_the_grammar(text in r#"((A|b_|=|,|"|'|"x y"|'z'|[ \t#\\]|é){0,12}|( ?[AB/.]{1,2} ?= ?([a:]|"[ ',=é]{0,3}"|'[ #"a]{0,3}') ?,?){0,4})"#) {
        if let Some(pairs) = super::plain::parse(&text) {
            prop_assert_eq!(Ok(pairs), super::parsed(&text, Mode::Legacy));
        }
    }

    #[test]
    fn what_is_plain_goes_the_short_way(values in prop::collection::vec(r"[^'\x22]{0,12}", 0..6)) {
        let text: String = values.iter().enumerate().map(|(n, value)| format!("K{n}=\"{value}\", ")).collect();
        prop_assert_eq!(super::plain::parse(&text).map(|pairs| pairs.len()), Some(values.len()));
    }

    #[test]
    fn any_text_is_a_list_or_a_fault_inside_it(text in r#"([ABab=,;'"\\# \t\n\r./éö×]|\PC){0,24}"#) {
        for mode in [Mode::Legacy, Mode::Posix] {
            match parse(&text, mode) {
                Ok(pairs) => {
                    let mut end = 0;
                    for pair in pairs {
                        prop_assert!(end <= pair.key_range.start && pair.key_range.end <= pair.value_range.start);
                        end = pair.value_range.end;
                        prop_assert!(text.get(pair.key_range).is_some() && text.get(pair.value_range).is_some());
                    }
                }
                Err(error) => prop_assert!(text.get(error.range).is_some_and(|fault| !fault.is_empty())),
            }
        }
    }

    #[test]
    fn quoted_values_come_back(values in prop::collection::vec(r"[^'\x22\\]{0,12}", 0..6)) {
        let text: String = values.iter().enumerate().map(|(n, value)| format!("K{n}=\"{value}\",")).collect();
        for mode in [Mode::Legacy, Mode::Posix] {
            let found: Vec<_> = parse(&text, mode).unwrap().into_iter().map(|pair| pair.value).collect();
            prop_assert_eq!(&found, &values);
        }
    }
}

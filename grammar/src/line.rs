//! The shape of one line: header, option or junk. The grammar is `line.pest`.

use std::ops::Range;

use memchr::{memchr2, memrchr};
use pest::Parser;

#[derive(pest_derive::Parser)]
#[grammar = "line.pest"]
struct LineParser;

/// What a line that is no continuation is. Ranges and offsets are bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `[name]`, which starts at byte 0.
    Header {
        /// What stands between the brackets.
        name: Range<usize>,
    },
    /// `key = value`, whose key starts at byte 0.
    Option {
        /// Where the key ends; blanks before the delimiter belong to it.
        key_end: usize,
    },
    /// Anything else.
    Junk,
}

/// The shape of `line`, whose comment is cut and whose ends are trimmed.
pub(crate) fn shape(line: &str) -> Shape {
    plain(line).unwrap_or_else(|| parsed(line))
}

/// The shape of a line that is plainly a header or an option: nearly every line is, and the two searches here take a
/// hundredth of the time of a parser. What is left is for the grammar to tell.
fn plain(line: &str) -> Option<Shape> {
    let bytes = line.as_bytes();
    if bytes.first() == Some(&b'[') {
        let name = 1..memrchr(b']', bytes)?;
        return (!name.is_empty()).then_some(Shape::Header { name });
    }
    memchr2(b'=', b':', bytes).filter(|key_end| *key_end > 0).map(|key_end| Shape::Option { key_end })
}

/// The shape of any line, as the grammar has it.
fn parsed(line: &str) -> Shape {
    let first = LineParser::parse(Rule::line, line).ok().and_then(|mut pairs| pairs.next());
    let Some((rule, inner)) =
        first.and_then(|pair| Some((pair.as_rule(), pair.into_inner().next()?.as_span())))
    else {
        return Shape::Junk;
    };
    match rule {
        Rule::header => Shape::Header { name: inner.start()..inner.end() },
        Rule::option => Shape::Option { key_end: inner.end() },
        _ => Shape::Junk,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Shape, parsed, plain, shape};

    #[test]
    fn shapes() {
        let header = |start, end| Shape::Header { name: start..end };
        let option = |key_end| Shape::Option { key_end };
        let table = [
            ("[s]", header(1, 2)),
            ("[s] foo] bar", header(1, 7)),
            ("[]]", header(1, 2)),
            ("[]x]y=1", header(1, 3)),
            ("[a]]]", header(1, 4)),
            ("[[a]", header(1, 3)),
            ("[]=x", option(2)),
            ("[s = t", option(3)),
            ("[]", Shape::Junk),
            ("[s", Shape::Junk),
            ("a = b", option(2)),
            ("a:=b", option(1)),
            ("a=:b", option(1)),
            ("é\u{a0}= b]", option(4)),
            ("=b", Shape::Junk),
            (": b", Shape::Junk),
            ("x [s]", Shape::Junk),
            ("junk", Shape::Junk),
            ("", Shape::Junk),
        ];
        for (line, expected) in table {
            assert_eq!(shape(line), expected, "{line:?}");
            assert_eq!(parsed(line), expected, "{line:?}");
        }
    }

    proptest! {
        /// The short way is right wherever it is taken, and is taken for headers and options.
        #[test]
        fn the_short_way_agrees_with_the_grammar(line in r#"\[?([\[\]=: aé]|\PC){0,12}"#) {
            let long = parsed(&line);
            if let Some(short) = plain(&line) {
                prop_assert_eq!(short, long);
            } else {
                prop_assert!(long == Shape::Junk || line.starts_with('['));
            }
        }
    }
}

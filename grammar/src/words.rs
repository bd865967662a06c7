//! Command lines: POSIX shell quoting, as Python's `shlex.split` reads it (spec-config §3.4, spec-runtime §2.1).

use std::ops::Range;

use crate::shell::{self, Language};

/// One word. The range is bytes of the command's text, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word without quotes and escapes.
    pub text: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Why a command line cannot be split.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", kind.reason())]
pub struct WordsError {
    /// What is wrong.
    pub kind: WordsErrorKind,
    /// From the offending quote or backslash on.
    pub range: Range<usize>,
}

/// The ways in which a command line can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordsErrorKind {
    /// A quote that is never closed.
    NoClosingQuotation,
    /// A backslash at the very end.
    NoEscapedCharacter,
}

impl WordsErrorKind {
    /// The reason in Python's words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            WordsErrorKind::NoClosingQuotation => "No closing quotation",
            WordsErrorKind::NoEscapedCharacter => "No escaped character",
        }
    }
}

/// Splits a command line.
///
/// # Errors
/// An unclosed quote or a lone backslash at the end.
pub fn split(text: &str) -> Result<Vec<Word>, WordsError> {
    shell::words(text, Language::Command)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::split;

    /// Compared with `shlex.split` of CPython 3.11.
    #[test]
    fn words_as_the_shell_sees_them() {
        let table: [(&str, &[&str]); 18] = [
            ("", &[]),
            (" \t\r\n", &[]),
            ("a b\tc\nd\re", &["a", "b", "c", "d", "e"]),
            ("/bin/cat -n", &["/bin/cat", "-n"]),
            (r#"sh -c "echo 'x' \"y\" \$z \\ \a""#, &["sh", "-c", r#"echo 'x' "y" \$z \ \a"#]),
            (r"sh -c 'a\b \'", &["sh", "-c", r"a\b \"]),
            (r#"a"b c"d'e f'"#, &["ab cde f"]),
            (r#"'' "" x"""#, &["", "", "x"]),
            (r"a\ b \\ \'", &["a b", r"\", "'"]),
            ("a\\\nb", &["a\nb"]),
            ("\"a\\\nb\"", &["a\\\nb"]),
            ("a #b c#d", &["a", "#b", "c#d"]),
            ("x;y|z&&w>f=g,h", &["x;y|z&&w>f=g,h"]),
            ("é\u{a0}ö \u{2028}", &["é\u{a0}ö", "\u{2028}"]),
            ("a\u{b}b\u{c}c", &["a\u{b}b\u{c}c"]),
            (r#""\é""#, &[r"\é"]),
            (r"\é", &["é"]),
            ("'\"'", &["\""]),
        ];
        for (text, expected) in table {
            let words: Vec<_> = split(text).unwrap().into_iter().map(|word| word.text).collect();
            assert_eq!(words, expected, "{text:?}");
        }
    }

    #[test]
    fn faults_and_their_places() {
        let table = [
            ("a 'b c", "No closing quotation", "'b c"),
            (r#"a b"c\"d"#, "No closing quotation", r#""c\"d"#),
            (r"a 'b\", "No closing quotation", r"'b\"),
            (r"a b\", "No escaped character", r"\"),
            (r#"a "b\\\"#, "No escaped character", r"\"),
            (r#""a" ""#, "No closing quotation", "\""),
        ];
        for (text, reason, fault) in table {
            let error = split(text).unwrap_err();
            assert_eq!((error.to_string().as_str(), &text[error.range]), (reason, fault), "{text:?}");
        }
    }

    #[test]
    fn words_know_their_places() {
        let text = r#" é"b c" d\ e "#;
        let places: Vec<_> = split(text).unwrap().into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(places, [r#"é"b c""#, r"d\ e"]);
    }

    /// A word in the quotes that Python's `shlex.quote` would put around it.
    fn quoted(word: &str) -> String {
        format!("'{}'", word.replace('\'', r#"'"'"'"#))
    }

    proptest! {
        #[test]
        fn any_text_is_words_or_a_fault_inside_it(text in r#"([ab'"\\# \té]|\PC){0,24}"#) {
            match split(&text) {
                Ok(words) => {
                    let mut end = 0;
                    for word in words {
                        prop_assert!(end <= word.range.start && word.range.start < word.range.end);
                        end = word.range.end;
                        prop_assert!(text.get(word.range).is_some());
                    }
                }
                Err(error) => prop_assert!(text.get(error.range).is_some_and(|fault| !fault.is_empty())),
            }
        }

        #[test]
        fn quoting_comes_back(words in prop::collection::vec(any::<String>(), 0..6)) {
            let text = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
            let found: Vec<_> = split(&text).unwrap().into_iter().map(|word| word.text).collect();
            prop_assert_eq!(found, words);
        }
    }
}

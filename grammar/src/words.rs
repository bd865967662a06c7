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

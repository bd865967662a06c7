//! `environment=` lists: `A="1",B='2'` (spec-config §4.12).

mod plain;

use std::ops::Range;

use crate::shell::{self, Language};
use crate::words::{Word, WordsError, WordsErrorKind};

/// Which release's tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// 4.3.0: the shell lexer's legacy mode, then quote characters stripped from both ends.
    #[default]
    Legacy,
    /// 4.4 development: the shell lexer's POSIX mode.
    Posix,
}

/// One variable. Ranges are bytes of the list's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The key as the original sees it.
    pub key: String,
    /// Where the key stands.
    pub key_range: Range<usize>,
    /// The value as the original sees it.
    pub value: String,
    /// Where the value stands, quotes included.
    pub value_range: Range<usize>,
}

/// Why a list cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", kind.reason())]
pub struct EnvironmentError {
    /// What is wrong.
    pub kind: EnvironmentErrorKind,
    /// Where.
    pub range: Range<usize>,
}

/// The ways in which a list can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvironmentErrorKind {
    /// `Unexpected end of key/value pairs`.
    UnexpectedEnd,
    /// `No closing quotation`.
    NoClosingQuotation,
    /// `No escaped character` (POSIX mode only).
    NoEscapedCharacter,
}

impl EnvironmentErrorKind {
    /// The reason in the original's words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            EnvironmentErrorKind::UnexpectedEnd => "Unexpected end of key/value pairs",
            EnvironmentErrorKind::NoClosingQuotation => WordsErrorKind::NoClosingQuotation.reason(),
            EnvironmentErrorKind::NoEscapedCharacter => WordsErrorKind::NoEscapedCharacter.reason(),
        }
    }
}

/// Reads a list. Duplicate keys stay; the last one counts.
///
/// # Errors
/// The first fault, as the original finds it: quotes are looked at in the whole text before any pair is.
pub fn parse(text: &str, mode: Mode) -> Result<Vec<Pair>, EnvironmentError> {
    if mode == Mode::Legacy
        && let Some(pairs) = plain::parse(text)
    {
        return Ok(pairs);
    }
    parsed(text, mode)
}

/// Reads any list, as the grammar has it.
fn parsed(text: &str, mode: Mode) -> Result<Vec<Pair>, EnvironmentError> {
    let language = match mode {
        Mode::Legacy => Language::LegacyList,
        Mode::Posix => Language::PosixList,
    };
    let words = shell::words(text, language)?;
    // Whatever stands between two pairs separates them: the original does not look at it.
    words.chunks(4).map(|group| pair(group, mode)).collect()
}

/// Key, `=`, value, and a separator that may be missing.
fn pair(group: &[Word], mode: Mode) -> Result<Pair, EnvironmentError> {
    match group {
        [key, equals, value, ..] if equals.text == "=" => Ok(Pair {
            key: key.text.clone(),
            key_range: key.range.clone(),
            value: match mode {
                Mode::Legacy => value.text.trim_matches(['\'', '"']).to_owned(),
                Mode::Posix => value.text.clone(),
            },
            value_range: value.range.clone(),
        }),
        [first, .., last] => Err(unexpected_end(first.range.start..last.range.end)),
        [only] => Err(unexpected_end(only.range.clone())),
        [] => Err(unexpected_end(0..0)),
    }
}

fn unexpected_end(range: Range<usize>) -> EnvironmentError {
    EnvironmentError { kind: EnvironmentErrorKind::UnexpectedEnd, range }
}

impl From<WordsError> for EnvironmentError {
    fn from(error: WordsError) -> Self {
        let kind = match error.kind {
            WordsErrorKind::NoClosingQuotation => EnvironmentErrorKind::NoClosingQuotation,
            WordsErrorKind::NoEscapedCharacter => EnvironmentErrorKind::NoEscapedCharacter,
        };
        Self { kind, range: error.range }
    }
}

#[cfg(test)]
mod tests;

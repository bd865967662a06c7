//! What each part of a text is, for colours.

use supervisor_grammar::Span;

use super::Document;

/// A part of a text. None goes over a line end, and no two overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// True for a section or option that Supervisor does not know, or that is on its way out.
    pub deprecated: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum TokenKind {
    Comment,
    /// `program` of `[program:x]`.
    SectionKind,
    /// `x` of `[program:x]`.
    SectionName,
    OptionKey,
    /// `=` or `:`.
    Operator,
    Number,
    /// A word of a closed set: a boolean, a signal, an event, a log level, `AUTO`.
    Keyword,
    String,
    /// A variable's name in `environment`.
    Variable,
    /// A program's name in `programs`.
    Reference,
    /// `%(name)s`, `%%`.
    Expansion,
}

/// The tokens of a file in order; `range`: those that touch it.
#[must_use]
pub fn tokens(document: &Document, range: Option<Span>) -> Vec<Token> {
    let _ = (document, range);
    Vec::new()
}

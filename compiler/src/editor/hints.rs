//! What a text does not say and a reader would like to know, beside it.

use supervisor_grammar::Span;

use super::Analysis;
use crate::sources::FileId;

/// A few words beside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Behind which byte they stand.
    pub offset: u32,
    /// The words; a blank is to be put before them.
    pub label: String,
    /// More, as Markdown.
    pub tooltip: Option<String>,
}

/// The hints in a range of a file, in order.
#[must_use]
pub fn hints(analysis: &Analysis, file: FileId, range: Span) -> Vec<Hint> {
    let _ = (analysis, file, range);
    Vec::new()
}

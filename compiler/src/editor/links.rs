//! Files that a text names, to open them.

use std::path::PathBuf;

use supervisor_grammar::Span;

use super::Analysis;
use crate::sources::FileId;
use crate::system::System;

/// A path in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it stands. A pattern that matches several files has a link for each, all of the same span.
    pub span: Span,
    /// The file, absolute.
    pub target: PathBuf,
    /// What it is.
    pub tooltip: String,
}

/// The files that a file names and that exist.
#[must_use]
pub fn links(analysis: &Analysis, system: &dyn System, file: FileId) -> Vec<Link> {
    let _ = (analysis, system, file);
    Vec::new()
}

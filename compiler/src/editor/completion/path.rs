//! Paths of files and directories that are there.

use std::path::{Path, PathBuf};

use supervisor_grammar::Span;

use super::{Completion, CompletionKind};
use crate::editor::at::At;
use crate::system::System;

/// More names of a directory than this help nobody at once.
pub(super) const MOST: usize = 200;

/// Which paths are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    Directories,
}

/// What there is behind `typed`, which stands before the cursor; `span`: the last part of the path. Relative paths begin at `base`.
pub(super) fn paths(
    at: &At<'_>,
    system: &dyn System,
    typed: &str,
    base: &Path,
    wanted: Wanted,
) -> Vec<Completion> {
    // What has wildcards of its own or stands for something else is no path to list.
    if typed.contains(['*', '?', '[', '%', '~', '\0']) || typed.is_empty() {
        return Vec::new();
    }
    let (directory, name) = typed.rsplit_once('/').map_or(("", typed), |(before, name)| (before, name));
    let root =
        if typed.starts_with('/') { PathBuf::from(format!("{directory}/")) } else { base.join(directory) };
    let root_text = root.to_string_lossy();
    if root_text.contains(['*', '?', '[', '\0']) {
        return Vec::new();
    }
    let found = system.glob(&root.join(format!("{name}*")));
    let start = at.offset.saturating_sub(name.len());
    let rest = at.document.text().get(at.offset..).unwrap_or_default();
    let end = rest.find(|letter: char| "/,\"' \t\r\n".contains(letter)).unwrap_or(rest.len());
    let span = Span::new(start..at.offset + end);
    let entries = found.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let directory = system.is_dir(&path);
        let is_wanted = directory || wanted == Wanted::All;
        if !is_wanted || name.chars().any(|letter| letter.is_control() || letter == '%') {
            return None;
        }
        Some(if directory {
            let made = Completion::new(at, CompletionKind::Directory, format!("{name}/"), span);
            if rest.get(end..).is_some_and(|rest| rest.starts_with('/')) {
                made.text(name)
            } else {
                made.again()
            }
        } else {
            Completion::new(at, CompletionKind::File, name, span)
        })
    });
    entries.take(MOST).collect()
}

//! What was read from outside of the files that are compared: it is as it is now, for both sides.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Patterns of includes, and files that no such pattern found.
#[derive(Debug, Default)]
pub(super) struct Outside(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    told: BTreeSet<PathBuf>,
    found: BTreeSet<PathBuf>,
}

impl Outside {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A pattern was looked up there, which found these.
    pub(super) fn looked_up(&self, pattern: &Path, found: &[PathBuf]) {
        let mut seen = self.seen();
        seen.told.insert(pattern.to_path_buf());
        seen.found.extend(found.iter().cloned());
    }

    /// A file was read there.
    pub(super) fn read(&self, path: &Path) {
        let mut seen = self.seen();
        if !seen.found.contains(path) {
            seen.told.insert(path.to_path_buf());
        }
    }

    /// All of it, sorted.
    pub(super) fn told(&self) -> Vec<PathBuf> {
        self.seen().told.iter().cloned().collect()
    }
}

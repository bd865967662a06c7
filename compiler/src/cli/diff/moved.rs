//! A directory that is read as if it stood in the place of another one.

use std::io;
use std::path::{Path, PathBuf};

use crate::system::{Layer, Pipes, Stat, System};

/// A machine on which `place` holds what is in `content`: so `%(here)s` is the same in both of two directories that are
/// compared.
pub(super) struct Moved<'s> {
    /// The directory that is asked for.
    pub(super) place: PathBuf,
    /// The directory that is read.
    pub(super) content: PathBuf,
    /// The machine.
    pub(super) below: &'s dyn System,
}

impl Moved<'_> {
    fn there(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(&self.place) {
            Ok(rest) if rest.as_os_str().is_empty() => self.content.clone(),
            Ok(rest) => self.content.join(rest),
            Err(_) => path.to_path_buf(),
        }
    }

    fn back(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.content).map_or_else(|_| path.to_path_buf(), |rest| self.place.join(rest))
    }
}

impl Layer for Moved<'_> {
    fn below(&self) -> &dyn System {
        self.below
    }

    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        self.below.read(&self.there(path), pipes)
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        let found = self.below.glob(&self.there(pattern));
        if pattern.starts_with(&self.place) {
            found.into_iter().map(|path| self.back(&path)).collect()
        } else {
            found
        }
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.below.is_dir(&self.there(path))
    }

    fn exists(&self, path: &Path) -> bool {
        self.below.exists(&self.there(path))
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        self.below.stat(&self.there(path))
    }
}

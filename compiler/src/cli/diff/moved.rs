//! A directory that is read as if it stood in the place of another one.

use std::io;
use std::path::{Path, PathBuf};

use crate::system::{Pipes, Stat, System, User};

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

impl System for Moved<'_> {
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

    fn user_by_name(&self, name: &str) -> Option<User> {
        self.below.user_by_name(name)
    }

    fn user_by_id(&self, uid: u32) -> Option<User> {
        self.below.user_by_id(uid)
    }

    fn group_by_name(&self, name: &str) -> Option<u32> {
        self.below.group_by_name(name)
    }

    fn group_exists(&self, gid: u32) -> bool {
        self.below.group_exists(gid)
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        self.below.stat(&self.there(path))
    }

    fn hard_limit_of_files(&self) -> Option<u64> {
        self.below.hard_limit_of_files()
    }

    fn temp_dir(&self) -> PathBuf {
        self.below.temp_dir()
    }
}

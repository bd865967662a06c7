//! A system in front of another: it answers some questions itself and passes the others on.

use std::io;
use std::path::{Path, PathBuf};

use super::{Pipes, Stat, System, User};

/// What lies in front of a system, and knows other files. Everything else is passed on as it is.
pub trait Layer: Sync {
    /// The system behind it.
    fn below(&self) -> &dyn System;

    /// [`System::read`].
    ///
    /// # Errors
    /// The same.
    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>>;

    /// [`System::glob`].
    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        self.below().glob(pattern)
    }

    /// [`System::is_dir`].
    fn is_dir(&self, path: &Path) -> bool {
        self.below().is_dir(path)
    }

    /// [`System::exists`].
    fn exists(&self, path: &Path) -> bool {
        self.below().exists(path)
    }

    /// [`System::stat`].
    fn stat(&self, path: &Path) -> Option<Stat> {
        self.below().stat(path)
    }
}

impl<L: Layer> System for L {
    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        Layer::read(self, path, pipes)
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        Layer::glob(self, pattern)
    }

    fn is_dir(&self, path: &Path) -> bool {
        Layer::is_dir(self, path)
    }

    fn exists(&self, path: &Path) -> bool {
        Layer::exists(self, path)
    }

    fn user_by_name(&self, name: &str) -> Option<User> {
        self.below().user_by_name(name)
    }

    fn user_by_id(&self, uid: u32) -> Option<User> {
        self.below().user_by_id(uid)
    }

    fn group_by_name(&self, name: &str) -> Option<u32> {
        self.below().group_by_name(name)
    }

    fn group_exists(&self, gid: u32) -> bool {
        self.below().group_exists(gid)
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        Layer::stat(self, path)
    }

    fn hard_limit_of_files(&self) -> Option<u64> {
        self.below().hard_limit_of_files()
    }

    fn temp_dir(&self) -> PathBuf {
        self.below().temp_dir()
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        self.below().canonical(path)
    }
}

//! A machine some of whose files have other texts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Pipes, Stat, System, User};

/// Another system, but for the texts of some files that are there. To copy it copies no text.
#[derive(Clone)]
pub struct Edited<'s> {
    below: &'s dyn System,
    texts: BTreeMap<PathBuf, Text>,
}

/// A text that several hold.
type Text = Arc<Box<str>>;

impl<'s> Edited<'s> {
    /// Nothing is changed yet.
    #[must_use]
    pub fn new(below: &'s dyn System) -> Self {
        Self { below, texts: BTreeMap::new() }
    }

    /// Gives a file another text, whatever path it is read by; returns the one that it had here.
    pub fn set(&mut self, path: &Path, text: impl Into<Box<str>>) -> Option<Text> {
        self.share(path, Arc::new(text.into()))
    }

    /// The same with a text that others hold, too.
    pub fn share(&mut self, path: &Path, text: Text) -> Option<Text> {
        self.texts.insert(self.below.canonical(path), text)
    }

    /// Takes a text back.
    pub fn unset(&mut self, path: &Path) {
        self.texts.remove(&self.below.canonical(path));
    }
}

impl System for Edited<'_> {
    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        let new = (!self.texts.is_empty()).then(|| self.texts.get(&self.below.canonical(path))).flatten();
        new.map_or_else(|| self.below.read(path, pipes), |text| Ok(text.as_bytes().to_vec()))
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        self.below.glob(pattern)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.below.is_dir(path)
    }

    fn exists(&self, path: &Path) -> bool {
        self.below.exists(path)
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
        self.below.stat(path)
    }

    fn hard_limit_of_files(&self) -> Option<u64> {
        self.below.hard_limit_of_files()
    }

    fn temp_dir(&self) -> PathBuf {
        self.below.temp_dir()
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        self.below.canonical(path)
    }
}

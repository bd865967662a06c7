//! A machine some of whose files have other texts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Layer, Pipes, System};

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

impl Layer for Edited<'_> {
    fn below(&self) -> &dyn System {
        self.below
    }

    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        let new = (!self.texts.is_empty()).then(|| self.texts.get(&self.below.canonical(path))).flatten();
        new.map_or_else(|| self.below.read(path, pipes), |text| Ok(text.as_bytes().to_vec()))
    }
}

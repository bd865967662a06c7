//! A machine some of whose files have other texts.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::glob::{self, Tree};
use super::{Layer, Pipes, System};

/// Another system, but for the texts of some files, which may be there or not. To copy it copies no text.
#[derive(Clone)]
pub struct Edited<'s> {
    below: &'s dyn System,
    texts: BTreeMap<PathBuf, Text>,
    /// Texts that are no files: they can be read, and no pattern finds them.
    apart: BTreeMap<PathBuf, Text>,
}

/// A text that several hold.
type Text = Arc<Box<str>>;

impl<'s> Edited<'s> {
    /// Nothing is changed yet.
    #[must_use]
    pub fn new(below: &'s dyn System) -> Self {
        Self { below, texts: BTreeMap::new(), apart: BTreeMap::new() }
    }

    /// Gives a file another text, whatever path it is read by; returns the one that it had here.
    pub fn set(&mut self, path: &Path, text: impl Into<Box<str>>) -> Option<Text> {
        self.share(path, Arc::new(text.into()))
    }

    /// The same with a text that others hold, too.
    pub fn share(&mut self, path: &Path, text: Text) -> Option<Text> {
        self.texts.insert(self.below.canonical(path), text)
    }

    /// The same with a text that is no file's: it is read by this path, and included by no pattern.
    pub fn share_apart(&mut self, path: &Path, text: Text) -> Option<Text> {
        self.apart.insert(self.below.canonical(path), text)
    }

    /// Takes a text back.
    pub fn unset(&mut self, path: &Path) {
        self.texts.remove(&self.below.canonical(path));
    }

    fn text(&self, path: &Path) -> Option<&Text> {
        if self.texts.is_empty() && self.apart.is_empty() {
            return None;
        }
        let path = self.below.canonical(path);
        self.texts.get(&path).or_else(|| self.apart.get(&path))
    }
}

impl Layer for Edited<'_> {
    fn below(&self) -> &dyn System {
        self.below
    }

    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        self.text(path).map_or_else(|| self.below.read(path, pipes), |text| Ok(text.as_bytes().to_vec()))
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        let mut found = self.below.glob(pattern);
        let new: Vec<_> =
            self.texts.keys().map(PathBuf::as_path).filter(|path| !self.below.exists(path)).collect();
        if !new.is_empty() {
            let new = New { below: self.below, files: new };
            let matches = glob::matches(pattern, &new);
            found
                .extend(matches.into_iter().filter(|path| new.files.contains(&&*self.below.canonical(path))));
            // As bytes: paths compare by their parts.
            found.sort_unstable_by(|one, other| one.as_os_str().cmp(other.as_os_str()));
            found.dedup_by(|one, other| one.as_os_str() == other.as_os_str());
        }
        found
    }

    fn exists(&self, path: &Path) -> bool {
        self.below.exists(path) || self.text(path).is_some()
    }
}

/// Files that have not been saved yet, or are no longer there, and the directories above them.
struct New<'n> {
    below: &'n dyn System,
    files: Vec<&'n Path>,
}

impl Tree for New<'_> {
    fn names(&self, directory: &Path) -> Vec<OsString> {
        let directory = self.below.canonical(directory);
        let name = |file: &&Path| match file.strip_prefix(&directory).ok()?.components().next()? {
            Component::Normal(name) => Some(OsStr::to_os_string(name)),
            _ => None,
        };
        let mut names: Vec<_> = self.files.iter().filter_map(name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn has(&self, path: &Path) -> bool {
        self.files.contains(&&*self.below.canonical(path))
    }

    fn is_directory(&self, path: &Path) -> bool {
        self.below.is_dir(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::MemorySystem;

    #[test]
    fn patterns_find_what_is_not_saved_yet() {
        let mut below = MemorySystem::new();
        below.add_file("/etc/conf.d/b.conf", "below");
        let mut system = Edited::new(&below);
        for name in ["/etc/conf.d/a.conf", "/etc/conf.d/b.conf", "/etc/conf.d/c.ini", "/etc/new/d.conf"] {
            system.set(Path::new(name), "above");
        }
        system.share_apart(Path::new("/etc/conf.d/untitled.conf"), Arc::new("apart".into()));
        let found = |pattern: &str| Layer::glob(&system, Path::new(pattern));
        assert_eq!(
            found("/etc/conf.d/*.conf"),
            ["/etc/conf.d/a.conf", "/etc/conf.d/b.conf"].map(PathBuf::from)
        );
        let spelled =
            ["/etc//./conf.d/../conf.d/a.conf", "/etc//./conf.d/../conf.d/b.conf"].map(PathBuf::from);
        assert_eq!(found("/etc//./conf.d/../conf.d/[ab].conf"), spelled);
        assert_eq!(found("/etc/n*/*"), [PathBuf::from("/etc/new/d.conf")]);
        assert_eq!(found("/etc/new/d.conf"), [PathBuf::from("/etc/new/d.conf")]);
        assert!(found("/etc/ne*").is_empty(), "nothing but files is new");
        assert!(Layer::exists(&system, Path::new("/etc/conf.d/a.conf")));
        let apart = Layer::read(&system, Path::new("/etc/conf.d/untitled.conf"), Pipes::Refuse).unwrap();
        assert_eq!(apart, b"apart");
    }
}

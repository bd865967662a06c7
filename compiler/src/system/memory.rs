//! A machine in memory: for tests, for an editor's unsaved buffers (over another system), for git revisions.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::glob::{self, Tree};
use super::{FileKind, Pipes, Stat, System, User};
use crate::convert::normal;

/// Files, directories, users and groups that were put in by hand, optionally over another system that answers
/// for everything else.
#[derive(Default)]
pub struct MemorySystem {
    files: BTreeMap<PathBuf, Vec<u8>>,
    directories: BTreeSet<PathBuf>,
    users: Vec<User>,
    groups: Vec<(String, u32)>,
    stats: BTreeMap<PathBuf, Stat>,
    hard_limit_of_files: Option<u64>,
    below: Option<Box<dyn System>>,
}

impl MemorySystem {
    /// An empty machine: a root directory and `/tmp`, nobody on it.
    #[must_use]
    pub fn new() -> Self {
        let mut system = Self::default();
        system.add_dir("/tmp");
        system
    }

    /// An overlay: what is not here is asked of `below`.
    #[must_use]
    pub fn over(below: Box<dyn System>) -> Self {
        Self { below: Some(below), ..Self::default() }
    }

    /// Adds or replaces a file, and the directories above it.
    pub fn add_file(&mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) {
        let path = resolve(&path.into()).into_owned();
        if let Some(parent) = path.parent() {
            self.add_dir(parent);
        }
        self.files.insert(path, content.into());
    }

    /// Removes a file that was added; what is below shows again.
    pub fn remove_file(&mut self, path: &Path) {
        self.files.remove(&*resolve(path));
    }

    /// Adds a directory and those above it.
    pub fn add_dir(&mut self, path: impl AsRef<Path>) {
        self.directories.extend(path.as_ref().ancestors().map(Path::to_path_buf));
    }

    /// Says who owns a file or directory that is there, and who may do what with it. Others belong to root, with the modes 644 and 755.
    pub fn set_stat(&mut self, path: impl Into<PathBuf>, stat: Stat) {
        self.stats.insert(path.into(), stat);
    }

    /// Says how many open files a process may have at most.
    pub fn set_hard_limit_of_files(&mut self, limit: u64) {
        self.hard_limit_of_files = Some(limit);
    }

    /// Adds a user.
    pub fn add_user(&mut self, name: &str, uid: u32, gid: u32, home: impl Into<PathBuf>) {
        self.users.push(User { name: name.to_owned(), uid, gid, home: home.into() });
    }

    /// Adds a group.
    pub fn add_group(&mut self, name: &str, gid: u32) {
        self.groups.push((name.to_owned(), gid));
    }
}

impl System for MemorySystem {
    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        if let Some(content) = self.files.get(&*resolve(path)) {
            return Ok(content.clone());
        }
        match &self.below {
            Some(below) => below.read(path, pipes),
            None if self.is_directory(path) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        let mut found = glob::matches(pattern, self);
        if let Some(below) = &self.below {
            found.extend(below.glob(pattern));
            found.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
            found.dedup_by(|a, b| a.as_os_str() == b.as_os_str());
        }
        found
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.is_directory(path) || self.below.as_ref().is_some_and(|below| below.is_dir(path))
    }

    fn exists(&self, path: &Path) -> bool {
        self.has(path) || self.below.as_ref().is_some_and(|below| below.exists(path))
    }

    fn user_by_name(&self, name: &str) -> Option<User> {
        let own = self.users.iter().find(|user| user.name == name).cloned();
        own.or_else(|| self.below.as_ref()?.user_by_name(name))
    }

    fn user_by_id(&self, uid: u32) -> Option<User> {
        let own = self.users.iter().find(|user| user.uid == uid).cloned();
        own.or_else(|| self.below.as_ref()?.user_by_id(uid))
    }

    fn group_by_name(&self, name: &str) -> Option<u32> {
        let own = self.groups.iter().find(|(known, _)| known == name).map(|(_, gid)| *gid);
        own.or_else(|| self.below.as_ref()?.group_by_name(name))
    }

    fn group_exists(&self, gid: u32) -> bool {
        self.groups.iter().any(|(_, known)| *known == gid)
            || self.below.as_ref().is_some_and(|below| below.group_exists(gid))
    }

    fn stat(&self, path: &Path) -> Option<Stat> {
        let path = resolve(path);
        let usual = |kind, mode| Stat { kind, mode, uid: 0, gid: 0 };
        let own = match self.stats.get(&*path) {
            Some(stat) => Some(*stat),
            None if self.files.contains_key(&*path) => Some(usual(FileKind::File, 0o644)),
            None if self.directories.contains(&*path) => Some(usual(FileKind::Directory, 0o755)),
            None => None,
        };
        own.or_else(|| self.below.as_ref()?.stat(&path))
    }

    fn hard_limit_of_files(&self) -> Option<u64> {
        self.hard_limit_of_files.or_else(|| self.below.as_ref()?.hard_limit_of_files())
    }

    fn temp_dir(&self) -> PathBuf {
        self.below.as_ref().map_or_else(|| PathBuf::from("/tmp"), |below| below.temp_dir())
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        let own = resolve(path);
        match &self.below {
            Some(below) if !self.files.contains_key(&*own) => below.canonical(path),
            _ => own.into_owned(),
        }
    }
}

impl Tree for MemorySystem {
    fn names(&self, directory: &Path) -> Vec<OsString> {
        let directory = resolve(directory);
        let paths = self.files.keys().chain(&self.directories);
        let mut names: Vec<_> = paths
            .filter(|path| path.parent() == Some(&*directory))
            .filter_map(|path| Some(path.file_name()?.to_owned()))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn has(&self, path: &Path) -> bool {
        self.files.contains_key(&*resolve(path)) || self.is_directory(path)
    }

    fn is_directory(&self, path: &Path) -> bool {
        self.directories.contains(&*resolve(path))
    }
}

/// There are no symbolic links here, so `..` can be resolved by looking at the path alone.
fn resolve(path: &Path) -> Cow<'_, Path> {
    if path.components().any(|component| component == Component::ParentDir) {
        Cow::Owned(normal(path))
    } else {
        Cow::Borrowed(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> MemorySystem {
        let mut system = MemorySystem::new();
        for name in ["B.conf", "a.conf", "b.conf", ".hid.conf", "deep/d.conf", "[x.conf", "^.conf"] {
            system.add_file(format!("/e/sub/{name}"), "");
        }
        system.add_dir("/e/sub/dir.conf");
        system
    }

    #[test]
    fn globbing_is_pythons() {
        let system = tree();
        let names = |pattern: &str| {
            let found = system.glob(Path::new(pattern));
            found.iter().map(|path| path.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            names("/e/./sub//[Ba]*.conf"),
            ["/e/./sub/B.conf", "/e/./sub/a.conf"],
            "the spelling of the directory stays, and order is by code point"
        );
        assert_eq!(names("/e/sub/d*"), ["/e/sub/deep", "/e/sub/dir.conf"]);
        assert_eq!(names("/e/sub/**/*.conf"), ["/e/sub/deep/d.conf"]);
        assert_eq!(names("/e/**/[!a-z.[^]*.conf"), ["/e/sub/B.conf"]);
        assert_eq!(names("/e/sub/[^a]?conf"), ["/e/sub/^.conf", "/e/sub/a.conf"]);
        assert_eq!(names("/e/sub/.*"), ["/e/sub/.hid.conf"]);
        assert_eq!(names("/e/sub/[x.c*"), ["/e/sub/[x.conf"]);
        assert_eq!(names("/e/sub/a.conf"), ["/e/sub/a.conf"]);
        assert!(names("/e/sub/nope.conf").is_empty());
        assert!(names("/e/sub/{a,b}.conf").is_empty());
    }

    #[test]
    fn an_overlay_hides_and_adds() {
        let text = |system: &MemorySystem, path: &str| system.read(Path::new(path), Pipes::Refuse).unwrap();
        let mut system = MemorySystem::over(Box::new(tree()));
        system.add_file("/e/sub/a.conf", "new");
        system.add_file("/e/sub/aa.conf", "added");
        assert_eq!(text(&system, "/e/sub/a.conf"), b"new");
        assert_eq!(text(&system, "/e/sub/b.conf"), b"");
        let found = system.glob(Path::new("/e/sub/a*"));
        assert_eq!(found, [Path::new("/e/sub/a.conf"), Path::new("/e/sub/aa.conf")]);
        system.add_file("/e/sub/../sub/b.conf", "found where it is looked for");
        assert_eq!(text(&system, "/e/sub/b.conf"), text(&system, "/e/../e/sub/b.conf"));
        system.remove_file(Path::new("/e/sub/b.conf"));
        system.remove_file(Path::new("/e/sub/a.conf"));
        assert_eq!(text(&system, "/e/sub/a.conf"), b"");
    }
}

//! Files as they were in a revision of a git repository.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::convert::normal;
use crate::system::glob::{self, Tree};
use crate::system::{Layer, Pipes, Stat, System};

/// Symbolic links that are followed one after the other.
const LINKS: usize = 40;

/// A machine on which the files of a repository are those of a revision. What lies outside of it is as it is now.
pub(super) struct GitSystem {
    /// The repository's directory, absolute.
    root: PathBuf,
    /// Files and symbolic links of the revision by their path in the repository.
    files: BTreeMap<PathBuf, Blob>,
    /// Directories of the revision.
    directories: BTreeSet<PathBuf>,
    below: Box<dyn System>,
}

/// A file of a revision.
struct Blob {
    object: String,
    is_link: bool,
}

impl GitSystem {
    /// The repository that holds `directory`, an absolute path, as it was in `revision`.
    ///
    /// # Errors
    /// What git says, or that it is not there.
    pub(super) fn open(directory: &Path, revision: &str, below: Box<dyn System>) -> io::Result<Self> {
        // The directory may have gone since.
        let existing = directory.ancestors().find(|directory| directory.is_dir()).unwrap_or(Path::new("/"));
        // Not `--show-toplevel`: it resolves symbolic links on the way to the repository, which `file` may have.
        let prefix = git(existing, &["rev-parse", "--show-prefix"])?;
        let prefix = PathBuf::from(String::from_utf8_lossy(&prefix).trim_end_matches(['\n', '/']));
        if !existing.ends_with(&prefix) {
            let text = format!("{} lies behind a symbolic link inside the repository", directory.display());
            return Err(io::Error::other(text));
        }
        let root = existing.ancestors().nth(prefix.components().count()).unwrap_or(existing).to_path_buf();
        let commit = format!("{revision}^{{commit}}");
        let commit = git(&root, &["rev-parse", "--verify", "--end-of-options", &commit])?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let list = git(&root, &["ls-tree", "-r", "-z", "--full-tree", &commit])?;
        let mut system = Self { root, files: BTreeMap::new(), directories: BTreeSet::new(), below };
        for entry in list.split(|byte| *byte == 0) {
            // MODE TYPE OBJECT<tab>PATH; a submodule is a commit, which holds nothing that could be read here.
            let Some(tab) = entry.iter().position(|byte| *byte == b'\t') else { continue };
            let (meta, path) = entry.split_at(tab);
            let (meta, path) = (String::from_utf8_lossy(meta), path.get(1..).unwrap_or_default());
            let words: Vec<&str> = meta.split(' ').collect();
            let [mode, "blob", object] = words.as_slice() else { continue };
            let path = PathBuf::from(OsStr::from_bytes(path));
            system.directories.extend(path.ancestors().skip(1).map(Path::to_path_buf));
            let blob = Blob { object: (*object).to_owned(), is_link: *mode == "120000" };
            system.files.insert(path, blob);
        }
        Ok(system)
    }

    /// The path in the repository that a path stands for, symbolic links followed; none: it lies outside.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        let mut path = normal(path);
        for _ in 0..LINKS {
            let relative = path.strip_prefix(&self.root).ok()?.to_path_buf();
            let link = relative.ancestors().find_map(|part| {
                let blob = self.files.get(part).filter(|blob| blob.is_link)?;
                Some((part.to_path_buf(), blob))
            });
            let Some((part, blob)) = link else { return Some(relative) };
            let target = self.content(blob).ok()?;
            let target = self.root.join(part.parent()?).join(OsStr::from_bytes(&target));
            let rest = relative.strip_prefix(&part).unwrap_or(Path::new(""));
            let joined = if rest.as_os_str().is_empty() { target } else { target.join(rest) };
            path = normal(&joined);
        }
        None
    }

    fn content(&self, blob: &Blob) -> io::Result<Vec<u8>> {
        git(&self.root, &["cat-file", "blob", &blob.object])
    }
}

impl Layer for GitSystem {
    fn below(&self) -> &dyn System {
        &*self.below
    }

    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        let Some(inside) = self.inside(path) else { return self.below.read(path, pipes) };
        match self.files.get(&inside) {
            Some(blob) => self.content(blob),
            None if self.directories.contains(&inside) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        glob::matches(pattern, self)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.is_directory(path)
    }

    fn exists(&self, path: &Path) -> bool {
        self.has(path)
    }

    /// Who may do what with a file is nothing that a revision tells.
    fn stat(&self, path: &Path) -> Option<Stat> {
        if self.inside(path).is_some() { None } else { self.below.stat(path) }
    }
}

impl Tree for GitSystem {
    fn names(&self, directory: &Path) -> Vec<OsString> {
        let Some(inside) = self.inside(directory) else {
            let found = self.below.glob(&directory.join("*"));
            let hidden = self.below.glob(&directory.join(".*"));
            let name = |path: &PathBuf| Some(path.file_name()?.to_owned());
            return found.iter().chain(&hidden).filter_map(name).collect();
        };
        let children = self.files.keys().chain(&self.directories);
        let mut names: Vec<_> = children
            .filter(|path| path.parent() == Some(&*inside))
            .filter_map(|path| Some(path.file_name()?.to_owned()))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn has(&self, path: &Path) -> bool {
        match self.inside(path) {
            Some(inside) => self.files.contains_key(&inside) || self.directories.contains(&inside),
            None => self.below.exists(path),
        }
    }

    fn is_directory(&self, path: &Path) -> bool {
        match self.inside(path) {
            Some(inside) => inside.as_os_str().is_empty() || self.directories.contains(&inside),
            None => self.below.is_dir(path),
        }
    }
}

/// What git prints.
fn git(directory: &Path, words: &[&str]) -> io::Result<Vec<u8>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(words)
        // Variables of a hook would name another repository than that of the file.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| io::Error::other(format!("git cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(
        said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned(),
    ))
}

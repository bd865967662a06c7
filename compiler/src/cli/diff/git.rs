//! Files as they were in a revision of a git repository.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::outside::Outside;
use crate::convert::normal;
use crate::render::{one_line, shown_path};
use crate::system::glob::{self, Tree};
use crate::system::{Layer, Pipes, Stat, System};

/// Symbolic links that are followed one after the other.
const LINKS: usize = 40;

/// A machine on which the files of a repository are those of a revision. What lies outside of it is as it is now.
pub(super) struct GitSystem {
    /// The commit.
    commit: String,
    /// The repository's directory, absolute; first as it was reached, then without symbolic links.
    roots: [PathBuf; 2],
    /// Files and symbolic links of the revision by their path in the repository.
    files: BTreeMap<PathBuf, Blob>,
    /// Directories of the revision, and what is in each.
    directories: BTreeMap<PathBuf, BTreeSet<OsString>>,
    /// Directories that are another repository's.
    submodules: BTreeSet<PathBuf>,
    /// Those of them that something was looked for in.
    entered: Mutex<BTreeSet<PathBuf>>,
    objects: Mutex<Objects>,
    /// What was read elsewhere.
    pub(super) outside: Outside,
    below: Box<dyn System>,
}

/// A file of a revision.
struct Blob {
    object: String,
    is_link: bool,
}

/// The repository that holds `directory`, an absolute path: its own directory as it is reached on that path.
fn root_of(directory: &Path) -> io::Result<PathBuf> {
    let directory = normal(directory);
    // The directory may have gone since.
    let existing = directory.ancestors().find(|directory| directory.is_dir()).unwrap_or(Path::new("/"));
    // Not `--show-toplevel`: it resolves symbolic links on the way to the repository, which `file` may have.
    let prefix = git(existing, &["rev-parse", "--show-prefix"])?;
    let prefix = PathBuf::from(String::from_utf8_lossy(&prefix).trim_end_matches(['\n', '/']));
    if !existing.ends_with(&prefix) {
        let text = format!("{} lies behind a symbolic link inside the repository", shown_path(&directory));
        return Err(io::Error::other(text));
    }
    Ok(existing.ancestors().nth(prefix.components().count()).unwrap_or(existing).to_path_buf())
}

/// The commit that a revision names.
fn commit(root: &Path, revision: &str) -> io::Result<String> {
    let wanted = format!("{revision}^{{commit}}");
    let found =
        git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]).map_err(|_| {
            let (revision, root) = (one_line(revision), shown_path(root));
            io::Error::other(format!("{revision} is no revision of the repository {root}"))
        })?;
    Ok(String::from_utf8_lossy(&found).trim().to_owned())
}

/// The revisions that `--git` names: one, `A..B`, or `A...B`, which begins where the two parted. Who is left out is HEAD.
pub(super) fn revisions(directory: &Path, words: &str) -> io::Result<(String, Option<String>)> {
    let or_head = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
    if let Some((one, other)) = words.split_once("...") {
        let (one, other) = (or_head(one), or_head(other));
        let root = root_of(directory)?;
        let (first, second) = (commit(&root, &one)?, commit(&root, &other)?);
        let base = git(&root, &["merge-base", &first, &second]).map_err(|_| {
            io::Error::other(format!("{} and {} have no commit in common", one_line(&one), one_line(&other)))
        })?;
        let base: String = String::from_utf8_lossy(&base).trim().chars().take(12).collect();
        return Ok((base, Some(other)));
    }
    Ok(match words.split_once("..") {
        Some((old, new)) => (or_head(old), Some(or_head(new))),
        None => (words.to_owned(), None),
    })
}

impl GitSystem {
    /// The repository that holds `directory`, an absolute path, as it was in `revision`.
    ///
    /// # Errors
    /// What git says, or that it is not there.
    pub(super) fn open(directory: &Path, revision: &str, below: Box<dyn System>) -> io::Result<Self> {
        let root = root_of(directory)?;
        let commit = commit(&root, revision)?;
        let list = git(&root, &["ls-tree", "-r", "-z", "--full-tree", &commit])?;
        let real = root.canonicalize().unwrap_or_else(|_| root.clone());
        let mut system = Self {
            objects: Mutex::new(Objects::open(&root)?),
            roots: [root, real],
            commit,
            files: BTreeMap::new(),
            directories: BTreeMap::new(),
            submodules: BTreeSet::new(),
            entered: Mutex::default(),
            outside: Outside::default(),
            below,
        };
        for entry in list.split(|byte| *byte == 0) {
            // MODE TYPE OBJECT<tab>PATH; a submodule is a commit, which holds nothing that could be read here.
            let Some(tab) = entry.iter().position(|byte| *byte == b'\t') else { continue };
            let (meta, path) = entry.split_at(tab);
            let (meta, path) = (String::from_utf8_lossy(meta), path.get(1..).unwrap_or_default());
            let words: Vec<&str> = meta.split(' ').collect();
            let path = PathBuf::from(OsStr::from_bytes(path));
            match words.as_slice() {
                [mode, "blob", object] => {
                    system.list(&path);
                    let blob = Blob { object: (*object).to_owned(), is_link: *mode == "120000" };
                    system.files.insert(path, blob);
                }
                [_, "commit", _] => {
                    system.list(&path);
                    system.directories.entry(path.clone()).or_default();
                    system.submodules.insert(path);
                }
                _ => {}
            }
        }
        Ok(system)
    }

    /// Enters a path into the directories above it.
    fn list(&mut self, path: &Path) {
        for part in path.ancestors() {
            let (Some(above), Some(name)) = (part.parent(), part.file_name()) else { return };
            let names = self.directories.entry(above.to_path_buf()).or_default();
            if !names.insert(name.to_owned()) {
                return;
            }
        }
    }

    /// The path in the repository that a path stands for, symbolic links followed; none: it lies outside.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        let [root, _] = &self.roots;
        let mut path = normal(path);
        for _ in 0..LINKS {
            let relative = self.roots.iter().find_map(|root| path.strip_prefix(root).ok())?.to_path_buf();
            let link = relative.ancestors().find_map(|part| {
                let blob = self.files.get(part).filter(|blob| blob.is_link)?;
                Some((part.to_path_buf(), blob))
            });
            let Some((part, blob)) = link else {
                if let Some(submodule) = relative.ancestors().find(|part| self.submodules.contains(*part)) {
                    let mut entered = self.entered.lock().unwrap_or_else(PoisonError::into_inner);
                    entered.insert(submodule.to_path_buf());
                }
                return Some(relative);
            };
            let target = self.content(blob).ok()?;
            let target = root.join(part.parent()?).join(OsStr::from_bytes(&target));
            let rest = relative.strip_prefix(&part).unwrap_or(Path::new(""));
            let joined = if rest.as_os_str().is_empty() { target } else { target.join(rest) };
            path = normal(&joined);
        }
        None
    }

    fn content(&self, blob: &Blob) -> io::Result<Vec<u8>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner).read(&blob.object)
    }

    /// What a file of another revision is called in this one, if git takes it for the same file under another name. None for
    /// `other`: the files as they are.
    pub(super) fn name_there(&self, path: &Path, other: Option<&str>) -> Option<PathBuf> {
        let [root, _] = &self.roots;
        let wanted = self.inside(path)?;
        let other = other.map(|revision| commit(root, revision)).transpose().ok()?;
        let mut words =
            vec!["diff", "--name-status", "-z", "--find-renames", "--diff-filter=R", &self.commit];
        words.extend(other.as_deref());
        words.push("--");
        // Rxxx<nul>NAME<nul>NAME<nul>, the first name that of this revision.
        let listed = git(root, &words).ok()?;
        let listed: Vec<&[u8]> = listed.split(|byte| *byte == 0).collect();
        listed.chunks_exact(3).find_map(|entry| match entry {
            [_, here, there] if *there == wanted.as_os_str().as_bytes() => {
                Some(PathBuf::from(OsStr::from_bytes(here)))
            }
            _ => None,
        })
    }

    /// A submodule that something was looked for in: what is in it, this repository does not tell.
    pub(super) fn entered_submodule(&self) -> Option<PathBuf> {
        self.entered.lock().unwrap_or_else(PoisonError::into_inner).first().cloned()
    }
}

impl Layer for GitSystem {
    fn below(&self) -> &dyn System {
        &*self.below
    }

    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        let Some(inside) = self.inside(path) else {
            self.outside.read(path);
            return self.below.read(path, pipes);
        };
        match self.files.get(&inside) {
            Some(blob) => self.content(blob),
            None if self.directories.contains_key(&inside) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        let found = glob::matches(pattern, self);
        let is_outside = |path: &Path| self.roots.iter().all(|root| !path.starts_with(root));
        if is_outside(&normal(pattern)) {
            self.outside.looked_up(pattern, &found);
        }
        found
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
        self.directories.get(&inside).into_iter().flatten().cloned().collect()
    }

    fn has(&self, path: &Path) -> bool {
        match self.inside(path) {
            Some(inside) => self.files.contains_key(&inside) || self.directories.contains_key(&inside),
            None => self.below.exists(path),
        }
    }

    fn is_directory(&self, path: &Path) -> bool {
        match self.inside(path) {
            Some(inside) => inside.as_os_str().is_empty() || self.directories.contains_key(&inside),
            None => self.below.is_dir(path),
        }
    }
}

/// git, in a directory. Variables of a hook would name another repository than that of the file.
fn command(directory: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).args(words);
    command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    command
}

fn cannot_run(error: &io::Error) -> io::Error {
    io::Error::other(format!("git cannot be run: {error}"))
}

/// What git prints.
fn git(directory: &Path, words: &[&str]) -> io::Result<Vec<u8>> {
    let output =
        command(directory, words).stdin(Stdio::null()).output().map_err(|error| cannot_run(&error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ");
    Err(io::Error::other(one_line(first)))
}

/// One git that reads objects, one after the other: to start one for each takes longer than to read it.
struct Objects {
    child: Child,
    asked: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    fn open(root: &Path) -> io::Result<Self> {
        let mut child = command(root, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| cannot_run(&error))?;
        let asked = child.stdin.take();
        let answers = child.stdout.take().ok_or_else(broken)?;
        Ok(Self { child, asked, answers: BufReader::new(answers) })
    }

    fn read(&mut self, object: &str) -> io::Result<Vec<u8>> {
        let asked = self.asked.as_mut().ok_or_else(broken)?;
        asked.write_all(format!("{object}\n").as_bytes())?;
        asked.flush()?;
        // OBJECT TYPE SIZE, or OBJECT missing.
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let size = size.ok_or_else(|| {
            io::Error::other(format!("git has no object {object}: is this a partial clone?"))
        })?;
        let mut content = Vec::new();
        (&mut self.answers).take(size).read_to_end(&mut content)?;
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        Ok(content)
    }
}

fn broken() -> io::Error {
    io::Error::other("git answered nothing")
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It ends when nobody asks any more.
        drop(self.asked.take());
        let _ = self.child.wait();
    }
}

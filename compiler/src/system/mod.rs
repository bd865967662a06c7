//! Everything the compiler asks the machine, behind one trait, so that an editor's unsaved buffers, a git
//! revision or a test can stand in for the file system.

mod edited;
pub(crate) mod glob;
mod layer;
mod memory;
mod real;

use std::io;
use std::path::{Path, PathBuf};

pub use edited::Edited;
pub use layer::Layer;
pub use memory::MemorySystem;
pub use real::{RealSystem, read_stream};

/// A user of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Login name.
    pub name: String,
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Home directory.
    pub home: PathBuf,
}

/// What to do about a file that somebody may have yet to write: a pipe, a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pipes {
    /// Wait for the writer, and read what comes up to its end.
    #[default]
    Await,
    /// Never wait: it counts as unreadable.
    Refuse,
}

/// What rules of supervisor-lint want to know of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// What it is; symbolic links are followed.
    pub kind: FileKind,
    /// The permission bits, `0o7777` at most.
    pub mode: u32,
    /// The owner's id.
    pub uid: u32,
    /// The group's id.
    pub gid: u32,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum FileKind {
    File,
    Directory,
    Socket,
    Other,
}

/// What the compiler asks the machine. Every path is absolute, and otherwise as the original would use it: not
/// normalised, symbolic links not resolved. Many files are read by several threads at once.
pub trait System: Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Whatever opening or reading it says. An error of our own, such as one about a file that is too large, carries its
    /// text ([`io::Error::get_ref`]).
    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>>;
    /// The matches of one include pattern (spec-config §5.4), sorted by code point.
    fn glob(&self, pattern: &Path) -> Vec<PathBuf>;
    /// True for an existing directory.
    fn is_dir(&self, path: &Path) -> bool;
    /// True for anything that exists.
    fn exists(&self, path: &Path) -> bool;
    /// Looks a user up by name.
    fn user_by_name(&self, name: &str) -> Option<User>;
    /// Looks a user up by id.
    fn user_by_id(&self, uid: u32) -> Option<User>;
    /// Looks a group's id up by name.
    fn group_by_name(&self, name: &str) -> Option<u32>;
    /// True when a group with this id exists.
    fn group_exists(&self, gid: u32) -> bool;
    /// What a file is, and who may do what with it; none: it does not exist, or nobody says. Only rules ask.
    fn stat(&self, path: &Path) -> Option<Stat>;
    /// How many open files a process may have at most, whatever it asks for; none: nobody says. Only rules ask.
    fn hard_limit_of_files(&self) -> Option<u64>;
    /// The directory for AUTO logs when none is configured: the first usable of `$TMPDIR`, `$TEMP`, `$TMP`,
    /// `/tmp`, `/var/tmp`, `/usr/tmp`, the current directory (spec-config §3.1, childlogdir).
    fn temp_dir(&self) -> PathBuf;
    /// The one path of a file that may have several: symbolic links resolved, where there are any. Only fixes ask.
    fn canonical(&self, path: &Path) -> PathBuf {
        crate::convert::normal(path)
    }
}

//! A log file that rotates itself (spec-runtime §3.3, §3.4).
//!
//! Sizes, names and moments of rotation are the original's: a chunk is never split, so a file may exceed its
//! limit by one chunk. Different on purpose: the file is always open for append (§12.18); what cannot be
//! rotated, such as a pipe behind `/dev/stdout`, is detected and simply written (§12.17); and trouble with the
//! disk neither ends the log nor tears a chunk: what cannot be written is counted, and told once.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::mem;
use std::path::{Path, PathBuf};

use supervisor_compiler::plan::LogLevel;

use crate::os::{errno, pipe};

use super::target;

/// A log file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileConfig {
    /// Where; relative to the daemon's directory.
    pub path: PathBuf,
    /// Rotate at this many bytes; 0 or less: never.
    pub max_bytes: i64,
    /// Rotated files to keep; 0 or less: none.
    pub backups: i64,
    /// Permission bits of a file that has to be created, before the umask: [`SHARED`] or [`PRIVATE`].
    pub mode: u32,
}

/// Mode of log files that the configuration names.
pub const SHARED: u32 = 0o666;

/// Mode of AUTO logs. The original gives them [`SHARED`] after their first rotation (spec-runtime §12.36).
pub const PRIVATE: u32 = 0o600;

/// News about a log file's health, for the main log.
#[derive(Debug)]
pub enum Report {
    /// It cannot be written; said once, until [`Report::Writable`].
    NotWritable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It can neither be rotated nor reopened; said once, until [`Report::Renewed`].
    NotRenewed {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It can be written again.
    Writable {
        /// The file.
        path: PathBuf,
        /// What was thrown away meanwhile, in bytes.
        lost: u64,
    },
    /// It was rotated or reopened after all.
    Renewed {
        /// The file.
        path: PathBuf,
    },
}

impl Report {
    /// How severe it is.
    #[must_use]
    pub fn level(&self) -> LogLevel {
        match self {
            Report::NotWritable { .. } => LogLevel::Critical,
            Report::NotRenewed { .. } | Report::Writable { .. } => LogLevel::Warn,
            Report::Renewed { .. } => LogLevel::Info,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Report::NotWritable { path, error } => write!(
                f,
                "cannot write log file {}: {}; output is thrown away until that works again",
                path.display(),
                errno::of(error)
            ),
            Report::NotRenewed { path, error } => write!(
                f,
                "cannot start a new log file {}: {}; the old one stays in use",
                path.display(),
                errno::of(error)
            ),
            Report::Writable { path, lost } => {
                write!(f, "log file {} can be written again; {lost} bytes were lost", path.display())
            }
            Report::Renewed { path } => write!(f, "started a new log file {} after all", path.display()),
        }
    }
}

/// A log file that is written.
#[derive(Debug)]
pub struct RotatingFile {
    config: FileConfig,
    file: File,
    /// A regular file, which can be rotated and cleared.
    regular: bool,
    /// `file` no longer is what `config.path` names; that one could not be opened yet.
    detached: bool,
    /// Size at which to rotate next.
    rotate_at: Option<u64>,
    /// The rest of a chunk whose beginning is in the file already.
    torn: Vec<u8>,
    /// Bytes thrown away since the file could be written last.
    lost: u64,
    /// [`Report::NotWritable`] has been said.
    unwritable: bool,
    /// [`Report::NotRenewed`] has been said.
    unrenewed: bool,
}

impl RotatingFile {
    /// Opens the file for append, creating it if need be.
    ///
    /// # Errors
    /// What open(2) says; `ENXIO` also for a FIFO that nobody reads.
    pub fn open(config: FileConfig) -> io::Result<Self> {
        let file = target::open(&config)?;
        let regular = file.metadata()?.is_file();
        let mut opened = Self {
            config,
            file,
            regular,
            detached: false,
            rotate_at: None,
            torn: Vec::new(),
            lost: 0,
            unwritable: false,
            unrenewed: false,
        };
        opened.rotate_at = opened.limit();
        Ok(opened)
    }

    /// The file's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.config.path
    }

    /// Appends a chunk, then rotates if the file has reached its limit. Never fails; news come back.
    pub fn write(&mut self, chunk: &[u8]) -> Vec<Report> {
        let mut reports = Vec::new();
        let attached = self.attach();
        match self.append(chunk) {
            Ok(()) => reports.extend(self.note_written()),
            Err(error) => {
                reports.extend(self.note_unwritable(error));
                return reports;
            }
        }
        let renewed = attached.and_then(|attached| Ok(self.rotate_if_due()? || attached));
        reports.extend(self.note_renewal(renewed));
        reports
    }

    /// Closes the file and opens what its path names now: the other half of an external rotation. When that
    /// fails, the old file stays in use and each write tries again.
    pub fn reopen(&mut self) -> Option<Report> {
        self.detached = true;
        let attached = self.attach();
        self.note_renewal(attached)
    }

    /// Empties the log: unlinks the file and opens a new one. Rotated files stay. What is not a regular file
    /// is left alone.
    ///
    /// # Errors
    /// What unlink(2) or open(2) say; a file that is missing already is none.
    pub fn clear(&mut self) -> io::Result<()> {
        if !self.regular {
            return Ok(());
        }
        allow_missing(fs::remove_file(&self.config.path))?;
        self.torn.clear();
        self.detached = true;
        self.attach().map(drop)
    }

    /// Opens what the path names, if the file in use is another one. Whether it was.
    fn attach(&mut self) -> io::Result<bool> {
        if !self.detached {
            return Ok(false);
        }
        self.file = target::open(&self.config)?;
        self.regular = self.file.metadata()?.is_file();
        self.rotate_at = self.limit();
        self.detached = false;
        Ok(true)
    }

    /// The size at which a fresh file is rotated.
    fn limit(&self) -> Option<u64> {
        u64::try_from(self.config.max_bytes).ok().filter(|limit| *limit > 0 && self.regular)
    }

    /// Puts the chunk behind whatever is still missing of an earlier one.
    fn append(&mut self, chunk: &[u8]) -> io::Result<()> {
        let mut torn = mem::take(&mut self.torn);
        if let Err(short) = write_all(&self.file, &torn) {
            torn.drain(..short.written);
            self.torn = torn;
            self.lost += chunk.len() as u64;
            return Err(short.error);
        }
        write_all(&self.file, chunk).map_err(|short| {
            match chunk.get(short.written..) {
                Some(rest) if short.written > 0 => self.torn = rest.to_vec(),
                _ => self.lost += chunk.len() as u64,
            }
            short.error
        })
    }

    /// Rotates a file that has reached its limit. After a failure the file grows by the limit once more
    /// before the next attempt, since each attempt moves the older files on.
    fn rotate_if_due(&mut self) -> io::Result<bool> {
        let (Some(due), Some(limit), false) = (self.rotate_at, self.limit(), self.detached) else {
            return Ok(false);
        };
        let size = self.file.stream_position()?;
        if size < due {
            return Ok(false);
        }
        self.rotate_at = Some(size.saturating_add(limit));
        if self.config.backups > 0 {
            shift(&self.config.path, self.config.backups)?;
            self.detached = true;
            self.attach()
        } else {
            self.file.set_len(0)?;
            self.rotate_at = Some(limit);
            Ok(true)
        }
    }

    fn note_written(&mut self) -> Option<Report> {
        let lost = mem::take(&mut self.lost);
        mem::take(&mut self.unwritable).then(|| Report::Writable { path: self.config.path.clone(), lost })
    }

    fn note_unwritable(&mut self, error: io::Error) -> Option<Report> {
        let news = !mem::replace(&mut self.unwritable, true);
        news.then(|| Report::NotWritable { path: self.config.path.clone(), error })
    }

    fn note_renewal(&mut self, renewed: io::Result<bool>) -> Option<Report> {
        let path = || self.config.path.clone();
        match renewed {
            Ok(false) => None,
            Ok(true) => mem::take(&mut self.unrenewed).then(|| Report::Renewed { path: path() }),
            Err(error) => {
                let news = !mem::replace(&mut self.unrenewed, true);
                news.then(|| Report::NotRenewed { path: path(), error })
            }
        }
    }
}

/// A write that stopped in the middle.
pub(super) struct ShortWrite {
    written: usize,
    error: io::Error,
}

/// write(2) until everything is written. Waits for a descriptor that somebody has made non-blocking, as
/// happens to an inherited stdout.
pub(super) fn write_all(mut file: &File, bytes: &[u8]) -> Result<(), ShortWrite> {
    let mut written = 0;
    while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
        let error = match file.write(rest) {
            Ok(0) => io::ErrorKind::WriteZero.into(),
            Ok(count) => {
                written += count;
                continue;
            }
            Err(error) => error,
        };
        match error.kind() {
            io::ErrorKind::Interrupted => {}
            io::ErrorKind::WouldBlock => {
                pipe::wait_writable(file).map_err(|error| ShortWrite { written, error })?;
            }
            _ => return Err(ShortWrite { written, error }),
        }
    }
    Ok(())
}

/// rename(2) of `.n-1` to `.n`, …, `.1` to `.2`, the file itself to `.1`. Only as far as the files go: where one is
/// missing there is room, and `backups` may be a number that takes hours to count down from.
fn shift(path: &Path, backups: i64) -> io::Result<()> {
    let exists = |number: &i64| fs::symlink_metadata(numbered(path, *number)).is_ok();
    let in_the_way = (1..backups).take_while(exists).last().unwrap_or(0);
    for number in (1..=in_the_way).rev() {
        allow_missing(fs::rename(numbered(path, number), numbered(path, number + 1)))?;
    }
    allow_missing(fs::rename(path, numbered(path, 1)))
}

/// The name of the rotated file of that number; 1 is the youngest.
pub(crate) fn numbered(path: &Path, number: i64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    PathBuf::from(name)
}

fn allow_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests;

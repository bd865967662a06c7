//! AUTO logs: files of the daemon's choosing (spec-runtime §3.2, spec-config §6.6).

use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use supervisor_compiler::plan;

use super::config::OutputStream;
use super::rotating::PRIVATE;
use crate::os::in_use::is_open;

/// The characters of the random part of a name.
const ALPHABET: &[u8; 37] = b"abcdefghijklmnopqrstuvwxyz0123456789_";

/// Length of the random part of a name.
const RANDOM_LENGTH: usize = 8;

/// The AUTO logs of one process, made when its group is, and used as long as the group is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AutoLogs {
    /// For `stdout_logfile=AUTO`.
    pub stdout: Option<PathBuf>,
    /// For `stderr_logfile=AUTO` without `redirect_stderr`.
    pub stderr: Option<PathBuf>,
}

impl AutoLogs {
    /// Creates what a process needs.
    ///
    /// # Errors
    /// As [`create`].
    pub fn create(process: &plan::Process, directory: &Path, identifier: &str) -> io::Result<Self> {
        let make = |wanted: bool, stream| {
            let name = process.name.as_str();
            wanted.then(|| create(directory, name, stream, identifier)).transpose()
        };
        let auto = |channel: &plan::Channel| channel.logfile.value == plan::LogFile::Auto;
        Ok(Self {
            stdout: make(auto(&process.stdout), OutputStream::Stdout)?,
            stderr: make(auto(&process.stderr) && !process.redirect_stderr.value, OutputStream::Stderr)?,
        })
    }
}

/// Creates an empty log `PROCESS-STREAM---IDENTIFIER-RANDOM8.log`, readable for the daemon's user only.
///
/// # Errors
/// What open(2) says; also for a process whose name contains a slash.
pub fn create(
    directory: &Path,
    process: &str,
    stream: OutputStream,
    identifier: &str,
) -> io::Result<PathBuf> {
    loop {
        let name = format!("{process}-{}---{identifier}-{}.log", stream.name(), random_part());
        let path = directory.join(name);
        match OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Eight characters that nobody has had before, as far as can be told: the standard library's hash seeds
/// come from the system's random numbers.
fn random_part() -> String {
    let mut number = RandomState::new().build_hasher().finish();
    let mut part = String::with_capacity(RANDOM_LENGTH);
    while part.len() < RANDOM_LENGTH {
        let index = usize::try_from(number % ALPHABET.len() as u64).unwrap_or_default();
        part.extend(ALPHABET.get(index).copied().map(char::from));
        number /= ALPHABET.len() as u64;
    }
    part
}

/// Why old logs were not, or not all, removed; displays as the original's WARN line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CleanupFault {
    /// The directory cannot be listed.
    #[error("Could not clear childlog dir")]
    Directory,
    /// One file cannot be removed.
    #[error("Failed to clean up '{}'", .0.display())]
    File(PathBuf),
}

/// Removes the AUTO logs, rotated ones too, that an earlier run with the same identifier has left. Returns
/// what is to be warned about. Files that are open belong to another daemon, which runs (spec-runtime §12.36): they stay.
#[must_use]
pub fn clean_up(directory: &Path, identifier: &str) -> Vec<CleanupFault> {
    let Ok(entries) = fs::read_dir(directory) else { return vec![CleanupFault::Directory] };
    let own = entries.filter_map(Result::ok).filter(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| is_own(name, identifier))
    });
    own.filter_map(|entry| {
        let path = entry.path();
        if is_open(&path).unwrap_or(false) {
            return None;
        }
        fs::remove_file(&path).err().map(|_| CleanupFault::File(path))
    })
    .collect()
}

/// Whether [`create`] with this identifier, or a rotation later, can have made a file of this name. Stricter
/// than the original, which takes the identifier for a regular expression and deletes other daemons' logs.
fn is_own(name: &str, identifier: &str) -> bool {
    let Some(name) = without_number(name).strip_suffix(".log") else { return false };
    let Some((rest, random)) = name.rsplit_once('-') else { return false };
    let Some(rest) = rest.strip_suffix(identifier).and_then(|rest| rest.strip_suffix("---")) else {
        return false;
    };
    let stream = [OutputStream::Stdout, OutputStream::Stderr].into_iter().any(|stream| {
        let process = rest.strip_suffix(stream.name()).and_then(|rest| rest.strip_suffix('-'));
        process.is_some_and(|process| !process.is_empty())
    });
    stream && !random.is_empty() && random.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// The name without the `.3` of a rotated file.
fn without_number(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((rest, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            rest
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_name_and_mode_of_a_new_log() {
        let dir = tempfile::tempdir().unwrap();
        let path = create(dir.path(), "cat", OutputStream::Stdout, "supervisor").unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let random = name.strip_prefix("cat-stdout---supervisor-").unwrap().strip_suffix(".log").unwrap();
        assert_eq!(random.len(), 8);
        let metadata = fs::metadata(&path).unwrap();
        assert_eq!((metadata.len(), metadata.permissions().mode() & 0o777), (0, 0o600));
        assert_ne!(path, create(dir.path(), "cat", OutputStream::Stdout, "supervisor").unwrap());
    }

    #[test]
    fn a_slash_in_the_process_name_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let error = create(dir.path(), "a/b", OutputStream::Stderr, "s").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn only_own_logs_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let own = [
            "old-stdout---super.visor-abc.log",
            "a-b-stderr---super.visor-abcdefg_.log.1",
            "a-stdout---super.visor-12345678.log.12345",
        ];
        let others = [
            "old-stdout---supervisor-abc.log",
            "old-stdout---superXvisor-abcdefgh.log",
            "old-stdout---other---super.visor-abc.log.gz",
            "p-stdout---x-super.visor-abcdefgh.log",
            "x---super.visor-q.log",
            "-stdout---super.visor-abcdefgh.log",
            "a-stdout---super.visor-.log",
            "a-stdout---super.visor-a b.log",
            "a-stdout---super.visor-abc.logfoo",
            "a-stdout---super.visor-two-abc.log",
        ];
        for name in own.iter().chain(&others) {
            fs::write(dir.path().join(name), "").unwrap();
        }
        assert_eq!(clean_up(dir.path(), "super.visor"), []);
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let mut expected = others.map(str::to_owned);
        expected.sort();
        assert_eq!(left, expected);
    }

    #[test]
    fn what_was_created_is_recognised() {
        let dir = tempfile::tempdir().unwrap();
        for identifier in ["supervisor", "a-b", "a---b", ".*", "ünï cödé"] {
            let path = create(dir.path(), "p", OutputStream::Stderr, identifier).unwrap();
            assert!(is_own(path.file_name().unwrap().to_str().unwrap(), identifier), "{path:?}");
        }
    }

    #[test]
    fn the_logs_of_a_daemon_that_runs_stay() {
        let dir = tempfile::tempdir().unwrap();
        let [used, left] =
            ["a", "b"].map(|name| create(dir.path(), name, OutputStream::Stdout, "s").unwrap());
        let _other = fs::File::open(&used).unwrap();
        assert_eq!(clean_up(dir.path(), "s"), []);
        assert!(used.exists() && !left.exists());
    }

    #[test]
    fn faults_are_worded_like_the_originals() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(clean_up(&dir.path().join("none"), "s"), [CleanupFault::Directory]);
        let stubborn = dir.path().join("p-stdout---s-abc.log");
        fs::create_dir(&stubborn).unwrap();
        let faults = clean_up(dir.path(), "s");
        assert_eq!(faults, [CleanupFault::File(stubborn.clone())]);
        assert_eq!(faults[0].to_string(), format!("Failed to clean up '{}'", stubborn.display()));
        assert_eq!(CleanupFault::Directory.to_string(), "Could not clear childlog dir");
    }
}

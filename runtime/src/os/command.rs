//! From a command line to the file to execute (spec-runtime §2.1, spec-config §4.11).
//!
//! Results and texts are the original's, with two differences, both only where the original fails
//! (spec-runtime §12.26): a relative name is looked up where it will be executed, in the program's directory;
//! and the search along PATH passes over what cannot be executed while there is something further on that can.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nix::unistd::{AccessFlags, access};
use supervisor_grammar::words;

/// Searched when neither the program nor the daemon has a PATH.
const DEFAULT_PATH: &str = "/bin:/usr/bin:/usr/local/bin";

/// A command that can be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The file to execute; when relative, relative to the program's directory.
    pub program: PathBuf,
    /// The words as written; the first one is not replaced by the path that was found.
    pub argv: Vec<OsString>,
}

/// Why a command cannot be executed; displays as the original's `spawnerr` text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The line cannot be split into words.
    #[error("can't parse command {}: {reason}", quoted(command))]
    Unparsable {
        /// The line.
        command: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The line has no words.
    #[error("command is empty")]
    Empty,
    /// No such file.
    #[error("can't find command {}", quoted(.0))]
    NotFound(String),
    /// The file is a directory.
    #[error("command at {} is a directory", quoted(.0))]
    Directory(String),
    /// Nobody may execute the file.
    #[error("command at {} is not executable", quoted(.0))]
    NotExecutable(String),
    /// The daemon may not execute the file.
    #[error("no permission to run command {}", quoted(.0))]
    NoPermission(String),
}

/// The RPC faults that stand for command errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandFault {
    /// `NO_FILE`.
    NoFile,
    /// `NOT_EXECUTABLE`; also for a line that cannot be split, like the original.
    NotExecutable,
}

impl CommandError {
    /// Which fault a client gets.
    #[must_use]
    pub fn fault(&self) -> CommandFault {
        match self {
            CommandError::NotFound(_) => CommandFault::NoFile,
            _ => CommandFault::NotExecutable,
        }
    }
}

/// Finds out what to execute. `path` is the PATH of the program's own environment, if that sets one;
/// `directory` is where the program will run.
///
/// # Errors
/// See [`CommandError`].
pub fn resolve(command: &str, path: Option<&str>, directory: Option<&Path>) -> Result<Command, CommandError> {
    let words = words::split(command).map_err(|error| CommandError::Unparsable {
        command: command.to_owned(),
        reason: error.kind.reason(),
    })?;
    let argv: Vec<String> = words.into_iter().map(|word| word.text).collect();
    let program = find(argv.first().ok_or(CommandError::Empty)?, path, directory)?;
    Ok(Command { program, argv: argv.into_iter().map(OsString::from).collect() })
}

/// The file that a program's name stands for.
fn find(name: &str, path: Option<&str>, directory: Option<&Path>) -> Result<PathBuf, CommandError> {
    if name.contains('/') {
        return match check(name, directory) {
            Some(verdict) => verdict.map(|()| PathBuf::from(name)),
            None => Err(CommandError::NotFound(name.to_owned())),
        };
    }
    let mut first_fault = None;
    for place in search_path(path).split(':') {
        let candidate = join(place, name);
        match check(&candidate, directory) {
            Some(Ok(())) => return Ok(PathBuf::from(candidate)),
            Some(Err(fault)) => first_fault = first_fault.or(Some(fault)),
            None => {}
        }
    }
    Err(first_fault.unwrap_or_else(|| CommandError::NotFound(name.to_owned())))
}

/// The PATH to search: the program's, the daemon's, a default.
fn search_path(of_program: Option<&str>) -> String {
    let of_daemon = || std::env::var("PATH").ok();
    of_program.map(str::to_owned).or_else(of_daemon).unwrap_or_else(|| DEFAULT_PATH.to_owned())
}

/// Joins like Python: an empty directory adds nothing, a final slash is not doubled.
fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() || directory.ends_with('/') {
        format!("{directory}{name}")
    } else {
        format!("{directory}/{name}")
    }
}

/// Whether a file can be executed; `None`: there is no such file.
fn check(path: &str, directory: Option<&Path>) -> Option<Result<(), CommandError>> {
    let place = directory.unwrap_or(Path::new("")).join(path);
    let metadata = fs::metadata(&place).ok()?;
    let shown = || path.to_owned();
    Some(if metadata.is_dir() {
        Err(CommandError::Directory(shown()))
    } else if metadata.permissions().mode() & 0o111 == 0 {
        Err(CommandError::NotExecutable(shown()))
    } else if access(&place, AccessFlags::X_OK).is_err() {
        Err(CommandError::NoPermission(shown()))
    } else {
        Ok(())
    })
}

/// A string as Python's `repr` shows it, for what occurs in commands: quotes, backslashes, control characters.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            _ if character == quote => shown.extend(['\\', character]),
            _ if character.is_control() => shown.push_str(&format!("\\x{:02x}", u32::from(character))),
            _ => shown.push(character),
        }
    }
    shown.push(quote);
    shown
}

#[cfg(test)]
mod tests {
    use nix::unistd::getuid;

    use super::*;

    fn file(path: &Path, mode: u32) {
        fs::write(path, "#!/bin/sh\n").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn fault(command: &str, path: Option<&str>) -> (String, CommandFault) {
        let error = resolve(command, path, None).unwrap_err();
        (error.to_string(), error.fault())
    }

    #[test]
    fn words_and_paths() {
        let command = resolve("/bin/sh -c 'echo \"a b\"'", None, None).unwrap();
        assert_eq!(command.program, Path::new("/bin/sh"));
        assert_eq!(command.argv, ["/bin/sh", "-c", "echo \"a b\""]);
        let command = resolve("sh -c true", Some("/nonexistent:/bin"), None).unwrap();
        assert_eq!(command.program, Path::new("/bin/sh"));
        assert_eq!(command.argv[0], "sh", "as written");
    }

    #[test]
    fn texts_and_faults_of_the_original() {
        use CommandFault::{NoFile, NotExecutable};
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_str().unwrap();
        file(&dir.path().join("plain"), 0o644);
        file(&dir.path().join("it's"), 0o644);
        for (command, text, family) in [
            ("nope", "can't find command 'nope'".to_owned(), NoFile),
            ("./no/pe", "can't find command './no/pe'".to_owned(), NoFile),
            ("\"no'pe\" x", "can't find command \"no'pe\"".to_owned(), NoFile),
            (root, format!("command at '{root}' is a directory"), NotExecutable),
            ("''", format!("command at '{root}/' is a directory"), NotExecutable),
            ("plain", format!("command at '{root}/plain' is not executable"), NotExecutable),
            ("\"it's\"", format!("command at \"{root}/it's\" is not executable"), NotExecutable),
            ("", "command is empty".to_owned(), NotExecutable),
            ("  ", "command is empty".to_owned(), NotExecutable),
            ("\"a", "can't parse command '\"a': No closing quotation".to_owned(), NotExecutable),
            ("'", "can't parse command \"'\": No closing quotation".to_owned(), NotExecutable),
            ("a\\", "can't parse command 'a\\\\': No escaped character".to_owned(), NotExecutable),
        ] {
            assert_eq!(fault(command, Some(root)), (text, family), "{command}");
        }
    }

    #[test]
    fn permission_is_the_daemons() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("others-only");
        // Executable for others, not for the owner; root needs only one x bit anywhere.
        file(&path, 0o641);
        let result = resolve(path.to_str().unwrap(), None, None);
        if getuid().is_root() {
            assert_eq!(result.unwrap().program, path);
        } else {
            let text = format!("no permission to run command '{}'", path.display());
            assert_eq!(result.unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn the_search_passes_over_what_cannot_be_executed() {
        let dir = tempfile::tempdir().unwrap();
        for (place, mode) in [("one", 0o644), ("two", 0o755)] {
            fs::create_dir(dir.path().join(place)).unwrap();
            file(&dir.path().join(place).join("tool"), mode);
        }
        fs::create_dir_all(dir.path().join("zero/tool")).unwrap();
        let root = dir.path().display();
        let path = format!("{root}/zero:{root}/one:{root}/two");
        let found = resolve("tool", Some(&path), None).unwrap().program;
        assert_eq!(found, dir.path().join("two/tool"));
        let path = format!("{root}/one:{root}/zero");
        let (text, _) = fault("tool", Some(&path));
        assert_eq!(text, format!("command at '{root}/one/tool' is not executable"));
    }

    #[test]
    fn relative_names_are_looked_up_where_the_program_runs() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("bin")).unwrap();
        file(&dir.path().join("bin/tool"), 0o755);
        let found = resolve("./bin/tool", None, Some(dir.path())).unwrap();
        assert_eq!(found.program, Path::new("./bin/tool"));
        assert_eq!(resolve("tool", Some("bin"), Some(dir.path())).unwrap().program, Path::new("bin/tool"));
        assert!(matches!(resolve("./bin/tool", None, None), Err(CommandError::NotFound(_))));
    }
}

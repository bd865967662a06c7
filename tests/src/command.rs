//! One command, run to its end.

use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than any command of a test takes; one that needs more hangs.
pub const LIMIT: Duration = Duration::from_secs(60);

/// What a command said and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Exit status; -1 when a signal ended it.
    pub code: i32,
}

/// The environment of every program that a test starts, whatever the machine's own is.
pub fn environment(home: &Path) -> Vec<(String, String)> {
    let path = std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".to_owned());
    [("PATH", path), ("HOME", home.display().to_string()), ("LANG", "C.UTF-8".into()), ("TZ", "UTC".into())]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
}

/// Where a program is: as named, when that has a slash, or on the machine's PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|path| path.is_file())
}

/// Runs a command with `input` on standard input.
///
/// # Panics
/// When it cannot be started or does not end within a minute.
#[track_caller]
pub fn run(command: &mut Command, input: &str) -> Run {
    run_within(command, input, LIMIT)
}

/// Runs a command that may take up to `limit`, with `input` on standard input.
///
/// # Panics
/// When it cannot be started or does not end in time.
#[track_caller]
pub fn run_within(command: &mut Command, input: &str, limit: Duration) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    // A command that ends without reading its input breaks the pipe, which is its right.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let stdout = collect(child.stdout.take().expect("a pipe was asked for"));
    let stderr = collect(child.stderr.take().expect("a pipe was asked for"));
    let deadline = Instant::now() + limit;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            panic!("{command:?} hangs; so far it said:\n{}", stdout.join().unwrap_or_default());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let read =
        |thread: std::thread::JoinHandle<String>| thread.join().expect("reading a pipe does not panic");
    Run { stdout: read(stdout), stderr: read(stderr), code: status.code().unwrap_or(-1) }
}

/// Runs a command whose standard output is a pipe that nobody reads.
///
/// # Panics
/// When it cannot be started.
#[track_caller]
pub fn run_unread(command: &mut Command) -> Run {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let child = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn();
    let output = child.and_then(std::process::Child::wait_with_output);
    // The command holds the pipe's writing end until it is given another.
    command.stdout(Stdio::null());
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    Run {
        stdout: String::new(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

fn collect(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is what the command said.
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

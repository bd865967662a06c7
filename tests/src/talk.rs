//! A command that goes on while the test goes on, until Ctrl-C or the end of its input.

use std::io::{Read, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::command::Run;
use crate::{procfs, wait};

/// A running command, what it has said so far, and its standard input.
#[derive(Debug)]
pub struct Talk {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Said,
    stderr: Said,
}

/// What comes out of a pipe.
#[derive(Debug)]
struct Said {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Talk {
    /// Starts a command.
    ///
    /// # Panics
    /// When it cannot be started.
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        // Python would keep to itself what it prints into a pipe.
        let command = command.env("PYTHONUNBUFFERED", "1");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let stdout = Said::by(child.stdout.take().expect("a pipe was asked for"));
        let stderr = Said::by(child.stderr.take().expect("a pipe was asked for"));
        Self { stdin: child.stdin.take(), child, stdout, stderr }
    }

    /// Waits until standard output ends with a text.
    ///
    /// # Panics
    /// When it does not come to that.
    #[track_caller]
    pub fn until(&self, end: impl AsRef<[u8]>) {
        let end = end.as_ref();
        let what = format!("it says {:?}", String::from_utf8_lossy(end));
        wait::until(&what, || self.stdout.so_far().ends_with(end));
    }

    /// Waits until standard error holds a text.
    ///
    /// # Panics
    /// When it does not come to that.
    #[track_caller]
    pub fn until_complaint(&self, text: &str) {
        wait::until(&format!("it complains {text:?}"), || {
            String::from_utf8_lossy(&self.stderr.so_far()).contains(text)
        });
    }

    /// Types a text.
    ///
    /// # Panics
    /// When nobody reads it.
    #[track_caller]
    pub fn type_text(&mut self, text: &str) {
        let stdin = self.stdin.as_mut().expect("standard input is open");
        stdin.write_all(text.as_bytes()).expect("the command reads");
    }

    /// Ctrl-D.
    pub fn end_input(&mut self) {
        self.stdin = None;
    }

    /// Ctrl-C, once it waits for something: the original takes it for a broken connection while it deals with what it was sent.
    ///
    /// # Panics
    /// When it has ended already.
    #[track_caller]
    pub fn interrupt(&self) {
        let pid = i32::try_from(self.child.id()).expect("a pid fits");
        wait::until("the command waits", || procfs::waits(pid));
        kill(Pid::from_raw(pid), Signal::SIGINT).expect("the command lives");
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it does not end. The original's `fg` needs half a minute.
    #[track_caller]
    pub fn finish(mut self) -> Run {
        let deadline = std::time::Instant::now() + 2 * wait::PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            assert!(std::time::Instant::now() < deadline, "the command does not end");
            std::thread::sleep(std::time::Duration::from_millis(5));
        };
        Run { stdout: self.stdout.all(), stderr: self.stderr.all(), code: status.code().unwrap_or(-1) }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // Both can fail only because it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Said {
    fn by(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let collected = Arc::clone(&bytes);
        let reader = std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut chunk) {
                collected.lock().expect("no reader panics").extend_from_slice(&chunk[..count]);
            }
        });
        Self { bytes, reader: Some(reader) }
    }

    fn so_far(&self) -> Vec<u8> {
        self.bytes.lock().expect("no reader panics").clone()
    }

    fn all(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("reading a pipe does not panic");
        }
        String::from_utf8_lossy(&self.so_far()).into_owned()
    }
}

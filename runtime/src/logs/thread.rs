//! The handle to the log thread, and what can be asked of it.

use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use supervisor_compiler::plan::LogLevel;
use tokio::sync::oneshot;

use super::config::{OutputStream, ProcessConfig};
use super::main_log::MainLog;
use super::news::NewsSender;
use super::outlets::Outlets;
use super::syslog::SyslogConfig;
use super::worker::{Worker, path_of};
use super::written::{Bytes, Written};
use crate::os::Pid;
use crate::os::errno;
use crate::os::poller::{Poller, Waker};

/// Lines of the main log, and for standard output, that may wait for the disk, in bytes. Beyond that they are dropped and counted.
const BACKLOG: usize = 1024 * 1024;

/// Which process a pipe belongs to; the caller's choice, below 2⁶², stable over restarts of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProcessKey(pub u64);

/// A log file that cannot be opened or emptied.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", path.display(), errno::of(error))]
pub struct LogFileError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl LogFileError {
    /// The `spawnerr` text of the original for the process of that name (spec-runtime §2.1).
    #[must_use]
    pub fn spawn_text(&self, process: &str) -> String {
        if errno::out_of_descriptors(&self.error) {
            return format!("too many open files to spawn '{process}'");
        }
        format!("unknown error making dispatchers for '{process}': {}", errno::of(&self.error))
    }
}

/// What the thread is asked to do.
pub(super) enum Command {
    Open { process: ProcessKey, config: ProcessConfig, reply: OpenReply },
    Attach { process: ProcessKey, stream: OutputStream, pid: Pid, pipe: OwnedFd },
    Drain { process: ProcessKey, reply: Reply<()> },
    Forget { process: ProcessKey },
    Clear { process: ProcessKey, config: ProcessConfig, reply: Reply<Result<(), LogFileError>> },
    ClearMain { reply: Reply<io::Result<()>> },
    Reopen,
    Line { level: LogLevel, at: Timestamp, message: String },
    Print { text: Vec<u8> },
    Stop { reply: Reply<()> },
}

/// Where an answer goes. Nobody may be waiting any more; that is no failure.
pub(super) type Reply<T> = oneshot::Sender<T>;

/// The same for somebody who may or may not be able to await.
pub(super) type OpenReply = Box<dyn FnOnce(Result<(), LogFileError>) + Send>;

/// What both sides count.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// Bytes of lines that wait.
    pub(super) backlog: AtomicUsize,
    /// Lines that were dropped since the last one that was not.
    pub(super) dropped: AtomicU64,
    /// What went into logs.
    pub(super) written: Written,
}

/// Talks to the log thread. Cheap to clone. Every method returns at once; those with an answer give its
/// receiver: await that, with a deadline where a hung disk must not be waited for. Commands are done in the
/// order they were given. After [`stop`](Self::stop) they are ignored and receivers fail.
#[derive(Debug, Clone)]
pub struct LogHandle {
    commands: mpsc::Sender<Command>,
    waker: Waker,
    counters: Arc<Counters>,
    level: LogLevel,
}

impl LogHandle {
    /// Starts the thread. Do it after daemonizing: a forked child has no threads. Output that makes events, and what
    /// event listeners answer, goes to `news`; output for the system log to `syslog`.
    ///
    /// # Errors
    /// No thread or no descriptors to be had.
    pub fn start(main: MainLog, syslog: SyslogConfig, news: NewsSender) -> io::Result<Self> {
        let poller = Poller::new()?;
        let (commands, queue) = mpsc::channel();
        let counters = Arc::new(Counters::default());
        let handle =
            Self { commands, waker: poller.waker(), counters: Arc::clone(&counters), level: main.level() };
        let worker = Worker::new(poller, queue, counters, Outlets::new(main, syslog, news));
        thread::Builder::new().name("logs".to_owned()).spawn(move || worker.run())?;
        Ok(handle)
    }

    /// Whether a line of this level would be written; saves making one that would not.
    #[must_use]
    pub fn enabled(&self, level: LogLevel) -> bool {
        level >= self.level
    }

    /// Writes a line to the main log, with the time of this call. Dropped, and counted, while a megabyte of
    /// lines is waiting for the disk.
    pub fn log(&self, level: LogLevel, message: impl Into<String>) {
        if !self.enabled(level) {
            return;
        }
        let message = message.into();
        if self.may_wait(message.len()) {
            self.send(Command::Line { level, at: Timestamp::now(), message });
        }
    }

    /// Notes that so many bytes more are waiting; false, and noted as dropped, when they are too many.
    fn may_wait(&self, size: usize) -> bool {
        let waits = self.counters.backlog.fetch_add(size, Ordering::Relaxed) <= BACKLOG;
        if !waits {
            self.counters.backlog.fetch_sub(size, Ordering::Relaxed);
            self.counters.dropped.fetch_add(1, Ordering::Relaxed);
        }
        waits
    }

    /// Writes to the daemon's standard output. Dropped, like lines of the main log, when too much is waiting.
    pub fn print(&self, text: Vec<u8>) {
        if self.may_wait(text.len()) {
            self.send(Command::Print { text });
        }
    }

    /// Opens the logs of a process that is about to be spawned; its last run's pipes are emptied and closed
    /// first. Without this, its output is thrown away.
    pub fn open(
        &self,
        process: ProcessKey,
        config: ProcessConfig,
    ) -> oneshot::Receiver<Result<(), LogFileError>> {
        let (reply, answer) = oneshot::channel();
        let reply: OpenReply = Box::new(|result| {
            let _ = reply.send(result);
        });
        self.send(Command::Open { process, config, reply });
        answer
    }

    /// The same for a caller that cannot await: blocks until the logs are open, but not longer than `patience`,
    /// in case the disk hangs.
    ///
    /// # Errors
    /// A log cannot be opened; `ETIMEDOUT` when it took too long or the thread has been stopped.
    pub fn open_within(
        &self,
        process: ProcessKey,
        config: ProcessConfig,
        patience: Duration,
    ) -> Result<(), LogFileError> {
        let path = path_of(&config.stdout);
        let (reply, answer) = mpsc::sync_channel(1);
        let reply: OpenReply = Box::new(move |result| {
            let _ = reply.send(result);
        });
        self.send(Command::Open { process, config, reply });
        let timed_out = |_| Err(LogFileError { path, error: errno::timed_out() });
        answer.recv_timeout(patience).unwrap_or_else(timed_out)
    }

    /// Hands over the read end of a spawned process's pipe; it must be non-blocking. The pid is for news about it.
    pub fn attach(&self, process: ProcessKey, stream: OutputStream, pid: Pid, pipe: OwnedFd) {
        self.send(Command::Attach { process, stream, pid, pipe });
    }

    /// The process was reaped, or was not spawned after all: reads what is in its pipes, then answers. News of what
    /// was read are sent before. When nobody else can write to a pipe it is closed, and so is its log. What the
    /// children that the process has left behind write is read on until they, too, are gone, or the logs are opened for
    /// the next run, or forgotten.
    pub fn drain(&self, process: ProcessKey) -> oneshot::Receiver<()> {
        self.ask(|reply| Command::Drain { process, reply })
    }

    /// How much went into the logs of a process so far, in all its runs.
    #[must_use]
    pub fn written(&self, process: ProcessKey) -> Bytes {
        self.counters.written.bytes(process)
    }

    /// There is no such process any more: reads what is in its pipes, and closes them and its logs.
    pub fn forget(&self, process: ProcessKey) {
        self.counters.written.forget(process);
        self.send(Command::Forget { process });
    }

    /// Empties the logs of a process, whether it runs or not (`clearProcessLogs`, spec-runtime §12.14).
    pub fn clear(
        &self,
        process: ProcessKey,
        config: ProcessConfig,
    ) -> oneshot::Receiver<Result<(), LogFileError>> {
        self.ask(|reply| Command::Clear { process, config, reply })
    }

    /// Empties the main log (`clearLog`).
    pub fn clear_main(&self) -> oneshot::Receiver<io::Result<()>> {
        self.ask(|reply| Command::ClearMain { reply })
    }

    /// Closes and opens the main log and all logs of running processes (SIGUSR2).
    pub fn reopen(&self) {
        self.send(Command::Reopen);
    }

    /// Ends the thread after everything that was asked for before, and after what is in the pipes was read.
    pub fn stop(&self) -> oneshot::Receiver<()> {
        self.ask(|reply| Command::Stop { reply })
    }

    fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> oneshot::Receiver<T> {
        let (reply, answer) = oneshot::channel();
        self.send(command(reply));
        answer
    }

    /// Fails only when the thread has been stopped; then the command, and with it its reply, is dropped.
    fn send(&self, command: Command) {
        if self.commands.send(command).is_ok() {
            self.waker.wake();
        }
    }
}

#[cfg(test)]
mod tests;

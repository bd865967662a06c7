//! The log thread, and the handle to it.
//!
//! It owns the read ends of the children's pipes, the log files and the main log, sleeps in epoll_wait(2)
//! and does one bounded thing at a time: a command, or one read from one pipe and the write that follows.
//! While a write hangs, nothing is read: the pipes fill up, the children wait, memory does not grow, and the
//! daemon's main thread goes on.

use std::collections::HashMap;
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

use super::config::{OutputStream, ProcessConfig, StreamConfig};
use super::main_log::MainLog;
use super::pump::{Progress, Pump, READ_SIZE};
use crate::os::poller::{Poller, WAKE, Waker};
use crate::os::{errno, signals};

/// Lines of the main log that may wait for the disk, in bytes. Beyond that they are dropped and counted.
const BACKLOG: usize = 1024 * 1024;

/// Reads from one pipe of a process that has ended, at most: enough for what it can have left, and an end
/// for one that a grandchild keeps writing to.
const DRAIN_READS: usize = 64;

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

enum Command {
    Open { process: ProcessKey, config: ProcessConfig, reply: OpenReply },
    Attach { process: ProcessKey, stream: OutputStream, pipe: OwnedFd },
    Drain { process: ProcessKey, reply: Reply<()> },
    Clear { process: ProcessKey, config: ProcessConfig, reply: Reply<Result<(), LogFileError>> },
    ClearMain { reply: Reply<io::Result<()>> },
    Reopen,
    Line { level: LogLevel, at: Timestamp, message: String },
    Stop { reply: Reply<()> },
}

/// Where an answer goes. Nobody may be waiting any more; that is no failure.
type Reply<T> = oneshot::Sender<T>;

/// The same for somebody who may or may not be able to await.
type OpenReply = Box<dyn FnOnce(Result<(), LogFileError>) + Send>;

/// What both sides count.
#[derive(Debug, Default)]
struct Counters {
    /// Bytes of main log lines that wait.
    backlog: AtomicUsize,
    /// Lines that were dropped since the last one that was not.
    dropped: AtomicU64,
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
    /// Starts the thread. Do it after daemonizing: a forked child has no threads.
    ///
    /// # Errors
    /// No thread or no descriptors to be had.
    pub fn start(main: MainLog) -> io::Result<Self> {
        let poller = Poller::new()?;
        let (commands, queue) = mpsc::channel();
        let counters = Arc::new(Counters::default());
        let handle =
            Self { commands, waker: poller.waker(), counters: Arc::clone(&counters), level: main.level() };
        let worker =
            Worker { poller, queue, counters, main, pumps: HashMap::new(), buffer: vec![0; READ_SIZE] };
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
        if self.counters.backlog.fetch_add(message.len(), Ordering::Relaxed) > BACKLOG {
            self.counters.backlog.fetch_sub(message.len(), Ordering::Relaxed);
            self.counters.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.send(Command::Line { level, at: Timestamp::now(), message });
    }

    /// Opens the logs of a process that is about to be spawned; what is left of its last run is finished
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

    /// Hands over the read end of a spawned process's pipe; it must be non-blocking.
    pub fn attach(&self, process: ProcessKey, stream: OutputStream, pipe: OwnedFd) {
        self.send(Command::Attach { process, stream, pipe });
    }

    /// The process was reaped, or was not spawned after all: reads what is left in its pipes, closes them
    /// and its logs, then answers.
    pub fn drain(&self, process: ProcessKey) -> oneshot::Receiver<()> {
        self.ask(|reply| Command::Drain { process, reply })
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

    /// Ends the thread after everything that was asked for before.
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

/// The thread's side.
struct Worker {
    poller: Poller,
    queue: mpsc::Receiver<Command>,
    counters: Arc<Counters>,
    main: MainLog,
    pumps: HashMap<u64, Pump>,
    buffer: Vec<u8>,
}

/// Goes on, or not.
#[derive(PartialEq, Eq)]
enum Next {
    Continue,
    Stop,
}

impl Worker {
    fn run(mut self) {
        // Here they would only interrupt writes.
        signals::block_in_this_thread();
        let mut ready = Vec::new();
        // Waiting fails only when descriptors are closed under it, and then there is nothing to go on with.
        while self.poller.wait(&mut ready).is_ok() {
            for &token in &ready {
                if token != WAKE {
                    self.read(token);
                } else if self.obey() == Next::Stop {
                    return;
                }
            }
        }
    }

    /// Does all commands that are waiting.
    fn obey(&mut self) -> Next {
        while let Ok(command) = self.queue.try_recv() {
            if self.perform(command) == Next::Stop {
                return Next::Stop;
            }
        }
        Next::Continue
    }

    fn perform(&mut self, command: Command) -> Next {
        match command {
            Command::Open { process, config, reply } => {
                self.finish(process);
                reply(self.open(process, config));
            }
            Command::Attach { process, stream, pipe } => self.attach(token(process, stream), pipe),
            Command::Drain { process, reply } => {
                self.finish(process);
                let _ = reply.send(());
            }
            Command::Clear { process, config, reply } => {
                let _ = reply.send(self.clear(process, config));
            }
            Command::ClearMain { reply } => {
                let _ = reply.send(self.main.clear());
            }
            Command::Reopen => self.reopen(),
            Command::Line { level, at, message } => self.line(level, at, &message),
            Command::Stop { reply } => {
                let _ = reply.send(());
                return Next::Stop;
            }
        }
        Next::Continue
    }

    fn open(&mut self, process: ProcessKey, config: ProcessConfig) -> Result<(), LogFileError> {
        let (name, streams) = config.into_streams();
        for (stream, config) in streams {
            match open_pump(&name, stream, config) {
                Ok(pump) => drop(self.pumps.insert(token(process, stream), pump)),
                Err(error) => {
                    self.finish(process);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Without a pump, or when it cannot be waited for, the pipe is closed: its process gets SIGPIPE rather
    /// than waiting for ever.
    fn attach(&mut self, token: u64, pipe: OwnedFd) {
        let Some(pump) = self.pumps.get_mut(&token) else { return };
        match self.poller.add(&pipe, token) {
            Ok(()) => pump.attach(pipe),
            Err(error) => {
                let message = format!("cannot read output: {}", errno::of(&error));
                self.main.write(LogLevel::Critical, Timestamp::now(), &message);
            }
        }
    }

    /// One read from a pipe that is ready.
    fn read(&mut self, token: u64) {
        let Some(pump) = self.pumps.get_mut(&token) else { return };
        if pump.read(&mut self.buffer, &mut self.main) == Progress::Ended {
            close(&self.poller, pump);
        }
    }

    /// Reads what a process has left, and forgets it.
    fn finish(&mut self, process: ProcessKey) {
        for stream in OutputStream::BOTH {
            let Some(mut pump) = self.pumps.remove(&token(process, stream)) else { continue };
            for _ in 0..DRAIN_READS {
                if pump.read(&mut self.buffer, &mut self.main) != Progress::More {
                    break;
                }
            }
            pump.finish(&mut self.main);
            close(&self.poller, &mut pump);
        }
    }

    fn clear(&mut self, process: ProcessKey, config: ProcessConfig) -> Result<(), LogFileError> {
        let (name, streams) = config.into_streams();
        for (stream, config) in streams {
            let path = path_of(&config);
            match self.pumps.get_mut(&token(process, stream)) {
                Some(pump) => pump.clear(),
                None => open_pump(&name, stream, config)?.clear(),
            }
            .map_err(|error| LogFileError { path, error })?;
        }
        Ok(())
    }

    fn reopen(&mut self) {
        self.main.reopen(Timestamp::now());
        for pump in self.pumps.values_mut() {
            pump.reopen(&mut self.main);
        }
    }

    fn line(&mut self, level: LogLevel, at: Timestamp, message: &str) {
        self.counters.backlog.fetch_sub(message.len(), Ordering::Relaxed);
        self.main.write(level, at, message);
        let dropped = self.counters.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            let message =
                format!("{dropped} lines of this log were dropped: it could not be written fast enough");
            self.main.write(LogLevel::Warn, Timestamp::now(), &message);
        }
    }
}

/// The poller's token of a stream.
fn token(process: ProcessKey, stream: OutputStream) -> u64 {
    let bit = match stream {
        OutputStream::Stdout => 0,
        OutputStream::Stderr => 1,
    };
    process.0 << 1 | bit
}

fn open_pump(name: &str, stream: OutputStream, config: StreamConfig) -> Result<Pump, LogFileError> {
    let path = path_of(&config);
    Pump::open(name, stream, config).map_err(|error| LogFileError { path, error })
}

fn path_of(config: &StreamConfig) -> PathBuf {
    config.file.as_ref().map(|file| file.path.clone()).unwrap_or_default()
}

/// Ends waiting for a pipe, then closes it.
fn close(poller: &Poller, pump: &mut Pump) {
    if let Some(pipe) = pump.pipe() {
        // It was added when it was attached, so it can be removed.
        let _ = poller.remove(pipe);
    }
    pump.detach();
}

#[cfg(test)]
mod tests;

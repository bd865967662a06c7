//! The log thread.
//!
//! It owns the read ends of the children's pipes, the log files and the main log, sleeps in epoll_wait(2)
//! and does one bounded thing at a time: a command, or one read from one pipe and the write that follows.
//! While a write hangs, nothing is read: the pipes fill up, the children wait, memory does not grow, and the
//! daemon's main thread goes on.

use std::collections::HashMap;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::Instant;

use jiff::Timestamp;
use supervisor_compiler::plan::LogLevel;

use super::config::{OutputStream, ProcessConfig, StreamConfig};
use super::outlets::Outlets;
use super::pace::{Pace, REST};
use super::pump::{Progress, Pump, READ_SIZE};
use super::thread::{Command, Counters, LogFileError, ProcessKey};
use super::written::Count;
use crate::os::poller::{Poller, WAKE};
use crate::os::{Pid, errno, signals};

/// Reads from one pipe of a process that has ended, at most: enough for what it can have left, and an end
/// for one that a grandchild keeps writing to.
const DRAIN_READS: usize = 64;

/// The thread's side.
pub(super) struct Worker {
    poller: Poller,
    queue: mpsc::Receiver<Command>,
    counters: Arc<Counters>,
    outlets: Outlets,
    pumps: HashMap<u64, Pump>,
    buffer: Vec<u8>,
    pace: Pace,
}

/// Goes on, or not.
#[derive(PartialEq, Eq)]
enum Next {
    Continue,
    Stop,
}

impl Worker {
    pub(super) fn new(
        poller: Poller,
        queue: mpsc::Receiver<Command>,
        counters: Arc<Counters>,
        outlets: Outlets,
    ) -> Self {
        Self {
            poller,
            queue,
            counters,
            outlets,
            pumps: HashMap::new(),
            buffer: vec![0; READ_SIZE],
            pace: Pace::default(),
        }
    }

    /// Works until it is stopped.
    pub(super) fn run(mut self) {
        // Here they would only interrupt writes.
        signals::block_in_this_thread();
        let mut ready = Vec::new();
        // Waiting fails only when descriptors are closed under it, and then there is nothing to go on with.
        while self.poller.wait(&mut ready).is_ok() {
            // Commands first: output that a child writes after a log was reopened or cleared comes after that.
            if ready.contains(&WAKE) && self.obey() == Next::Stop {
                return;
            }
            let (mut pipes, mut bytes) = (0, 0);
            for &token in ready.iter().filter(|token| **token != WAKE) {
                pipes += 1;
                bytes += self.read(token);
            }
            if self.pace.rests(Instant::now(), pipes, bytes) {
                self.poller.rest(REST);
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
            Command::Attach { process, stream, pid, pipe } => self.attach(token(process, stream), pid, pipe),
            Command::Drain { process, reply } => {
                self.drain(process);
                let _ = reply.send(());
            }
            Command::Forget { process } => self.finish(process),
            Command::Clear { process, config, reply } => {
                let _ = reply.send(self.clear(process, config));
            }
            Command::ClearMain { reply } => {
                let _ = reply.send(self.outlets.main.clear());
            }
            Command::Reopen => self.reopen(),
            Command::Line { level, at, message } => {
                self.outlets.main.write(level, at, &message);
                self.is_done(message.len());
            }
            Command::Print { text } => {
                self.outlets.print(&text);
                self.is_done(text.len());
            }
            Command::Stop { reply } => {
                for token in self.pumps.keys().copied().collect::<Vec<_>>() {
                    self.finish_one(token);
                }
                let _ = reply.send(());
                return Next::Stop;
            }
        }
        Next::Continue
    }

    fn open(&mut self, process: ProcessKey, config: ProcessConfig) -> Result<(), LogFileError> {
        let (name, streams) = config.into_streams();
        for (stream, config) in streams {
            let written = self.counters.written.of(process, stream);
            match open_pump(process, &name, stream, config, written) {
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
    fn attach(&mut self, token: u64, pid: Pid, pipe: OwnedFd) {
        let Some(pump) = self.pumps.get_mut(&token) else { return };
        match self.poller.add(&pipe, token) {
            Ok(()) => pump.attach(pid, pipe),
            Err(error) => {
                let message = format!("cannot read output: {}", errno::of(&error));
                self.outlets.log(LogLevel::Critical, &message);
            }
        }
    }

    /// One read from a pipe that is ready; of so many bytes.
    fn read(&mut self, token: u64) -> usize {
        let Some(pump) = self.pumps.get_mut(&token) else { return 0 };
        match pump.read(&mut self.buffer, &mut self.outlets) {
            Progress::More(bytes) => return bytes,
            Progress::Idle => {}
            Progress::Ended => {
                close(&self.poller, pump, &mut self.outlets);
                if pump.is_orphaned() {
                    self.finish_one(token);
                }
            }
        }
        0
    }

    /// Reads what a process has left. When others have its pipes, reading goes on as if it was there.
    fn drain(&mut self, process: ProcessKey) {
        for stream in OutputStream::BOTH {
            let token = token(process, stream);
            let Some(pump) = self.pumps.get_mut(&token) else { continue };
            pump.orphan();
            if read_on(pump, &mut self.buffer, &mut self.outlets) == Progress::Ended {
                self.finish_one(token);
            }
        }
    }

    /// Reads what is in the pipes of a process, and closes them and its logs.
    fn finish(&mut self, process: ProcessKey) {
        for stream in OutputStream::BOTH {
            self.finish_one(token(process, stream));
        }
    }

    fn finish_one(&mut self, token: u64) {
        let Some(mut pump) = self.pumps.remove(&token) else { return };
        read_on(&mut pump, &mut self.buffer, &mut self.outlets);
        pump.finish(&mut self.outlets);
        close(&self.poller, &mut pump, &mut self.outlets);
    }

    fn clear(&mut self, process: ProcessKey, config: ProcessConfig) -> Result<(), LogFileError> {
        let (name, streams) = config.into_streams();
        for (stream, config) in streams {
            let path = path_of(&config);
            match self.pumps.get_mut(&token(process, stream)) {
                Some(pump) => pump.clear(),
                None => open_pump(process, &name, stream, config, Count::default())?.clear(),
            }
            .map_err(|error| LogFileError { path, error })?;
        }
        Ok(())
    }

    fn reopen(&mut self) {
        self.outlets.main.reopen(Timestamp::now());
        for pump in self.pumps.values_mut() {
            pump.reopen(&mut self.outlets);
        }
    }

    /// So many bytes that were waiting have been written; tells what was not.
    fn is_done(&mut self, size: usize) {
        self.counters.backlog.fetch_sub(size, Ordering::Relaxed);
        let dropped = self.counters.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            let message =
                format!("{dropped} lines of this log were dropped: it could not be written fast enough");
            self.outlets.log(LogLevel::Warn, &message);
        }
    }
}

/// Reads until there is nothing more at the moment, within reason.
fn read_on(pump: &mut Pump, buffer: &mut [u8], outlets: &mut Outlets) -> Progress {
    (0..DRAIN_READS)
        .map(|_| pump.read(buffer, outlets))
        .find(|progress| !matches!(progress, Progress::More(_)))
        .unwrap_or(Progress::More(0))
}

/// The poller's token of a stream.
fn token(process: ProcessKey, stream: OutputStream) -> u64 {
    let bit = match stream {
        OutputStream::Stdout => 0,
        OutputStream::Stderr => 1,
    };
    process.0 << 1 | bit
}

fn open_pump(
    process: ProcessKey,
    name: &str,
    stream: OutputStream,
    config: StreamConfig,
    written: Count,
) -> Result<Pump, LogFileError> {
    let path = path_of(&config);
    Pump::open(process, name, stream, config, written).map_err(|error| LogFileError { path, error })
}

/// The path of a stream's log, for an error about it.
pub(super) fn path_of(config: &StreamConfig) -> PathBuf {
    config.file.as_ref().map(|file| file.path.clone()).unwrap_or_default()
}

/// Ends waiting for a pipe, then closes it.
fn close(poller: &Poller, pump: &mut Pump, outlets: &mut Outlets) {
    if let Some(pipe) = pump.pipe() {
        if outlets.main.wants(LogLevel::Debug) {
            let text = format!("fd {} closed, stopped monitoring <{}>", pipe.as_raw_fd(), pump.shown());
            outlets.log(LogLevel::Debug, &text);
        }
        // It was added when it was attached, so it can be removed.
        let _ = poller.remove(pipe);
    }
    pump.detach();
}

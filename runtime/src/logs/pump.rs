//! One output stream on its way from the pipe to the log: strip, then the sinks.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use supervisor_compiler::plan::LogLevel;

use super::ansi::AnsiStripper;
use super::bytes_literal::{bytes_literal, decoded};
use super::config::{OutputStream, StreamConfig};
use super::news::News;
use super::outlets::Outlets;
use super::rotating::RotatingFile;
use super::thread::ProcessKey;
use crate::os::Pid;
use crate::os::pipe::{ReadOutcome, read_once};

/// Bytes per read (spec-runtime §3.1).
pub(super) const READ_SIZE: usize = 128 * 1024;

/// An output stream: its log, open, and its pipe from the spawn on.
#[derive(Debug)]
pub(super) struct Pump {
    source: Source,
    strip: Option<AnsiStripper>,
    file: Option<RotatingFile>,
    /// Output is told to the daemon.
    events: bool,
    /// It is what an event listener answers.
    listener: bool,
    pipe: Option<File>,
}

/// Whose output it is.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) process: ProcessKey,
    /// Without its group.
    pub(super) name: String,
    pub(super) stream: OutputStream,
    /// 0 before the spawn.
    pub(super) pid: Pid,
}

/// Whether there may be more to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// Something was read; more may be there.
    More,
    /// Nothing at the moment.
    Idle,
    /// Nothing any more.
    Ended,
}

impl Pump {
    /// Opens the log.
    pub(super) fn open(
        process: ProcessKey,
        name: &str,
        stream: OutputStream,
        config: StreamConfig,
    ) -> io::Result<Self> {
        Ok(Self {
            source: Source { process, name: name.to_owned(), stream, pid: 0 },
            strip: config.strip_ansi.then(AnsiStripper::default),
            file: config.file.map(RotatingFile::open).transpose()?,
            events: config.events,
            listener: config.listener,
            pipe: None,
        })
    }

    /// From now on reads from this pipe of a process that has that pid.
    pub(super) fn attach(&mut self, pid: Pid, pipe: OwnedFd) {
        self.source.pid = pid;
        self.pipe = Some(File::from(pipe));
    }

    /// The pipe, if it is attached and has not ended.
    pub(super) fn pipe(&self) -> Option<BorrowedFd<'_>> {
        self.pipe.as_ref().map(AsFd::as_fd)
    }

    /// Ends reading.
    pub(super) fn detach(&mut self) {
        self.pipe = None;
    }

    /// Reads once and passes on what came. A pipe that cannot be read counts as ended.
    pub(super) fn read(&mut self, buffer: &mut [u8], outlets: &mut Outlets) -> Progress {
        let Some(pipe) = &self.pipe else { return Progress::Ended };
        match read_once(pipe, buffer) {
            Ok(ReadOutcome::Bytes(count)) => {
                self.pass_on(buffer.get(..count).unwrap_or_default(), outlets);
                Progress::More
            }
            Ok(ReadOutcome::WouldBlock) => Progress::Idle,
            Ok(ReadOutcome::End) | Err(_) => Progress::Ended,
        }
    }

    /// Passes on what was held back, when nothing more will come.
    pub(super) fn finish(&mut self, outlets: &mut Outlets) {
        let mut rest = Vec::new();
        if let Some(stripper) = &mut self.strip {
            stripper.finish(&mut rest);
        }
        self.deliver(&rest, outlets);
    }

    /// Closes and opens the log again (SIGUSR2).
    pub(super) fn reopen(&mut self, outlets: &mut Outlets) {
        let report = self.file.as_mut().and_then(RotatingFile::reopen);
        outlets.report(report.as_slice());
    }

    /// Empties the log.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), RotatingFile::clear)
    }

    fn pass_on(&mut self, chunk: &[u8], outlets: &mut Outlets) {
        if self.listener {
            self.answer(chunk, outlets);
        }
        match &mut self.strip {
            Some(stripper) => {
                let mut stripped = Vec::with_capacity(chunk.len());
                stripper.strip(chunk, &mut stripped);
                self.deliver(&stripped, outlets);
            }
            None => self.deliver(chunk, outlets),
        }
    }

    /// The protocol of event listeners goes to the daemon and, in another form than other output, to the debug log.
    fn answer(&self, chunk: &[u8], outlets: &mut Outlets) {
        let Source { process, name, stream, pid } = &self.source;
        if outlets.main.wants(LogLevel::Debug) {
            let record = format!("'{name}' {} output:\n{}", stream.name(), bytes_literal(chunk));
            outlets.log(LogLevel::Debug, &record);
        }
        outlets.send(News::Listener { process: *process, pid: *pid, data: chunk.to_vec() });
    }

    /// To every sink: the log file, the main log when it is at debug, the daemon.
    fn deliver(&mut self, chunk: &[u8], outlets: &mut Outlets) {
        if chunk.is_empty() {
            return;
        }
        if let Some(file) = &mut self.file {
            outlets.report(&file.write(chunk));
        }
        if self.listener {
            return;
        }
        let Source { process, name, stream, pid } = &self.source;
        if outlets.main.wants(LogLevel::Debug) {
            let record = format!("'{name}' {} output:\n{}", stream.name(), decoded(chunk));
            outlets.log(LogLevel::Debug, &record);
        }
        if self.events {
            let data = chunk.to_vec();
            outlets.send(News::Output { process: *process, pid: *pid, stream: *stream, data });
        }
    }
}

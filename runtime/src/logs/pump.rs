//! One output stream on its way from the pipe to the log: strip, then the sinks.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use jiff::Timestamp;
use supervisor_compiler::plan::LogLevel;

use super::ansi::AnsiStripper;
use super::bytes_literal::decoded;
use super::config::{OutputStream, StreamConfig};
use super::main_log::MainLog;
use super::rotating::{Report, RotatingFile};
use crate::os::pipe::{ReadOutcome, read_once};

/// Bytes per read (spec-runtime §3.1).
pub(super) const READ_SIZE: usize = 128 * 1024;

/// An output stream: its log, open, and its pipe from the spawn on.
#[derive(Debug)]
pub(super) struct Pump {
    process: String,
    stream: OutputStream,
    strip: Option<AnsiStripper>,
    file: Option<RotatingFile>,
    pipe: Option<File>,
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
    pub(super) fn open(process: &str, stream: OutputStream, config: StreamConfig) -> io::Result<Self> {
        Ok(Self {
            process: process.to_owned(),
            stream,
            strip: config.strip_ansi.then(AnsiStripper::default),
            file: config.file.map(RotatingFile::open).transpose()?,
            pipe: None,
        })
    }

    /// From now on reads from this pipe.
    pub(super) fn attach(&mut self, pipe: OwnedFd) {
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
    pub(super) fn read(&mut self, buffer: &mut [u8], main: &mut MainLog) -> Progress {
        let Some(pipe) = &self.pipe else { return Progress::Ended };
        match read_once(pipe, buffer) {
            Ok(ReadOutcome::Bytes(count)) => {
                self.pass_on(buffer.get(..count).unwrap_or_default(), main);
                Progress::More
            }
            Ok(ReadOutcome::WouldBlock) => Progress::Idle,
            Ok(ReadOutcome::End) | Err(_) => Progress::Ended,
        }
    }

    /// Passes on what was held back, when nothing more will come.
    pub(super) fn finish(&mut self, main: &mut MainLog) {
        let mut rest = Vec::new();
        if let Some(stripper) = &mut self.strip {
            stripper.finish(&mut rest);
        }
        self.deliver(&rest, main);
    }

    /// Closes and opens the log again (SIGUSR2).
    pub(super) fn reopen(&mut self, main: &mut MainLog) {
        let report = self.file.as_mut().and_then(RotatingFile::reopen);
        tell(report.as_slice(), main);
    }

    /// Empties the log.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), RotatingFile::clear)
    }

    fn pass_on(&mut self, chunk: &[u8], main: &mut MainLog) {
        match &mut self.strip {
            Some(stripper) => {
                let mut stripped = Vec::with_capacity(chunk.len());
                stripper.strip(chunk, &mut stripped);
                self.deliver(&stripped, main);
            }
            None => self.deliver(chunk, main),
        }
    }

    /// To every sink: the log file, the main log when it is at debug.
    fn deliver(&mut self, chunk: &[u8], main: &mut MainLog) {
        if chunk.is_empty() {
            return;
        }
        if let Some(file) = &mut self.file {
            tell(&file.write(chunk), main);
        }
        if main.wants(LogLevel::Debug) {
            let record = format!("'{}' {} output:\n{}", self.process, self.stream.name(), decoded(chunk));
            main.write(LogLevel::Debug, Timestamp::now(), &record);
        }
    }
}

/// News about a log file go into the main log.
fn tell(reports: &[Report], main: &mut MainLog) {
    for report in reports {
        main.write(report.level(), Timestamp::now(), &report.to_string());
    }
}

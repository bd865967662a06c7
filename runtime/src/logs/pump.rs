//! One output stream on its way from the pipe to the logs and to the daemon (spec-runtime §3.1).

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::Ordering;

use supervisor_compiler::plan::LogLevel;

use super::ansi::AnsiStripper;
use super::capture::{self, Buffer, Piece, Splitter};
use super::config::{OutputStream, StreamConfig};
use super::news::News;
use super::outlets::Outlets;
use super::rotating::RotatingFile;
use super::syslog::Lines;
use super::thread::ProcessKey;
use super::written::Count;
use crate::bytes_literal::{bytes_literal, decoded};
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
    /// For the system log.
    lines: Option<Lines>,
    capture: Option<Capture>,
    /// Bytes that went into the log.
    written: Count,
    /// Output is told to the daemon.
    events: bool,
    /// It is what an event listener answers.
    listener: bool,
    pipe: Option<File>,
    /// The process has ended; only others can write to its pipe.
    orphaned: bool,
}

/// Capture mode of a stream.
#[derive(Debug)]
struct Capture {
    splitter: Splitter,
    buffer: Buffer,
    strip: Option<AnsiStripper>,
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
    /// So many bytes were read; more may be there.
    More(usize),
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
        written: Count,
    ) -> io::Result<Self> {
        let stripper = || config.strip_ansi.then(AnsiStripper::default);
        Ok(Self {
            source: Source { process, name: name.to_owned(), stream, pid: 0 },
            strip: stripper(),
            file: config.file.map(RotatingFile::open).transpose()?,
            lines: config.syslog.then(Lines::default),
            capture: Buffer::new(config.capture_maxbytes).map(|buffer| Capture {
                splitter: Splitter::default(),
                buffer,
                strip: stripper(),
            }),
            written,
            events: config.events,
            listener: config.listener,
            pipe: None,
            orphaned: false,
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

    /// Whose output it is, for a message.
    pub(super) fn shown(&self) -> String {
        format!("{} of '{}'", self.source.stream.name(), self.source.name)
    }

    /// Ends reading.
    pub(super) fn detach(&mut self) {
        self.pipe = None;
    }

    /// The process has ended.
    pub(super) fn orphan(&mut self) {
        self.orphaned = true;
    }

    /// Whether the process has ended, so that nobody will ask for the end of its stream.
    pub(super) fn is_orphaned(&self) -> bool {
        self.orphaned
    }

    /// Reads once and passes on what came. A pipe that cannot be read counts as ended.
    pub(super) fn read(&mut self, buffer: &mut [u8], outlets: &mut Outlets) -> Progress {
        let Some(pipe) = &self.pipe else { return Progress::Ended };
        match read_once(pipe, buffer) {
            Ok(ReadOutcome::Bytes(count)) => {
                self.pass_on(buffer.get(..count).unwrap_or_default(), outlets);
                Progress::More(count)
            }
            Ok(ReadOutcome::WouldBlock) => Progress::Idle,
            Ok(ReadOutcome::End) | Err(_) => Progress::Ended,
        }
    }

    /// Passes on what was held back, when nothing more will come. A captured text that is not complete goes into the
    /// log, as it was read, so that it is somewhere.
    pub(super) fn finish(&mut self, outlets: &mut Outlets) {
        let mut capture = self.capture.take();
        if let Some(capture) = &mut capture {
            for piece in capture.splitter.finish() {
                self.take(piece, capture, outlets);
            }
        }
        let rest = rest_of(&mut self.strip);
        self.write(&rest, outlets);
        self.publish(&rest, outlets);
        if let Some(mut capture) = capture.filter(|capture| capture.splitter.is_capturing()) {
            self.end_captured(&mut capture, outlets);
            self.write(capture::BEGIN, outlets);
            self.write(&capture.buffer.take(), outlets);
        }
        let name = &self.source.name;
        if let Some(lines) = &mut self.lines {
            lines.finish(|line| outlets.syslog(&record(name, line)));
        }
    }

    /// Closes and opens the log again (SIGUSR2).
    pub(super) fn reopen(&mut self, outlets: &mut Outlets) {
        let report = self.file.as_mut().and_then(RotatingFile::reopen);
        outlets.report(report.as_slice());
    }

    /// Empties the log, and what has been captured.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        if let Some(capture) = &mut self.capture {
            capture.buffer.clear();
        }
        self.file.as_mut().map_or(Ok(()), RotatingFile::clear)
    }

    fn pass_on(&mut self, chunk: &[u8], outlets: &mut Outlets) {
        if self.listener {
            self.answer(chunk, outlets);
        } else if let Some(mut capture) = self.capture.take() {
            for piece in capture.splitter.split(chunk) {
                self.take(piece, &mut capture, outlets);
            }
            self.capture = Some(capture);
        } else {
            self.text(chunk, outlets);
        }
    }

    fn take(&mut self, piece: Piece<'_>, capture: &mut Capture, outlets: &mut Outlets) {
        match piece {
            Piece::Text(text) => self.text(text, outlets),
            Piece::Captured(text) => {
                let text = stripped(&mut capture.strip, text);
                capture.buffer.push(&text);
                self.publish(&text, outlets);
            }
            Piece::Complete => {
                self.end_captured(capture, outlets);
                let Source { process, name, stream, pid } = &self.source;
                let data = capture.buffer.take();
                outlets.send(News::Captured { process: *process, pid: *pid, stream: *stream, data });
                if outlets.main.wants(LogLevel::Debug) {
                    let line = format!("'{name}' {} emitted a comm event", stream.name());
                    outlets.log(LogLevel::Debug, &line);
                }
            }
        }
    }

    /// A half of an ANSI sequence at the end of a captured text belongs to it.
    fn end_captured(&self, capture: &mut Capture, outlets: &mut Outlets) {
        let rest = rest_of(&mut capture.strip);
        capture.buffer.push(&rest);
        self.publish(&rest, outlets);
    }

    /// The protocol of event listeners goes to the daemon and, in another form than other output, to the debug log.
    fn answer(&mut self, chunk: &[u8], outlets: &mut Outlets) {
        let Source { process, name, stream, pid } = &self.source;
        if outlets.main.wants(LogLevel::Debug) {
            let record = format!("'{name}' {} output:\n{}", stream.name(), bytes_literal(chunk));
            outlets.log(LogLevel::Debug, &record);
        }
        outlets.send(News::Listener { process: *process, pid: *pid, data: chunk.to_vec() });
        let text = stripped(&mut self.strip, chunk);
        self.write(&text, outlets);
    }

    fn text(&mut self, chunk: &[u8], outlets: &mut Outlets) {
        let text = stripped(&mut self.strip, chunk);
        self.write(&text, outlets);
        self.publish(&text, outlets);
    }

    /// Into the log file and the system log.
    fn write(&mut self, text: &[u8], outlets: &mut Outlets) {
        if text.is_empty() {
            return;
        }
        self.written.fetch_add(text.len() as u64, Ordering::Relaxed);
        if let Some(file) = &mut self.file {
            outlets.report(&file.write(text));
        }
        let name = &self.source.name;
        if let Some(lines) = &mut self.lines {
            lines.split(text, |line| outlets.syslog(&record(name, line)));
        }
    }

    /// To the main log when it is at debug, and to the daemon.
    fn publish(&self, text: &[u8], outlets: &mut Outlets) {
        // What a listener answers is no output.
        if text.is_empty() || self.listener {
            return;
        }
        let Source { process, name, stream, pid } = &self.source;
        if outlets.main.wants(LogLevel::Debug) {
            let record = format!("'{name}' {} output:\n{}", stream.name(), decoded(text));
            outlets.log(LogLevel::Debug, &record);
        }
        if self.events {
            let data = text.to_vec();
            outlets.send(News::Output { process: *process, pid: *pid, stream: *stream, data });
        }
    }
}

/// What a line of a process is in the system log.
fn record(name: &str, line: &[u8]) -> Vec<u8> {
    [name.as_bytes(), b" ", line].concat()
}

/// What is left of a chunk.
fn stripped<'a>(strip: &mut Option<AnsiStripper>, chunk: &'a [u8]) -> Cow<'a, [u8]> {
    let Some(stripper) = strip else { return chunk.into() };
    let mut stripped = Vec::with_capacity(chunk.len());
    stripper.strip(chunk, &mut stripped);
    stripped.into()
}

/// What was held back and is no ANSI sequence.
fn rest_of(strip: &mut Option<AnsiStripper>) -> Vec<u8> {
    let mut rest = Vec::new();
    if let Some(stripper) = strip {
        stripper.finish(&mut rest);
    }
    rest
}

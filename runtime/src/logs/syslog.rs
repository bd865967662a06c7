//! The system log: one datagram for each record, as syslog(3) of glibc sends it (RFC 3164, spec-runtime §3.7).
//!
//! `<14>Nov 21 08:00:00 supervisord: text`: facility USER, severity INFO whatever the level, no pid. A system log that is
//! away or does not keep up costs records, which are counted, but never more than a moment.

use std::fmt;
use std::io::{self, Write as _};
use std::mem;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use supervisor_compiler::plan::LogLevel;

use crate::os::errno;

/// Where the system log listens.
pub const DEV_LOG: &str = "/dev/log";

/// How long a record may wait for a system log that was reachable when the last one was sent: its queue may hold as few
/// as ten.
const PATIENCE: Duration = Duration::from_millis(200);

/// Longest line that is one record, in bytes; what is longer becomes several.
const LONGEST_LINE: usize = 64 * 1024;

/// Where the system log is and under which name to write to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyslogConfig {
    /// The socket; [`DEV_LOG`] but in tests.
    pub path: PathBuf,
    /// The name of the program, without its directory.
    pub ident: String,
}

impl SyslogConfig {
    /// The system's log, for a program that was called by that name.
    #[must_use]
    pub fn of_program(program: &str) -> Self {
        let name = Path::new(program).file_name().unwrap_or(program.as_ref());
        Self { path: DEV_LOG.into(), ident: name.to_string_lossy().into_owned() }
    }
}

/// News about the system log, for the main log.
#[derive(Debug)]
pub enum Report {
    /// It cannot be reached; said once, until [`Report::Reachable`].
    Unreachable {
        /// Its socket.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It can be reached again.
    Reachable {
        /// Its socket.
        path: PathBuf,
        /// Records that were thrown away meanwhile.
        lost: u64,
    },
}

impl Report {
    /// How severe it is.
    #[must_use]
    pub fn level(&self) -> LogLevel {
        match self {
            Report::Unreachable { .. } => LogLevel::Critical,
            Report::Reachable { .. } => LogLevel::Warn,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Report::Unreachable { path, error } => write!(
                f,
                "cannot write to the system log at {}: {}; records for it are thrown away until that works again",
                path.display(),
                errno::of(error)
            ),
            Report::Reachable { path, lost } => {
                write!(f, "the system log at {} takes records again; {lost} were lost", path.display())
            }
        }
    }
}

/// A way to the system log.
#[derive(Debug)]
pub struct Syslog {
    config: SyslogConfig,
    zone: TimeZone,
    patience: Duration,
    /// None when there is no connection; the next record tries to make one.
    socket: Option<UnixDatagram>,
    /// [`Report::Unreachable`] has been said; records thrown away since.
    lost: Option<u64>,
    /// Kept to be reused.
    record: Vec<u8>,
}

impl Syslog {
    /// Connects with the first record, not before.
    #[must_use]
    pub fn new(config: SyslogConfig) -> Self {
        Self {
            config,
            zone: TimeZone::system(),
            patience: PATIENCE,
            socket: None,
            lost: None,
            record: Vec::new(),
        }
    }

    /// Sends a record. Never fails; news come back.
    pub fn send(&mut self, at: Timestamp, text: &[u8]) -> Option<Report> {
        let record = self.compose(at, text);
        let sent = self.send_record(&record);
        self.record = record;
        let path = || self.config.path.clone();
        match sent {
            Ok(()) => self.lost.take().map(|lost| Report::Reachable { path: path(), lost }),
            Err(error) => {
                let report = self.lost.is_none().then(|| Report::Unreachable { path: path(), error });
                self.lost = Some(self.lost.unwrap_or(0).saturating_add(1));
                report
            }
        }
    }

    fn compose(&mut self, at: Timestamp, text: &[u8]) -> Vec<u8> {
        let mut record = mem::take(&mut self.record);
        record.clear();
        let time = at.to_zoned(self.zone.clone());
        // Writing to memory cannot fail.
        let _ = write!(record, "<14>{} {}: ", time.strftime("%b %e %H:%M:%S"), self.config.ident);
        record.extend_from_slice(text);
        record
    }

    /// Sends through the connection there is, or, when that leads nowhere any more, through a new one.
    fn send_record(&mut self, record: &[u8]) -> io::Result<()> {
        if let Some(socket) = &self.socket {
            // Waiting only as long as all was well: a system log that hangs costs one such wait, not one per record.
            socket.set_nonblocking(self.lost.is_some())?;
            match send(socket, record) {
                Err(error) if leads_nowhere(&error) => {}
                settled => return settled,
            }
        }
        self.socket = None;
        let socket = UnixDatagram::unbound()?;
        socket.connect(&self.config.path)?;
        socket.set_write_timeout(Some(self.patience))?;
        socket.set_nonblocking(self.lost.is_some())?;
        let sent = send(&socket, record);
        self.socket = Some(socket);
        sent
    }
}

fn send(socket: &UnixDatagram, record: &[u8]) -> io::Result<()> {
    loop {
        match socket.send(record) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // A datagram goes whole or not at all.
            result => return result.map(drop),
        }
    }
}

/// Whether whoever listened is gone, rather than busy.
fn leads_nowhere(error: &io::Error) -> bool {
    !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
        && error.raw_os_error() != Some(nix::libc::EMSGSIZE)
}

/// Makes lines of chunks.
#[derive(Debug, Default)]
pub struct Lines {
    /// The beginning of a line whose end has not come.
    partial: Vec<u8>,
}

impl Lines {
    /// Calls `line` for each line that ends in the chunk, without its newline.
    pub fn split(&mut self, chunk: &[u8], mut line: impl FnMut(&[u8])) {
        let mut rest = chunk;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
            let (end, after) = rest.split_at(at);
            self.append(end, &mut line);
            line(&mem::take(&mut self.partial));
            rest = after.get(1..).unwrap_or_default();
        }
        self.append(rest, &mut line);
    }

    /// The stream has ended: calls `line` for what has come of the last line, if it has no end.
    pub fn finish(&mut self, mut line: impl FnMut(&[u8])) {
        let partial = mem::take(&mut self.partial);
        if !partial.is_empty() {
            line(&partial);
        }
    }

    /// Never lets a line become longer than [`LONGEST_LINE`].
    fn append(&mut self, text: &[u8], line: &mut impl FnMut(&[u8])) {
        let mut rest = text;
        while let Some((now, later)) = rest.split_at_checked(LONGEST_LINE.saturating_sub(self.partial.len()))
        {
            if later.is_empty() {
                break;
            }
            self.partial.extend_from_slice(now);
            line(&mem::take(&mut self.partial));
            rest = later;
        }
        self.partial.extend_from_slice(rest);
    }
}

#[cfg(test)]
mod tests;

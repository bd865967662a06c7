//! The output of processes, and the options that it has.

use std::path::Path;

use crate::plan::{Channel, LogFile, Process};
use crate::sources::Location;

/// Standard output or standard error of a process.
#[derive(Clone, Copy)]
pub(crate) struct Stream<'p> {
    /// `stdout_logfile` or `stderr_logfile`.
    pub(crate) logfile: &'static str,
    /// `stdout_logfile_maxbytes` or `stderr_logfile_maxbytes`.
    pub(crate) maxbytes: &'static str,
    /// What the plan says of it.
    pub(crate) channel: &'p Channel,
}

impl Process {
    /// Standard output, then standard error.
    pub(crate) fn streams(&self) -> [Stream<'_>; 2] {
        let stdout =
            Stream { logfile: "stdout_logfile", maxbytes: "stdout_logfile_maxbytes", channel: &self.stdout };
        let stderr =
            Stream { logfile: "stderr_logfile", maxbytes: "stderr_logfile_maxbytes", channel: &self.stderr };
        [stdout, stderr]
    }
}

impl<'p> Stream<'p> {
    /// The log file and where it is named; none for AUTO and NONE.
    pub(crate) fn file(self) -> Option<(&'p Path, Location)> {
        match &self.channel.logfile.value {
            LogFile::File(path) => Some((path, self.channel.logfile.origin.location()?)),
            LogFile::None | LogFile::Auto => None,
        }
    }

    /// True when the daemon rotates it.
    pub(crate) fn is_rotated(self) -> bool {
        self.channel.logfile_maxbytes.value > 0
    }
}

/// True for what is no file on a disk.
pub(crate) fn is_device(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for the standard output or standard error, or another open descriptor, of the process that opens it.
pub(crate) fn is_standard_stream(path: &Path) -> bool {
    let Some(text) = path.to_str().filter(|text| text.starts_with("/dev/") || text.starts_with("/proc/"))
    else {
        return false;
    };
    let descriptor =
        ["/dev/fd/", "/proc/self/fd/", "/proc/1/fd/"].iter().find_map(|start| text.strip_prefix(start));
    matches!(text, "/dev/stdout" | "/dev/stderr") || descriptor.is_some_and(is_number)
}

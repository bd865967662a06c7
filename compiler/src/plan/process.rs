//! One process, after `numprocs` was unrolled and every expansion done.

use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{FastCgi, Setting};

/// Variables in the order they were written, each with the origin of the list it stood in.
pub type Environment = IndexMap<String, Setting<String>>;

/// One process (spec-config §3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// `process_name` after expansion.
    pub name: Setting<String>,
    /// Command line; split into words when the process is started.
    pub command: Setting<String>,
    /// Working directory.
    pub directory: Setting<Option<String>>,
    /// umask; none: inherited.
    pub umask: Setting<Option<i64>>,
    /// Start order within the group.
    pub priority: Setting<i64>,
    /// Start with the daemon.
    pub autostart: Setting<bool>,
    /// Restart after an exit.
    pub autorestart: Setting<AutoRestart>,
    /// Seconds of uptime that make a start a success.
    pub startsecs: Setting<i64>,
    /// Retries of a failed start.
    pub startretries: Setting<i64>,
    /// Exit codes that are expected.
    pub exitcodes: Setting<Vec<u8>>,
    /// Signal that asks for the end.
    pub stopsignal: Setting<Signal>,
    /// Seconds until SIGKILL follows.
    pub stopwaitsecs: Setting<i64>,
    /// Send the stop signal to the process group.
    pub stopasgroup: Setting<bool>,
    /// Send SIGKILL to the process group.
    pub killasgroup: Setting<bool>,
    /// User to run as.
    pub user: Setting<Option<UserRef>>,
    /// stderr goes where stdout goes.
    pub redirect_stderr: Setting<bool>,
    /// Standard output.
    pub stdout: Channel,
    /// Standard error.
    pub stderr: Channel,
    /// `[supervisord] environment` updated with the program's own. Processes of programs that have none share it.
    pub environment: Setting<Arc<Environment>>,
    /// What `SUPERVISOR_SERVER_URL` says.
    pub serverurl: Setting<ServerUrl>,
    /// The socket of an fcgi-program that a `[group:x]` names; processes of one program share it. That of a group of
    /// the kind [`super::GroupKind::FastCgi`] is part of the kind; [`super::Group::socket_of`] knows both.
    pub fastcgi: Option<Arc<FastCgi>>,
}

/// What happens to one output stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Log file.
    pub logfile: Setting<LogFile>,
    /// Rotate at this many bytes; 0 or less: never.
    pub logfile_maxbytes: Setting<i64>,
    /// Rotated logs to keep.
    pub logfile_backups: Setting<i64>,
    /// Size of the capture buffer in bytes; 0: no capture mode.
    pub capture_maxbytes: Setting<i64>,
    /// Emit PROCESS_LOG events.
    pub events_enabled: Setting<bool>,
    /// Send lines to the system log.
    pub syslog: Setting<bool>,
}

/// `stdout_logfile=` and `stderr_logfile=` (spec-config §4.9). `syslog` becomes `None` with [`Channel::syslog`] set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFile {
    /// `NONE`, `off`, empty.
    None,
    /// `AUTO`: a file of the daemon's choosing in `childlogdir`.
    Auto,
    /// A path, `~` expanded, relative ones kept relative.
    File(PathBuf),
}

/// `autorestart=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AutoRestart {
    /// Never.
    Never,
    /// When the exit code is not in `exitcodes`.
    #[default]
    Unexpected,
    /// Always.
    Always,
}

impl AutoRestart {
    /// The value as written in a file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AutoRestart::Never => "false",
            AutoRestart::Unexpected => "unexpected",
            AutoRestart::Always => "true",
        }
    }
}

/// `serverurl=` of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerUrl {
    /// `AUTO`: [`super::Plan::server_url`].
    Auto,
    /// Literal text; empty: the variable is not set at all.
    Literal(String),
}

/// A signal number that 4.3.0 accepts in a configuration (spec-config §4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(pub i32);

impl Signal {
    /// Linux's signals by name, without `SIG`. The first of several names for one number is the usual one; the
    /// last five are no signals at all, but the original takes its names from every constant that begins with
    /// `SIG` (spec-config §4.6).
    pub const NAMES: [(&str, i32); 41] = [
        ("HUP", 1),
        ("INT", 2),
        ("QUIT", 3),
        ("ILL", 4),
        ("TRAP", 5),
        ("ABRT", 6),
        ("BUS", 7),
        ("FPE", 8),
        ("KILL", 9),
        ("USR1", 10),
        ("SEGV", 11),
        ("USR2", 12),
        ("PIPE", 13),
        ("ALRM", 14),
        ("TERM", 15),
        ("STKFLT", 16),
        ("CHLD", 17),
        ("CONT", 18),
        ("STOP", 19),
        ("TSTP", 20),
        ("TTIN", 21),
        ("TTOU", 22),
        ("URG", 23),
        ("XCPU", 24),
        ("XFSZ", 25),
        ("VTALRM", 26),
        ("PROF", 27),
        ("WINCH", 28),
        ("IO", 29),
        ("PWR", 30),
        ("SYS", 31),
        ("RTMIN", 34),
        ("RTMAX", 64),
        ("IOT", 6),
        ("CLD", 17),
        ("POLL", 29),
        ("_DFL", 0),
        ("_BLOCK", 0),
        ("_IGN", 1),
        ("_UNBLOCK", 1),
        ("_SETMASK", 2),
    ];

    /// The signal's name without `SIG`, or its number when it has no name.
    #[must_use]
    pub fn text(self) -> String {
        Self::NAMES
            .iter()
            .find(|(name, number)| *number == self.0 && !name.starts_with('_'))
            .map_or_else(|| self.0.to_string(), |(name, _)| (*name).to_owned())
    }
}

/// `TERM`, the default of `stopsignal`.
impl Default for Signal {
    fn default() -> Self {
        Self(15)
    }
}

/// A user as written and as found.
#[derive(Debug, Clone, Eq)]
pub struct UserRef {
    /// Name or number as written.
    pub text: String,
    /// Its id; none when the plan was made for another machine (see `Options::host_checks`).
    pub uid: Option<u32>,
}

/// The original compares users by id (spec-config §7); without ids, the text must do.
impl PartialEq for UserRef {
    fn eq(&self, other: &Self) -> bool {
        match (self.uid, other.uid) {
            (Some(own), Some(others)) => own == others,
            _ => self.text == other.text,
        }
    }
}

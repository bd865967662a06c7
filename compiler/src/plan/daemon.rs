//! `[supervisord]`.

use std::path::PathBuf;

use serde::Serialize;

use super::{Environment, Setting, UserRef};

/// `[supervisord]` after command-line overrides (spec-config §3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daemon {
    /// Main log, absolute.
    pub logfile: Setting<MainLog>,
    /// Rotate the main log at this many bytes; 0 or less: never.
    pub logfile_maxbytes: Setting<i64>,
    /// Rotated main logs to keep; 0 or less: none.
    pub logfile_backups: Setting<i64>,
    /// Least severe level that is logged.
    pub loglevel: Setting<LogLevel>,
    /// Pid file, absolute.
    pub pidfile: Setting<PathBuf>,
    /// Applied when daemonizing.
    pub umask: Setting<i64>,
    /// Stay in the foreground.
    pub nodaemon: Setting<bool>,
    /// No copy of the log on stdout in the foreground.
    pub silent: Setting<bool>,
    /// RLIMIT_NOFILE wanted, in descriptors.
    pub minfds: Setting<i64>,
    /// RLIMIT_NPROC wanted, in processes.
    pub minprocs: Setting<i64>,
    /// Keep old AUTO logs at start.
    pub nocleanup: Setting<bool>,
    /// Directory of AUTO logs.
    pub childlogdir: Setting<PathBuf>,
    /// User to become.
    pub user: Setting<Option<UserRef>>,
    /// Working directory to enter when daemonizing.
    pub directory: Setting<Option<PathBuf>>,
    /// Remove ANSI sequences from child logs.
    pub strip_ansi: Setting<bool>,
    /// Added to every process's environment.
    pub environment: Setting<Environment>,
    /// Name of this instance in RPC, events and AUTO log names.
    pub identifier: Setting<String>,
}

/// Where the main log goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MainLog {
    /// The system log.
    Syslog,
    /// An absolute path.
    File(PathBuf),
}

/// `loglevel=` (spec-config §4.11). Ordered from least to most severe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// `blather`, 3.
    Blather,
    /// `trace`, 5.
    Trace,
    /// `debug`, 10.
    Debug,
    /// `info`, 20.
    #[default]
    Info,
    /// `warn`, 30.
    Warn,
    /// `error`, 40.
    Error,
    /// `critical`, 50.
    Critical,
}

impl LogLevel {
    /// Every level with its name in the configuration and its tag in the log.
    pub const ALL: [(LogLevel, &'static str, &'static str); 7] = [
        (LogLevel::Critical, "critical", "CRIT"),
        (LogLevel::Error, "error", "ERRO"),
        (LogLevel::Warn, "warn", "WARN"),
        (LogLevel::Info, "info", "INFO"),
        (LogLevel::Debug, "debug", "DEBG"),
        (LogLevel::Trace, "trace", "TRAC"),
        (LogLevel::Blather, "blather", "BLAT"),
    ];

    /// The name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(level, ..)| *level == self).map_or("", |(_, name, _)| name)
    }

    /// The four letters in the log.
    #[must_use]
    pub fn tag(self) -> &'static str {
        Self::ALL.iter().find(|(level, ..)| *level == self).map_or("", |(.., tag)| tag)
    }
}

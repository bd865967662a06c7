//! One process, after `numprocs` was unrolled and every expansion done.

use std::path::PathBuf;

use indexmap::IndexMap;

use super::Setting;

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
    /// `[supervisord] environment` updated with the program's own.
    pub environment: Setting<Environment>,
    /// What `SUPERVISOR_SERVER_URL` says.
    pub serverurl: Setting<ServerUrl>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoRestart {
    /// Never.
    Never,
    /// When the exit code is not in `exitcodes`.
    Unexpected,
    /// Always.
    Always,
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

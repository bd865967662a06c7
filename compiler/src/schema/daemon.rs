//! `[supervisord]` and `[include]` (spec-config §3.1, §5).

use super::DefaultValue::{Computed, Required, Text, Unset};
use super::Expansion::{self, Here};
use super::{OptionRow, Role, ValueType};

/// `logfile`
pub static LOGFILE: OptionRow = OptionRow::new(
    "logfile",
    ValueType::DirPath,
    Computed("supervisord.log in the current directory"),
    Here,
    "File of the daemon's own log; `syslog` sends it to the system log.",
)
.note("`/dev/stdout` needs `logfile_maxbytes=0`.");
/// `logfile_maxbytes`
pub static LOGFILE_MAXBYTES: OptionRow = OptionRow::new(
    "logfile_maxbytes",
    ValueType::ByteSize,
    Text("50MB"),
    Here,
    "Size at which the daemon's log is rotated; 0 means never.",
);
/// `logfile_backups`
pub static LOGFILE_BACKUPS: OptionRow = OptionRow::new(
    "logfile_backups",
    ValueType::Integer,
    Text("10"),
    Here,
    "Number of rotated daemon logs to keep.",
)
.note("With 0 the log is emptied when it is full.");
/// `loglevel`
pub static LOGLEVEL: OptionRow = OptionRow::new(
    "loglevel",
    ValueType::LogLevel,
    Text("info"),
    Here,
    "Least severe level that the daemon logs.",
);
/// `pidfile`
pub static PIDFILE: OptionRow = OptionRow::new(
    "pidfile",
    ValueType::DirPath,
    Computed("supervisord.pid in the current directory"),
    Here,
    "File that holds the daemon's process id.",
);
/// `umask`
pub static UMASK: OptionRow = OptionRow::new(
    "umask",
    ValueType::Octal,
    Text("022"),
    Here,
    "umask of the daemon, set when it goes to the background.",
);
/// `nodaemon`
pub static NODAEMON: OptionRow =
    OptionRow::new("nodaemon", ValueType::Boolean, Text("false"), Here, "Stay in the foreground.")
        .note("In a container it has to be true: the container ends with its first process.");
/// `silent`
pub static SILENT: OptionRow = OptionRow::new(
    "silent",
    ValueType::Boolean,
    Text("false"),
    Here,
    "In the foreground, do not repeat the log on standard output.",
)
.since("4.2.0");
/// `minfds`
pub static MINFDS: OptionRow = OptionRow::new(
    "minfds",
    ValueType::Integer,
    Text("1024"),
    Here,
    "File descriptors that must be available before the daemon starts.",
)
.note("Every process takes about five. The limit is raised as far as the daemon may.");
/// `minprocs`
pub static MINPROCS: OptionRow = OptionRow::new(
    "minprocs",
    ValueType::Integer,
    Text("200"),
    Here,
    "Processes that must be available before the daemon starts.",
);
/// `nocleanup`
pub static NOCLEANUP: OptionRow = OptionRow::new(
    "nocleanup",
    ValueType::Boolean,
    Text("false"),
    Here,
    "Keep the AUTO logs of earlier runs instead of deleting them at start.",
);
/// `childlogdir`
pub static CHILDLOGDIR: OptionRow = OptionRow::new(
    "childlogdir",
    ValueType::Directory,
    Computed("the directory for temporary files"),
    Here,
    "Directory of AUTO logs.",
)
.note("What is not kept by `nocleanup` is deleted there at every start.");
/// `user`
pub static USER: OptionRow = OptionRow::new(
    "user",
    ValueType::User,
    Unset,
    Here,
    "User that the daemon becomes before it does anything else.",
)
.note("Without it a daemon that root starts stays root, and warns.");
/// `directory`
pub static DIRECTORY: OptionRow = OptionRow::new(
    "directory",
    ValueType::Directory,
    Unset,
    Here,
    "Working directory that the daemon enters when it goes to the background.",
);
/// `strip_ansi`
pub static STRIP_ANSI: OptionRow = OptionRow::new(
    "strip_ansi",
    ValueType::Boolean,
    Text("false"),
    Here,
    "Remove ANSI escape sequences from the logs of programs.",
);
/// `environment`
pub static ENVIRONMENT: OptionRow = OptionRow::new(
    "environment",
    ValueType::Environment,
    Text(""),
    Here,
    "Variables added to the environment of every program.",
)
.note("It is not added to the environment of the daemon, and other options of `[supervisord]` cannot refer to it. A percent sign is `%%%%` here.");
/// `identifier`
pub static IDENTIFIER: OptionRow = OptionRow::new(
    "identifier",
    ValueType::Text,
    Text("supervisor"),
    Here,
    "Name of this daemon in the RPC interface, in events and in AUTO log names.",
)
.note("Daemons that share a `childlogdir` need different ones: each deletes the logs of its name.");
/// `profile_options`
pub static PROFILE_OPTIONS: OptionRow = OptionRow::new(
    "profile_options",
    ValueType::Text,
    Unset,
    Expansion::None,
    "Has no effect in a file: profiling is a matter of the command line.",
)
.role(Role::Ignored);

/// The options of `[supervisord]`.
pub static SUPERVISORD: &[&OptionRow] = &[
    &LOGFILE,
    &LOGFILE_MAXBYTES,
    &LOGFILE_BACKUPS,
    &LOGLEVEL,
    &PIDFILE,
    &UMASK,
    &NODAEMON,
    &SILENT,
    &MINFDS,
    &MINPROCS,
    &NOCLEANUP,
    &CHILDLOGDIR,
    &USER,
    &DIRECTORY,
    &STRIP_ANSI,
    &ENVIRONMENT,
    &IDENTIFIER,
    &PROFILE_OPTIONS,
];

/// `files`
pub static FILES: OptionRow = OptionRow::new(
    "files",
    ValueType::Patterns,
    Required,
    Expansion::Include,
    "Files to read after this one: patterns separated by blanks or line ends.",
)
.role(Role::Shape)
.note("Relative ones begin at the directory of this file. What is read later overrides what was read earlier; `[include]` in an included file is not followed.");

/// The options of `[include]`.
pub static INCLUDE: &[&OptionRow] = &[&FILES];

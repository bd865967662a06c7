//! `[program:x]`, `[fcgi-program:x]` and `[eventlistener:x]` (spec-config §3.4, §3.6, §3.7).

use super::DefaultValue::{Computed, Required, Text, Unset};
use super::{Expansion, OptionRow, Role, ValueType};

/// `command`
pub static COMMAND: OptionRow = OptionRow::new(
    "command",
    ValueType::Text,
    Required,
    Expansion::Process,
    "Command line to run; it is split into words like a shell does, and no shell runs it.",
)
.note("It has to stay in the foreground. Pipes, `&&`, `*` and `$HOME` mean something to a shell only: `sh -c '...'`. A blank before `;` or `#` begins a comment.");
/// `process_name`
pub static PROCESS_NAME: OptionRow = OptionRow::new(
    "process_name",
    ValueType::Name,
    Text("%(program_name)s"),
    Expansion::Process,
    "Name of each process; with `numprocs` above 1 it must contain `%(process_num)`.",
)
.note("Processes of one program are sorted as texts: `_10` stands before `_2`, unless the numbers are padded as by `%(process_num)02d`.");
/// `numprocs`
pub static NUMPROCS: OptionRow = OptionRow::new(
    "numprocs",
    ValueType::Integer,
    Text("1"),
    Expansion::Program,
    "Number of processes to make of this section.",
)
.role(Role::Shape)
.note("With 0 the section makes none, and nobody is told. A change makes `update` restart the whole group.");
/// `numprocs_start`
pub static NUMPROCS_START: OptionRow = OptionRow::new(
    "numprocs_start",
    ValueType::Integer,
    Text("0"),
    Expansion::Program,
    "Number of the first process.",
)
.role(Role::Shape);
/// `priority`
pub static PRIORITY: OptionRow = OptionRow::new(
    "priority",
    ValueType::Integer,
    Text("999"),
    Expansion::Program,
    "Place in the order of start; lower numbers start first and stop last.",
)
.note("Nothing waits until what came before runs.");
/// `autostart`
pub static AUTOSTART: OptionRow = OptionRow::new(
    "autostart",
    ValueType::Boolean,
    Text("true"),
    Expansion::Program,
    "Start with the daemon.",
);
/// `autorestart`
pub static AUTORESTART: OptionRow = OptionRow::new(
    "autorestart",
    ValueType::AutoRestart,
    Text("unexpected"),
    Expansion::Program,
    "Restart after an exit: never, always, or when the exit code is unexpected.",
)
.note("`unexpected` restarts after an exit code that is not in `exitcodes`, and after a signal.");
/// `startsecs`
pub static STARTSECS: OptionRow = OptionRow::new(
    "startsecs",
    ValueType::Integer,
    Text("1"),
    Expansion::Program,
    "Seconds that a process must stay up for its start to count as a success.",
)
.note("With 0 every start counts as a success, and `startretries` limits nothing.");
/// `startretries`
pub static STARTRETRIES: OptionRow = OptionRow::new(
    "startretries",
    ValueType::Integer,
    Text("3"),
    Expansion::Program,
    "Failed starts in a row after which the daemon gives up.",
)
.note("After the first failure it waits a second, then two, then three.");
/// `exitcodes`
pub static EXITCODES: OptionRow = OptionRow::new(
    "exitcodes",
    ValueType::ExitCodes,
    Text("0"),
    Expansion::Program,
    "Exit codes that are expected, separated by commas.",
)
.note("They matter with `autorestart=unexpected` only.");
/// `stopsignal`
pub static STOPSIGNAL: OptionRow = OptionRow::new(
    "stopsignal",
    ValueType::Signal,
    Text("TERM"),
    Expansion::Program,
    "Signal that asks the process to end.",
)
.note("What does not end within `stopwaitsecs` is killed.");
/// `stopwaitsecs`
pub static STOPWAITSECS: OptionRow = OptionRow::new(
    "stopwaitsecs",
    ValueType::Integer,
    Text("10"),
    Expansion::Program,
    "Seconds to wait for the end before the process is killed.",
)
.note("Long jobs need more: what they are at is lost otherwise.");
/// `stopasgroup`
pub static STOPASGROUP: OptionRow = OptionRow::new(
    "stopasgroup",
    ValueType::Boolean,
    Text("false"),
    Expansion::Program,
    "Send the stop signal to the whole process group; implies `killasgroup`.",
)
.since("3.0b1")
.note("For programs that do not pass signals on to their children, such as `sh -c` and `npm run`.");
/// `killasgroup`
pub static KILLASGROUP: OptionRow = OptionRow::new(
    "killasgroup",
    ValueType::Boolean,
    Computed("the value of stopasgroup"),
    Expansion::Program,
    "Send SIGKILL to the whole process group.",
)
.since("3.0a11");
/// `user`
pub static USER: OptionRow =
    OptionRow::new("user", ValueType::User, Unset, Expansion::Program, "User to run as.")
.note("Only a daemon that runs as root can change users. `HOME` and `USER` stay what they are: set them in `environment`.");
/// `redirect_stderr`
pub static REDIRECT_STDERR: OptionRow = OptionRow::new(
    "redirect_stderr",
    ValueType::Boolean,
    Text("false"),
    Expansion::Program,
    "Send standard error where standard output goes.",
)
.note("`stderr_logfile` means nothing then. An event listener must not have it: its output is a protocol.");
/// `stdout_logfile`
pub static STDOUT_LOGFILE: OptionRow = OptionRow::new(
    "stdout_logfile",
    ValueType::LogFile,
    Text("AUTO"),
    Expansion::Process,
    "Log file of standard output: a path, `AUTO` or `NONE`.",
)
.note("`AUTO` makes a file in `childlogdir` that is deleted at the next start. `/dev/stdout` needs `stdout_logfile_maxbytes=0`. It is expanded twice: a percent sign is `%%%%`.");
/// `stdout_logfile_maxbytes`
pub static STDOUT_LOGFILE_MAXBYTES: OptionRow = OptionRow::new(
    "stdout_logfile_maxbytes",
    ValueType::ByteSize,
    Text("50MB"),
    Expansion::Process,
    "Size at which the log of standard output is rotated; 0 means never.",
);
/// `stdout_logfile_backups`
pub static STDOUT_LOGFILE_BACKUPS: OptionRow = OptionRow::new(
    "stdout_logfile_backups",
    ValueType::Integer,
    Text("10"),
    Expansion::Process,
    "Number of rotated logs of standard output to keep.",
)
.note("With 0 the log is emptied when it is full.");
/// `stdout_capture_maxbytes`
pub static STDOUT_CAPTURE_MAXBYTES: OptionRow = OptionRow::new(
    "stdout_capture_maxbytes",
    ValueType::ByteSize,
    Text("0"),
    Expansion::Program,
    "Bytes of standard output to capture for PROCESS_COMMUNICATION events; 0 turns capturing off.",
)
.since("3.0a7");
/// `stdout_events_enabled`
pub static STDOUT_EVENTS_ENABLED: OptionRow = OptionRow::new(
    "stdout_events_enabled",
    ValueType::Boolean,
    Text("false"),
    Expansion::Program,
    "Send a PROCESS_LOG event for what arrives on standard output.",
)
.since("3.0a7");
/// `stdout_syslog`
pub static STDOUT_SYSLOG: OptionRow = OptionRow::new(
    "stdout_syslog",
    ValueType::Boolean,
    Text("false"),
    Expansion::Process,
    "Send standard output to the system log.",
)
.since("4.0.0");
/// `stderr_logfile`
pub static STDERR_LOGFILE: OptionRow = OptionRow::new(
    "stderr_logfile",
    ValueType::LogFile,
    Text("AUTO"),
    Expansion::Process,
    "Log file of standard error: a path, `AUTO` or `NONE`.",
)
.note("`AUTO` makes a file in `childlogdir` that is deleted at the next start. `/dev/stderr` needs `stderr_logfile_maxbytes=0`. It is expanded twice: a percent sign is `%%%%`.");
/// `stderr_logfile_maxbytes`
pub static STDERR_LOGFILE_MAXBYTES: OptionRow = OptionRow::new(
    "stderr_logfile_maxbytes",
    ValueType::ByteSize,
    Text("50MB"),
    Expansion::Process,
    "Size at which the log of standard error is rotated; 0 means never.",
);
/// `stderr_logfile_backups`
pub static STDERR_LOGFILE_BACKUPS: OptionRow = OptionRow::new(
    "stderr_logfile_backups",
    ValueType::Integer,
    Text("10"),
    Expansion::Process,
    "Number of rotated logs of standard error to keep.",
)
.note("With 0 the log is emptied when it is full.");
/// `stderr_capture_maxbytes`
pub static STDERR_CAPTURE_MAXBYTES: OptionRow = OptionRow::new(
    "stderr_capture_maxbytes",
    ValueType::ByteSize,
    Text("0"),
    Expansion::Program,
    "Bytes of standard error to capture for PROCESS_COMMUNICATION events; 0 turns capturing off.",
)
.since("3.0a7");
/// `stderr_events_enabled`
pub static STDERR_EVENTS_ENABLED: OptionRow = OptionRow::new(
    "stderr_events_enabled",
    ValueType::Boolean,
    Text("false"),
    Expansion::Program,
    "Send a PROCESS_LOG event for what arrives on standard error.",
)
.since("3.0a7");
/// `stderr_syslog`
pub static STDERR_SYSLOG: OptionRow = OptionRow::new(
    "stderr_syslog",
    ValueType::Boolean,
    Text("false"),
    Expansion::Process,
    "Send standard error to the system log.",
)
.since("4.0.0");
/// `environment`
pub static ENVIRONMENT: OptionRow = OptionRow::new(
    "environment",
    ValueType::Environment,
    Text(""),
    Expansion::Process,
    "Variables for the process: `KEY=\"value\",KEY2=\"value2\"`.",
)
.note("Added to what `[supervisord]` sets. Values need quotation marks unless they are letters, digits and `_/.+-():`; a percent sign is `%%`.");
/// `directory`
pub static DIRECTORY: OptionRow = OptionRow::new(
    "directory",
    ValueType::Text,
    Unset,
    Expansion::Process,
    "Working directory of the process.",
)
.note("It is not checked before the start, and `~` is not expanded.");
/// `umask`
pub static UMASK: OptionRow =
    OptionRow::new("umask", ValueType::Octal, Unset, Expansion::Program, "umask of the process.");
/// `serverurl`
pub static SERVERURL: OptionRow = OptionRow::new(
    "serverurl",
    ValueType::ServerUrl,
    Text("AUTO"),
    Expansion::Program,
    "What the process finds in `SUPERVISOR_SERVER_URL`.",
)
.note("`AUTO` is the daemon's own socket, or its TCP address when it has none.");
/// `socket`
pub static SOCKET: OptionRow = OptionRow::new(
    "socket",
    ValueType::FcgiSocket,
    Required,
    Expansion::FcgiSocket,
    "Socket that the processes share: `unix:///path` or `tcp://host:port`.",
)
.note("The daemon opens it before the processes start. A program that a `[group:x]` names goes without.");
/// `socket_owner`
pub static SOCKET_OWNER: OptionRow = OptionRow::new(
    "socket_owner",
    ValueType::UserGroup,
    Computed("the user of the program and its primary group"),
    Expansion::Here,
    "User, or user:group, that is to own the unix socket.",
);
/// `socket_mode`
pub static SOCKET_MODE: OptionRow = OptionRow::new(
    "socket_mode",
    ValueType::Octal,
    Text("0700"),
    Expansion::Here,
    "Mode of the unix socket.",
);
/// `socket_backlog`
pub static SOCKET_BACKLOG: OptionRow = OptionRow::new(
    "socket_backlog",
    ValueType::Integer,
    Unset,
    Expansion::Here,
    "Connections that may wait to be accepted, from 1 to 65535.",
)
.since("3.4.0");
/// `events`
pub static EVENTS: OptionRow = OptionRow::new(
    "events",
    ValueType::Events,
    Required,
    Expansion::Here,
    "Event types to subscribe to, separated by commas.",
)
.note(
    "A type stands for all that are named after it: `PROCESS_STATE` for `PROCESS_STATE_EXITED` and its like.",
);
/// `buffer_size`
pub static BUFFER_SIZE: OptionRow = OptionRow::new(
    "buffer_size",
    ValueType::Integer,
    Text("10"),
    Expansion::Here,
    "Events to hold back while every listener of the pool is busy.",
)
.note("When it is full, the oldest event is dropped.");
/// `result_handler`
pub static RESULT_HANDLER: OptionRow = OptionRow::new(
    "result_handler",
    ValueType::EntryPoint,
    Text("supervisor.dispatchers:default_handler"),
    Expansion::Here,
    "Entry point that judges the results of listeners.",
);
/// `priority`
pub static LISTENER_PRIORITY: OptionRow = OptionRow::new(
    "priority",
    ValueType::Integer,
    Computed("-1 for the pool, 999 for its processes"),
    Expansion::Program,
    "Place in the order of start; lower numbers start first and stop last.",
)
.note("Listeners should run before the programs that they watch.");

/// The options of `[program:x]`.
pub static PROGRAM: &[&OptionRow] = &[
    &COMMAND,
    &PROCESS_NAME,
    &NUMPROCS,
    &NUMPROCS_START,
    &PRIORITY,
    &AUTOSTART,
    &AUTORESTART,
    &STARTSECS,
    &STARTRETRIES,
    &EXITCODES,
    &STOPSIGNAL,
    &STOPWAITSECS,
    &STOPASGROUP,
    &KILLASGROUP,
    &USER,
    &REDIRECT_STDERR,
    &STDOUT_LOGFILE,
    &STDOUT_LOGFILE_MAXBYTES,
    &STDOUT_LOGFILE_BACKUPS,
    &STDOUT_CAPTURE_MAXBYTES,
    &STDOUT_EVENTS_ENABLED,
    &STDOUT_SYSLOG,
    &STDERR_LOGFILE,
    &STDERR_LOGFILE_MAXBYTES,
    &STDERR_LOGFILE_BACKUPS,
    &STDERR_CAPTURE_MAXBYTES,
    &STDERR_EVENTS_ENABLED,
    &STDERR_SYSLOG,
    &ENVIRONMENT,
    &DIRECTORY,
    &UMASK,
    &SERVERURL,
];

/// The options of `[fcgi-program:x]`.
pub static FCGI_PROGRAM: &[&OptionRow] = &[
    &SOCKET,
    &SOCKET_OWNER,
    &SOCKET_MODE,
    &SOCKET_BACKLOG,
    &COMMAND,
    &PROCESS_NAME,
    &NUMPROCS,
    &NUMPROCS_START,
    &PRIORITY,
    &AUTOSTART,
    &AUTORESTART,
    &STARTSECS,
    &STARTRETRIES,
    &EXITCODES,
    &STOPSIGNAL,
    &STOPWAITSECS,
    &STOPASGROUP,
    &KILLASGROUP,
    &USER,
    &REDIRECT_STDERR,
    &STDOUT_LOGFILE,
    &STDOUT_LOGFILE_MAXBYTES,
    &STDOUT_LOGFILE_BACKUPS,
    &STDOUT_CAPTURE_MAXBYTES,
    &STDOUT_EVENTS_ENABLED,
    &STDOUT_SYSLOG,
    &STDERR_LOGFILE,
    &STDERR_LOGFILE_MAXBYTES,
    &STDERR_LOGFILE_BACKUPS,
    &STDERR_CAPTURE_MAXBYTES,
    &STDERR_EVENTS_ENABLED,
    &STDERR_SYSLOG,
    &ENVIRONMENT,
    &DIRECTORY,
    &UMASK,
    &SERVERURL,
];

/// The options of `[eventlistener:x]`.
pub static EVENT_LISTENER: &[&OptionRow] = &[
    &EVENTS,
    &BUFFER_SIZE,
    &RESULT_HANDLER,
    &LISTENER_PRIORITY,
    &COMMAND,
    &PROCESS_NAME,
    &NUMPROCS,
    &NUMPROCS_START,
    &AUTOSTART,
    &AUTORESTART,
    &STARTSECS,
    &STARTRETRIES,
    &EXITCODES,
    &STOPSIGNAL,
    &STOPWAITSECS,
    &STOPASGROUP,
    &KILLASGROUP,
    &USER,
    &REDIRECT_STDERR,
    &STDOUT_LOGFILE,
    &STDOUT_LOGFILE_MAXBYTES,
    &STDOUT_LOGFILE_BACKUPS,
    &STDOUT_CAPTURE_MAXBYTES,
    &STDOUT_EVENTS_ENABLED,
    &STDOUT_SYSLOG,
    &STDERR_LOGFILE,
    &STDERR_LOGFILE_MAXBYTES,
    &STDERR_LOGFILE_BACKUPS,
    &STDERR_CAPTURE_MAXBYTES,
    &STDERR_EVENTS_ENABLED,
    &STDERR_SYSLOG,
    &ENVIRONMENT,
    &DIRECTORY,
    &UMASK,
    &SERVERURL,
];

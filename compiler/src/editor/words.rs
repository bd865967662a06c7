//! Short explanations of the words of the language: sections, types, events, signals, names.

use crate::diagnostic::Severity;
use crate::schema::{DefaultValue, OptionRow, SectionKind, ValueType};

/// What a section of a kind is, in a sentence or two.
pub(super) fn section(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Supervisord => {
            "The daemon itself: its log, its limits, and what all programs have in common."
        }
        SectionKind::UnixHttpServer => {
            "A unix socket on which the daemon can be controlled. Without a server `supervisorctl` has nobody to talk to."
        }
        SectionKind::InetHttpServer => {
            "A TCP address on which the daemon can be controlled, and its status page seen. Whoever can reach it can \
             run anything: set `username` and `password`."
        }
        SectionKind::Include => "More files to read after this one. Only the main file's counts.",
        SectionKind::Program => "A program that the daemon starts and watches.",
        SectionKind::FcgiProgram => {
            "A program whose processes share a listening socket that the daemon opens."
        }
        SectionKind::EventListener => {
            "A program that the daemon tells about events. Its standard input and output carry the event protocol."
        }
        SectionKind::Group => {
            "Programs that are started, stopped and updated together. Its processes are called `group:process`."
        }
        SectionKind::RpcInterface => {
            "Methods that clients may call. Without `[rpcinterface:supervisor]` `supervisorctl` does not work."
        }
        SectionKind::Supervisorctl => "What `supervisorctl` has to know: where the daemon is, and who asks.",
        SectionKind::CtlPlugin => "More commands for `supervisorctl`.",
    }
}

/// What a value of a type looks like.
pub(super) fn value_type(value: ValueType) -> &'static str {
    match value {
        ValueType::Text => "text",
        ValueType::Integer => "whole number",
        ValueType::Boolean => "`true` or `false`",
        ValueType::ByteSize => "bytes, or with `KB`, `MB`, `GB`",
        ValueType::Octal => "octal number",
        ValueType::ExitCodes => "exit codes, separated by commas",
        ValueType::Signal => "signal",
        ValueType::AutoRestart => "`true`, `false` or `unexpected`",
        ValueType::LogLevel => "log level",
        ValueType::DirPath => "path of a file in an existing directory",
        ValueType::Directory => "existing directory",
        ValueType::LogFile => "path, `AUTO` or `NONE`",
        ValueType::Environment => "`KEY=\"value\",KEY2=\"value2\"`",
        ValueType::User => "user name or number",
        ValueType::UserGroup => "user, or `user:group`",
        ValueType::Name => "name without blank, colon or slash",
        ValueType::InetAddress => "`host:port`, or a port",
        ValueType::FcgiSocket => "`unix:///path` or `tcp://host:port`",
        ValueType::Events => "event types, separated by commas",
        ValueType::Programs => "program names, separated by commas",
        ValueType::Patterns => "file patterns, separated by blanks",
        ValueType::EntryPoint => "`module:callable`",
        ValueType::ServerUrl => "URL, or `AUTO`",
    }
}

/// What holds when an option is absent.
pub(super) fn default(row: &OptionRow) -> String {
    match row.default {
        DefaultValue::Text("") => "empty by default".to_owned(),
        DefaultValue::Text(text) => format!("default `{text}`"),
        DefaultValue::Unset => "not set by default".to_owned(),
        DefaultValue::Required => "required".to_owned(),
        DefaultValue::Computed(what) => format!("default: {what}"),
    }
}

/// What a name in `%(name)s` stands for.
pub(super) fn name(name: &str) -> &'static str {
    match name {
        "here" => "The directory of the configuration file.",
        "host_node_name" => "The name of this machine.",
        "program_name" => "The name of the program: what follows the colon in the section's name.",
        "group_name" => "The name of the group that the process is in.",
        "process_num" => "The number of the process, from `numprocs_start` on.",
        "numprocs" => "How many processes the section makes.",
        _ if name.starts_with("ENV_") => "A variable of the environment.",
        _ => "No name that Supervisor knows.",
    }
}

/// How bad a finding is.
pub(super) fn level(level: Severity) -> &'static str {
    match level {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// When an event is sent; `name` in capital letters.
pub(super) fn event(name: &str) -> Option<&'static str> {
    EVENTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// What a signal does or is mostly used for; `name` without `SIG`.
pub(super) fn signal(name: &str) -> Option<&'static str> {
    SIGNALS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

const EVENTS: [(&str, &str); 27] = [
    ("EVENT", "Every event."),
    ("PROCESS_STATE", "A process changes its state: all eight of them."),
    ("PROCESS_STATE_STOPPED", "A process that was told to stop has ended."),
    (
        "PROCESS_STATE_EXITED",
        "A running process has ended by itself; the event says whether that was expected.",
    ),
    ("PROCESS_STATE_STARTING", "A process is being started."),
    ("PROCESS_STATE_STOPPING", "A process has been told to stop."),
    ("PROCESS_STATE_BACKOFF", "A process ended too early, and its start will be tried again."),
    ("PROCESS_STATE_FATAL", "A process could not be started, and nothing more is tried."),
    ("PROCESS_STATE_RUNNING", "A process has been up for `startsecs`."),
    ("PROCESS_STATE_UNKNOWN", "The state of a process is not known, because of an error in the daemon."),
    ("PROCESS_COMMUNICATION", "A process printed something between the marks for captured output."),
    ("PROCESS_COMMUNICATION_STDOUT", "The same on standard output; needs `stdout_capture_maxbytes`."),
    ("PROCESS_COMMUNICATION_STDERR", "The same on standard error; needs `stderr_capture_maxbytes`."),
    ("PROCESS_LOG", "A process printed something."),
    ("PROCESS_LOG_STDOUT", "The same on standard output; needs `stdout_events_enabled`."),
    ("PROCESS_LOG_STDERR", "The same on standard error; needs `stderr_events_enabled`."),
    ("REMOTE_COMMUNICATION", "A client called `sendRemoteCommEvent`."),
    ("SUPERVISOR_STATE_CHANGE", "The daemon starts or ends."),
    ("SUPERVISOR_STATE_CHANGE_RUNNING", "The daemon has started."),
    ("SUPERVISOR_STATE_CHANGE_STOPPING", "The daemon is going to end or to start anew."),
    ("TICK", "The clock: every 5 seconds, every minute and every hour."),
    ("TICK_5", "Every 5 seconds."),
    ("TICK_60", "Every minute."),
    ("TICK_3600", "Every hour."),
    ("PROCESS_GROUP", "A group is added or removed."),
    ("PROCESS_GROUP_ADDED", "A group has been added."),
    ("PROCESS_GROUP_REMOVED", "A group has been removed."),
];

const SIGNALS: [(&str, &str); 14] = [
    ("HUP", "Hang up; many daemons read their configuration again."),
    ("INT", "Interrupt, as from Ctrl-C."),
    ("QUIT", "Quit; nginx, php-fpm and others finish their requests first."),
    ("ABRT", "Abort, with a core dump."),
    ("KILL", "Ends the process at once; it cannot be caught, so nothing is cleaned up."),
    ("USR1", "Whatever the program makes of it; many reopen their logs."),
    ("USR2", "Whatever the program makes of it."),
    ("ALRM", "The alarm clock."),
    ("TERM", "Please end: what most programs expect."),
    ("CONT", "Go on after a stop."),
    ("STOP", "Pauses the process; it does not end."),
    ("TSTP", "Pause, as from Ctrl-Z; it can be caught."),
    ("WINCH", "The window changes its size; Apache ends gracefully."),
    ("CHLD", "A child has ended; ignored by default."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{EventType, Signal};

    #[test]
    fn every_event_and_only_signals_are_explained() {
        assert!(EVENTS.iter().map(|(name, _)| *name).eq(EventType::ALL.iter().map(|(_, name)| *name)));
        for (name, text) in SIGNALS {
            assert!(Signal::NAMES.iter().any(|(known, _)| *known == name), "{name}");
            assert!(text.ends_with('.'));
        }
        assert_eq!((event("TICK_5"), event("TICK_10")), (Some("Every 5 seconds."), None));
    }

    #[test]
    fn everything_has_an_explanation_in_words() {
        for kind in SectionKind::ALL {
            assert!(section(kind).ends_with('.'));
            for row in kind.options() {
                assert!(!default(row).is_empty() && !value_type(row.value).is_empty(), "{}", row.name);
                assert!(row.expansion.names().iter().all(|known| name(known) != name("")));
            }
        }
    }
}

//! The stable names of all checks.

use std::fmt;

use serde::Serialize;

/// A stable name such as `bad-integer`. Reads after "allow" and names the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Code(pub(crate) &'static str);

impl Code {
    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0
    }
}

/// Every check that follows the original's own errors.
impl Code {
    /// Text before the first section header.
    pub const NO_SECTION_HEADER: Code = Code("no-section-header");
    /// A line that is neither header nor option.
    pub const PARSE_ERROR_LINE: Code = Code("parse-error-line");
    /// A byte-order mark at the beginning of a file.
    pub const BYTE_ORDER_MARK: Code = Code("byte-order-mark");
    /// Bytes that are no UTF-8.
    pub const INVALID_UTF8: Code = Code("invalid-utf8");
    /// `[include]` without `files`.
    pub const INCLUDE_MISSING_FILES_KEY: Code = Code("include-missing-files-key");
    /// No `[supervisord]` in any file.
    pub const MISSING_SUPERVISORD_SECTION: Code = Code("missing-supervisord-section");
    /// `%(name)s` with a name that stands for nothing there.
    pub const UNKNOWN_EXPANSION: Code = Code("unknown-expansion");
    /// `%(NAME)s` where `%(ENV_NAME)s` is meant.
    pub const ENV_WITHOUT_PREFIX: Code = Code("env-without-prefix");
    /// A `%` that should be `%%`.
    pub const BARE_PERCENT: Code = Code("bare-percent");
    /// `%(name)` without a proper end.
    pub const UNTERMINATED_EXPANSION: Code = Code("unterminated-expansion");
    /// A conversion that does not fit what the name stands for.
    pub const BAD_EXPANSION_FORMAT: Code = Code("bad-expansion-format");
    /// Not a whole number.
    pub const BAD_INTEGER: Code = Code("bad-integer");
    /// Not a size in bytes, KB, MB or GB.
    pub const BAD_BYTE_SIZE: Code = Code("bad-byte-size");
    /// Not a boolean.
    pub const BAD_BOOLEAN: Code = Code("bad-boolean");
    /// Neither a boolean nor `unexpected`.
    pub const BAD_AUTORESTART: Code = Code("bad-autorestart");
    /// Not an octal number.
    pub const BAD_OCTAL: Code = Code("bad-octal");
    /// Not a list of exit codes.
    pub const BAD_EXITCODES: Code = Code("bad-exitcodes");
    /// Not a signal.
    pub const BAD_SIGNAL: Code = Code("bad-signal");
    /// Not a log level.
    pub const BAD_LOGLEVEL: Code = Code("bad-loglevel");
    /// A user that this machine does not know.
    pub const UNKNOWN_USER: Code = Code("unknown-user");
    /// A user or group of a socket that this machine does not know.
    pub const UNKNOWN_OWNER: Code = Code("unknown-owner");
    /// A directory that does not exist on this machine.
    pub const MISSING_DIRECTORY: Code = Code("missing-directory");
    /// A file in a directory that does not exist on this machine.
    pub const MISSING_LOG_DIRECTORY: Code = Code("missing-log-directory");
    /// A character that names must not contain.
    pub const INVALID_NAME: Code = Code("invalid-name");
    /// An `environment` list that breaks off or lacks a comma.
    pub const ENVIRONMENT_SYNTAX: Code = Code("environment-syntax");
    /// A quotation mark without its partner.
    pub const ENVIRONMENT_UNCLOSED_QUOTE: Code = Code("environment-unclosed-quote");
    /// An `environment` list that no program can be given, because it is too long.
    pub const ENVIRONMENT_TOO_LONG: Code = Code("environment-too-long");
    /// A program without `command`.
    pub const MISSING_COMMAND: Code = Code("missing-command");
    /// Several processes of one name.
    pub const NUMPROCS_NEEDS_PROCESS_NUM: Code = Code("numprocs-needs-process-num");
    /// More processes than any machine can run.
    pub const TOO_MANY_PROCESSES: Code = Code("too-many-processes");
    /// `stopasgroup=true` with `killasgroup=false`.
    pub const STOPASGROUP_KILLASGROUP_CONFLICT: Code = Code("stopasgroup-killasgroup-conflict");
    /// A group that names a program which is not there.
    pub const GROUP_UNKNOWN_PROGRAM: Code = Code("group-unknown-program");
    /// A group member that is both a program and an fcgi-program.
    pub const PROGRAM_FCGI_AMBIGUOUS: Code = Code("program-fcgi-ambiguous");
    /// A plug-in section without its factory.
    pub const MISSING_FACTORY: Code = Code("missing-factory");
    /// An entry point that cannot be found on this machine.
    pub const UNRESOLVABLE_FACTORY: Code = Code("unresolvable-factory");
    /// An event listener without `events`.
    pub const LISTENER_WITHOUT_EVENTS: Code = Code("listener-without-events");
    /// An event type that does not exist.
    pub const UNKNOWN_EVENT: Code = Code("unknown-event");
    /// A `buffer_size` below 1.
    pub const LISTENER_BAD_BUFFER: Code = Code("listener-bad-buffer");
    /// An event listener with `redirect_stderr=true`.
    pub const EVENTLISTENER_REDIRECT_STDERR: Code = Code("eventlistener-redirect-stderr");
    /// An fcgi-program without `socket`.
    pub const FCGI_MISSING_SOCKET: Code = Code("fcgi-missing-socket");
    /// A `socket` that is neither `unix:///path` nor `tcp://host:port`.
    pub const FCGI_BAD_SOCKET: Code = Code("fcgi-bad-socket");
    /// `socket_owner` or `socket_mode` with a TCP socket.
    pub const FCGI_SOCKET_OWNERSHIP: Code = Code("fcgi-socket-ownership");
    /// A `socket_backlog` outside 1 to 65535.
    pub const BAD_SOCKET_BACKLOG: Code = Code("bad-socket-backlog");
    /// A server section without `port` or `file`.
    pub const SERVER_MISSING_ADDRESS: Code = Code("server-missing-address");
    /// A `port` that is no address.
    pub const INET_PORT_MALFORMED: Code = Code("inet-port-malformed");
    /// Only one of `username` and `password`.
    pub const INCOMPLETE_AUTH: Code = Code("incomplete-auth");
    /// A NUL byte in a name or path that the machine is asked about.
    pub const NUL_BYTE: Code = Code("nul-byte");
    /// A `%s` without a name, which stands for something else in the original.
    pub const NAMELESS_EXPANSION: Code = Code("nameless-expansion");
    /// A number that does not fit into 64 bits.
    pub const NUMBER_OUT_OF_RANGE: Code = Code("number-out-of-range");
    /// A group that is left out, because another one has its name.
    pub const SHARED_GROUP_NAME: Code = Code("shared-group-name");
    /// A plug-in of supervisorctl that is not built in.
    pub const PYTHON_PLUGIN: Code = Code("python-plugin");
    /// An fcgi-program that a group names: it keeps its socket.
    pub const GROUPED_FCGI_PROGRAM: Code = Code("grouped-fcgi-program");
    /// An included file that is passed over, because it cannot be read.
    pub const UNREADABLE_INCLUDE: Code = Code("unreadable-include");
    /// An `[include]` that is not followed, because it stands in an included file.
    pub const NESTED_INCLUDE_IGNORED: Code = Code("nested-include-ignored");

    /// What the original passes over without a word.
    pub const IGNORED: &[Code] = &[Code::UNREADABLE_INCLUDE, Code::NESTED_INCLUDE_IGNORED];

    /// What differs on purpose from the original, and is told as a warning (docs/differences.md).
    pub const DIFFERENCES: &[Code] = &[
        Code::NAMELESS_EXPANSION,
        Code::NUMBER_OUT_OF_RANGE,
        Code::SHARED_GROUP_NAME,
        Code::GROUPED_FCGI_PROGRAM,
        Code::PYTHON_PLUGIN,
    ];

    /// The codes of errors.
    pub const ERRORS: &[Code] = &[
        Code::NO_SECTION_HEADER,
        Code::PARSE_ERROR_LINE,
        Code::BYTE_ORDER_MARK,
        Code::INVALID_UTF8,
        Code::INCLUDE_MISSING_FILES_KEY,
        Code::MISSING_SUPERVISORD_SECTION,
        Code::UNKNOWN_EXPANSION,
        Code::ENV_WITHOUT_PREFIX,
        Code::BARE_PERCENT,
        Code::UNTERMINATED_EXPANSION,
        Code::BAD_EXPANSION_FORMAT,
        Code::BAD_INTEGER,
        Code::BAD_BYTE_SIZE,
        Code::BAD_BOOLEAN,
        Code::BAD_AUTORESTART,
        Code::BAD_OCTAL,
        Code::BAD_EXITCODES,
        Code::BAD_SIGNAL,
        Code::BAD_LOGLEVEL,
        Code::UNKNOWN_USER,
        Code::UNKNOWN_OWNER,
        Code::MISSING_DIRECTORY,
        Code::MISSING_LOG_DIRECTORY,
        Code::INVALID_NAME,
        Code::ENVIRONMENT_SYNTAX,
        Code::ENVIRONMENT_UNCLOSED_QUOTE,
        Code::ENVIRONMENT_TOO_LONG,
        Code::MISSING_COMMAND,
        Code::NUMPROCS_NEEDS_PROCESS_NUM,
        Code::TOO_MANY_PROCESSES,
        Code::STOPASGROUP_KILLASGROUP_CONFLICT,
        Code::GROUP_UNKNOWN_PROGRAM,
        Code::PROGRAM_FCGI_AMBIGUOUS,
        Code::MISSING_FACTORY,
        Code::UNRESOLVABLE_FACTORY,
        Code::LISTENER_WITHOUT_EVENTS,
        Code::UNKNOWN_EVENT,
        Code::LISTENER_BAD_BUFFER,
        Code::EVENTLISTENER_REDIRECT_STDERR,
        Code::FCGI_MISSING_SOCKET,
        Code::FCGI_BAD_SOCKET,
        Code::FCGI_SOCKET_OWNERSHIP,
        Code::BAD_SOCKET_BACKLOG,
        Code::SERVER_MISSING_ADDRESS,
        Code::INET_PORT_MALFORMED,
        Code::INCOMPLETE_AUTH,
        Code::NUL_BYTE,
    ];
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let all = [Code::ERRORS, Code::DIFFERENCES, Code::IGNORED].concat();
        let mut names: Vec<_> = all.iter().map(|code| code.name()).collect();
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || "-8".contains(c))));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len());
    }
}

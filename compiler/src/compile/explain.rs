//! Words for people: what is wrong with a value, and how to mend it.

use std::io;
use std::path::Path;

use crate::convert::{ConvertError, integer};
use crate::diagnostic::Code;
use crate::expand::{ExpandError, ExpandErrorKind, Scope, TOO_LONG};
use crate::plan::{EventType, LogLevel, Signal};
use crate::render::counted;
use crate::schema::{DefaultValue, OptionRow, ValueType};

/// What a diagnostic says.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) code: Code,
    /// One sentence that names the option, the value and the fault.
    pub(super) message: String,
    /// A few words for the end of the underline.
    pub(super) label: String,
    /// The mend.
    pub(super) help: String,
}

impl Words {
    pub(super) fn new(
        code: Code,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, message: message.into(), label: label.into(), help: help.into() }
    }
}

/// Longer words are not compared.
const LONGEST_WORD: usize = 100;

/// Of a hundred thousand names, the first are compared.
const MOST_CANDIDATES: usize = 10_000;

/// The candidate that somebody who wrote `text` may have meant.
pub(crate) fn nearest<'c>(text: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Comparing takes time by the product of the lengths.
    if text.len() > LONGEST_WORD {
        return None;
    }
    let lower = text.to_lowercase();
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .filter(|candidate| candidate.len() <= LONGEST_WORD)
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Typing errors between two words. An abbreviation, or a word that goes on, counts as one.
fn distance(one: &str, other: &str) -> usize {
    let prefix = one.len().min(other.len()) >= 3 && (one.starts_with(other) || other.starts_with(one));
    if prefix { 1 } else { strsim::damerau_levenshtein(one, other) }
}

fn did_you_mean(text: &str, candidates: &[&str], otherwise: impl Into<String>) -> String {
    match nearest(text, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => otherwise.into(),
    }
}

/// The same for a whole value: the mended line.
fn mended(option: &str, text: &str, candidates: &[&str], otherwise: impl Into<String>) -> String {
    match nearest(text, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{option}={candidate}`?"),
        None => otherwise.into(),
    }
}

/// A value that cannot be converted.
pub(super) fn conversion(error: &ConvertError, row: &OptionRow, given: &str) -> Words {
    let option = row.name;
    match error {
        ConvertError::Integer { .. } if row.value == ValueType::InetAddress => port(option, given, "no port"),
        ConvertError::Integer { .. } => Words::new(
            Code::BAD_INTEGER,
            format!("`{option}` must be a whole number, not `{given}`"),
            "not a whole number",
            integer_help(row, given),
        ),
        ConvertError::ByteSize { .. } => Words::new(
            Code::BAD_BYTE_SIZE,
            format!("`{option}` must be a size such as `10MB`, not `{given}`"),
            "not a size",
            byte_size_help(row, given),
        ),
        ConvertError::Octal { .. } => Words::new(
            Code::BAD_OCTAL,
            format!("`{option}` must be an octal number, not `{given}`"),
            "not an octal number",
            format!(
                "write the mode in digits from 0 to 7, as in `{option}=0{}`",
                if option == "umask" { "22" } else { "700" }
            ),
        ),
        ConvertError::Boolean { .. } => Words::new(
            Code::BAD_BOOLEAN,
            format!("`{option}` must be true or false, not `{given}`"),
            "not a boolean",
            boolean_help(row, given, "write `true` or `false` (also: yes, no, on, off, 1, 0)"),
        ),
        ConvertError::AutoRestart { .. } => Words::new(
            Code::BAD_AUTORESTART,
            format!("`{option}` must be true, false or unexpected, not `{given}`"),
            "not one of true, false, unexpected",
            match given.to_lowercase().as_str() {
                "always" => "write `true` to restart after every exit".to_owned(),
                "never" => "write `false` for no restart".to_owned(),
                "on-failure" | "on_failure" | "onfailure" => {
                    "write `unexpected` to restart unless the exit code is one of `exitcodes`".to_owned()
                }
                _ => boolean_help(row, given, "write `true`, `false` or `unexpected`"),
            },
        ),
        ConvertError::ExitCodes { .. } => Words::new(
            Code::BAD_EXITCODES,
            format!("`{option}` must be a list of exit codes, not `{given}`"),
            "not a number from 0 to 255",
            "write numbers from 0 to 255, separated by commas",
        ),
        ConvertError::SignalName { .. } => {
            let names: Vec<_> =
                Signal::NAMES.iter().map(|(name, _)| *name).filter(|n| !n.starts_with('_')).collect();
            let bare = given.to_uppercase();
            let bare = bare.strip_prefix("SIG").unwrap_or(&bare);
            Words::new(
                Code::BAD_SIGNAL,
                format!("`{option}` must be a signal, not `{given}`"),
                "no such signal",
                mended(option, bare, &names, "write a name such as TERM, INT, QUIT or HUP, or a number"),
            )
        }
        ConvertError::SignalNumber { .. } => Words::new(
            Code::BAD_SIGNAL,
            format!("`{option}` must be a signal, and there is none numbered `{given}`"),
            "no such signal",
            "write a name such as TERM, INT, QUIT or HUP, or a number from 1 to 31",
        ),
        ConvertError::Level { .. } => {
            let names = LogLevel::ALL.map(|(_, name, _)| name);
            let help = match given.to_lowercase().as_str() {
                "verbose" => format!("did you mean `{option}=debug`?"),
                "fatal" | "crit" => format!("did you mean `{option}=critical`?"),
                _ => mended(option, given, &names, format!("write one of {}", names.join(", "))),
            };
            Words::new(
                Code::BAD_LOGLEVEL,
                format!("`{option}` must be a log level, not `{given}`"),
                "no such level",
                help,
            )
        }
        ConvertError::Name { text, character, .. } => Words::new(
            Code::INVALID_NAME,
            format!("the name `{text}` contains `{character}`"),
            "not allowed in a name",
            format!(
                "write `{}`: blanks, `:` and `/` are not allowed in names",
                text.trim().replace([' ', ':', '/'], "_")
            ),
        ),
        ConvertError::Directory { text } => Words::new(
            Code::MISSING_DIRECTORY,
            format!("the directory `{text}` of `{option}` does not exist"),
            "no such directory",
            "create the directory, or correct the path",
        ),
        ConvertError::ParentDirectory { text } => Words::new(
            Code::MISSING_LOG_DIRECTORY,
            format!("the directory of `{option}`, `{text}`, does not exist"),
            "its directory does not exist",
            "create the directory, or correct the path: Supervisor does not create it",
        ),
        ConvertError::UserName { text } => Words::new(
            Code::UNKNOWN_USER,
            format!("`{option}`: there is no user `{text}` on this machine"),
            "no such user",
            match text.split_once(':') {
                Some((user, _)) => format!("write a user alone: `{user}`"),
                None if text.is_empty() => "write a user's name, or remove the line".to_owned(),
                None => "create the user, or write the name of one that exists".to_owned(),
            },
        ),
        ConvertError::UserId { text } => Words::new(
            Code::UNKNOWN_USER,
            format!("`{option}`: there is no user with the id `{text}` on this machine"),
            "no such user",
            "create the user, or write the name of one that exists",
        ),
        ConvertError::GroupName { text }
        | ConvertError::GroupId { text }
        | ConvertError::UserGroup { text } => Words::new(
            Code::UNKNOWN_OWNER,
            format!("`{option}`: there is no user or group `{text}` on this machine"),
            "no such user or group",
            "write `user` or `user:group`, both of which must exist",
        ),
        ConvertError::Port { .. } | ConvertError::NoPort => port(option, given, "no port"),
        ConvertError::PortTooLow { .. } | ConvertError::PortTooHigh { .. } => match row.value {
            ValueType::FcgiSocket => {
                let help = "write a port between 1 and 65535, or use `unix:///path`".to_owned();
                socket(option, given, "not between 1 and 65535", help)
            }
            _ => port(option, given, "not between 1 and 65535"),
        },
        ConvertError::SocketFormat { .. } => socket(
            option,
            given,
            "not an address",
            match given.rsplit_once(':').filter(|_| !given.contains("://")) {
                Some((host, port)) if integer(port).is_ok() && !host.is_empty() => {
                    format!("write `{option}=tcp://{given}`")
                }
                _ if given.starts_with('/') => format!("write `{option}=unix://{given}`"),
                _ => "write `unix:///path` or `tcp://host:port`".to_owned(),
            },
        ),
        ConvertError::SocketPath { path } => {
            socket(option, given, "a relative path", format!("write an absolute path: `unix:///{path}`"))
        }
        ConvertError::SocketOwnership => Words::new(
            Code::FCGI_SOCKET_OWNERSHIP,
            "`socket_owner` and `socket_mode` make sense only for a unix socket",
            "this is a TCP socket",
            "remove `socket_owner` and `socket_mode`, or use a `unix://` socket",
        ),
        ConvertError::NullByte => nul_byte(option),
        ConvertError::Url { text } => {
            socket(option, text, "not a URL", "write `unix:///path` or `http://host:port`".to_owned())
        }
    }
}

/// A NUL byte where the original cannot have one.
pub(super) fn nul_byte(option: &str) -> Words {
    Words::new(
        Code::NUL_BYTE,
        format!("`{option}` contains a NUL byte, which no name and no path can"),
        "contains a NUL byte",
        "remove it: the file may be damaged, or be no text at all",
    )
}

fn port(option: &str, given: &str, label: &str) -> Words {
    let host = given.split(':').next().filter(|host| host.starts_with(|c: char| c.is_alphabetic()));
    let host = host.unwrap_or("127.0.0.1");
    Words::new(
        Code::INET_PORT_MALFORMED,
        format!("`{option}` must be a port or `host:port`, not `{given}`"),
        label,
        format!("write `{option}={host}:9001` with a port between 1 and 65535"),
    )
}

fn socket(option: &str, given: &str, label: &str, help: String) -> Words {
    Words::new(
        Code::FCGI_BAD_SOCKET,
        format!("`{option}` must be `unix:///path` or `tcp://host:port`, not `{given}`"),
        label,
        help,
    )
}

fn integer_help(row: &OptionRow, given: &str) -> String {
    let digits: String = given.chars().take_while(char::is_ascii_digit).collect();
    match (given, row.default) {
        ("", DefaultValue::Text(default)) => {
            format!("write a number, or remove the line for the default, {default}")
        }
        ("", _) => "write a number, or remove the line".to_owned(),
        _ if digits.is_empty() => "write a number in decimal digits".to_owned(),
        _ => format!("write `{}={digits}`: there are no units and no fractions", row.name),
    }
}

fn byte_size_help(row: &OptionRow, given: &str) -> String {
    let lower = given.to_lowercase();
    let trimmed = lower.trim_end_matches("ib").trim_end_matches('b');
    let number = trimmed.trim_end_matches(['k', 'm', 'g']).trim_end();
    let unit = trimmed.get(trimmed.len().saturating_sub(1)..).unwrap_or("").to_uppercase();
    if integer(number).is_ok() && ["K", "M", "G"].contains(&unit.as_str()) {
        format!("write `{}={number}{unit}B`", row.name)
    } else {
        "write a whole number, alone or followed by KB, MB or GB".to_owned()
    }
}

fn boolean_help(row: &OptionRow, given: &str, otherwise: &str) -> String {
    let meant = match given.to_lowercase().as_str() {
        "y" | "t" | "enable" | "enabled" => Some("true"),
        "n" | "f" | "disable" | "disabled" | "none" => Some("false"),
        other => nearest(other, ["true", "false", "yes", "no", "on", "off", "unexpected"])
            .filter(|candidate| *candidate != "unexpected" || row.name == "autorestart"),
    };
    match (meant, given) {
        (_, "") => "write `true` or `false`, or remove the line for the default".to_owned(),
        (Some(meant), _) => format!("did you mean `{}={meant}`?", row.name),
        (None, _) => otherwise.to_owned(),
    }
}

/// A value that cannot be expanded. `passes`: how many expansions the option goes through in all. `briefly`: without what is
/// found by looking at all variables.
pub(super) fn expansion(
    error: &ExpandError,
    text: &str,
    option: &str,
    passes: usize,
    scope: &Scope<'_>,
    briefly: bool,
) -> Words {
    let directive = text.get(error.range.clone()).unwrap_or("%");
    let percent = "%".repeat(1 << passes);
    match (&error.kind, &error.name) {
        (ExpandErrorKind::Unknown, name) => {
            unknown_name(name.as_deref().unwrap_or_default(), option, scope, briefly)
        }
        (ExpandErrorKind::Malformed(reason), None) if reason == TOO_LONG => Words::new(
            Code::BAD_EXPANSION_FORMAT,
            format!("`{option}` is too long to be expanded"),
            "longer than any command or environment can be",
            "write a shorter value",
        ),
        (ExpandErrorKind::Malformed(reason), None) if !directive.starts_with("%(") => Words::new(
            Code::BARE_PERCENT,
            format!("`{option}` contains a `%` that begins no expansion: {reason}"),
            "a `%` on its own",
            format!("write `{percent}` for a percent sign"),
        ),
        (ExpandErrorKind::Malformed(reason), name)
            if name.is_none() || reason.starts_with("incomplete") || reason.starts_with("unsupported") =>
        {
            let name = name.clone().unwrap_or_else(|| directive.trim_start_matches("%(").to_owned());
            Words::new(
                Code::UNTERMINATED_EXPANSION,
                format!("the expansion of `{name}` in `{option}` has no proper end: {reason}"),
                "needs a letter such as `s` after the parenthesis",
                format!("write `%({name})s`, or `{percent}` for a percent sign"),
            )
        }
        (ExpandErrorKind::Malformed(reason), name) => {
            let name = name.as_deref().unwrap_or_default();
            Words::new(
                Code::BAD_EXPANSION_FORMAT,
                format!("`{name}` cannot be written as `{directive}`: {reason}"),
                "the conversion does not fit",
                format!("write `%({name})s`"),
            )
        }
    }
}

fn unknown_name(name: &str, option: &str, scope: &Scope<'_>, briefly: bool) -> Words {
    let own = scope.own_names();
    let prefixed = format!("ENV_{name}");
    if let Some(variable) = name.strip_prefix("ENV_") {
        let names = if briefly { Vec::new() } else { scope.names() };
        let near = nearest(name, names.iter().map(String::as_str).filter(|known| known.starts_with("ENV_")));
        return Words::new(
            Code::UNKNOWN_EXPANSION,
            format!("`{option}` refers to the environment variable `{variable}`, which is not set"),
            "not set",
            match near {
                Some(near) => format!("did you mean `%({near})s`?"),
                None => format!("set `{variable}` in the environment in which supervisord is started"),
            },
        );
    }
    if scope.get(&prefixed).is_some() {
        return Words::new(
            Code::ENV_WITHOUT_PREFIX,
            format!("`{option}` refers to `{name}`, which is an environment variable"),
            "lacks the prefix `ENV_`",
            format!("write `%({prefixed})s`"),
        );
    }
    let available = match own.split_last() {
        None => "only environment variables, as in `%(ENV_HOME)s`, are available here".to_owned(),
        Some((last, [])) => format!("available here: {last}, and environment variables as in `%(ENV_HOME)s`"),
        Some((last, rest)) => {
            format!(
                "available here: {}, {last}, and environment variables as in `%(ENV_HOME)s`",
                rest.join(", ")
            )
        }
    };
    let known = ["process_num", "numprocs", "program_name", "group_name", "host_node_name", "here"];
    let message = if known.contains(&name) {
        format!("`{name}` is not available in `{option}`")
    } else {
        format!("`{option}` refers to `{name}`, which stands for nothing")
    };
    let is_variable = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let help = match nearest(name, own.iter().copied()) {
        _ if !name.is_empty() && name.chars().all(is_variable) => {
            format!("if it is an environment variable, write `%({prefixed})s`")
        }
        Some(near) => format!("did you mean `%({near})s`?"),
        None => available,
    };
    Words::new(Code::UNKNOWN_EXPANSION, message, "not available here", help)
}

/// Files that a pattern of `[include]` brings and that cannot be read; none when there are none.
pub(super) fn unreadable_includes(files: &[(&Path, io::Error)]) -> Option<Words> {
    let (_, first) = files.first()?;
    let reason = |error: &io::Error| match error.kind() {
        io::ErrorKind::IsADirectory => "a directory".to_owned(),
        io::ErrorKind::NotFound => "a link to nothing".to_owned(),
        io::ErrorKind::PermissionDenied => "no permission".to_owned(),
        _ => error.to_string(),
    };
    let list = files
        .iter()
        .take(MOST_FILES)
        .map(|(path, error)| format!("`{}` ({})", path.display(), reason(error)));
    let more = if files.len() > MOST_FILES { ", …" } else { "" };
    let list = list.collect::<Vec<_>>().join(", ");
    let help = match first.kind() {
        io::ErrorKind::IsADirectory => "write a pattern that matches files only, such as `conf.d/*.conf`",
        io::ErrorKind::NotFound => "remove the link, or create what it points to",
        io::ErrorKind::PermissionDenied => "let the user that starts supervisord read it",
        _ => "take it out of the directory, or write a pattern that does not match it",
    };
    Some(Words::new(
        Code::UNREADABLE_INCLUDE,
        format!("{} cannot be read: {list}{more}", counted(files.len(), "included file")),
        "brings what cannot be read",
        help,
    ))
}

/// So many files a message names.
const MOST_FILES: usize = 5;

/// An event type that does not exist. `briefly`: without looking for the one that may be meant.
pub(super) fn event(name: &str, section: &str, briefly: bool) -> Words {
    let names = EventType::ALL.map(|(_, name)| name);
    let candidates = if briefly { &[] } else { &names[..] };
    let help = if name.is_empty() {
        "remove the comma too many".to_owned()
    } else if name.split_whitespace().count() > 1 && name.split_whitespace().all(|word| names.contains(&word))
    {
        format!("separate events by commas: `{}`", name.split_whitespace().collect::<Vec<_>>().join(","))
    } else {
        did_you_mean(
            name,
            candidates,
            "write one of the types in the manual, such as PROCESS_STATE or TICK_60",
        )
    };
    Words::new(
        Code::UNKNOWN_EVENT,
        format!("[{section}] subscribes to `{name}`, which is no event type"),
        "no such event type",
        help,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert;
    use crate::schema::program;

    fn help<T>(row: &OptionRow, text: &str, convert: impl Fn(&str) -> Result<T, ConvertError>) -> String {
        conversion(&convert(text).err().unwrap(), row, text).help
    }

    #[test]
    fn mends_are_concrete() {
        assert_eq!(
            help(&program::STARTSECS, "5s", integer),
            "write `startsecs=5`: there are no units and no fractions"
        );
        assert_eq!(
            help(&program::STARTSECS, "", integer),
            "write a number, or remove the line for the default, 1"
        );
        let size = &program::STDOUT_LOGFILE_MAXBYTES;
        assert_eq!(help(size, "10M", convert::byte_size), "write `stdout_logfile_maxbytes=10MB`");
        assert_eq!(help(size, "5 GiB", convert::byte_size), "write `stdout_logfile_maxbytes=5GB`");
        assert_eq!(
            help(size, "1.5GB", convert::byte_size),
            "write a whole number, alone or followed by KB, MB or GB"
        );
        assert_eq!(help(&program::AUTOSTART, "y", convert::boolean), "did you mean `autostart=true`?");
        assert_eq!(help(&program::AUTOSTART, "flase", convert::boolean), "did you mean `autostart=false`?");
        assert_eq!(
            help(&program::AUTORESTART, "unexpectd", convert::autorestart),
            "did you mean `autorestart=unexpected`?"
        );
        assert_eq!(help(&program::STOPSIGNAL, "SIGTREM", convert::signal), "did you mean `stopsignal=TERM`?");
        assert_eq!(
            help(&crate::schema::daemon::LOGLEVEL, "warning", convert::level),
            "did you mean `loglevel=warn`?"
        );
        assert_eq!(event("PROCES_STATE", "e", false).help, "did you mean `PROCESS_STATE`?");
        assert_eq!(event("TICK_5 TICK_60", "e", false).help, "separate events by commas: `TICK_5,TICK_60`");
    }
}

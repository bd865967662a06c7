//! Values that cannot be converted.

use super::{Words, mended, nearest, nul_byte};
use crate::convert::{ConvertError, integer};
use crate::diagnostic::Code;
use crate::plan::{LogLevel, Signal};
use crate::schema::{DefaultValue, OptionRow, ValueType};

/// A value that cannot be converted.
pub(in crate::compile) fn conversion(error: &ConvertError, row: &OptionRow, given: &str) -> Words {
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

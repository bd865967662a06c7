//! From text to typed value, exactly as the original does it (spec-config §4).
//!
//! One file per family. A converter knows neither the option nor the file it works for: it returns the value, or
//! a [`ConvertError`] whose text is the original's.

mod address;
mod keyword;
mod list;
mod name;
mod number;
mod path;
pub mod python;
mod signal;
mod user;

use std::ops::Range;

pub use address::{fcgi_socket, inet_address, url};
pub use keyword::{autorestart, boolean, level};
pub use list::{Item, exit_codes, items, strings};
pub use name::name;
pub(crate) use number::out_of_range;
pub use number::{byte_size, decimal, integer, octal};
pub(crate) use path::parent;
pub use path::{Machine, normal, normalize};
pub use signal::signal;
pub use user::{group_id, user, user_group};

use python::quoted;

/// Why a text cannot be converted. The message is the original's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// Not a whole number.
    #[error("invalid literal for int() with base 10: {}", quoted(text))]
    Integer {
        /// The text.
        text: String,
    },
    /// Not a size: like [`ConvertError::Integer`], but of what stands before the unit.
    #[error("invalid literal for int() with base 10: {}", quoted(number))]
    ByteSize {
        /// The text, lower-cased and without its unit.
        number: String,
    },
    /// Not an octal number.
    #[error("{text} can not be converted to an octal type")]
    Octal {
        /// The text.
        text: String,
    },
    /// Not a boolean.
    #[error("not a valid boolean value: {}", quoted(text))]
    Boolean {
        /// The text.
        text: String,
    },
    /// Neither a boolean nor `unexpected`.
    #[error("invalid 'autorestart' value {}", quoted(text))]
    AutoRestart {
        /// The text, lower-cased.
        text: String,
    },
    /// Not a list of numbers from 0 to 255.
    #[error("not a valid list of exit codes: {}", quoted(text))]
    ExitCodes {
        /// The whole list.
        text: String,
        /// The first item that is wrong.
        item: Range<usize>,
    },
    /// No signal of that name.
    #[error("value {} is not a valid signal name", quoted(text))]
    SignalName {
        /// The text.
        text: String,
    },
    /// No signal of that number.
    #[error("value {} is not a valid signal number", quoted(text))]
    SignalNumber {
        /// The text.
        text: String,
    },
    /// No log level of that name.
    #[error("bad logging level name {}", quoted(text))]
    Level {
        /// The text.
        text: String,
    },
    /// A character that no name may contain.
    #[error("Invalid name: {} because of character: {}", quoted(text), quoted(character.encode_utf8(&mut [0; 4])))]
    Name {
        /// The text, not trimmed.
        text: String,
        /// The character.
        character: char,
        /// Where it stands in the text.
        at: Range<usize>,
    },
    /// No such directory.
    #[error("{text} is not an existing directory")]
    Directory {
        /// The path as written.
        text: String,
    },
    /// The directory that a file is to be in does not exist.
    #[error("The directory named as part of the path {text} does not exist")]
    ParentDirectory {
        /// The path as written.
        text: String,
    },
    /// No user of that name.
    #[error("Invalid user name {text}")]
    UserName {
        /// The text.
        text: String,
    },
    /// No user of that number.
    #[error("Invalid user id {text}")]
    UserId {
        /// The text.
        text: String,
    },
    /// No group of that name.
    #[error("Invalid group name {text}")]
    GroupName {
        /// The text.
        text: String,
    },
    /// No group of that number.
    #[error("Invalid group id {text}")]
    GroupId {
        /// The text.
        text: String,
    },
    /// Not `user[:group]`, or one of them unknown.
    #[error("Invalid user:group definition {text}")]
    UserGroup {
        /// The text.
        text: String,
    },
    /// Neither a port nor `host:port`.
    #[error("not a valid port number: {} ", quoted(text))]
    Port {
        /// The text.
        text: String,
    },
    /// Nothing after the last colon.
    #[error("no port number specified in ''")]
    NoPort,
    /// A port below 1.
    #[error("{port} is below lower bound (1)")]
    PortTooLow {
        /// The port.
        port: String,
        /// Where it stands in the text.
        at: Range<usize>,
    },
    /// A port above 65535.
    #[error("{port} is above upper bound (65535)")]
    PortTooHigh {
        /// The port.
        port: String,
        /// Where it stands in the text.
        at: Range<usize>,
    },
    /// Neither `unix://` nor `tcp://host:port`. The original shows its format and its argument as they are.
    #[error("('Bad socket format %s', {})", quoted(text))]
    SocketFormat {
        /// The text.
        text: String,
    },
    /// A relative path after `unix://`.
    #[error("('Unix socket path %s is not an absolute path', {})", quoted(path))]
    SocketPath {
        /// What follows `unix://`.
        path: String,
    },
    /// `socket_owner` or `socket_mode` beside a TCP socket.
    #[error("socket_owner and socket_mode params should only be used with a Unix domain socket")]
    SocketOwnership,
    /// A NUL byte in what the machine is asked about.
    #[error("embedded null byte")]
    NullByte,
    /// Not a URL.
    #[error("value {} is not a URL", quoted(text))]
    Url {
        /// The text.
        text: String,
    },
}

impl ConvertError {
    /// The part of the text that is at fault, when it is not the whole.
    #[must_use]
    pub fn range(&self) -> Option<Range<usize>> {
        match self {
            ConvertError::ExitCodes { item, .. } => Some(item.clone()),
            ConvertError::Name { at, .. }
            | ConvertError::PortTooLow { at, .. }
            | ConvertError::PortTooHigh { at, .. } => Some(at.clone()),
            _ => None,
        }
    }

    /// True when another machine might accept the text.
    #[must_use]
    pub fn depends_on_host(&self) -> bool {
        matches!(
            self,
            ConvertError::Directory { .. }
                | ConvertError::ParentDirectory { .. }
                | ConvertError::UserName { .. }
                | ConvertError::UserId { .. }
                | ConvertError::GroupName { .. }
                | ConvertError::GroupId { .. }
                | ConvertError::UserGroup { .. }
        )
    }
}

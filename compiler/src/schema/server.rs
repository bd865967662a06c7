//! HTTP servers, RPC interfaces and the control client (spec-config §3.2, §3.3, §3.8).

use super::DefaultValue::{Required, Text, Unset};
use super::Expansion::{Environment, Here};
use super::{OptionRow, ValueType};

/// `file`
pub static FILE: OptionRow =
    OptionRow::new("file", ValueType::Text, Required, Here, "Path of the unix socket to listen on.")
        .note("Its directory must exist, and the daemon must be allowed to write there.");
/// `chmod`
pub static CHMOD: OptionRow =
    OptionRow::new("chmod", ValueType::Octal, Text("0700"), Environment, "Mode of the unix socket.")
        .note("Who may write to the socket may run programs as the daemon's user.");
/// `chown`
pub static CHOWN: OptionRow = OptionRow::new(
    "chown",
    ValueType::UserGroup,
    Unset,
    Environment,
    "User, or user:group, that is to own the unix socket.",
);
/// `username`
pub static USERNAME: OptionRow = OptionRow::new(
    "username",
    ValueType::Text,
    Unset,
    Environment,
    "User name that a client must present; needs `password` beside it.",
);
/// `password`
pub static PASSWORD: OptionRow = OptionRow::new(
    "password",
    ValueType::Text,
    Unset,
    Environment,
    "Password that a client must present: in clear, or `{SHA}` and its SHA-1 in hexadecimal.",
);
/// `port`
pub static PORT: OptionRow = OptionRow::new(
    "port",
    ValueType::InetAddress,
    Required,
    Environment,
    "Address to listen on: `host:port`, or a port alone for all interfaces.",
)
.note("`*:9001` and `9001` listen on all interfaces: anybody who can reach it can run programs unless there is a password. IPv4 only.");

/// The options of `[unix_http_server]`.
pub static UNIX: &[&OptionRow] = &[&FILE, &CHMOD, &CHOWN, &USERNAME, &PASSWORD];
/// The options of `[inet_http_server]`.
pub static INET: &[&OptionRow] = &[&PORT, &USERNAME, &PASSWORD];

/// `supervisor.rpcinterface_factory`
pub static RPC_FACTORY: OptionRow = OptionRow::new(
    "supervisor.rpcinterface_factory",
    ValueType::EntryPoint,
    Required,
    Environment,
    "Entry point that makes the interface.",
)
.note("Python plug-ins cannot run here; a few are built in.");
/// The options of `[rpcinterface:x]`; all others go to the factory.
pub static RPC_INTERFACE: &[&OptionRow] = &[&RPC_FACTORY];

/// `supervisor.ctl_factory`
pub static CTL_FACTORY: OptionRow = OptionRow::new(
    "supervisor.ctl_factory",
    ValueType::EntryPoint,
    Required,
    Environment,
    "Entry point that adds commands to supervisorctl.",
)
.note("Python plug-ins cannot run here; a few are built in.");
/// The options of `[ctlplugin:x]`; all others go to the factory.
pub static CTL_PLUGIN: &[&OptionRow] = &[&CTL_FACTORY];

/// `serverurl` of the client
pub static SERVERURL: OptionRow = OptionRow::new(
    "serverurl",
    ValueType::Text,
    Text("http://localhost:9001"),
    Here,
    "Where supervisorctl finds the daemon: `unix://` and a path, or `http://host:port`.",
)
.note("A unix socket has three slashes: `unix:///run/supervisor.sock`.");
/// `username` of the client
pub static CTL_USERNAME: OptionRow = OptionRow::new(
    "username",
    ValueType::Text,
    Unset,
    Environment,
    "User name that supervisorctl presents to the daemon.",
);
/// `password` of the client
pub static CTL_PASSWORD: OptionRow = OptionRow::new(
    "password",
    ValueType::Text,
    Unset,
    Environment,
    "Password that supervisorctl presents to the daemon, in clear.",
)
.note("Not the `{SHA}` form that a server may have.");
/// `prompt`
pub static PROMPT: OptionRow = OptionRow::new(
    "prompt",
    ValueType::Text,
    Text("supervisor"),
    Environment,
    "Prompt of the interactive shell.",
);
/// `history_file`
pub static HISTORY_FILE: OptionRow = OptionRow::new(
    "history_file",
    ValueType::Text,
    Unset,
    Here,
    "File that keeps the history of the interactive shell.",
);
/// The options of `[supervisorctl]`.
pub static SUPERVISORCTL: &[&OptionRow] = &[&SERVERURL, &CTL_USERNAME, &CTL_PASSWORD, &PROMPT, &HISTORY_FILE];

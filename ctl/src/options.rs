//! The command line and the configuration file, put together (spec-runtime §10.1).

use std::ops::ControlFlow;
use std::path::PathBuf;

use supervisor_compiler::client::{ClientError, Plugin};
use supervisor_compiler::getopt::{self, Flag, Given, UsageError};

use crate::beyond;
use crate::color::{WHEN, When};
use crate::configuration;
use crate::session::exit;

/// What the client was told to do, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The server's URL as written.
    pub(crate) url: String,
    /// User name, if any is known.
    pub(crate) username: Option<String>,
    /// Password in clear, if any is known.
    pub(crate) password: Option<String>,
    /// What stands before `> ` in the shell.
    pub(crate) prompt: String,
    /// Where the shell keeps its history.
    pub(crate) history_file: Option<PathBuf>,
    /// Commands beyond the usual ones.
    pub(crate) plugins: Vec<Plugin>,
    /// Whether questions may be asked.
    pub(crate) interactive: bool,
    /// What the configuration says otherwise than the original would understand it.
    pub(crate) notes: Vec<String>,
    /// When to colour.
    pub(crate) color: When,
    /// Whether commands shall print JSON.
    pub(crate) json: bool,
    /// The words after the options, joined with blanks; none: run the shell.
    pub(crate) line: Option<String>,
}

/// What a command line asks for.
pub(crate) enum Invocation {
    /// The help text.
    Help(String),
    /// A command or the shell.
    Run(Settings),
}

const CONFIGURATION: Flag = Flag {
    shorts: "c",
    long: "configuration",
    value: Some("FILE"),
    doc: "read the section [supervisorctl] of this file (default: search for one)",
    original: true,
};
const HELP: Flag = Flag { shorts: "h?", long: "help", value: None, doc: "print this text", original: true };
const INTERACTIVE: Flag = Flag {
    shorts: "i",
    long: "interactive",
    value: None,
    doc: "ask before shutdown and reload, and for a password when the server wants one",
    original: true,
};
const SERVERURL: Flag = Flag {
    shorts: "s",
    long: "serverurl",
    value: Some("URL"),
    doc: "the server: http://host:port or unix:///path (default http://localhost:9001)",
    original: true,
};
const USERNAME: Flag = Flag {
    shorts: "u",
    long: "username",
    value: Some("NAME"),
    doc: "user name for the server",
    original: true,
};
const PASSWORD: Flag = Flag {
    shorts: "p",
    long: "password",
    value: Some("PASSWORD"),
    doc: "password for the server",
    original: true,
};
const HISTORY: Flag = Flag {
    shorts: "r",
    long: "history_file",
    value: Some("FILE"),
    doc: "keep the lines typed in the shell in this file",
    original: true,
};
const COLOR: Flag = Flag {
    shorts: "",
    long: "color",
    value: Some("WHEN"),
    doc: "colour states: auto (on a terminal, unless NO_COLOR is set), always or never",
    original: false,
};
const JSON: Flag = Flag {
    shorts: "",
    long: "json",
    value: None,
    doc: "have status, avail, reread and update print JSON, as --json behind their name does",
    original: false,
};

/// The flags in the order of the help.
pub static FLAGS: [Flag; 9] =
    [CONFIGURATION, HELP, INTERACTIVE, SERVERURL, USERNAME, PASSWORD, HISTORY, COLOR, JSON];

/// Why the client does not even begin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The command line, or a configuration file that is missing or says impossible things.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// The configuration file is none.
    #[error("{0}")]
    Syntax(String),
}

impl Refusal {
    /// What goes to standard error.
    pub(crate) fn report(&self, program: &str) -> String {
        match self {
            Self::Usage(error) => error.report(program),
            Self::Syntax(text) => format!("Error: {text}\n"),
        }
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => exit::USAGE,
            Self::Syntax(_) => exit::FAILURE,
        }
    }
}

/// Reads the command line and then the configuration file; what both say, the command line decides.
pub(crate) fn read(
    program: &str,
    arguments: impl IntoIterator<Item = String>,
) -> Result<Invocation, Refusal> {
    let parsed = getopt::parse(&FLAGS, arguments)?;
    if let ControlFlow::Break(()) = parsed.apply(check)? {
        return Ok(Invocation::Help(help(program)));
    }
    let given = |flag: &Flag| {
        parsed.options.iter().find(|given| given.flag == flag).and_then(|given| given.value.clone())
    };
    let file =
        configuration::read(program, given(&CONFIGURATION).as_deref()).map_err(|error| match error {
            ClientError::Syntax(text) => Refusal::Syntax(text),
            error => Refusal::Usage(UsageError(error.to_string())),
        })?;
    let line = (!parsed.rest.is_empty()).then(|| parsed.rest.join(" "));
    let is_given = |flag: &Flag| parsed.options.iter().any(|given| given.flag == flag);
    let interactive = line.is_none() || is_given(&INTERACTIVE);
    Ok(Invocation::Run(Settings {
        url: given(&SERVERURL).unwrap_or(file.serverurl.value),
        username: given(&USERNAME).or(file.username.value),
        password: given(&PASSWORD).or(file.password.value),
        prompt: file.prompt.value,
        plugins: file.plugins,
        notes: file.notes,
        history_file: given(&HISTORY).map(PathBuf::from).or(file.history_file.value),
        interactive,
        color: given(&COLOR).and_then(|word| When::read(&word)).unwrap_or_default(),
        json: is_given(&JSON),
        line,
    }))
}

/// Stops at a request for help and refuses what cannot be a URL.
fn check(given: &Given) -> Result<ControlFlow<()>, String> {
    let value = given.value.as_deref().unwrap_or_default();
    if *given.flag == HELP {
        return Ok(ControlFlow::Break(()));
    }
    if *given.flag == SERVERURL && !looks_like_url(value) {
        return Err(format!("value {} is not a URL", supervisor_compiler::convert::python::repr(value)));
    }
    if *given.flag == COLOR && When::read(value).is_none() {
        return Err(format!("must be {}", WHEN.map(|(word, _)| word).join(", ")));
    }
    Ok(ControlFlow::Continue(()))
}

/// Whether text has a scheme and something behind it. Which schemes there are is for whoever connects
/// to say.
fn looks_like_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme && !rest.strip_prefix("//").unwrap_or(rest).is_empty()
}

/// What the command is for.
pub const ABOUT: &str = "supervisorctl: controls the programs that a running supervisord supervises.";

fn help(program: &str) -> String {
    let epilogue = "Without an action a shell reads actions, one a line. `help` lists them,\n\
                    `help ACTION` explains one.";
    getopt::help(
        ABOUT,
        &format!("{program} [OPTIONS] [ACTION [ARGUMENTS]]"),
        &FLAGS,
        &format!("{epilogue}\n\n{}", beyond::overview()),
    )
}

#[cfg(test)]
mod tests;

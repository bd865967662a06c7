//! Why the daemon does not start, on standard error and as exit status (spec-config §6.2, §8).

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use supervisor_compiler::Compilation;
use supervisor_compiler::render::{Report, concise};

/// Exit status for a wrong command line or configuration.
const USAGE: u8 = 2;

/// Why the daemon does not start.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The original's usage error: status 2.
    #[error("{text}")]
    Usage {
        /// What the original prints after `Error: `.
        text: String,
        /// Every finding in the configuration, with its place and how to mend it.
        details: String,
    },
    /// The system fails: status 1.
    #[error("{what}: {error}")]
    System {
        /// What was tried.
        what: String,
        /// What it said.
        error: io::Error,
    },
}

impl Failure {
    pub(super) fn usage(text: impl Into<String>) -> Self {
        Failure::Usage { text: text.into(), details: String::new() }
    }

    pub(super) fn system(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |error| Failure::System { what: what.into(), error }
    }

    /// A configuration that does not compile.
    pub(super) fn configuration(compilation: &Compilation, cwd: &Path) -> Self {
        let text = compilation.original_error().unwrap_or("the configuration does not compile").to_owned();
        let report = Report::new([compilation], cwd);
        Failure::Usage { text, details: concise::render_with_help(&report) }
    }

    /// Prints the failure; the first two lines are the original's. Returns the exit status.
    pub(super) fn report(self, program: &str) -> ExitCode {
        let (text, status) = match self {
            Failure::Usage { text, details } => {
                (format!("Error: {text}\nFor help, use {program} -h\n{details}"), USAGE)
            }
            Failure::System { what, error } => (format!("Error: {what}: {error}\n"), 1),
        };
        let _ = io::stderr().write_all(text.as_bytes());
        ExitCode::from(status)
    }
}

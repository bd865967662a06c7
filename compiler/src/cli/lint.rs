//! `supervisor-lint`.

use std::io;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::World;
use super::fmt::FormatArguments;
use super::input::Reading;
use super::pages::{CompletionsArguments, ManArguments};
use super::show::ShowArguments;
use super::show_plan::PlanArguments;
use super::test::TestArguments;
use crate::compile::Compilation;
use crate::diagnostic::Severity;
use crate::lint::Settings;
use crate::render::{Report, concise, json, text};

/// No finding at or above the threshold.
const CLEAN: u8 = 0;
/// At least one.
pub(super) const FOUND: u8 = 1;
/// The command line makes no sense.
const USAGE: u8 = 2;
/// A file cannot be read, or the output cannot be written.
pub(super) const UNREADABLE: u8 = 3;

const EXIT_STATUS: &str = "\
Exit status:
  0  no finding at or above the threshold
  1  at least one finding at or above the threshold
  2  the command line makes no sense
  3  a file cannot be read (the others are checked all the same)";

/// Find mistakes in supervisord.conf files, all of them in one run.
///
/// An error is what Supervisor refuses; a warning is what it accepts and hardly anybody can have meant.
/// Included files are followed. Nothing is started, changed or looked up on this machine (but see --host).
#[derive(Debug, Parser)]
#[command(name = "supervisor-lint", version, after_help = EXIT_STATUS, term_width = 100)]
pub(super) struct Lint {
    #[command(subcommand)]
    action: Option<Action>,
    /// Files to check; - or none: standard input. (A file called plan is ./plan)
    files: Vec<PathBuf>,
    /// Name that standard input goes by: decides what includes are relative to
    #[arg(long, value_name = "FILE", default_value = "<stdin>")]
    stdin_filename: PathBuf,
    /// How to print findings
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output_format: Format,
    /// Least severe level that makes the exit status 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    threshold: Threshold,
    /// Also show what Supervisor itself prints for each error (JSON always does)
    #[arg(long)]
    show_original: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print what a configuration means: every setting, and the line it comes from
    Plan(PlanArguments),
    /// Print the merged configuration as one file: every option, and the line it comes from
    Show(ShowArguments),
    /// Format configurations, without changing what they mean
    Fmt(FormatArguments),
    /// Run tests of configurations: facts about the plan that must hold
    Test(TestArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the manual page, or write all of them into a directory
    Man(ManArguments),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The lines at fault, with the fault underlined
    Text,
    /// file:line:column: level[code]: message
    Concise,
    /// One JSON document, versioned
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Threshold {
    Error,
    Warning,
    Info,
}

impl From<Threshold> for Severity {
    fn from(threshold: Threshold) -> Self {
        match threshold {
            Threshold::Error => Severity::Error,
            Threshold::Warning => Severity::Warning,
            Threshold::Info => Severity::Info,
        }
    }
}

/// Runs the command with its arguments, the program's name first, and returns its exit status.
pub fn main(arguments: &[String], world: &mut World<'_>) -> u8 {
    let lint = match Lint::try_parse_from(arguments) {
        Ok(lint) => lint,
        Err(said) => return world.parser_says(&said, USAGE),
    };
    lint.reading.apply(world);
    let outcome = match &lint.action {
        None => check(&lint, world),
        Some(Action::Plan(arguments)) => arguments.run(&lint.stdin_filename, lint.reading.color, world),
        Some(Action::Show(arguments)) => arguments.run(&lint.stdin_filename, lint.reading.color, world),
        Some(Action::Fmt(arguments)) => arguments.run(&lint.stdin_filename, lint.reading.color, world),
        Some(Action::Test(arguments)) => arguments.run(&lint.reading, world),
        Some(Action::Completions(arguments)) => arguments.run(world),
        Some(Action::Man(arguments)) => arguments.run(world),
    };
    outcome.unwrap_or_else(|error| {
        world.complain(&format!("supervisor-lint: {error}\n"));
        UNREADABLE
    })
}

fn check(lint: &Lint, world: &mut World<'_>) -> io::Result<u8> {
    let stdin = [PathBuf::from("-")];
    let files = if lint.files.is_empty() { &stdin } else { lint.files.as_slice() };
    if lint.files.is_empty() && world.typed {
        world.complain("supervisor-lint: reading standard input; name files to check those, or see --help\n");
    }
    let settings = Settings::default();
    let mut compilations: Vec<Compilation> = Vec::new();
    let mut unreadable = false;
    for file in files {
        match world.lint(file, &lint.stdin_filename, &settings) {
            Ok(compilation) => compilations.push(compilation),
            Err(error) => {
                unreadable = true;
                world.cannot_read("supervisor-lint", &error);
            }
        }
    }
    let base = world.options.cwd.clone();
    let report = Report::new(&compilations, &base).with_originals(lint.show_original);
    let color = world.paint(lint.reading.color).color;
    let output = match lint.output_format {
        Format::Text if compilations.is_empty() => String::new(),
        Format::Text => text::render(&report, color),
        Format::Concise => concise::render(&report),
        Format::Json => json::render(&report)?,
    };
    world.print(&output)?;
    let status = status(unreadable, report.worst(), lint.threshold);
    Ok(status)
}

fn status(unreadable: bool, worst: Option<Severity>, threshold: Threshold) -> u8 {
    if unreadable {
        UNREADABLE
    } else if worst >= Some(threshold.into()) {
        FOUND
    } else {
        CLEAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_below_the_threshold_leave_the_status_clean() {
        let worst = [None, Some(Severity::Info), Some(Severity::Warning), Some(Severity::Error)];
        let statuses = |threshold| worst.map(|worst| status(false, worst, threshold));
        assert_eq!(statuses(Threshold::Error), [0, 0, 0, 1]);
        assert_eq!(statuses(Threshold::Warning), [0, 0, 1, 1]);
        assert_eq!(statuses(Threshold::Info), [0, 1, 1, 1]);
        assert_eq!(status(true, None, Threshold::Error), 3, "a file that was not seen may hold anything");
    }
}

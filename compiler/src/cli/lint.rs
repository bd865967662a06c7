//! `supervisor-lint`.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::check::{Checked, check};
use super::explain::ExplainArguments;
use super::fix::Fixing;
use super::fmt::FormatArguments;
use super::input::Reading;
use super::output::{Output, UNREADABLE, USAGE};
use super::pages::{CompletionsArguments, ManArguments};
use super::rules::RulesArguments;
use super::settings::Choosing;
use super::show::ShowArguments;
use super::show_plan::PlanArguments;
use super::test::TestArguments;
use super::{World, watch};
use crate::diagnostic::Severity;
use crate::render::Report;
use crate::server::{self, Arguments};

const EXIT_STATUS: &str = "\
Exit status:
  0  no finding at or above the threshold, or --exit-zero
  1  at least one finding at or above the threshold; with --diff: something would change
  2  the command line makes no sense
  3  a file cannot be read or written (the others are checked all the same)";

/// Find mistakes in supervisord.conf files, all of them in one run.
///
/// An error is what Supervisor refuses; a warning is what it accepts and hardly anybody can have meant.
/// Included files are followed. Nothing is started, changed or looked up on this machine (but see --host and --fix).
#[derive(Debug, Parser)]
#[command(name = "supervisor-lint", version, after_help = EXIT_STATUS, term_width = 100)]
pub(super) struct Lint {
    #[command(subcommand)]
    action: Option<Action>,
    /// Files to check, and directories to search; - or none: standard input. (A file called plan is ./plan)
    pub(super) files: Vec<PathBuf>,
    /// Name that standard input goes by: decides what includes are relative to
    #[arg(long, value_name = "FILE", default_value = "<stdin>")]
    pub(super) stdin_filename: PathBuf,
    #[command(flatten)]
    output: Output,
    /// Check again whenever a file or directory changes that was looked at; Ctrl-C ends it
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    pub(super) choosing: Choosing,
    #[command(flatten)]
    pub(super) fixing: Fixing,
    #[command(flatten)]
    pub(super) reading: Reading,
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
    /// Serve an editor: a language server over standard input and output
    Server,
    /// Explain rules, or what Supervisor printed
    Explain(ExplainArguments),
    /// List the rules
    Rules(RulesArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the manual page, or write all of them into a directory
    Man(ManArguments),
}

impl Lint {
    fn serve(&self, world: &World<'_>) -> io::Result<u8> {
        let (choosing, reading) = (self.choosing.clone(), self.reading.clone());
        server::run(Arguments { choosing, reading, options: world.options.clone() })
    }
}

/// Runs the command with its arguments, the program's name first, and returns its exit status.
pub fn main(arguments: &[OsString], world: &mut World<'_>) -> u8 {
    let lint = match Lint::try_parse_from(arguments) {
        Ok(lint) => lint,
        Err(said) => return world.parser_says(&said, USAGE),
    };
    if let Err(error) = lint.reading.apply(world) {
        world.complain(&format!("supervisor-lint: {error}\n"));
        return USAGE;
    }
    let outcome = match &lint.action {
        None if lint.watch => check_again_and_again(&lint, world),
        None => check_and_report(&lint, world),
        Some(Action::Plan(arguments)) => arguments.run(&lint, world),
        Some(Action::Show(arguments)) => arguments.run(&lint, world),
        Some(Action::Fmt(arguments)) => arguments.run(&lint, world),
        Some(Action::Test(arguments)) => arguments.run(&lint, world),
        Some(Action::Server) => lint.serve(world),
        Some(Action::Explain(arguments)) => arguments.run(lint.reading.color, world),
        Some(Action::Rules(arguments)) => arguments.run(world),
        Some(Action::Completions(arguments)) => arguments.run(world),
        Some(Action::Man(arguments)) => arguments.run(world),
    };
    outcome.unwrap_or_else(|error| {
        world.complain(&format!("supervisor-lint: {error}\n"));
        UNREADABLE
    })
}

fn check_again_and_again(lint: &Lint, world: &mut World<'_>) -> io::Result<u8> {
    if lint.files.is_empty() || lint.files.iter().any(|file| file.as_os_str() == "-") {
        world.complain("supervisor-lint: standard input cannot be watched; name files\n");
        return Ok(USAGE);
    }
    watch::watch(world, |world| check_and_report(lint, world), watch::changed)
}

fn check_and_report(lint: &Lint, world: &mut World<'_>) -> io::Result<u8> {
    if let Some(fault) = lint.output.fault() {
        world.complain(&format!("supervisor-lint: {fault}\n"));
        return Ok(USAGE);
    }
    let Checked::Report(findings) = check(lint, world)? else { return Ok(USAGE) };
    let base = world.options.cwd.clone();
    let report = Report::new(&findings.compilations, &base).with_originals(lint.output.show_original);
    let summary = findings.fixed.map(|fixed| lint.fixing.summary(fixed, &report)).unwrap_or_default();
    let notes = summary + &findings.notes;
    if findings.fixed.is_some() && lint.fixing.is_silent() {
        world.complain(&notes);
        let changes = lint.fixing.diff && findings.fixed > Some(0);
        return Ok(lint.output.status(findings.unreadable, changes));
    }
    let color = world.paint(lint.reading.color).color && !findings.output_taken;
    let mut output = lint.output.render(&report, color, findings.compilations.is_empty())?;
    if lint.output.is_text() {
        output += &notes;
    } else {
        world.complain(&notes);
    }
    if findings.output_taken {
        world.complain(&output);
    } else {
        world.print(&output)?;
    }
    // The command line counts for more than any file.
    let found = match lint.output.threshold() {
        Some(threshold) => report.worst() >= Some(threshold),
        None => findings.count(Severity::Warning),
    };
    Ok(lint.output.status(findings.unreadable, found))
}

//! How findings leave: formats, statistics, exit statuses.

use clap::{Args, ValueEnum};

use crate::diagnostic::Severity;
use crate::render::{
    Report, checkstyle, concise, github, gitlab, json, json_lines, junit, sarif, statistics, text,
};

/// No finding at or above the threshold.
pub(super) const CLEAN: u8 = 0;
/// At least one.
pub(super) const FOUND: u8 = 1;
/// The command line makes no sense.
pub(super) const USAGE: u8 = 2;
/// A file cannot be read, or the output cannot be written.
pub(super) const UNREADABLE: u8 = 3;

/// Arguments on what is printed, and what the exit status says.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// How to print findings
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output_format: Format,
    /// Print how many findings each rule has, instead of the findings (formats text, concise and json)
    #[arg(long)]
    statistics: bool,
    /// Least severe level that makes the exit status 1 (warning if nobody says)
    #[arg(long, value_name = "LEVEL")]
    threshold: Option<Threshold>,
    /// Exit with status 0 in spite of findings
    #[arg(long)]
    exit_zero: bool,
    /// Also show what Supervisor itself prints for each error (JSON always does)
    #[arg(long)]
    pub(super) show_original: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The lines at fault, with the fault underlined
    Text,
    /// file:line:column: level[code]: message
    Concise,
    /// One JSON document, versioned
    Json,
    /// A JSON object on a line for each finding
    JsonLines,
    /// SARIF 2.1.0, for code scanning services
    Sarif,
    /// Commands that make annotations in workflows of GitHub
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// XML report of JUnit
    Junit,
    /// XML report of Checkstyle
    Checkstyle,
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

impl Output {
    /// What is wrong with these arguments, together.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let counts = matches!(self.output_format, Format::Text | Format::Concise | Format::Json);
        (self.statistics && !counts).then_some("--statistics is printed as text, concise or json only")
    }

    /// The findings as they are wanted. `all_unreadable`: there is no file to say anything about.
    pub(super) fn render(
        &self,
        report: &Report<'_>,
        color: bool,
        all_unreadable: bool,
    ) -> serde_json::Result<String> {
        Ok(match self.output_format {
            Format::Text | Format::Concise if all_unreadable => String::new(),
            Format::Text | Format::Concise if self.statistics => statistics::text(report),
            Format::Json if self.statistics => statistics::json(report)?,
            Format::Text => text::render(report, color),
            Format::Concise => concise::render(report),
            Format::Json => json::render(report)?,
            Format::JsonLines => json_lines::render(report)?,
            Format::Sarif => sarif::render(report)?,
            Format::Github => github::render(report),
            Format::Gitlab => gitlab::render(report)?,
            Format::Junit => junit::render(report),
            Format::Checkstyle => checkstyle::render(report),
        })
    }

    /// True for the format that people read at a terminal.
    pub(super) fn is_text(&self) -> bool {
        self.output_format == Format::Text
    }

    /// The threshold, when the command line says which.
    pub(super) fn threshold(&self) -> Option<Severity> {
        self.threshold.map(Severity::from)
    }

    /// The exit status. `unreadable`: a file could not be read; `found`: there are findings at or above the threshold.
    pub(super) fn status(&self, unreadable: bool, found: bool) -> u8 {
        match (unreadable, found && !self.exit_zero) {
            (true, _) => UNREADABLE,
            (false, true) => FOUND,
            (false, false) => CLEAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(exit_zero: bool, unreadable: bool, found: bool) -> u8 {
        let output = Output {
            output_format: Format::Text,
            statistics: false,
            threshold: None,
            exit_zero,
            show_original: false,
        };
        output.status(unreadable, found)
    }

    #[test]
    fn a_status_of_zero_can_be_had_but_not_for_what_was_not_seen() {
        assert_eq!([false, true].map(|found| status(false, false, found)), [0, 1]);
        assert_eq!([false, true].map(|found| status(true, false, found)), [0, 0]);
        assert_eq!([false, true].map(|found| status(true, true, found)), [3, 3], "it may hold anything");
    }
}

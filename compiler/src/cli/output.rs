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
pub(super) struct Output {
    /// How to print findings
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output_format: Format,
    /// Print how many findings each rule has, instead of the findings (formats text, concise and json)
    #[arg(long)]
    statistics: bool,
    /// Least severe level that makes the exit status 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    threshold: Threshold,
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

    /// The exit status. `unreadable`: a file could not be read.
    pub(super) fn status(&self, unreadable: bool, worst: Option<Severity>) -> u8 {
        if unreadable {
            UNREADABLE
        } else if worst >= Some(self.threshold.into()) && !self.exit_zero {
            FOUND
        } else {
            CLEAN
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(threshold: Threshold) -> Output {
        Output {
            output_format: Format::Text,
            statistics: false,
            threshold,
            exit_zero: false,
            show_original: false,
        }
    }

    #[test]
    fn findings_below_the_threshold_leave_the_status_clean() {
        let worst = [None, Some(Severity::Info), Some(Severity::Warning), Some(Severity::Error)];
        let statuses = |threshold| worst.map(|worst| output(threshold).status(false, worst));
        assert_eq!(statuses(Threshold::Error), [0, 0, 0, 1]);
        assert_eq!(statuses(Threshold::Warning), [0, 0, 1, 1]);
        assert_eq!(statuses(Threshold::Info), [0, 1, 1, 1]);
        let unread = output(Threshold::Error).status(true, None);
        assert_eq!(unread, 3, "a file that was not seen may hold anything");
    }

    #[test]
    fn a_status_of_zero_can_be_had_but_not_for_what_was_not_seen() {
        let output = Output { exit_zero: true, ..output(Threshold::Info) };
        assert_eq!(output.status(false, Some(Severity::Error)), 0);
        assert_eq!(output.status(true, Some(Severity::Error)), 3);
    }
}

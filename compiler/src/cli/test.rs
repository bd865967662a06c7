//! `supervisor-lint test`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::{Args, ValueEnum};
use supervisor_grammar::decode;

use super::World;
use super::lint::Lint;
use super::output::UNREADABLE;
use super::settings::{Book, Resolved};
use crate::compile::Options;
use crate::facts::forms::FORMS;
use crate::facts::{self, Case, Fault, Outcome, Surroundings};
use crate::lint::absolute;
use crate::render::{Secrets, facts_json, facts_junit, facts_text, shown_path};

/// Every fact holds.
const HOLD: u8 = 0;
/// At least one does not.
const FAILED: u8 = 1;

/// What can be said, made from the table.
static FACTS: LazyLock<String> = LazyLock::new(|| {
    let forms: String = FORMS.iter().map(|form| format!("  {}\n", form.shown())).collect();
    format!(
        "\
A test is a text file. Lines such as `configuration: supervisord.conf`,
`environment: STAGE=production`, `host-name: web1` and `current-directory: /srv` say what is tested
and where it is meant to run; paths are relative to the file. `[name]` begins a case. Every other
line is a fact:

{forms}
NAME is a program, group:process or group:*. The environment is what the test and --env say, and
nothing else. docs/config-tests.md explains all of it.

Exit status:
  0  every fact holds
  1  at least one does not
  2  the command line makes no sense
  3  a test or its configuration cannot be read, or a line of a test is not understood"
    )
});

/// Arguments of `test`.
#[derive(Debug, Args)]
#[command(after_help = FACTS.as_str())]
pub(super) struct TestArguments {
    /// Tests
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How to print what came of them
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output_format: Format,
    /// Print passwords and secret-looking environment variables instead of ***
    #[arg(long)]
    show_secrets: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What does not hold, and what is the case instead
    Text,
    /// One JSON document, versioned
    Json,
    /// JUnit's XML
    Junit,
}

impl TestArguments {
    /// Checks every fact.
    pub(super) fn run(&self, lint: &Lint, world: &mut World<'_>) -> io::Result<u8> {
        let mut tests = Vec::new();
        let mut broken = false;
        for file in &self.files {
            let (outcomes, faults) = self.outcomes(file, lint, world);
            broken |= !faults.is_empty();
            world.complain(&faults);
            tests.push((shown_path(file).to_string(), outcomes));
        }
        let output = match self.output_format {
            Format::Text => {
                let paint = world.paint(lint.reading.color);
                let failures: String =
                    tests.iter().map(|(file, outcomes)| facts_text::render(file, outcomes, paint)).collect();
                failures + &summary(&tests)
            }
            Format::Json => facts_json::render(&tests)?,
            Format::Junit => facts_junit::render(&tests),
        };
        world.print(&output)?;
        let failed = tests.iter().flat_map(|(_, outcomes)| outcomes).any(|outcome| outcome.failure.is_some());
        Ok(if broken {
            UNREADABLE
        } else if failed {
            FAILED
        } else {
            HOLD
        })
    }

    /// What came of one file, and what could not be checked of it.
    fn outcomes(&self, file: &Path, lint: &Lint, world: &World<'_>) -> (Vec<Outcome>, String) {
        let text = match world.system.read(&world.options.cwd.join(file), world.options.pipes) {
            Ok(bytes) => decode(bytes).0,
            Err(error) => return (Vec::new(), format!("supervisor-lint: {}: {error}\n", shown_path(file))),
        };
        let cases = match facts::parse(&text) {
            Ok(cases) => cases,
            Err(faults) => return (Vec::new(), faults.iter().map(|fault| misspelt(file, fault)).collect()),
        };
        let mut book = Book::new(&lint.choosing, &lint.reading, &world.options, world.system.as_ref());
        let (mut outcomes, mut faults) = (Vec::new(), String::new());
        for case in &cases {
            match self.of_case(file, case, lint, &mut book, world) {
                Ok(of_case) => outcomes.extend(of_case),
                Err(error) => faults += &format!("supervisor-lint: {error}\n"),
            }
        }
        // Whoever empties a test by mistake must not be told that everything holds.
        if outcomes.is_empty() && faults.is_empty() {
            faults = format!("supervisor-lint: {}: the test states no facts\n", shown_path(file));
        }
        (outcomes, faults)
    }

    fn of_case(
        &self,
        file: &Path,
        case: &Case,
        lint: &Lint,
        book: &mut Book<'_>,
        world: &World<'_>,
    ) -> Result<Vec<Outcome>, String> {
        // Settings are those of the configuration, wherever the test is.
        let configuration = file.parent().unwrap_or(Path::new("")).join(&case.configuration);
        let configuration = absolute(&configuration, &world.options);
        let number = book.number(configuration.parent().unwrap_or(&configuration))?;
        let Some(Resolved { options, settings, .. }) = book.get(number) else { return Ok(Vec::new()) };
        // The environment that we run in is not the one that the configuration is for.
        let environment = lint.reading.variables(&world.options);
        let options = Options { environment, ..options.clone() };
        let secrets = Secrets::new(self.show_secrets);
        let surroundings =
            Surroundings { system: world.system.as_ref(), options: &options, settings, secrets };
        facts::run(file, case, surroundings).map_err(|error| error.to_string())
    }
}

fn misspelt(file: &Path, fault: &Fault) -> String {
    let Fault { line, column, message, help } = fault;
    let help = if help.is_empty() { String::new() } else { format!("; {help}") };
    format!("{}:{line}:{column}: {message}{help}\n", shown_path(file))
}

fn summary(tests: &[(String, Vec<Outcome>)]) -> String {
    let outcomes = || tests.iter().flat_map(|(_, outcomes)| outcomes);
    let failures = outcomes().filter(|outcome| outcome.failure.is_some()).count();
    facts_text::summary(outcomes().count(), failures, tests.len())
}

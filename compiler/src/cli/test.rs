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
use crate::facts::{self, Case, Outcome, Surroundings, Tested, Unchecked};
use crate::lint::absolute;
use crate::render::{Secrets, facts_json, facts_junit, facts_text, one_line, shown_path};

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
        let tests: Vec<_> = self.files.iter().map(|file| self.tested(file, lint, world)).collect();
        for (file, tested) in self.files.iter().zip(&tests) {
            tested.errors.iter().for_each(|error| world.complain(&said(file, error)));
        }
        let output = match self.output_format {
            Format::Text => {
                let paint = world.paint(lint.reading.color);
                let failures: String =
                    tests.iter().map(|test| facts_text::render(&test.file, &test.outcomes, paint)).collect();
                failures + &summary(&tests)
            }
            Format::Json => facts_json::render(&tests)?,
            Format::Junit => facts_junit::render(&tests),
        };
        world.print(&output)?;
        Ok(if tests.iter().any(|test| !test.errors.is_empty()) {
            UNREADABLE
        } else if tests.iter().any(|test| test.failures() > 0) {
            FAILED
        } else {
            HOLD
        })
    }

    /// What came of one file.
    fn tested(&self, file: &Path, lint: &Lint, world: &World<'_>) -> Tested {
        let mut tested = Tested { file: shown_path(file), ..Tested::default() };
        let whole = |message: String| Unchecked { place: None, message };
        let text = match world.system.read(&world.options.cwd.join(file), world.options.pipes) {
            Ok(bytes) => decode(bytes).0,
            Err(error) => {
                tested.errors.push(whole(error.to_string()));
                return tested;
            }
        };
        let cases = match facts::parse(&text) {
            Ok(cases) => cases,
            Err(faults) => {
                tested.errors.extend(faults.into_iter().map(Unchecked::from));
                return tested;
            }
        };
        let mut book = Book::new(&lint.choosing, &lint.reading, &world.options, world.system.as_ref());
        for case in &cases {
            match self.of_case(file, case, lint, &mut book, world) {
                Ok(of_case) => tested.outcomes.extend(of_case),
                Err(error) => tested.errors.push(whole(error)),
            }
        }
        // Whoever empties a test by mistake must not be told that everything holds.
        if tested.outcomes.is_empty() && tested.errors.is_empty() {
            tested.errors.push(whole("the test states no facts".to_owned()));
        }
        tested
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

fn said(file: &Path, Unchecked { place, message }: &Unchecked) -> String {
    let (file, message) = (shown_path(file), one_line(message));
    match place {
        Some((line, column)) => format!("{file}:{line}:{column}: {message}\n"),
        None => format!("supervisor-lint: {file}: {message}\n"),
    }
}

fn summary(tests: &[Tested]) -> String {
    let outcomes = tests.iter().map(|test| test.outcomes.len()).sum();
    facts_text::summary(outcomes, tests.iter().map(Tested::failures).sum(), tests.len())
}

//! `supervisor-lint test`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::{Args, ValueEnum};
use supervisor_grammar::decode;

use super::World;
use super::input::Reading;
use super::lint::UNREADABLE;
use crate::facts::{self, Outcome, Surroundings, forms::FORMS};
use crate::lint::Settings;
use crate::render::{Secrets, facts_json, facts_junit, facts_text};

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
    pub(super) fn run(&self, reading: &Reading, world: &mut World<'_>) -> io::Result<u8> {
        let mut tests = Vec::new();
        let mut broken = false;
        for file in &self.files {
            let (outcomes, complete) = self.outcomes(file, reading, world);
            broken |= !complete;
            tests.push((file.display().to_string(), outcomes));
        }
        let output = match self.output_format {
            Format::Text => {
                let paint = world.paint(reading.color);
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

    /// What came of one file, and whether all of it could be checked; if not, why has been said.
    fn outcomes(&self, file: &Path, reading: &Reading, world: &mut World<'_>) -> (Vec<Outcome>, bool) {
        let text = match world.system.read(&world.options.cwd.join(file), world.options.pipes) {
            Ok(bytes) => decode(bytes).0,
            Err(error) => {
                world.complain(&format!("supervisor-lint: {}: {error}\n", file.display()));
                return (Vec::new(), false);
            }
        };
        let cases = match facts::parse(&text) {
            Ok(cases) => cases,
            Err(faults) => {
                for fault in faults {
                    let place = format!("{}:{}:{}", file.display(), fault.line, fault.column);
                    let help =
                        if fault.help.is_empty() { String::new() } else { format!("; {}", fault.help) };
                    world.complain(&format!("{place}: {}{help}\n", fault.message));
                }
                return (Vec::new(), false);
            }
        };
        // The environment that we run in is not the one that the configuration is for.
        let environment: BTreeMap<_, _> = reading.variables().iter().cloned().collect();
        let options = crate::Options { environment, ..world.options.clone() };
        let settings = Settings::default();
        let (mut outcomes, mut complete) = (Vec::new(), true);
        for case in &cases {
            let secrets = Secrets::new(self.show_secrets);
            let surroundings = Surroundings {
                system: world.system.as_ref(),
                options: &options,
                settings: &settings,
                secrets,
            };
            match facts::run(file, case, surroundings) {
                Ok(of_case) => outcomes.extend(of_case),
                Err(error) => {
                    complete = false;
                    world.cannot_read("supervisor-lint", &error);
                }
            }
        }
        (outcomes, complete)
    }
}

fn summary(tests: &[(String, Vec<Outcome>)]) -> String {
    let outcomes = || tests.iter().flat_map(|(_, outcomes)| outcomes);
    let failures = outcomes().filter(|outcome| outcome.failure.is_some()).count();
    facts_text::summary(outcomes().count(), failures, tests.len())
}

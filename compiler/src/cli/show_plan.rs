//! `supervisor-lint plan`.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::World;
use super::lint::Lint;
use super::output::FOUND;
use crate::compile::compile;
use crate::render::plan_text::Style;
use crate::render::{Report, Secrets, Texts, plan_json, plan_text, text};

const EXIT_STATUS: &str = "\
Exit status:
  0  the plan was printed
  1  the configuration has errors; they are on standard error
  2  the command line makes no sense
  3  the file cannot be read";

/// Arguments of `plan`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct PlanArguments {
    /// The configuration; - is standard input
    file: PathBuf,
    /// Print JSON, with every setting
    #[arg(long)]
    json: bool,
    /// Print settings at their defaults too
    #[arg(long)]
    all: bool,
    /// Print passwords, and what else looks like a secret, instead of ***
    #[arg(long)]
    show_secrets: bool,
}

impl PlanArguments {
    /// Prints the plan, or the findings that are in its way.
    pub(super) fn run(&self, lint: &Lint, world: &mut World<'_>) -> io::Result<u8> {
        let compilation = match world.read_one(&self.file, lint, compile) {
            Ok(compilation) => compilation,
            Err(status) => return Ok(status),
        };
        let base = world.options.cwd.clone();
        let paint = world.paint(lint.reading.color);
        let Some(plan) = &compilation.plan else {
            world.complain(&text::render(&Report::new([&compilation], &base), paint.color));
            return Ok(FOUND);
        };
        let texts = Texts::new(&compilation.sources, &base);
        let secrets = Secrets::new(self.show_secrets);
        let output = if self.json {
            plan_json::render(plan, texts, secrets)?
        } else {
            plan_text::render(plan, texts, Style { all: self.all, secrets, paint })
        };
        world.print(&output)?;
        Ok(0)
    }
}

//! `supervisor-lint show`.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::World;
use super::lint::Lint;
use crate::compile::merged::merge;
use crate::render::{Secrets, Texts, show_json, show_text};

const EXIT_STATUS: &str = "\
Exit status:
  0  the configuration was printed; whether it compiles is not looked at
  2  the command line makes no sense
  3  the file cannot be read";

/// Arguments of `show`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct ShowArguments {
    /// The configuration; - is standard input
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print passwords, and what else looks like a secret, instead of ***
    #[arg(long)]
    show_secrets: bool,
}

impl ShowArguments {
    /// Prints the merged configuration.
    pub(super) fn run(&self, lint: &Lint, world: &mut World<'_>) -> io::Result<u8> {
        let merged = match world.read_one(&self.file, lint, merge) {
            Ok(merged) => merged,
            Err(status) => return Ok(status),
        };
        let base = world.options.cwd.clone();
        let texts = Texts::new(&merged.sources, &base);
        let secrets = Secrets::new(self.show_secrets);
        let output = if self.json {
            show_json::render(&merged, texts, secrets)?
        } else {
            show_text::render(&merged, texts, secrets, world.paint(lint.reading.color))
        };
        world.print(&output)?;
        Ok(0)
    }
}

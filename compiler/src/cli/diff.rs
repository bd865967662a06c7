//! `supervisor-diff`.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use clap::Parser;

use super::World;
use super::input::Reading;
use crate::compile::Compilation;
use crate::diff::{groups, sections};
use crate::plan::Plan;
use crate::render::diff_text::Style;
use crate::render::{Report, Secrets, Texts, diff_json, diff_text, text};

/// The two mean the same.
const SAME: u8 = 0;
/// Something is in the way of comparing: the command line, a file, its contents.
const ERROR: u8 = 1;
/// They differ.
const DIFFERS: u8 = 2;

const EXIT_STATUS: &str = "\
Exit status:
  0  both mean the same
  1  an error: the command line makes no sense, or a file cannot be read or has errors
  2  they differ, be it only in options that an update ignores";

/// Show what `supervisorctl update` would do: which groups it would start, stop and restart, and why.
///
/// Groups are compared as Supervisor compares them: by what they mean, not by how they are written. Included
/// files are followed. Nothing is started or changed.
#[derive(Debug, Parser)]
#[command(name = "supervisor-diff", version, after_help = EXIT_STATUS, term_width = 100)]
pub(super) struct DiffCommand {
    /// The configuration that is active
    old: PathBuf,
    /// The configuration to come; one of the two may be - for standard input
    new: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print passwords, and what else looks like a secret, instead of ***
    #[arg(long)]
    show_secrets: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Runs the command with its arguments, the program's name first, and returns its exit status.
pub fn main(arguments: &[OsString], world: &mut World<'_>) -> u8 {
    let command = match DiffCommand::try_parse_from(arguments) {
        Ok(command) => command,
        Err(said) => return world.parser_says(&said, ERROR),
    };
    if let Err(error) = command.reading.apply(world) {
        world.complain(&format!("supervisor-diff: {error}\n"));
        return ERROR;
    }
    command.compare(world).unwrap_or_else(|error| {
        world.complain(&format!("supervisor-diff: {error}\n"));
        ERROR
    })
}

impl DiffCommand {
    fn compare(&self, world: &mut World<'_>) -> io::Result<u8> {
        let (old, new) = (self.read(&self.old, world), self.read(&self.new, world));
        let (Some((old, old_plan)), Some((new, new_plan))) = (&old, &new) else {
            return Ok(ERROR);
        };
        let (diff, sections) = (groups(&old_plan.groups, &new_plan.groups), sections(old_plan, new_plan));
        let base = world.options.cwd.clone();
        let texts = |sources| Texts { sources, base: &base };
        let (old, new) = (texts(&old.sources), texts(&new.sources));
        let secrets = Secrets::new(self.show_secrets);
        let output = if self.json {
            diff_json::render(&diff, &sections, (old, new), secrets)?
        } else {
            let paint = world.paint(self.reading.color);
            diff_text::render(&diff, &sections, Style { old, new, secrets, paint })
        };
        world.print(&output)?;
        let same = diff.is_empty() && diff.overlooked.is_empty() && sections.is_empty();
        Ok(if same { SAME } else { DIFFERS })
    }

    /// A side and its plan; when there is none, why has been said.
    fn read(&self, file: &Path, world: &mut World<'_>) -> Option<(Compilation, Plan)> {
        let mut compilation = match world.compile(file, "<stdin>".as_ref()) {
            Ok(compilation) => compilation,
            Err(error) => {
                world.cannot_read("supervisor-diff", &error);
                return None;
            }
        };
        let plan = compilation.plan.take();
        if plan.is_none() {
            let base = world.options.cwd.clone();
            let color = world.paint(self.reading.color).color;
            let findings = text::render(&Report::new([&compilation], &base), color);
            world.complain(&findings);
        }
        plan.map(|plan| (compilation, plan))
    }
}

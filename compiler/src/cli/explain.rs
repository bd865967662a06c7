//! `supervisor-lint explain`.

use std::ffi::OsString;
use std::io;

use clap::Args;

use super::output::{CLEAN, FOUND, UNREADABLE, USAGE};
use super::rules::Format;
use super::{Color, World};
use crate::compile::nearest;
use crate::recognize::recognize;
use crate::render::{recognized, rules};
use crate::rules::{ALL, Rule};
use crate::system::read_stream;

const EXIT_STATUS: &str = "\
Exit status:
  0  it was explained
  1  nothing in the text is known
  2  the command line makes no sense; a rule that does not exist
  3  standard input cannot be read";

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_STATUS)]
pub(super) struct ExplainArguments {
    /// Rules to explain
    #[arg(value_name = "RULE", required_unless_present = "from_log")]
    rules: Vec<String>,
    /// Explain what Supervisor printed: an error, a line of its log, or all of it; - is standard input
    #[arg(long, value_name = "TEXT", conflicts_with = "rules", allow_hyphen_values = true)]
    from_log: Option<OsString>,
    /// How to print it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output_format: Format,
}

impl ExplainArguments {
    /// Prints the documentation of rules, or what is known of a text.
    pub(super) fn run(&self, color: Color, world: &mut World<'_>) -> io::Result<u8> {
        match &self.from_log {
            Some(text) => self.explain_text(&text.to_string_lossy(), color, world),
            None => self.explain_rules(color, world),
        }
    }

    fn explain_rules(&self, color: Color, world: &mut World<'_>) -> io::Result<u8> {
        let mut found = Vec::new();
        for name in &self.rules {
            let Some(rule) = Rule::named(name) else {
                let near = nearest(name, ALL.iter().map(|rule| rule.name()));
                let hint = near.map_or_else(
                    || "; `supervisor-lint rules` lists all of them".to_owned(),
                    |near| format!("; did you mean `{near}`?"),
                );
                world.complain(&format!("supervisor-lint: there is no rule `{name}`{hint}\n"));
                return Ok(USAGE);
            };
            found.push(rule);
        }
        let output = match self.output_format {
            Format::Text => {
                let paint = world.paint(color);
                found.iter().map(|rule| rules::text(rule, paint)).collect::<Vec<_>>().join("\n")
            }
            Format::Json => rules::json(&found)?,
        };
        world.print(&output)?;
        Ok(CLEAN)
    }

    fn explain_text(&self, text: &str, color: Color, world: &mut World<'_>) -> io::Result<u8> {
        let text = if text == "-" {
            match read_stream(&mut *world.stdin) {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(error) => {
                    world.complain(&format!("supervisor-lint: cannot read standard input: {error}\n"));
                    return Ok(UNREADABLE);
                }
            }
        } else {
            text.to_owned()
        };
        let found = recognize(&text);
        let output = match self.output_format {
            Format::Text => recognized::text(&found, world.paint(color)),
            Format::Json => recognized::json(&found)?,
        };
        world.print(&output)?;
        if found.is_empty() {
            world.complain("supervisor-lint: nothing in this text is known\n");
            return Ok(FOUND);
        }
        Ok(CLEAN)
    }
}

//! `supervisor-lint rules`.

use std::io;

use clap::{Args, ValueEnum};

use super::World;
use super::output::CLEAN;
use crate::render::rules;
use crate::rules::{ALL, Category, Rule};

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// Categories to list; none: all of them
    #[arg(value_name = "CATEGORY", value_parser = category)]
    categories: Vec<Category>,
    /// How to print them
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output_format: Format,
}

/// How rules are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One JSON document, versioned
    Json,
}

fn category(word: &str) -> Result<Category, String> {
    Category::ALL
        .into_iter()
        .find(|category| category.name() == word)
        .ok_or_else(|| format!("expected one of {}", Category::ALL.map(Category::name).join(", ")))
}

impl RulesArguments {
    /// Prints the list.
    pub(super) fn run(&self, world: &mut World<'_>) -> io::Result<u8> {
        let wanted = |rule: &&&Rule| self.categories.is_empty() || self.categories.contains(&rule.category);
        let rules: Vec<_> = ALL.iter().filter(wanted).copied().collect();
        let output = match self.output_format {
            Format::Text => rules::list(&rules),
            Format::Json => rules::json(&rules)?,
        };
        world.print(&output)?;
        Ok(CLEAN)
    }
}

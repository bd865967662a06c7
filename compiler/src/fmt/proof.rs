//! Makes sure that a formatted configuration says what it said.

use std::path::Path;

use supervisor_grammar::{Line, Tree, is_space, parse};

use crate::compile::merged::{MergedOption, merge};
use crate::compile::{Options, ReadError, compile};
use crate::diagnostic::Code;
use crate::plan::Plan;
use crate::system::System;

/// True when two texts have the same sections, options, values, comments and errors in the same order.
#[must_use]
pub fn same_text(before: &str, after: &str) -> bool {
    let ((old, old_errors), (new, new_errors)) = (parse(before), parse(after));
    let sections = |tree: &Tree, text: &str| -> Vec<_> {
        let of_section = |section: &supervisor_grammar::Section| {
            let after = tree.after_header(section).of(text).trim_end_matches(is_space).to_owned();
            let options = section.entries.iter();
            let options =
                options.map(|entry| (entry.key(text).into_owned(), entry.value(text).text().to_owned()));
            (section.name.of(text).to_owned(), after, options.collect::<Vec<_>>())
        };
        tree.sections.iter().map(of_section).collect()
    };
    old_errors.is_empty()
        && new_errors.is_empty()
        && sections(&old, before) == sections(&new, after)
        && comments(&old, before).eq(comments(&new, after))
}

/// All comments; white space at their ends is none of them.
fn comments<'t>(tree: &'t Tree, text: &'t str) -> impl Iterator<Item = &'t str> {
    let of_line = |line: &Line| line.comment;
    tree.lines.iter().filter_map(of_line).map(|comment| comment.of(text).trim_end_matches(is_space))
}

/// What a configuration means: its merged sections, its plan, and which faults it has.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    sections: Vec<(String, Vec<Given>)>,
    plan: Option<Plan>,
    faults: Vec<Code>,
}

/// An option of a section: name, value, and whether it comes from `[DEFAULT]`.
type Given = (String, String, bool);

impl Meaning {
    /// What the configuration `path` means, with everything that it includes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(path: &Path, system: &dyn System, options: &Options) -> Result<Self, ReadError> {
        let given = |option: MergedOption| (option.name, option.value, option.inherited);
        let merged = merge(path, system, options)?.sections.into_iter();
        let sections = merged.map(|section| (section.name, section.options.into_iter().map(given).collect()));
        let sections = sections.collect();
        let compiled = compile(path, system, options)?;
        let faults = compiled.diagnostics.iter().map(|finding| finding.code).collect();
        Ok(Self { sections, plan: compiled.plan, faults })
    }
}

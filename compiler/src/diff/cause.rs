//! What changed a value though nobody changed its line: the environment that it is expanded with, or an include.

use std::path::Path;

use supervisor_grammar::template::{self, Part};

use super::OptionChange;
use crate::plan::Origin;
use crate::sources::{FileId, Sources};

/// Why a value differs, where its own line does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The line is the same on both sides; these variables of the environment are not.
    Environment(Vec<String>),
    /// The line is the same on both sides; these names mean something else.
    Expansion(Vec<String>),
    /// Another file has a say: an included one that came, went, or is read at another turn.
    Include,
}

impl Cause {
    /// Its name in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Cause::Environment(_) => "environment",
            Cause::Expansion(_) => "expansion",
            Cause::Include => "include",
        }
    }
}

/// Why an option differs, if not because somebody edited its line. `old` and `new` are the texts of the two sides.
#[must_use]
pub fn cause(change: &OptionChange, old: &Sources, new: &Sources) -> Option<Cause> {
    let origin = |side: &Option<super::Side>| side.as_ref().map(|side| side.origin);
    let (before, after) = (origin(&change.old), origin(&change.new));
    if let (Some(Origin::File(before)), Some(Origin::File(after))) = (before, after) {
        let text = new.text(after);
        // Of what a server tells only the place is known.
        let same_text = if old.is_told(before.file) {
            let place = |sources: &Sources, at| (sources.position(at), sources.end_position(at));
            file(old, before.file) == file(new, after.file) && place(old, before) == place(new, after)
        } else {
            old.text(before) == text
        };
        if !text.is_empty() && same_text {
            let names = names(text);
            let variables: Vec<String> =
                names.iter().filter_map(|name| name.strip_prefix("ENV_")).map(str::to_owned).collect();
            return match (variables.is_empty(), names.is_empty()) {
                (false, _) => Some(Cause::Environment(variables)),
                (true, false) => Some(Cause::Expansion(names)),
                (true, true) => None,
            };
        }
        // By name alone: two configurations that are compared may stand in two places.
        let name = |path: Option<&Path>| path.and_then(Path::file_name).map(ToOwned::to_owned);
        let moved = name(file(old, before.file)) != name(file(new, after.file));
        let included = is_included(old, before.file) || is_included(new, after.file);
        return (moved && included).then_some(Cause::Include);
    }
    // A default on one side, and on the other an included file that was not read here.
    let is_news =
        |there: &Sources, here: &Sources, file| is_included(there, file) && !here.has(there.path(file));
    let foreign = match (before, after) {
        (Some(Origin::Default), Some(Origin::File(place))) => is_news(new, old, place.file),
        (Some(Origin::File(place)), Some(Origin::Default)) => is_news(old, new, place.file),
        _ => false,
    };
    foreign.then_some(Cause::Include)
}

fn file(sources: &Sources, file: FileId) -> Option<&Path> {
    sources.get(file).map(|source| source.path.as_path())
}

fn is_included(sources: &Sources, file: FileId) -> bool {
    sources.get(file).is_some() && !sources.is_main(file)
}

/// The names that a text has expanded.
fn names(text: &str) -> Vec<String> {
    let parts = template::parse(text).parts;
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        if let Part::Directive(directive) = part
            && let Some(name) = directive.name.and_then(|range| text.get(range))
            && names.iter().all(|known| known != name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

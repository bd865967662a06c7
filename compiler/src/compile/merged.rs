//! The merged configuration: what each section holds once every file is read and before anything is expanded. It can be
//! had of files that do not compile, too.

use std::path::Path;

use super::files::Files;
use super::findings::Findings;
use super::options::Opt;
use super::table::{Section, Table};
use super::{Options, ReadError};
use crate::convert::Machine;
use crate::schema::SectionKind;
use crate::sources::{Location, Sources};
use crate::system::System;

/// A configuration, all its files merged.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The sections in the order in which they first appear. `[DEFAULT]` is none: its options are in the sections that
    /// have them from there.
    pub sections: Vec<MergedSection>,
    /// Every text that was read.
    pub sources: Sources,
}

/// A section: all blocks of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedSection {
    /// Its name as written.
    pub name: String,
    /// The header that appeared first.
    pub header: Location,
    /// Its options: its own in the order in which they first appear, then those from `[DEFAULT]` that a section of its
    /// kind knows.
    pub options: Vec<MergedOption>,
}

/// An option of a section, the last of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedOption {
    /// The key, lower-cased.
    pub name: String,
    /// The value before expansion; lines are joined by `\n`.
    pub value: String,
    /// Where the value stands.
    pub location: Location,
    /// The definition before it, which does not count.
    pub overrides: Option<Location>,
    /// True when it stands in `[DEFAULT]`.
    pub inherited: bool,
    /// True when `%(here)s` has been replaced in the value, which the original does while it reads as soon as there is an
    /// `[include]` (spec-config §5.3).
    pub here_replaced: bool,
}

/// Reads `path` and what it includes, and merges them.
///
/// # Errors
/// Only when the main file cannot be read. What is wrong in the files is not told here: see [`super::compile`].
pub fn merge(path: &Path, system: &dyn System, options: &Options) -> Result<Merged, ReadError> {
    let machine = Machine { system, options };
    let mut findings = Findings::default();
    let mut files = Files::read_main(path, machine, &mut findings)?;
    files.read_includes(machine, &mut findings, &mut Vec::new());
    let table = Table::new(files.in_order(), files.has_include);
    let sections = table.sections().map(|section| merged(&table, section)).collect();
    drop(table);
    Ok(Merged { sections, sources: files.sources })
}

fn merged(table: &Table<'_>, section: &Section<'_>) -> MergedSection {
    let kind = SectionKind::of(section.name).map(|(kind, _)| kind);
    // A plug-in is given everything that its section holds.
    let takes_all = matches!(kind, Some(SectionKind::RpcInterface | SectionKind::CtlPlugin));
    let knows = |key: &str| kind.is_some_and(|kind| kind.options().iter().any(|row| row.name == key));
    let options = table
        .options(section)
        .filter(|(key, option)| !option.inherited || takes_all || knows(key))
        .map(|(key, option)| {
            let default = table.fallback(&key).filter(|_| !option.inherited).map(Opt::location);
            MergedOption {
                name: key.into_owned(),
                value: option.traced().text().to_owned(),
                location: option.location(),
                overrides: option.overridden().or(default),
                inherited: option.inherited,
                here_replaced: option.here_replaced(),
            }
        })
        .collect();
    MergedSection { name: section.name.to_owned(), header: section.header, options }
}

//! Which option made processes come to a group or leave it: `numprocs` and its like in the section of their program, or the
//! `programs` of their group.

use std::collections::{HashMap, HashSet};

use super::{Diff, GroupChange};
use crate::compile::merged::{Merged, MergedOption, MergedSection};
use crate::plan::{Origin, Process};
use crate::sources::{FileId, Location};

/// Why a process came to a group or left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The group.
    pub group: String,
    /// The process.
    pub process: String,
    /// The section whose option it was, without brackets.
    pub section: String,
    /// The option.
    pub option: &'static str,
    /// As it was written; none: it was not there, or nobody can tell.
    pub old: Option<String>,
    /// As it is written; none: it is not there.
    pub new: Option<String>,
    /// Where it stands, in the texts of the new side; none: it is not there.
    pub location: Option<Location>,
}

/// Options of a program by which it has other processes, the likeliest first.
const COUNTS: [&str; 3] = ["numprocs", "numprocs_start", "process_name"];

/// The causes that are known of processes that are added to groups of both sides, or removed. Of what a server tells there is
/// no text on the old side.
#[must_use]
pub fn members(diff: &Diff<'_>, old: Option<&Merged>, new: &Merged) -> Vec<Member> {
    let (old, new) = (old.map(Text::of), Text::of(new));
    let mut found = Vec::new();
    for change in &diff.changed {
        let group = Members::of(change, old.as_ref(), &new);
        found.extend(change.added.iter().filter_map(|process| group.cause(process, true)));
        found.extend(change.removed.iter().filter_map(|process| group.cause(process, false)));
    }
    found
}

/// A configuration whose sections are found by name, and programs by their command.
struct Text<'m> {
    merged: &'m Merged,
    by_name: HashMap<&'m str, &'m MergedSection>,
    by_command: HashMap<(FileId, u32), &'m MergedSection>,
}

impl<'m> Text<'m> {
    fn of(merged: &'m Merged) -> Self {
        let by_name = merged.sections.iter().map(|section| (section.name.as_str(), section)).collect();
        let command = |section: &'m MergedSection| Some((key(option(section, "command")?.location), section));
        Self { merged, by_name, by_command: merged.sections.iter().filter_map(command).collect() }
    }

    fn program(&self, process: &Process) -> Option<&'m MergedSection> {
        self.by_command.get(&command(process)?).copied()
    }
}

fn key(location: Location) -> (FileId, u32) {
    (location.file, location.span.start)
}

/// Where the command of a process stands: the processes of one program share it.
fn command(process: &Process) -> Option<(FileId, u32)> {
    match process.command.origin {
        Origin::File(location) => Some(key(location)),
        _ => None,
    }
}

fn option<'s>(section: &'s MergedSection, name: &str) -> Option<&'s MergedOption> {
    section.options.iter().find(|option| option.name == name)
}

/// Processes that are on both sides, as they are on the new one, by the place of their command on one side.
type Staying<'a> = HashMap<(FileId, u32), &'a Process>;

struct Members<'a, 'm> {
    change: &'a GroupChange<'a>,
    old: Option<&'a Text<'m>>,
    new: &'a Text<'m>,
    by_old: Staying<'a>,
    by_new: Staying<'a>,
}

impl<'a, 'm> Members<'a, 'm> {
    fn of(change: &'a GroupChange<'a>, old: Option<&'a Text<'m>>, new: &'a Text<'m>) -> Self {
        let added: HashSet<&str> = change.added.iter().map(|process| process.name.value.as_str()).collect();
        let staying = change.new.processes.iter().filter(|process| !added.contains(&*process.name.value));
        let named: HashMap<&str, &Process> =
            staying.map(|process| (process.name.value.as_str(), process)).collect();
        let of_old = change.old.processes.iter().filter_map(|process| {
            let new = named.get(&*process.name.value)?;
            Some((command(process)?, *new))
        });
        let of_new = named.values().filter_map(|process| Some((command(process)?, *process)));
        Self { change, old, new, by_old: of_old.collect(), by_new: of_new.collect() }
    }

    fn cause(&self, process: &Process, is_added: bool) -> Option<Member> {
        let staying = if is_added { &self.by_new } else { &self.by_old };
        match staying.get(&command(process)?) {
            Some(sibling) => self.of_program(process, self.new.program(sibling)?),
            None => self.of_group(process, is_added),
        }
    }

    /// The program has more processes than before, or fewer.
    fn of_program(&self, process: &Process, section: &MergedSection) -> Option<Member> {
        let Some(old) = self.old else {
            // What only moves its numbers has processes that come and others that go.
            let one_way = self.change.added.is_empty() != self.change.removed.is_empty();
            return one_way.then(|| self.member(process, section, "numprocs", None));
        };
        let before = old.by_name.get(section.name.as_str())?;
        COUNTS.into_iter().find_map(|name| {
            let text = |section| option(section, name).map(|option| option.value.as_str());
            let was = text(before);
            (was != text(section)).then(|| self.member(process, section, name, was.map(str::to_owned)))
        })
    }

    /// The group lists other programs.
    fn of_group(&self, process: &Process, is_added: bool) -> Option<Member> {
        let Origin::File(header) = self.change.new.header.origin else { return None };
        let name = self.new.merged.sources.text(header).trim_matches(['[', ']']);
        let section = self.new.by_name.get(name).filter(|_| name.starts_with("group:"))?;
        let Some(old) = self.old else {
            let one_way = self.change.added.is_empty() != self.change.removed.is_empty();
            return one_way.then(|| self.member(process, section, "programs", None));
        };
        let before = option(old.by_name.get(name)?, "programs")?;
        let program = match is_added {
            true => self.new.program(process),
            false => old.program(process),
        };
        let program = program?.name.split_once(':')?.1;
        let lists = |option: &MergedOption| option.value.split(',').any(|listed| listed.trim() == program);
        let now = option(section, "programs").is_some_and(lists);
        (lists(before) != now).then(|| self.member(process, section, "programs", Some(before.value.clone())))
    }

    fn member(
        &self,
        process: &Process,
        section: &MergedSection,
        name: &'static str,
        old: Option<String>,
    ) -> Member {
        let now = option(section, name);
        Member {
            group: self.change.new.name.clone(),
            process: process.name.value.clone(),
            section: section.name.clone(),
            option: name,
            old,
            new: now.map(|option| option.value.clone()),
            location: now.map(|option| option.location),
        }
    }
}

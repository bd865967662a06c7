//! What the rules see: files, sections, programs with their processes, the plan.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use supervisor_grammar::Section as Block;

use super::unknown::{self, Unknown};
use super::{Command, Settings, values};
use crate::compile::client::ClientConfig;
use crate::compile::{self, File, Inspected, Opt, Options, Pattern};
use crate::plan::{Group, Plan, Process};
use crate::schema::{OptionRow, SectionKind};
use crate::sources::{FileId, Location, Sources};
use crate::system::System;

/// A configuration that rules look at.
pub(crate) struct Subject<'s> {
    inspected: &'s Inspected<'s>,
    settings: &'s Settings,
    files: HashMap<FileId, &'s File>,
    /// Files in which another program has yet to put something.
    templates: HashSet<FileId>,
    programs: Vec<Program<'s>>,
    unknown: Vec<Unknown<'s>>,
    client: Option<ClientConfig>,
}

/// A merged section: all blocks of one name.
#[derive(Clone, Copy)]
pub(crate) struct Section<'s> {
    inspected: &'s Inspected<'s>,
    merged: &'s compile::Section<'s>,
}

/// A `[program:x]`, `[fcgi-program:x]` or `[eventlistener:x]`.
pub(crate) struct Program<'s> {
    /// Its section.
    pub(crate) section: Section<'s>,
    /// Which of the three.
    pub(crate) kind: SectionKind,
    /// What follows the colon, trimmed.
    pub(crate) name: &'s str,
    /// Its command line as it is written; none: it has none.
    pub(crate) command: Option<Command<'s>>,
    /// Its processes in every group that names it. None when something in the section is an error.
    pub(crate) processes: Vec<Member<'s>>,
}

/// A process in its group.
#[derive(Clone, Copy)]
pub(crate) struct Member<'s> {
    /// The group.
    pub(crate) group: &'s Group,
    /// The process.
    pub(crate) process: &'s Process,
}

impl<'s> Subject<'s> {
    pub(crate) fn new(inspected: &'s Inspected<'s>, settings: &'s Settings) -> Self {
        // A process comes from the section whose command it has.
        let mut processes: HashMap<Location, Vec<Member<'s>>> = HashMap::new();
        for group in &inspected.plan.groups {
            for process in &group.processes {
                if let Some(place) = process.command.origin.location() {
                    processes.entry(place).or_default().push(Member { group, process });
                }
            }
        }
        let sections = inspected.sections().map(|merged| Section { inspected, merged });
        let programs = sections.filter_map(|section| {
            let kind = section.kind().filter(|kind| kind.has_processes())?;
            let given = section.option("command");
            let processes = given.and_then(|given| processes.get(&given.location()).cloned());
            Some(Program {
                section,
                kind,
                name: section.bare_name(),
                command: given.map(Command::new),
                processes: processes.unwrap_or_default(),
            })
        });
        let programs = programs.collect();
        let client = inspected.client();
        let files: HashMap<_, _> = inspected.files().iter().map(|file| (file.id, file)).collect();
        let templates = files.values().filter(|file| values::is_template(file)).map(|file| file.id).collect();
        let mut subject =
            Self { inspected, settings, files, templates, programs, unknown: Vec::new(), client };
        subject.unknown = unknown::all(&subject);
        subject
    }

    /// Every text that was read.
    pub(crate) fn sources(&self) -> &'s Sources {
        self.inspected.sources()
    }

    /// Each file once, the main file first.
    pub(crate) fn files(&self) -> &'s [File] {
        self.inspected.files()
    }

    /// The main file.
    pub(crate) fn main(&self) -> Option<&'s File> {
        self.inspected.files().first()
    }

    /// The file of a place.
    pub(crate) fn file(&self, place: Location) -> Option<&'s File> {
        self.files.get(&place.file).copied()
    }

    /// True for a place in a file in which another program has yet to put something.
    pub(crate) fn is_in_template(&self, place: Location) -> bool {
        self.templates.contains(&place.file)
    }

    /// True for a place in the main file.
    pub(crate) fn in_main(&self, place: Location) -> bool {
        self.main().is_some_and(|main| main.id == place.file)
    }

    /// The text at a place.
    pub(crate) fn text(&self, place: Location) -> &'s str {
        self.sources().text(place)
    }

    /// The patterns of `[include]` and what they match.
    pub(crate) fn patterns(&self) -> &'s [Pattern] {
        self.inspected.patterns()
    }

    /// True when a pattern of `[include]` matches nothing: there may be more files where the configuration is used.
    pub(crate) fn lacks_files(&self) -> bool {
        self.patterns().iter().any(|pattern| pattern.paths.is_empty())
    }

    /// All merged sections in the order in which they first appeared; `[DEFAULT]` is none of them.
    pub(crate) fn sections(&self) -> impl Iterator<Item = Section<'s>> + use<'s> {
        let inspected = self.inspected;
        inspected.sections().map(move |merged| Section { inspected, merged })
    }

    /// The merged sections of one kind.
    pub(crate) fn sections_of(&self, kind: SectionKind) -> impl Iterator<Item = Section<'s>> + use<'s> {
        self.sections().filter(move |section| section.kind() == Some(kind))
    }

    /// `[supervisord]`; without it a file is a fragment of a configuration, and what it lacks says nothing.
    pub(crate) fn daemon(&self) -> Option<Section<'s>> {
        self.section(SectionKind::Supervisord.prefix())
    }

    /// The section of exactly that name.
    pub(crate) fn section(&self, name: &str) -> Option<Section<'s>> {
        let merged = self.inspected.section(name)?;
        Some(Section { inspected: self.inspected, merged })
    }

    /// True when `[DEFAULT]` has the option.
    pub(crate) fn has_default(&self, key: &str) -> bool {
        self.inspected.has_default(key)
    }

    /// The option whose key or value is at a place, as it stands there: another definition of it may count.
    pub(crate) fn option_at(&self, place: Location) -> Option<Opt<'s>> {
        let file = self.file(place)?;
        let block = self.block_at(place)?;
        let next = block.entries.partition_point(|entry| entry.key.start <= place.span.start);
        let entry = block.entries.get(next.checked_sub(1)?)?;
        (place.span.start <= entry.value_span().end.max(entry.delimiter.end))
            .then(|| Opt::standing(file, entry))
    }

    /// The same for an option that counts, is called `key` and stands in the section itself, not in `[DEFAULT]`.
    pub(crate) fn own_option_at(&self, place: Location, key: &str) -> Option<Opt<'s>> {
        let option = self.section_at(place)?.option(key)?;
        (!option.inherited && option.location() == place).then_some(option)
    }

    /// The merged section to which a place belongs.
    pub(crate) fn section_at(&self, place: Location) -> Option<Section<'s>> {
        let name = self.block_at(place)?.name.of(&self.file(place)?.text);
        self.section(name)
    }

    /// The block of options, as written, in which a place is.
    pub(crate) fn block_at(&self, place: Location) -> Option<&'s Block> {
        let file = self.file(place)?;
        let next = file.blocks.partition_point(|block| block.header.start <= place.span.start);
        file.blocks.get(next.checked_sub(1)?)
    }

    /// All programs, FastCGI programs and event listeners, in the order of their sections.
    pub(crate) fn programs(&self) -> &[Program<'s>] {
        &self.programs
    }

    /// The options that their sections do not know. Several rules share them: each is one rule's.
    pub(crate) fn unknown_options(&self) -> &[Unknown<'s>] {
        &self.unknown
    }

    /// What can be had of the plan: of groups and processes with an error nothing is in it.
    pub(crate) fn plan(&self) -> &'s Plan {
        self.inspected.plan
    }

    /// What the files say to supervisorctl; none without `[supervisorctl]`, or when it cannot be read.
    pub(crate) fn client(&self) -> Option<&ClientConfig> {
        self.client.as_ref()
    }

    /// True when Supervisor refuses the configuration.
    pub(crate) fn is_refused(&self) -> bool {
        self.inspected.found.iter().any(|finding| finding.original.is_some())
    }

    /// The machine to ask about users and files. Rules that do so are rules of [`crate::rules::When::Host`].
    pub(crate) fn system(&self) -> &'s dyn System {
        self.inspected.machine.system
    }

    /// What the compilation depends on: the environment, the release to follow.
    pub(crate) fn options(&self) -> &'s Options {
        self.inspected.machine.options
    }

    /// What to look for.
    pub(crate) fn settings(&self) -> &'s Settings {
        self.settings
    }
}

impl<'s> Section<'s> {
    /// The name without brackets, exactly as written.
    pub(crate) fn name(self) -> &'s str {
        self.merged.name
    }

    /// Its kind; none: nobody knows it.
    pub(crate) fn kind(self) -> Option<SectionKind> {
        self.merged.kind
    }

    /// What follows the colon, trimmed; empty for a section whose name has none.
    pub(crate) fn bare_name(self) -> &'s str {
        SectionKind::of(self.name()).map_or("", |(_, name)| name.trim())
    }

    /// The header that appeared first.
    pub(crate) fn header(self) -> Location {
        self.merged.header
    }

    /// An option: its own, or the one from `[DEFAULT]`. Of several the last counts.
    pub(crate) fn option(self, key: &str) -> Option<Opt<'s>> {
        self.inspected.option(self.merged, key)
    }

    /// Its own options in the order in which they first appeared.
    pub(crate) fn options(self) -> impl Iterator<Item = Opt<'s>> {
        self.merged.options.iter()
    }

    /// Where an option stands, or the header when it is not set.
    pub(crate) fn place(self, key: &str) -> Location {
        self.option(key).map_or(self.header(), Opt::location)
    }

    /// The row of one of its options in the option table; none: the option is unknown here.
    pub(crate) fn row(self, key: &str) -> Option<&'static OptionRow> {
        self.kind()?.option(key)
    }
}

impl<'s> Program<'s> {
    /// An option: its own, or the one from `[DEFAULT]`.
    pub(crate) fn option(&self, key: &str) -> Option<Opt<'s>> {
        self.section.option(key)
    }

    /// The header of its section.
    pub(crate) fn header(&self) -> Location {
        self.section.header()
    }

    /// Its first process: most options are the same in all of them.
    pub(crate) fn process(&self) -> Option<&'s Process> {
        self.processes.first().map(|member| member.process)
    }
}

impl<'s> Opt<'s> {
    /// The value as it is written, its lines joined by `\n`; nothing is expanded. Parts are found in the file with
    /// [`Opt::locate`].
    pub(crate) fn text(self) -> Cow<'s, str> {
        self.written().into_text()
    }
}

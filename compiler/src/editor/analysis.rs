//! A main file and all that it includes, for features that ask across files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use indexmap::IndexMap;
use supervisor_grammar::{Entry, Section as Block};

use super::Document;
use crate::compile::client::ClientConfig;
use crate::compile::{File, Kept, Options, Pattern, ReadError, keep};
use crate::convert::Machine;
use crate::diagnostic::{Diagnostic, LeftOut};
use crate::lint::{self, Settings};
use crate::plan::{Environment, Group, Plan, Process};
use crate::schema::SectionKind;
use crate::sources::{FileId, Location, Sources};
use crate::system::System;

/// A main file and all that it includes, as they were read. It keeps no hold on the machine: questions that have to ask it
/// are given it once more.
pub struct Analysis {
    kept: Kept,
    options: Options,
    /// In the order of the files; made when the first feature asks.
    documents: Vec<OnceLock<Document>>,
    paths: HashMap<PathBuf, FileId>,
    sections: IndexMap<String, Merged>,
    client: Option<ClientConfig>,
    /// What stands for the variables of a daemon that has none.
    no_variables: Environment,
    /// The processes of the plan by where their commands stand.
    processes: HashMap<Location, Vec<(usize, usize)>>,
}

/// What rules and compiler find in all files of an analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// The findings, as `supervisor-lint check` would report them.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that were not kept, counted.
    pub left_out: Vec<LeftOut>,
}

/// All blocks of one name, in all files.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) kind: Option<SectionKind>,
    /// In the order read; those of a file that is included twice come twice.
    blocks: Vec<(usize, usize)>,
}

/// A block of options in its file.
#[derive(Clone, Copy)]
pub(super) struct BlockAt<'a> {
    pub(super) file: &'a File,
    pub(super) block: &'a Block,
}

/// An option in its file.
#[derive(Clone, Copy)]
pub(super) struct EntryAt<'a> {
    pub(super) file: &'a File,
    pub(super) entry: &'a Entry,
}

impl Analysis {
    /// Reads `main` and what it includes. Open files come through `system`. Unless `options` are to assume variables, one that is
    /// not set is an error.
    ///
    /// # Errors
    /// Only when the main file cannot be read.
    pub fn new(system: &dyn System, options: &Options, main: &Path) -> Result<Self, ReadError> {
        let options = options.clone();
        let kept = keep(main, system, &options)?;
        let mut analysis = Self {
            documents: kept.files().iter().map(|_| OnceLock::new()).collect(),
            paths: HashMap::new(),
            sections: IndexMap::new(),
            client: None,
            no_variables: Environment::new(),
            processes: HashMap::new(),
            options,
            kept,
        };
        analysis.index(system);
        Ok(analysis)
    }

    fn index(&mut self, system: &dyn System) {
        let files = self.kept.files();
        let places: HashMap<FileId, usize> =
            files.iter().enumerate().map(|(index, file)| (file.id, index)).collect();
        for file in files.iter().rev() {
            let path = self.options.cwd.join(self.kept.sources().path(file.id));
            self.paths.insert(system.canonical(&path), file.id);
            self.paths.insert(path, file.id);
        }
        for file in self.kept.in_order() {
            let Some(index) = places.get(&file.id) else { continue };
            for (at, block) in file.blocks.iter().enumerate() {
                let name = block.name.of(&file.text);
                if let Some(merged) = self.sections.get_mut(name) {
                    merged.blocks.push((*index, at));
                } else {
                    let kind = SectionKind::of(name).map(|(kind, _)| kind);
                    let blocks = vec![(*index, at)];
                    self.sections.insert(name.to_owned(), Merged { kind, blocks });
                }
            }
        }
        let groups = self.kept.plan().into_iter().flat_map(|plan| plan.groups.iter().enumerate());
        for (group, made) in groups {
            for (process, made) in made.processes.iter().enumerate() {
                if let Some(place) = made.command.origin.location() {
                    self.processes.entry(place).or_default().push((group, process));
                }
            }
        }
        if self.sections.contains_key(SectionKind::Supervisorctl.prefix()) {
            let machine = Machine { system, options: &self.options };
            self.client = self.kept.look(machine, |inspected| inspected.client()).flatten();
        }
    }

    /// What rules and compiler find. `system` is to be the one that the analysis was made with.
    #[must_use]
    pub fn findings(&self, system: &dyn System, settings: &Settings) -> Findings {
        let main = self.main().map(|main| self.sources().path(main)).filter(|_| settings.closed_environment);
        // Where all variables are known, nothing may be assumed about them: compiled once more.
        if let Some(Ok(found)) = main.map(|main| lint::lint(main, system, &self.options, settings)) {
            return Findings { diagnostics: found.diagnostics, left_out: found.left_out };
        }
        let (diagnostics, left_out) = lint::lint_kept(&self.kept, system, &self.options, settings);
        Findings { diagnostics, left_out }
    }

    /// Every text that was read, the main file first.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        self.kept.sources()
    }

    /// The file at a path, if it is one of those that were read. Symbolic links may be followed or not.
    #[must_use]
    pub fn file(&self, path: &Path) -> Option<FileId> {
        self.paths.get(path).copied()
    }

    /// The absolute path of a file, as it was found: the main file's as it was given, the others' as the pattern made it.
    #[must_use]
    pub fn path(&self, file: FileId) -> PathBuf {
        self.options.cwd.join(self.sources().path(file))
    }

    /// The main file.
    #[must_use]
    pub fn main(&self) -> Option<FileId> {
        Some(self.kept.files().first()?.id)
    }

    /// All files, the main file first.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.kept.files().iter().map(|file| file.id)
    }

    /// The text of a file with its tree.
    #[must_use]
    pub fn document(&self, file: FileId) -> Option<&Document> {
        let index = self.kept.files().binary_search_by_key(&file, |file| file.id).ok()?;
        let file = self.kept.files().get(index)?;
        Some(self.documents.get(index)?.get_or_init(|| Document::new(file.text.clone())))
    }

    /// What can be had of the plan: processes and groups with an error are not in it.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        self.kept.plan()
    }

    /// What the compilation depended on.
    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    pub(super) fn no_variables(&self) -> &Environment {
        &self.no_variables
    }

    /// `%(here)s` where it is no text of the file.
    pub(super) fn main_directory(&self) -> &str {
        self.kept.files().first().map_or("", |file| &file.directory)
    }

    pub(super) fn source(&self, file: FileId) -> Option<&File> {
        let index = self.kept.files().binary_search_by_key(&file, |file| file.id).ok()?;
        self.kept.files().get(index)
    }

    /// What `[supervisorctl]` says; none without one, or when something in it is wrong.
    pub(super) fn client(&self) -> Option<&ClientConfig> {
        self.client.as_ref()
    }

    /// The patterns of `[include]`.
    pub(super) fn patterns(&self) -> &[Pattern] {
        self.kept.patterns()
    }

    /// True when `%(here)s` is replaced as text, by the directory of the file in which it stands.
    pub(super) fn has_include(&self) -> bool {
        self.kept.has_include()
    }

    /// All sections by name, in the order in which they first appeared, `[DEFAULT]` among them.
    pub(super) fn sections(&self) -> impl Iterator<Item = (&str, &Merged)> {
        self.sections.iter().map(|(name, merged)| (name.as_str(), merged))
    }

    pub(super) fn section(&self, name: &str) -> Option<&Merged> {
        self.sections.get(name)
    }

    /// The name of a section that there is.
    pub(super) fn section_name(&self, name: &str) -> Option<&str> {
        self.sections.get_key_value(name).map(|(name, _)| name.as_str())
    }

    /// The blocks of a section in the order read, each once.
    pub(super) fn blocks(&self, name: &str) -> Vec<BlockAt<'_>> {
        let mut blocks = self.section(name).map(|merged| merged.blocks.clone()).unwrap_or_default();
        let mut seen = std::collections::HashSet::new();
        blocks.retain(|at| seen.insert(*at));
        blocks.into_iter().filter_map(|at| self.block(at)).collect()
    }

    fn block(&self, (file, block): (usize, usize)) -> Option<BlockAt<'_>> {
        let file = self.kept.files().get(file)?;
        Some(BlockAt { file, block: file.blocks.get(block)? })
    }

    /// The name of the section in whose block a place is.
    pub(super) fn section_at(&self, place: Location) -> Option<&str> {
        let file = self.source(place.file)?;
        let next = file.blocks.partition_point(|block| block.header.start <= place.span.start);
        Some(file.blocks.get(next.checked_sub(1)?)?.name.of(&file.text))
    }

    /// The option of a section that counts: the last one, or that of `[DEFAULT]`.
    pub(super) fn option(&self, section: &str, key: &str) -> Option<EntryAt<'_>> {
        self.own_option(section, key).or_else(|| self.own_option("DEFAULT", key))
    }

    /// The same without `[DEFAULT]`.
    pub(super) fn own_option(&self, section: &str, key: &str) -> Option<EntryAt<'_>> {
        let merged = self.section(section)?;
        merged.blocks.iter().rev().find_map(|at| {
            let BlockAt { file, block } = self.block(*at)?;
            let entry = block.entries.iter().rev().find(|entry| entry.has_key(&file.text, key))?;
            Some(EntryAt { file, entry })
        })
    }

    /// The processes of a section, each with its group. None when something in the section is an error.
    pub(super) fn processes(&self, section: &str) -> Vec<(&Group, &Process)> {
        let Some(command) = self.option(section, "command") else { return Vec::new() };
        let Some(plan) = self.plan() else { return Vec::new() };
        let made = self.processes.get(&command.location()).into_iter().flatten();
        made.filter_map(|(group, process)| {
            let group = plan.groups.get(*group)?;
            Some((group, group.processes.get(*process)?))
        })
        .collect()
    }
}

impl EntryAt<'_> {
    /// Where the value stands; for an empty one, the key with its delimiter.
    pub(super) fn location(&self) -> Location {
        crate::compile::Opt::standing(self.file, self.entry).location()
    }

    /// Where the key stands.
    pub(super) fn key_location(&self) -> Location {
        Location { file: self.file.id, span: self.entry.key }
    }
}

impl BlockAt<'_> {
    /// The name between the brackets.
    pub(super) fn name_location(&self) -> Location {
        Location { file: self.file.id, span: self.block.name }
    }

    /// The header with its brackets.
    pub(super) fn header(&self) -> Location {
        Location { file: self.file.id, span: self.block.header }
    }
}

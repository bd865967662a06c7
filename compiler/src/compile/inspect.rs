//! A compilation to look into: what the rules of supervisor-lint see besides the plan.

use std::path::Path;

use super::client::{self, ClientConfig};
use super::context::Context;
use super::files::Files;
use super::table::{Section, Table};
use super::{Compilation, Findings, Opt, Options, Pattern, ReadError, Wanted, plan};
use crate::convert::Machine;
use crate::diagnostic::{Diagnostic, LeftOut};
use crate::plan::Plan;
use crate::schema::SectionKind;
use crate::sources::Sources;
use crate::system::System;

/// Everything that one compilation knows.
pub(crate) struct Inspected<'i> {
    /// The machine it was for.
    pub(crate) machine: Machine<'i>,
    files: &'i Files,
    table: &'i Table<'i>,
    /// What can be had of the plan: processes and groups with an error are left out.
    pub(crate) plan: &'i Plan,
    /// What the compiler found, in the order of evaluation.
    pub(crate) found: &'i [Diagnostic],
}

impl<'i> Inspected<'i> {
    /// Every text that was read.
    pub(crate) fn sources(&self) -> &'i Sources {
        &self.files.sources
    }

    /// Each file once, the main file first.
    pub(crate) fn files(&self) -> &'i [super::File] {
        self.files.each()
    }

    /// The patterns of `[include]`.
    pub(crate) fn patterns(&self) -> &'i [Pattern] {
        &self.files.patterns
    }

    /// Adds to a finding in an included file what brought the file.
    pub(crate) fn with_include(&self, finding: Diagnostic) -> Diagnostic {
        self.files.with_include(finding)
    }

    /// All merged sections in the order in which they first appeared, `[DEFAULT]` left out.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &'i Section<'i>> {
        self.table.sections()
    }

    /// The section of that name.
    pub(crate) fn section(&self, name: &str) -> Option<&'i Section<'i>> {
        self.table.section(name)
    }

    /// What the files say to supervisorctl; none without `[supervisorctl]`, or when something in it is wrong.
    pub(crate) fn client(&self) -> Option<ClientConfig> {
        let section = self.table.section(SectionKind::Supervisorctl.prefix())?;
        let cx = Context::new(self.machine, self.table, self.files.main_directory());
        let mut findings = Findings::default();
        let client = client::read(&cx, section, &mut findings);
        (!findings.has_errors()).then_some(client)
    }

    /// True when `[DEFAULT]` has the option.
    pub(crate) fn has_default(&self, key: &str) -> bool {
        self.table.fallback(key).is_some()
    }

    /// An option of a section, its own or the one from `[DEFAULT]`.
    pub(crate) fn option(&self, section: &'i Section<'i>, key: &str) -> Option<Opt<'i>> {
        self.table.option(section, key)
    }
}

/// A compilation that went on in spite of errors, to look into as often as one likes.
pub(crate) struct Kept {
    files: Files,
    /// What can be had of the plan; none when the main file cannot be had.
    plan: Option<Plan>,
    found: Vec<Diagnostic>,
    left_out: Vec<LeftOut>,
}

/// Compiles `path` and what it includes, and goes on in spite of errors.
///
/// # Errors
/// Only when the main file cannot be read.
pub(crate) fn keep(path: &Path, system: &dyn System, options: &Options) -> Result<Kept, ReadError> {
    // All of them, as the rules want to see them.
    Kept::compile(path, Machine { system, options }, Wanted::Parts, Findings::of_rules())
}

impl Kept {
    /// Reads all files and plans what is wanted; `findings` decides how many are kept.
    ///
    /// # Errors
    /// Only when the main file cannot be read.
    pub(super) fn compile(
        path: &Path,
        machine: Machine<'_>,
        wanted: Wanted,
        mut findings: Findings,
    ) -> Result<Self, ReadError> {
        let mut notices = Vec::new();
        let mut files = Files::read_main(path, machine, &mut findings)?;
        files.read_includes(machine, &mut findings, &mut notices);
        let plan = files.main().map(|main| {
            let table = Table::new(files.in_order(), files.has_include);
            plan(path, main, &table, machine, wanted, &mut findings, notices)
        });
        let plan = plan.filter(|_| wanted == Wanted::Parts || !findings.has_errors());
        let (found, left_out) = findings.into_lists();
        let found = found.into_iter().map(|finding| files.with_include(finding)).collect();
        Ok(Self { files, plan, found, left_out })
    }

    /// What others than rules get of it.
    pub(super) fn into_compilation(self) -> Compilation {
        Compilation {
            plan: self.plan,
            sources: self.files.sources,
            diagnostics: self.found,
            left_out: self.left_out,
        }
    }

    /// Every text that was read.
    pub(crate) fn sources(&self) -> &Sources {
        &self.files.sources
    }

    /// Each file once, the main file first.
    pub(crate) fn files(&self) -> &[super::File] {
        self.files.each()
    }

    /// All files in the order read; one that is included twice comes twice.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = &super::File> {
        self.files.in_order()
    }

    /// The patterns of `[include]`.
    pub(crate) fn patterns(&self) -> &[Pattern] {
        &self.files.patterns
    }

    /// True when the main file has an `[include]`.
    pub(crate) fn has_include(&self) -> bool {
        self.files.has_include
    }

    /// What can be had of the plan.
    pub(crate) fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// What the compiler found, in the order of evaluation.
    pub(crate) fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The findings beyond those, counted.
    pub(crate) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Lets `look` see all of it. The machine is that of the compilation.
    pub(crate) fn look<R>(&self, machine: Machine<'_>, look: impl FnOnce(&Inspected<'_>) -> R) -> Option<R> {
        let plan = self.plan.as_ref()?;
        let table = Table::new(self.files.in_order(), self.files.has_include);
        Some(look(&Inspected { machine, files: &self.files, table: &table, plan, found: &self.found }))
    }
}

/// Compiles `path` and what it includes, goes on in spite of errors, and lets `look` see all of it. `findings`: where the compiler's go,
/// which decides how many are kept. The compilation that comes out has no plan.
///
/// # Errors
/// Only when the main file cannot be read.
pub(crate) fn inspect<R>(
    path: &Path,
    system: &dyn System,
    options: &Options,
    mut findings: Findings,
    look: impl FnOnce(&Inspected<'_>) -> R,
) -> Result<(Compilation, Option<R>), ReadError> {
    let machine = Machine { system, options };
    let mut notices = Vec::new();
    let mut files = Files::read_main(path, machine, &mut findings)?;
    files.read_includes(machine, &mut findings, &mut notices);
    let planned = files.main().map(|main| {
        let table = Table::new(files.in_order(), files.has_include);
        let plan = plan(path, main, &table, machine, Wanted::Parts, &mut findings, notices);
        (table, plan)
    });
    let (diagnostics, left_out) = findings.into_lists();
    let diagnostics: Vec<_> = diagnostics.into_iter().map(|finding| files.with_include(finding)).collect();
    let seen = planned.map(|(table, plan)| {
        look(&Inspected { machine, files: &files, table: &table, plan: &plan, found: &diagnostics })
    });
    Ok((Compilation { plan: None, sources: files.sources, diagnostics, left_out }, seen))
}

//! The names that a value may refer to, and what they stand for (spec-config §2).

use std::collections::BTreeMap;

use super::Analysis;
use super::at::Given;
use crate::convert::{self, python};
use crate::expand::{Meaning, Scope, Traced, expand};
use crate::plan::Environment;
use crate::schema::{Expansion, SectionKind, program};
use crate::sources::Location;

/// The names that one option may refer to.
pub(super) struct Names<'a> {
    scope: Scope<'a>,
    /// Those that are no variables.
    own: Vec<&'static str>,
    /// The number of the first process, and how many there are; none where there is no such thing.
    pub(super) numbers: Option<(i64, i64)>,
    /// Variables of the program itself with those of `[supervisord]`, then these alone.
    layers: [Option<&'a Environment>; 2],
    machine: &'a BTreeMap<String, String>,
}

/// More processes than this are not counted here.
const MOST: i64 = 100_000;

impl<'a> Names<'a> {
    /// Those of an option; none when it is not expanded.
    pub(super) fn new(analysis: &'a Analysis, given: &Given<'a>) -> Option<Self> {
        if !given.is_expanded() {
            return None;
        }
        let kind = given.kind.unwrap_or(SectionKind::Program);
        let class = given.row.map_or(Expansion::Environment, |row| kind.expansion(row));
        let mut names = Self::of_section(analysis, given.section, kind, class);
        let own_environment =
            class == Expansion::Process && given.row.is_some_and(|row| row.name != "environment");
        if !own_environment {
            names.layers[0] = None;
        }
        if analysis.has_include() {
            // Replaced as text while the file is read, wherever it stands (spec-config §5.3).
            names.scope = names.scope.with_text("here", given.file.directory.clone());
            names.own = names.scope.own_names();
        }
        Some(names)
    }

    fn of_section(analysis: &'a Analysis, section: &str, kind: SectionKind, class: Expansion) -> Self {
        let options = analysis.options();
        let machine = &options.environment;
        let alone = matches!(
            kind,
            SectionKind::Supervisord
                | SectionKind::Include
                | SectionKind::Supervisorctl
                | SectionKind::CtlPlugin
        );
        let daemon = analysis.plan().filter(|_| !alone).map(|plan| &plan.daemon.environment.value);
        let processes = analysis.processes(section);
        let first = processes.first().copied();
        let process = first.map(|(_, process)| &process.environment.value);
        let mut scope = Scope::new(machine, daemon.unwrap_or_else(|| analysis.no_variables()));
        let name = SectionKind::of(section).map_or("", |(_, name)| python::strip(name)).to_owned();
        let group = first.map_or_else(|| name.clone(), |(group, _)| group.name.clone());
        let mut numbers = None;
        for known in class.names() {
            let meaning = match *known {
                "here" => analysis.main_directory().to_owned(),
                "host_node_name" => options.host_name.clone(),
                "program_name" => name.clone(),
                "group_name" => group.clone(),
                _ => continue,
            };
            scope = scope.with_text(known, meaning);
        }
        if class == Expansion::Process {
            let mut counted = Self { scope, own: Vec::new(), numbers, layers: [None, daemon], machine };
            let start = counted.number(analysis, section, program::NUMPROCS_START.name, 0);
            let count = counted.number(analysis, section, program::NUMPROCS.name, 1).clamp(0, MOST);
            scope = counted.scope;
            numbers = Some((start, count));
            scope.set("numprocs", Meaning::Number(count));
            scope.set("process_num", Meaning::Number(start));
            if let Some(environment) = process {
                scope.set_process(environment.clone());
            }
        }
        let own = scope.own_names();
        let own_layer = process.map(|environment| &**environment);
        Self { scope, own, numbers, layers: [own_layer, daemon], machine }
    }

    /// The value of an option that is a number.
    fn number(&mut self, analysis: &Analysis, section: &str, key: &str, default: i64) -> i64 {
        let Some(option) = analysis.option(section, key) else { return default };
        let value = option.entry.value(&option.file.text);
        let text = self.expanded(value.text(), None);
        text.and_then(|text| convert::integer(&text).ok()).unwrap_or(default)
    }

    /// The names that are no variables, sorted.
    pub(super) fn own(&self) -> &[&'static str] {
        &self.own
    }

    /// A text with everything in it expanded, for the process of that number; none when something in it stands for nothing.
    pub(super) fn expanded(&mut self, text: &str, number: Option<i64>) -> Option<String> {
        if let Some(number) = number {
            self.scope.set("process_num", Meaning::Number(number));
        }
        expand(&Traced::new(text), &self.scope).ok().map(|made| made.text().to_owned())
    }

    /// The same, which still knows where each part stands in the text.
    pub(super) fn traced<'t>(&self, text: &'t str) -> Option<Traced<'t>> {
        expand(&Traced::new(text), &self.scope).ok()
    }

    /// What the first and the last process make of a text: one when it is the same.
    pub(super) fn expanded_range(&mut self, text: &str) -> Vec<String> {
        let (start, count) = self.numbers.unwrap_or((0, 1));
        let last = start.saturating_add(count.max(1) - 1);
        let mut made: Vec<_> =
            [start, last].into_iter().filter_map(|number| self.expanded(text, Some(number))).collect();
        made.dedup();
        made
    }

    /// What a variable stands for, and where that is written; no place: it comes from outside.
    pub(super) fn variable(&self, key: &str) -> Option<(&'a str, Option<Location>)> {
        let mut layers = self.layers.iter().flatten();
        match layers.find_map(|layer| layer.get(key)) {
            Some(setting) => Some((&setting.value, setting.origin.location())),
            None => self.machine.get(key).map(|value| (value.as_str(), None)),
        }
    }

    /// Every variable that is set, by name, and whether it is set in a file.
    pub(super) fn variables(&self) -> BTreeMap<&'a str, (&'a str, bool)> {
        let mut all: BTreeMap<_, _> =
            self.machine.iter().map(|(key, value)| (key.as_str(), (value.as_str(), false))).collect();
        for layer in self.layers.iter().rev().flatten() {
            all.extend(layer.iter().map(|(key, setting)| (key.as_str(), (setting.value.as_str(), true))));
        }
        all
    }
}

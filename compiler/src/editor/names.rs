//! The names that a value may refer to, and what they stand for (spec-config §2).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use supervisor_grammar::environment::{self, Mode};

use super::analysis::EntryAt;
use super::at::Given;
use super::{Analysis, programs};
use crate::convert::{self, python};
use crate::expand::{Meaning, Scope, Traced, expand};
use crate::lint::expansions::expansions;
use crate::plan::{Environment, Origin, Setting};
use crate::schema::{Expansion, SectionKind, ValueType, program};
use crate::sources::{Location, Sources};

/// The names that one option may refer to.
pub(super) struct Names<'a> {
    scope: Scope<'a>,
    /// Those that are no variables.
    own: Vec<&'static str>,
    /// The number of the first process, and how many there are; none where there is no such thing.
    pub(super) numbers: Option<(i64, i64)>,
    /// Variables of the program itself with those of `[supervisord]`.
    process: Option<Arc<Environment>>,
    /// Variables of `[supervisord]`.
    daemon: Option<&'a Environment>,
    machine: &'a BTreeMap<String, String>,
    told: &'a BTreeSet<String>,
    sources: &'a Sources,
}

/// Variables of the environment whose values say nothing that others must not see.
const HARMLESS: [&str; 12] =
    ["HOME", "HOSTNAME", "LANG", "LC_ALL", "LOGNAME", "PATH", "PWD", "SHELL", "TERM", "TMPDIR", "TZ", "USER"];

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
        let is_environment = given.row.is_some_and(|row| row.value == ValueType::Environment);
        let mut names = Self::of_section(analysis, given.section, kind, class);
        if class == Expansion::Process && !is_environment {
            names.add_own_variables(analysis, given.section);
        }
        if analysis.has_include() {
            // Replaced as text while the file is read, wherever it stands (spec-config §5.3).
            names.scope = names.scope.with_text("here", given.file.directory.clone());
        }
        names.own = names.scope.own_names();
        Some(names)
    }

    fn of_section(analysis: &'a Analysis, section: &str, kind: SectionKind, class: Expansion) -> Self {
        let options = analysis.options();
        let (machine, told) = (&options.environment, &options.told);
        let alone = matches!(
            kind,
            SectionKind::Supervisord
                | SectionKind::Include
                | SectionKind::Supervisorctl
                | SectionKind::CtlPlugin
        );
        let daemon = analysis.plan().filter(|_| !alone).map(|plan| &plan.daemon.environment.value);
        let mut scope = Scope::new(machine, daemon.unwrap_or_else(|| analysis.no_variables()));
        let name = SectionKind::of(section).map_or("", |(_, name)| python::strip(name)).to_owned();
        for known in class.names() {
            let meaning = match *known {
                "here" => analysis.main_directory().to_owned(),
                "host_node_name" => options.host_name.clone(),
                "program_name" => name.clone(),
                "group_name" => group_name(analysis, section, &name),
                _ => continue,
            };
            scope = scope.with_text(known, meaning);
        }
        let sources = analysis.sources();
        let mut names =
            Self { scope, own: Vec::new(), numbers: None, process: None, daemon, machine, told, sources };
        if class == Expansion::Process {
            let start = names.number(analysis, section, program::NUMPROCS_START.name, 0);
            let count = names.number(analysis, section, program::NUMPROCS.name, 1).clamp(0, MOST);
            names.numbers = Some((start, count));
            names.scope.set("numprocs", Meaning::Number(count));
            names.scope.set("process_num", Meaning::Number(start));
        }
        names
    }

    /// Adds the variables of the program itself. While its section is faulty, because somebody is writing in it, it has no process
    /// that would know them.
    fn add_own_variables(&mut self, analysis: &Analysis, section: &str) {
        let made = analysis.processes(section);
        let known = made.first().map(|(_, process)| process.environment.value.clone());
        let process = known.or_else(|| self.written_variables(analysis, section));
        if let Some(process) = process {
            self.scope.set_process(process.clone());
            self.process = Some(process);
        }
    }

    fn written_variables(&self, analysis: &Analysis, section: &str) -> Option<Arc<Environment>> {
        let EntryAt { file, entry } = analysis.option(section, program::ENVIRONMENT.name)?;
        let value = entry.value(&file.text);
        let traced = self.traced(value.text())?;
        let mut variables = self.daemon.cloned().unwrap_or_default();
        for pair in environment::parse(traced.text(), Mode::Legacy).ok()? {
            let range = traced.locate(pair.key_range.start..pair.value_range.end);
            let place = Location { file: file.id, span: value.locate(range) };
            variables.insert(pair.key, Setting::new(pair.value, Origin::File(place)));
        }
        Some(Arc::new(variables))
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
    pub(super) fn variable(&self, key: &str) -> Option<(&str, Option<Location>)> {
        match self.layers().find_map(|layer| layer.get(key)) {
            Some(setting) => Some((&setting.value, setting.origin.location())),
            None => self.machine.get(key).map(|value| (value.as_str(), None)),
        }
    }

    /// True for a variable whose value is nobody's business, for it may be on somebody's screen: it comes from the environment of the
    /// process that we are, of an editor most often, or the configuration sets it to something in which such a one is.
    pub(super) fn is_private(&self, key: &str) -> bool {
        // A variable may be set from another one of the same name, and those two from each other.
        let mut met = HashSet::new();
        let mut open = vec![key.to_owned()];
        while let Some(key) = open.pop() {
            if !met.insert(key.clone()) {
                continue;
            }
            let outside = self.machine.contains_key(&key)
                && !self.told.contains(&key)
                && !HARMLESS.contains(&key.as_str());
            match self.variable(&key) {
                Some((_, Some(place))) => {
                    let written = self.sources.text(place);
                    // In its own value it stands for the one outside.
                    if outside && variables(written).any(|name| name == key) {
                        return true;
                    }
                    open.extend(variables(written).map(str::to_owned));
                }
                Some((_, None)) if outside => return true,
                _ => {}
            }
        }
        false
    }

    /// True for an option of a section in which a private variable stands.
    pub(super) fn are_private(analysis: &Analysis, section: &str, key: &str) -> bool {
        let Some(EntryAt { file, entry }) = analysis.option(section, key) else { return false };
        let value = entry.value(&file.text);
        let kind = SectionKind::of(section).map(|(kind, _)| kind);
        let Some(kind) = kind.filter(|_| value.text().contains("%(ENV_")) else { return false };
        let class = kind.option(key).map_or(Expansion::Environment, |row| kind.expansion(row));
        let mut names = Names::of_section(analysis, section, kind, class);
        names.add_own_variables(analysis, section);
        names.without_private(value.text()).is_some()
    }

    /// A text in which private variables stand as `$NAME`, to be expanded for a reader; none: it has none of them.
    pub(super) fn without_private(&self, text: &str) -> Option<String> {
        let mut hidden = String::new();
        let mut done = 0;
        for (range, name) in expansions(text) {
            let Some(key) = name.strip_prefix("ENV_").filter(|key| self.is_private(key)) else { continue };
            hidden.push_str(text.get(done..range.start).unwrap_or_default());
            hidden.push('$');
            hidden.push_str(key);
            done = range.end;
        }
        if done == 0 {
            return None;
        }
        hidden.push_str(text.get(done..).unwrap_or_default());
        Some(hidden)
    }

    /// Every variable that is set, by name, and whether it is set in a file.
    pub(super) fn variables(&self) -> BTreeMap<&str, (&str, bool)> {
        let mut all: BTreeMap<_, _> =
            self.machine.iter().map(|(key, value)| (key.as_str(), (value.as_str(), false))).collect();
        for layer in self.layers() {
            for (key, setting) in layer {
                let own = all.entry(key.as_str()).or_insert((&setting.value, true));
                // What the machine sets is overridden, what a nearer layer sets is not.
                if !own.1 {
                    *own = (&setting.value, true);
                }
            }
        }
        all
    }

    /// What sets variables, the nearest first.
    fn layers(&self) -> impl Iterator<Item = &Environment> {
        self.process.as_deref().into_iter().chain(self.daemon)
    }
}

/// The variables that a text names.
pub(super) fn variables(text: &str) -> impl Iterator<Item = &str> {
    expansions(text).filter_map(|(_, name)| name.strip_prefix("ENV_"))
}

/// The group that the processes of a section are in. While the section is faulty the lists of programs must tell.
fn group_name(analysis: &Analysis, section: &str, name: &str) -> String {
    if let Some((group, _)) = analysis.processes(section).first() {
        return group.name.clone();
    }
    let items = programs::items(analysis);
    let listing = items.iter().find(|item| item.text == name).map(|item| item.given.section);
    let group = listing.and_then(|section| section.strip_prefix(SectionKind::Group.prefix()));
    group.map_or(name, str::trim).to_owned()
}

//! What an option amounts to: its value after expansion, inclusion and conversion.

use std::borrow::Cow;

use super::Analysis;
use super::at::Given;
use super::names::Names;
use super::text::{code, one_line};
use crate::lint::expansions::expansions;
use crate::plan::settings::{
    SettingView, daemon_settings, group_settings, process_settings, rpc_interface_settings, server_settings,
};
use crate::render::Secrets;
use crate::schema::{Role, SectionKind, ValueType};

/// The values of an option in the processes of its section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Effective {
    /// In the first process, or everywhere.
    pub(super) first: String,
    /// In the last process, when that is not the same.
    pub(super) last: Option<String>,
    /// How many processes there are; 1 where there is no such thing.
    pub(super) count: usize,
}

impl Effective {
    /// Of an option; none when nobody can tell, because of an error or because it means nothing.
    pub(super) fn of(analysis: &Analysis, given: &Given<'_>) -> Option<Self> {
        if let Some(hidden) = Self::without_private(analysis, given) {
            return Some(hidden);
        }
        let known = Self::of_option(analysis, given.section, &given.key());
        let mut effective = known.or_else(|| Self::expanded(analysis, given))?;
        effective.hide_variables(analysis, given);
        if given.row.is_some_and(|row| row.value == ValueType::Octal) {
            effective.mark_octal();
        }
        Some(effective)
    }

    /// Begins modes with the zero that says how to read them: people write `0700`.
    fn mark_octal(&mut self) {
        for mode in [Some(&mut self.first), self.last.as_mut()].into_iter().flatten() {
            if mode.starts_with(|digit: char| ('1'..='9').contains(&digit)) {
                mode.insert(0, '0');
            }
        }
    }

    /// Of an option of a section that has a place in the plan, whether it is written or not.
    pub(super) fn of_option(analysis: &Analysis, section: &str, key: &str) -> Option<Self> {
        let (kind, name) = SectionKind::of(section)?;
        let plan = analysis.plan()?;
        let in_views = |views: Vec<SettingView>| {
            let mut views = views.into_iter();
            Some(Self::same(views.find(|view| view.option == key)?.value))
        };
        match kind {
            SectionKind::Supervisord => in_views(daemon_settings(&plan.daemon)),
            SectionKind::UnixHttpServer | SectionKind::InetHttpServer => {
                in_views(server_settings(plan.servers.iter().find(|server| server.section == section)?))
            }
            SectionKind::RpcInterface => {
                let interface = plan.rpc_interfaces.iter().find(|rpc| rpc.name == name)?;
                let option = interface.options.get(key).map(|setting| Self::same(setting.value.clone()));
                option.or_else(|| in_views(rpc_interface_settings(interface)))
            }
            SectionKind::Supervisorctl => in_views(analysis.client()?.settings()),
            SectionKind::Group => in_views(group_settings(plan.group(name.trim())?)),
            SectionKind::Program | SectionKind::FcgiProgram | SectionKind::EventListener => {
                Self::of_processes(analysis, section, key)
            }
            SectionKind::Include | SectionKind::CtlPlugin => None,
        }
    }

    fn of_processes(analysis: &Analysis, section: &str, key: &str) -> Option<Self> {
        let processes = analysis.processes(section);
        let (group, first) = processes.first()?;
        let view = |views: Vec<SettingView>| Some(views.into_iter().find(|view| view.option == key)?.value);
        let last = processes.last().filter(|_| processes.len() > 1);
        let Some(of_first) = view(process_settings(first)) else {
            return view(group_settings(group)).map(Self::same);
        };
        let last = last.and_then(|(_, last)| view(process_settings(last)));
        let last = last.filter(|last| *last != of_first);
        Some(Self { first: of_first, last, count: processes.len() })
    }

    /// Of an option that makes something else than a setting, or that belongs to a plug-in.
    fn expanded(analysis: &Analysis, given: &Given<'_>) -> Option<Self> {
        let shape = given.row.is_none_or(|row| row.role == Role::Shape);
        let mut names = Names::new(analysis, given).filter(|_| shape)?;
        let value = given.value();
        Some(Self::same(names.expanded(value.text(), None)?))
    }

    /// Of an option with variables that nobody must see: they stand as `$NAME`. The rest is expanded and nothing else, for what a
    /// path becomes in the end may tell what was in it.
    fn without_private(analysis: &Analysis, given: &Given<'_>) -> Option<Self> {
        let value = given.value();
        // Most values name no variable, and the names need not be made.
        value.text().contains("%(ENV_").then_some(())?;
        let mut names = Names::new(analysis, given)?;
        let hidden = names.without_private(value.text())?;
        let mut made = names.expanded_range(&hidden).into_iter();
        let first = made.next()?;
        let last = made.next();
        let count = names.numbers.map_or(1, |(_, count)| usize::try_from(count).unwrap_or(1));
        Some(Self { first, last, count })
    }

    /// Takes out what variables brought in whose names say that they are secret.
    fn hide_variables(&mut self, analysis: &Analysis, given: &Given<'_>) {
        let value = given.value();
        if !value.text().contains("%(ENV_") {
            return;
        }
        let Some(names) = Names::new(analysis, given) else { return };
        for (_, name) in expansions(value.text()) {
            let Some(key) = name.strip_prefix("ENV_") else { continue };
            let Some((secret, _)) = names.variable(key).filter(|(secret, _)| !secret.is_empty()) else {
                continue;
            };
            let shown = Secrets::Masked.of("environment", Some(key), secret);
            if shown != secret {
                self.first = self.first.replace(secret, &shown);
                self.last = self.last.as_ref().map(|last| last.replace(secret, &shown));
            }
        }
    }

    fn same(value: String) -> Self {
        Self { first: value, last: None, count: 1 }
    }

    /// In one line for a reader, secrets masked.
    pub(super) fn shown(&self, key: &str) -> String {
        let one = |value: &str| one_line(&masked(key, value));
        match &self.last {
            Some(last) => format!("{} … {}", one(&self.first), one(last)),
            None => one(&self.first),
        }
    }

    /// The same in Markdown.
    pub(super) fn markdown(&self, key: &str) -> String {
        let one = |value: &str| match &*one_line(&masked(key, value)) {
            "" => "empty".to_owned(),
            line => code(line),
        };
        match &self.last {
            Some(last) => format!("{} … {} ({} processes)", one(&self.first), one(last), self.count),
            None => one(&self.first),
        }
    }
}

/// A value without its secrets.
pub(super) fn masked<'v>(key: &str, value: &'v str) -> Cow<'v, str> {
    Secrets::Masked.of_list(key, value)
}

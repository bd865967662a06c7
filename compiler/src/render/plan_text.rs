//! The plan for people: what is set, to what, and by which line.

use super::origin::{Row, Texts, rows};
use super::paint::{Line, Paint, Tone, lines, one_line};
use super::{Secrets, counted};
use crate::plan::settings::{
    daemon_settings, group_settings, process_settings, rpc_interface_settings, server_settings,
};
use crate::plan::{Group, GroupKind, Origin, Plan, Process};

/// What is shown of a plan, and how.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Settings at their defaults too.
    pub all: bool,
    /// Whether secrets are printed.
    pub secrets: Secrets,
    /// Colours.
    pub paint: Paint,
}

/// The whole plan, each value with the place it came from.
#[must_use]
pub fn render(plan: &Plan, texts: Texts<'_>, style: Style) -> String {
    let mut writer = Writer { out: String::new(), texts, style };
    let daemon = rows(daemon_settings(&plan.daemon), Some(&plan.daemon.environment));
    writer.section("[supervisord]", "", &daemon);
    for server in &plan.servers {
        writer.section(&format!("[{}]", server.section), "", &rows(server_settings(server), None));
    }
    for interface in &plan.rpc_interfaces {
        let mut settings = rows(rpc_interface_settings(interface), None);
        settings.extend(interface.options.iter().map(|(name, value)| Row {
            option: name.clone(),
            variable: None,
            value: value.value.clone(),
            origin: value.origin,
        }));
        writer.section(&format!("[rpcinterface:{}]", interface.name), "", &settings);
    }
    for group in &plan.groups {
        writer.group(group);
    }
    for notice in &plan.notices {
        let level = notice.level.tag();
        let text = format!("log at start: {level} {}", one_line(&notice.text));
        writer.out.push_str(&style.paint.tone(Tone::Faint, &text));
        writer.out.push('\n');
    }
    let processes = counted(plan.groups.iter().map(|group| group.processes.len()).sum(), "process");
    let (groups, files) =
        (counted(plan.groups.len(), "group"), counted(texts.sources.iter().count(), "file"));
    writer.out.push_str(&format!("{processes} in {groups}, from {files}\n"));
    writer.out
}

struct Writer<'a> {
    out: String,
    texts: Texts<'a>,
    style: Style,
}

impl Writer<'_> {
    fn section(&mut self, title: &str, remark: &str, settings: &[Row]) {
        self.title(title, remark);
        self.settings("  ", settings);
        self.out.push('\n');
    }

    fn title(&mut self, title: &str, remark: &str) {
        self.out.push_str(&self.style.paint.tone(Tone::Strong, title));
        if !remark.is_empty() {
            self.out.push_str(&self.style.paint.tone(Tone::Faint, &format!("  # {remark}")));
        }
        self.out.push('\n');
    }

    fn settings(&mut self, indent: &str, settings: &[Row]) {
        let shown: Vec<_> =
            settings.iter().filter(|row| self.style.all || row.origin != Origin::Default).collect();
        let longest = shown.iter().map(|row| row.name().chars().count()).max().unwrap_or(0);
        let table: Vec<_> = shown
            .iter()
            .map(|row| Line {
                text: format!("{indent}{:longest$} = {}", row.name(), self.value(row)),
                remark: self.texts.words(row.origin),
                tone: (row.origin == Origin::Default).then_some(Tone::Faint),
            })
            .collect();
        lines(&mut self.out, &table, self.style.paint);
        if shown.is_empty() {
            let text = format!("{indent}all options at their defaults");
            self.out.push_str(&self.style.paint.tone(Tone::Faint, &text));
            self.out.push('\n');
        }
    }

    fn value(&self, row: &Row) -> String {
        match (row.value.as_str(), row.origin) {
            ("", Origin::Default) => "(none)".to_owned(),
            ("", _) => "(empty)".to_owned(),
            (value, _) => one_line(&self.style.secrets.of(&row.option, row.variable.as_deref(), value)),
        }
    }

    fn group(&mut self, group: &Group) {
        let kind = match group.kind {
            GroupKind::Programs => "",
            GroupKind::FastCgi(_) => " (FastCGI)",
            GroupKind::EventListener(_) => " (event listener)",
        };
        let place = self.texts.words(group.header.origin);
        self.title(&format!("group {}{kind}", group.name), &place);
        let settings = rows(group_settings(group), None);
        if self.style.all || settings.iter().any(|row| row.origin != Origin::Default) {
            self.settings("  ", &settings);
        }
        if group.processes.is_empty() {
            self.out.push_str(&self.style.paint.tone(Tone::Faint, "  no processes"));
            self.out.push('\n');
        }
        for (index, process) in group.processes.iter().enumerate() {
            self.process(process, group.processes.iter().take(index));
        }
        self.out.push('\n');
    }

    /// A process whose command stands on the same line as an earlier one's is told by what differs.
    fn process<'p>(&mut self, process: &Process, mut earlier: impl Iterator<Item = &'p Process>) {
        let mut settings = rows(process_settings(process), Some(&process.environment));
        settings.retain(|row| row.option != "process_name");
        match earlier.find(|first| first.command.origin == process.command.origin) {
            Some(first) => {
                let known = rows(process_settings(first), Some(&first.environment));
                settings.retain(|row| !known.contains(row));
                let remark = format!("as {}", first.name.value);
                self.title(&format!("  process {}", process.name.value), &remark);
                if !settings.is_empty() {
                    self.settings("    ", &settings);
                }
            }
            None => {
                self.title(&format!("  process {}", process.name.value), "");
                self.settings("    ", &settings);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{BASE, new};

    fn shown(all: bool, secrets: Secrets, color: bool) -> String {
        let (plan, sources) = new();
        let texts = Texts::new(&sources, BASE.as_ref());
        render(&plan, texts, Style { all, secrets, paint: Paint { color } })
    }

    #[test]
    fn what_is_set() {
        insta::assert_snapshot!(shown(false, Secrets::Masked, false));
    }

    #[test]
    fn everything() {
        insta::assert_snapshot!(shown(true, Secrets::Masked, false));
    }

    #[test]
    fn in_color() {
        insta::assert_snapshot!(shown(false, Secrets::Masked, true).replace('\u{1b}', "ESC"));
    }

    #[test]
    fn secrets_show_only_when_asked_for() {
        assert!(!shown(true, Secrets::Masked, false).contains("hunter2"));
        assert!(shown(false, Secrets::Shown, false).contains("hunter2"));
    }
}

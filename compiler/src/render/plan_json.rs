//! The plan for programs. The shape is versioned: fields are added within a version, never changed or removed.

use indexmap::IndexMap;
use serde::Serialize;

use super::origin::{OriginJson, Row, Texts, rows};
use super::{Secrets, sealed};
use crate::plan::settings::{
    daemon_settings, group_settings, process_settings, rpc_interface_settings, server_settings,
};
use crate::plan::{GroupKind, LogLevel, Plan};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    files: Vec<String>,
    supervisord: Settings,
    servers: Vec<Section<'a>>,
    rpc_interfaces: Vec<Section<'a>>,
    groups: Vec<GroupJson<'a>>,
    notices: Vec<NoticeJson<'a>>,
}

#[derive(Serialize)]
struct Section<'a> {
    name: &'a str,
    #[serde(flatten)]
    settings: Settings,
}

#[derive(Serialize)]
struct GroupJson<'a> {
    name: &'a str,
    kind: &'static str,
    origin: OriginJson,
    #[serde(flatten)]
    settings: Settings,
    processes: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct NoticeJson<'a> {
    level: LogLevel,
    text: &'a str,
}

/// Options by name; the variables of `environment` apart.
#[derive(Serialize, Default)]
struct Settings {
    options: IndexMap<String, Value>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    environment: IndexMap<String, Value>,
}

#[derive(Serialize)]
struct Value {
    /// As a configuration would spell it; empty when there is none.
    value: String,
    origin: OriginJson,
}

/// One JSON document with every setting, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(plan: &Plan, texts: Texts<'_>, secrets: Secrets) -> serde_json::Result<String> {
    write(
        plan,
        texts,
        |option, variable, value| secrets.of(option, variable, value).into_owned(),
        |document| serde_json::to_string_pretty(document).map(|text| text + "\n"),
    )
}

/// The same with tags in the place of secrets ([`super::sealed`]), for no human eyes: on one line.
///
/// # Errors
/// The same.
pub fn render_sealed(plan: &Plan, texts: Texts<'_>) -> serde_json::Result<String> {
    write(plan, texts, sealed::value, |document| serde_json::to_string(document))
}

fn write(
    plan: &Plan,
    texts: Texts<'_>,
    show: impl Fn(&str, Option<&str>, &str) -> String,
    print: impl FnOnce(&Document<'_>) -> serde_json::Result<String>,
) -> serde_json::Result<String> {
    let settings = |rows: Vec<Row>| collect(rows, texts, &show);
    let document = Document {
        version: VERSION,
        files: texts
            .sources
            .iter()
            .map(|(_, source)| super::relative(&source.path, texts.base))
            .map(|path| path.to_string_lossy().into_owned())
            .collect(),
        supervisord: settings(rows(daemon_settings(&plan.daemon), Some(&plan.daemon.environment))),
        servers: plan
            .servers
            .iter()
            .map(|server| Section {
                name: &server.section,
                settings: settings(rows(server_settings(server), None)),
            })
            .collect(),
        rpc_interfaces: plan
            .rpc_interfaces
            .iter()
            .map(|interface| {
                let mut all = rows(rpc_interface_settings(interface), None);
                all.extend(interface.options.iter().map(|(name, value)| Row {
                    option: name.clone(),
                    variable: None,
                    value: value.value.clone(),
                    origin: value.origin,
                }));
                Section { name: &interface.name, settings: settings(all) }
            })
            .collect(),
        groups: plan
            .groups
            .iter()
            .map(|group| GroupJson {
                name: &group.name,
                kind: group.kind.name(),
                origin: texts.json(group.header.origin),
                settings: settings(rows(group_settings(group), None)),
                processes: group
                    .processes
                    .iter()
                    .map(|process| Section {
                        name: &process.name.value,
                        settings: settings(rows(process_settings(process), Some(&process.environment))),
                    })
                    .collect(),
            })
            .collect(),
        notices: plan
            .notices
            .iter()
            .map(|notice| NoticeJson { level: notice.level, text: &notice.text })
            .collect(),
    };
    print(&document)
}

fn collect(rows: Vec<Row>, texts: Texts<'_>, show: impl Fn(&str, Option<&str>, &str) -> String) -> Settings {
    let mut settings = Settings::default();
    for Row { option, variable, value, origin } in rows {
        let value = Value { value: show(&option, variable.as_deref(), &value), origin: texts.json(origin) };
        match variable {
            Some(variable) => settings.environment.insert(variable, value),
            None if option == "environment" => None,
            None => settings.options.insert(option, value),
        };
    }
    settings
}

impl GroupKind {
    /// The kind's name in JSON.
    pub(super) fn name(&self) -> &'static str {
        match self {
            GroupKind::Programs => "programs",
            GroupKind::FastCgi(_) => "fcgi",
            GroupKind::EventListener(_) => "eventlistener",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{BASE, new};

    #[test]
    fn document() {
        let (plan, sources) = new();
        let texts = Texts::new(&sources, BASE.as_ref());
        let text = render(&plan, texts, Secrets::Masked).unwrap();
        assert!(!text.contains("hunter2"));
        insta::assert_snapshot!(text);
    }
}

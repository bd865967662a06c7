//! Options of a section.

use supervisor_grammar::{Entry, Section, Span, is_space};

use super::{Completion, CompletionKind};
use crate::editor::at::At;
use crate::editor::hover::documentation;
use crate::editor::words;
use crate::schema::{Role, SectionKind, ValueType};

/// Options of a plug-in that is built in.
const OF_PLUGINS: [(SectionKind, &str, &str); 2] = [
    (
        SectionKind::RpcInterface,
        "whitelist",
        "Methods that may be called, separated by commas. For the twiddler interface only.",
    ),
    (
        SectionKind::CtlPlugin,
        "match_group",
        "Whether patterns are compared with `group:name`. For the wildcards commands only.",
    ),
];

/// The options that a section knows and does not have yet; `content`: what stands on the line so far, the key of `entry` if
/// there is one already.
pub(super) fn keys(
    at: &At<'_>,
    section: Option<&Section>,
    content: Span,
    entry: Option<&Entry>,
) -> Vec<Completion> {
    let Some(section) = section else { return Vec::new() };
    let name = section.name.of(at.document.text());
    let Some(span) = word(at, content) else { return Vec::new() };
    let kinds: Vec<SectionKind> = match SectionKind::of(name) {
        Some((kind, _)) => vec![kind],
        None if name == "DEFAULT" => vec![SectionKind::Program],
        None => return Vec::new(),
    };
    // With the cursor in a key, that key is not one that is there already.
    let own = |key: &str| entry.is_some_and(|entry| entry.has_key(at.document.text(), key));
    let free = |key: &str| own(key) || at.analysis.own_option(name, key).is_none();
    let delimiter = if entry.is_some() { "" } else { delimiter(at, Some(section)) };
    let mut found = Vec::new();
    for row in kinds.iter().flat_map(|kind| kind.options()) {
        if row.role == Role::Ignored || !free(row.name) {
            continue;
        }
        let mut made = Completion::new(at, CompletionKind::Option, row.name, span)
            .text(format!("{}{delimiter}", row.name))
            .detail(format!("{}, {}", words::value_type(row.value), words::default(row)).replace('`', ""))
            .documentation(documentation(row));
        made.deprecated = row.deprecated.is_some();
        made.again = entry.is_none() && is_closed(row.value);
        found.push(made);
    }
    let of_plugins = OF_PLUGINS.iter().filter(|(kind, option, _)| {
        let built_in = name == "ctlplugin:wildcards" || name == "rpcinterface:twiddler";
        kinds.contains(kind) && built_in && free(option)
    });
    found.extend(of_plugins.map(|(_, option, doc)| {
        let made = Completion::new(at, CompletionKind::Option, *option, span);
        made.text(format!("{option}{delimiter}")).documentation(*doc)
    }));
    found
}

/// The word under the cursor; none when something stands before it that is no part of a key.
fn word(at: &At<'_>, content: Span) -> Option<Span> {
    let text = at.document.text();
    let start = (content.start as usize).min(at.offset);
    let before = text.get(start..at.offset)?;
    if before.contains(is_space) {
        return None;
    }
    let rest = text.get(at.offset..content.end as usize).unwrap_or_default();
    let end = rest.find(|letter| is_space(letter) || letter == '=' || letter == ':').unwrap_or(rest.len());
    Some(Span::new(start..at.offset + end))
}

/// How the options around are written: `key=value` or `key = value`.
pub(super) fn delimiter(at: &At<'_>, section: Option<&Section>) -> &'static str {
    let text = at.document.text();
    let own = section.into_iter().flat_map(|section| &section.entries);
    let all = own.chain(at.document.tree().sections.iter().flat_map(|section| &section.entries));
    let mut written = all.filter(|entry| entry.pieces.first().is_some_and(|piece| !piece.is_empty()));
    let spaced = written.next().is_none_or(|entry| {
        let end = entry.delimiter.end as usize;
        text.get(end..).is_some_and(|rest| rest.starts_with(is_space))
    });
    if spaced { " = " } else { "=" }
}

/// True for values out of a set that can be listed.
fn is_closed(value: ValueType) -> bool {
    matches!(
        value,
        ValueType::Boolean
            | ValueType::Signal
            | ValueType::AutoRestart
            | ValueType::LogLevel
            | ValueType::LogFile
            | ValueType::User
            | ValueType::UserGroup
            | ValueType::Events
            | ValueType::Programs
            | ValueType::EntryPoint
            | ValueType::ServerUrl
    )
}

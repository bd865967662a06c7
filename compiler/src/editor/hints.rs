//! What a text does not say and a reader would like to know, beside it. Few, and none that repeats what is written.

#[cfg(test)]
mod tests;

use supervisor_grammar::Span;

use super::Analysis;
use super::at::Given;
use super::document::Document;
use super::effective::Effective;
use super::hover::{files, listed};
use super::names::Names;
use crate::plan::LogFile;
use crate::schema::{OptionRow, SectionKind, ValueType};
use crate::sources::FileId;

/// A few words beside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Behind which byte they stand.
    pub offset: u32,
    /// The words; a blank is to be put before them.
    pub label: String,
    /// More, as Markdown.
    pub tooltip: Option<String>,
}

/// The hints in a range of a file, in order.
#[must_use]
pub fn hints(analysis: &Analysis, file: FileId, range: Span) -> Vec<Hint> {
    let Some(source) = analysis.source(file) else { return Vec::new() };
    let mut hints = Vec::new();
    for block in &source.blocks {
        let whole = Document::section_span(block);
        if whole.end < range.start || range.end < whole.start {
            continue;
        }
        for entry in &block.entries {
            let end = Document::entry_end(entry);
            if end < range.start || range.end < entry.key.start {
                continue;
            }
            let given = Given::new(source, block, entry);
            if given.row.is_some_and(matters) && counts(analysis, &given) {
                of_option(analysis, &given, end, &mut hints);
            }
        }
    }
    hints
}

/// True for options that there is something to say about.
fn matters(row: &OptionRow) -> bool {
    let values = [
        ValueType::Programs,
        ValueType::Patterns,
        ValueType::LogFile,
        ValueType::DirPath,
        ValueType::Directory,
    ];
    values.contains(&row.value)
        || ["numprocs", "directory", "file", "socket", "serverurl"].contains(&row.name)
}

/// False for an option that a later one overrides.
fn counts(analysis: &Analysis, given: &Given<'_>) -> bool {
    let last = analysis.own_option(given.section, &given.key());
    last.is_some_and(|last| last.key_location() == given.key_location())
}

fn of_option(analysis: &Analysis, given: &Given<'_>, end: u32, hints: &mut Vec<Hint>) {
    let mut add =
        |offset: u32, label: String, tooltip: Option<String>| hints.push(Hint { offset, label, tooltip });
    let Some(row) = given.row else { return };
    match (row.value, row.name) {
        (_, "numprocs") => {
            let made = analysis.processes(given.section);
            if let Some((group, _)) = made.first().filter(|_| made.len() > 1) {
                let own: Vec<_> = made.iter().map(|(_, process)| *process).collect();
                let names = own.first().zip(own.last());
                let names = names.map(|(first, last)| {
                    format!(
                        "→ {} … {}",
                        full(&group.name, &first.name.value),
                        full(&group.name, &last.name.value)
                    )
                });
                if let Some(names) = names {
                    add(end, names, Some(listed(&group.name, &own)));
                }
            }
        }
        (ValueType::Programs, _) => {
            let group = SectionKind::of(given.section).map(|(_, name)| name.trim());
            let group = group.and_then(|name| analysis.plan()?.group(name));
            if let Some(group) = group {
                let own: Vec<_> = group.processes.iter().collect();
                let count = match own.len() {
                    1 => "1 process".to_owned(),
                    count => format!("{count} processes"),
                };
                add(end, format!("→ {count}"), Some(listed(&group.name, &own)));
            }
        }
        (ValueType::Patterns, _) => {
            let own = analysis.patterns().iter().filter(|pattern| pattern.location.file == given.file.id);
            for pattern in own {
                let paths: Vec<_> =
                    pattern.paths.iter().take(20).map(|path| path.display().to_string()).collect();
                let tooltip = (!paths.is_empty()).then(|| super::text::block("", &paths.join("\n")));
                add(pattern.location.span.end, format!("→ {}", files(pattern.paths.len())), tooltip);
            }
        }
        (ValueType::LogFile, key) => {
            if let Some(path) = log_file(analysis, given, key) {
                add(end, format!("→ {path}"), None);
            }
        }
        (_, key) => {
            if let Some(shown) = expanded(analysis, given, key) {
                add(end, format!("→ {shown}"), None);
            }
        }
    }
}

/// The value of an option in which something is expanded; none when a variable is not set here, and the value an invented one.
fn expanded(analysis: &Analysis, given: &Given<'_>, key: &str) -> Option<String> {
    let value = given.value();
    if !value.text().contains("%(") {
        return None;
    }
    let mut names = Names::new(analysis, given)?;
    names.expanded(value.text(), None)?;
    Some(Effective::of(analysis, given)?.shown(key)).filter(|shown| !shown.is_empty())
}

/// The file of a log: what its name becomes, and where one without a name is.
fn log_file(analysis: &Analysis, given: &Given<'_>, key: &str) -> Option<String> {
    let made = analysis.processes(given.section);
    let (_, first) = made.first()?;
    let channel = if key == "stdout_logfile" { &first.stdout } else { &first.stderr };
    if channel.logfile.value != LogFile::Auto {
        return expanded(analysis, given, key);
    }
    // The last part of the name is a random one.
    let daemon = &analysis.plan()?.daemon;
    let stream = key.trim_end_matches("_logfile");
    let directory = daemon.childlogdir.value.display();
    Some(format!("{directory}/{}-{stream}---{}-*.log", first.name.value, daemon.identifier.value))
}

/// A process as supervisorctl calls it.
fn full(group: &str, process: &str) -> String {
    if group == process { process.to_owned() } else { format!("{group}:{process}") }
}

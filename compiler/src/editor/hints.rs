//! What a text does not say and a reader would like to know, beside it. Few, and none that repeats what is written: which directory
//! `%(here)s` is everybody knows who has the file open, and a whole path beside each is noise. Hover tells it.

#[cfg(test)]
mod tests;

use supervisor_grammar::{Section as Block, Span};

use super::Analysis;
use super::at::Given;
use super::document::Document;
use super::effective::Effective;
use super::hover::{files, listed};
use super::names::Names;
use crate::compile::File;
use crate::lint::expansions::expansions;
use crate::plan::{LogFile, Process};
use crate::schema::{OptionRow, SectionKind, ValueType};
use crate::sources::{FileId, Location};

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
        if range.start <= block.header.end && block.header.start <= range.end {
            hints.extend(default_logs(analysis, source, block));
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
                // Where all have one name, the configuration is refused.
                let names = own.first().zip(own.last());
                let names = names.filter(|(first, last)| first.name.value != last.name.value);
                let names = names.filter(|_| !Names::are_private(analysis, given.section, "process_name"));
                let names = names.map(|(first, last)| {
                    format!(
                        "→ {} … {}",
                        full(&group.name, &first.name.value),
                        full(&group.name, &last.name.value)
                    )
                });
                if let Some(names) = names {
                    add(end, names, Some(listed(analysis, &group.name, &own)));
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
                add(end, format!("→ {count}"), Some(listed(analysis, &group.name, &own)));
            }
        }
        (ValueType::Patterns, _) => {
            let own = analysis.patterns().iter().filter(|pattern| pattern.location.file == given.file.id);
            for pattern in own {
                let paths: Vec<_> =
                    pattern.paths.iter().take(20).map(|path| path.display().to_string()).collect();
                let shown = !paths.is_empty() && !Names::are_private(analysis, given.section, "files");
                let tooltip = shown.then(|| super::text::block("", &paths.join("\n")));
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

/// The value of an option in which something is expanded; none when a variable is not set here, and the value an invented one, and
/// when nobody must see what a variable stands for.
fn expanded(analysis: &Analysis, given: &Given<'_>, key: &str) -> Option<String> {
    let value = given.value();
    if expansions(value.text()).all(|(_, name)| name == "here") {
        return None;
    }
    let mut names = Names::new(analysis, given)?;
    names.expanded(value.text(), None)?;
    if names.without_private(value.text()).is_some() {
        return None;
    }
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
    automatic(analysis, given.section, first, key.trim_end_matches("_logfile"))
}

/// Where a log without a name is. The last part of the file's name is a random one.
fn automatic(analysis: &Analysis, section: &str, process: &Process, stream: &str) -> Option<String> {
    let parts = [(section, "process_name"), ("supervisord", "childlogdir"), ("supervisord", "identifier")];
    if parts.into_iter().any(|(section, key)| Names::are_private(analysis, section, key)) {
        return None;
    }
    let daemon = &analysis.plan()?.daemon;
    let directory = daemon.childlogdir.value.display();
    Some(format!("{directory}/{}-{stream}---{}-*.log", process.name.value, daemon.identifier.value))
}

/// At the header of a program that says nothing of its logs: where they are. One of them stands for both.
fn default_logs(analysis: &Analysis, file: &File, block: &Block) -> Option<Hint> {
    let section = block.name.of(&file.text);
    let first = analysis.blocks(section).into_iter().next()?;
    if first.header() != (Location { file: file.id, span: block.header }) {
        return None;
    }
    let made = analysis.processes(section);
    let (_, process) = made.first()?;
    let streams = [("stdout", &process.stdout), ("stderr", &process.stderr)];
    let unsaid = streams.into_iter().filter(|(stream, channel)| {
        // What goes with the other stream has no log of its own.
        let joined = *stream == "stderr" && process.redirect_stderr.value;
        let said = analysis.option(section, &format!("{stream}_logfile")).is_some();
        channel.logfile.value == LogFile::Auto && !joined && !said
    });
    let unsaid: Vec<_> = unsaid.map(|(stream, _)| stream).collect();
    let paths = unsaid.iter().filter_map(|stream| automatic(analysis, section, process, stream));
    let paths: Vec<_> = paths.collect();
    let path = paths.first()?;
    let what = match unsaid.as_slice() {
        [stream] if !(*stream == "stdout" && process.redirect_stderr.value) => *stream,
        _ => "logs",
    };
    let more = if made.len() > 1 { " …" } else { "" };
    Some(Hint {
        offset: block.header.end,
        label: format!("{what} → {path}{more}"),
        tooltip: Some(super::text::block("", &paths.join("\n"))),
    })
}

/// A process as supervisorctl calls it.
fn full(group: &str, process: &str) -> String {
    if group == process { process.to_owned() } else { format!("{group}:{process}") }
}

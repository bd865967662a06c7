//! Files that a text names, to open them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use supervisor_grammar::{Span, words};

use super::Analysis;
use super::at::Given;
use super::names::Names;
use crate::expand::Traced;
use crate::lint::expansions::expansions;
use crate::schema::ValueType;
use crate::sources::FileId;
use crate::system::{FileKind, System};

/// A path in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it stands. A pattern that matches several files has a link for each, all of the same span.
    pub span: Span,
    /// The file, absolute.
    pub target: PathBuf,
    /// What it is.
    pub tooltip: String,
}

/// The machine is asked about so many paths at most.
const MOST: usize = 4_000;

/// The files that a file names and that exist.
#[must_use]
pub fn links(analysis: &Analysis, system: &dyn System, file: FileId) -> Vec<Link> {
    let mut links = Vec::new();
    for pattern in analysis.patterns().iter().filter(|pattern| pattern.location.file == file) {
        links.extend(pattern.paths.iter().map(|path| Link {
            span: pattern.location.span,
            target: analysis.options().cwd.join(path),
            tooltip: "Included file".to_owned(),
        }));
    }
    let mut known: HashMap<PathBuf, bool> = HashMap::new();
    let mut is_file = |path: &Path| {
        if known.len() >= MOST {
            return known.get(path).copied().unwrap_or(false);
        }
        let ask = || system.stat(path).is_some_and(|stat| stat.kind == FileKind::File);
        *known.entry(path.to_path_buf()).or_insert_with(ask)
    };
    let Some(source) = analysis.source(file) else { return links };
    let blocks = source.blocks.iter();
    let all =
        blocks.flat_map(|block| block.entries.iter().map(move |entry| Given::new(source, block, entry)));
    for given in all {
        let Some(tooltip) = tooltip(&given) else { continue };
        for (span, path) in paths(analysis, &given) {
            if is_file(&path) {
                links.push(Link { span, target: path, tooltip: tooltip.to_owned() });
            }
        }
    }
    links.sort_by(|a, b| (a.span, &a.target).cmp(&(b.span, &b.target)));
    links.dedup();
    links
}

/// What files an option names.
fn tooltip(given: &Given<'_>) -> Option<&'static str> {
    let row = given.row?;
    match (row.value, row.name) {
        (ValueType::LogFile, _) | (ValueType::DirPath, "logfile") => Some("Log file"),
        (ValueType::DirPath, "pidfile") => Some("File of the process id"),
        (_, "command") => Some("File of the command"),
        (_, "history_file") => Some("History of supervisorctl"),
        _ => None,
    }
}

/// The absolute paths of files that an option may name, and where they stand.
fn paths(analysis: &Analysis, given: &Given<'_>) -> Vec<(Span, PathBuf)> {
    let value = given.value();
    let text = value.text();
    // Most commands have no path but the first word, and most values nothing to expand.
    if !text.contains('/') && !text.contains('%') {
        return Vec::new();
    }
    let traced = match expansions(text).next() {
        None if !text.contains('%') => Some(Traced::new(text)),
        _ => Names::new(analysis, given).and_then(|names| names.traced(text)),
    };
    let Some(traced) = traced else { return Vec::new() };
    let is_command = given.row.is_some_and(|row| row.name == "command");
    let ranges = if is_command {
        let words = words::split(traced.text()).unwrap_or_default();
        words.into_iter().map(|word| (word.range, word.text)).collect()
    } else {
        vec![(0..traced.text().len(), traced.text().to_owned())]
    };
    let absolute = ranges.into_iter().filter(|(_, path)| path.starts_with('/') && !path.contains('\0'));
    let located =
        absolute.map(|(range, path)| (given.locate(traced.locate(range)).span, PathBuf::from(path)));
    located.filter(|(span, _)| !span.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::testing::scene;

    #[test]
    fn files_that_are_there() {
        let mut scene = scene(
            "[supervisord]
logfile=/var/log/s.log
environment=APP=\"/srv/app\"
[include]
files=c/*.conf d.conf e.conf
[program:a]
command=/usr/bin/python3 -u %(ENV_APP)s/run.py \"/srv/a b\" /srv/none /srv
stdout_logfile=/var/log/%(program_name)s.log
stderr_logfile=AUTO
--- c/a.conf
--- c/b.conf
--- d.conf
",
        );
        for path in ["/usr/bin/python3", "/srv/app/run.py", "/srv/a b", "/var/log/s.log", "/var/log/a.log"] {
            scene.system.add_file(path, "");
        }
        let text = scene.text(scene.file);
        let shown: Vec<_> = links(&scene.analysis, &scene.system, scene.file)
            .iter()
            .map(|link| format!("{} -> {} ({})", link.span.of(text), link.target.display(), link.tooltip))
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
    }
}

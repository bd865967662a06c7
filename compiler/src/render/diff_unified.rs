//! A diff as diff(1) prints it, of both sides written as one would write a configuration: a section for each process, under
//! the name that `supervisorctl status` shows, with the values that are in force.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::origin::rows;
use super::paint::{Paint, Tone, one_line};
use super::{Secrets, origin};
use crate::diff::OwnSection;
use crate::plan::Group;
use crate::plan::settings::{group_settings, process_settings};

/// Lines around a change.
const CONTEXT: usize = 2;

/// One side: its groups and the daemon's own sections.
type Content<'a> = (&'a [Group], &'a [OwnSection]);

/// Options by name, sections by name.
type Sections = BTreeMap<String, Vec<(String, Option<String>, String)>>;

/// The diff; nothing when both say the same. `titles` are what the two sides are called.
#[must_use]
pub fn render(
    (old, new): (Content<'_>, Content<'_>),
    titles: (&str, &str),
    secrets: Secrets,
    paint: Paint,
) -> String {
    let (before, after) = (sections(old), sections(new));
    let (old, new) = (written(&before, None, secrets), written(&after, Some(&before), secrets));
    let diff = TextDiff::from_lines(&old, &new);
    let (old_headers, new_headers) = (headers(&old), headers(&new));
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        if out.is_empty() {
            let _ = writeln!(out, "{}", paint.tone(Tone::Strong, &format!("--- {}", one_line(titles.0))));
            let _ = writeln!(out, "{}", paint.tone(Tone::Strong, &format!("+++ {}", one_line(titles.1))));
        }
        let changed = hunk.iter_changes().find(|change| change.tag() != ChangeTag::Equal);
        let section = changed.and_then(|change| match (change.old_index(), change.new_index()) {
            (Some(index), _) => old_headers.get(index),
            (None, Some(index)) => new_headers.get(index),
            (None, None) => None,
        });
        let header =
            format!("{} {}", hunk.header().to_string().trim_end(), section.copied().unwrap_or_default());
        let _ = writeln!(out, "{}", paint.tone(Tone::Faint, header.trim_end()));
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches('\n');
            let (mark, tone) = match change.tag() {
                ChangeTag::Equal => (' ', None),
                ChangeTag::Delete => ('-', Some(Tone::Removed)),
                ChangeTag::Insert => ('+', Some(Tone::Added)),
            };
            let line = format!("{mark}{line}");
            let _ = writeln!(out, "{}", tone.map_or(line.clone(), |tone| paint.tone(tone, &line)));
        }
    }
    out
}

/// Of each line the section that it stands in.
fn headers(text: &str) -> Vec<&str> {
    let mut current = "";
    text.lines()
        .map(|line| {
            if line.starts_with('[') {
                current = line;
            }
            current
        })
        .collect()
}

fn sections((groups, own): Content<'_>) -> Sections {
    let mut sections = Sections::new();
    for section in own {
        let options = section.options.iter();
        let options =
            options.map(|option| (option.name.clone(), option.variable.clone(), option.value.text.clone()));
        sections.insert(format!("[{}]", section.name), options.collect());
    }
    // Of groups of one name the first runs.
    for group in groups.iter().rev() {
        let own = rows(group_settings(group), None);
        let header = format!("[{}:*]", group.name);
        sections.insert(header, own.into_iter().map(|row| (row.option, row.variable, row.value)).collect());
        for process in &group.processes {
            let own = rows(process_settings(process), Some(&process.environment));
            let own = own.into_iter().filter(|row| row.option != "process_name");
            let header = format!("[{}:{}]", group.name, process.name.value);
            sections.insert(header, own.map(|row| (row.option, row.variable, row.value)).collect());
        }
    }
    sections
}

/// The text of a side; secrets that only look the same are marked, so that the line differs.
fn written(sections: &Sections, other: Option<&Sections>, secrets: Secrets) -> String {
    let mut out = String::new();
    for (header, options) in sections {
        let before: HashMap<_, _> = other
            .and_then(|other| other.get(header))
            .into_iter()
            .flatten()
            .map(|(option, variable, value)| ((option, variable), value))
            .collect();
        let _ = writeln!(out, "{header}");
        for (option, variable, value) in options {
            let shown = |value| one_line(&secrets.of(option, variable.as_deref(), value));
            let hidden = match before.get(&(option, variable)) {
                Some(before) if *before != value && shown(before) == shown(value) => " (another one)",
                _ => "",
            };
            let _ = writeln!(out, "{}={}{hidden}", origin::name(option, variable.as_deref()), shown(value));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::own_sections;
    use crate::render::sample::{new, old};

    #[test]
    fn what_differs_and_where() {
        let (old, new) = (old().0, new().0);
        let (before, after) = (own_sections(&old), own_sections(&new));
        let sides = ((old.groups.as_slice(), &*before), (new.groups.as_slice(), &*after));
        let shown = render(sides, ("HEAD:s.conf", "s.conf"), Secrets::Masked, Paint { color: false });
        assert!(!shown.contains("hunter"));
        insta::assert_snapshot!(shown);
        let same = ((old.groups.as_slice(), &*before), (old.groups.as_slice(), &*before));
        assert_eq!(render(same, ("a", "b"), Secrets::Masked, Paint { color: true }), "");
    }
}

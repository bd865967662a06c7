//! A diff as diff(1) prints it, of both sides written as one would write a configuration: a section for each process, under
//! the name that `supervisorctl status` shows, with the values that are in force, as far as they are set.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use similar::{ChangeTag, DiffTag, TextDiff};

use super::one_line;
use super::origin::{OUTSIDE, Row, UNTOLD, rows};
use super::paint::{Paint, Tone};
use super::{Secrets, origin};
use crate::diff::OwnSection;
use crate::plan::settings::{group_settings, process_settings};
use crate::plan::{Group, Origin};

/// Lines around a change.
const CONTEXT: usize = 2;

/// One side: its groups and the daemon's own sections.
type Content<'a> = (&'a [Group], &'a [OwnSection]);

/// The options of sections, by the name of the section.
type Sections = BTreeMap<String, Vec<Written>>;

/// An option as it is in force.
struct Written {
    option: String,
    variable: Option<String>,
    value: String,
    is_default: bool,
}

/// The diff; nothing when both say the same, but for notes on what is `unknown` of the
/// old side and what lies `outside`. `titles` are what the two sides are called. Options are listed that are set on
/// one side at least.
#[must_use]
pub fn render(
    (old, new): (Content<'_>, Content<'_>),
    titles: (&str, &str),
    (unknown, outside): (&[&str], &[String]),
    secrets: Secrets,
    paint: Paint,
) -> String {
    let mut notes = String::new();
    if !unknown.is_empty() {
        let _ = writeln!(notes, "# {UNTOLD}: {}", unknown.join(", "));
    }
    for path in outside {
        let _ = writeln!(notes, "# {OUTSIDE}: {path}");
    }
    let (before, after) = (sections(old), sections(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut out = String::new();
    // Sections are compared one by one: they resemble each other, and a diff of the whole would mix them up.
    let (mut old_line, mut new_line) = (0, 0);
    for name in names {
        let (old, new) = (before.get(name), after.get(name));
        let texts = (written(name, old, new, secrets, false), written(name, new, old, secrets, true));
        let diff = TextDiff::from_lines(&texts.0, &texts.1);
        for group in diff.grouped_ops(CONTEXT) {
            if group.iter().all(|op| op.tag() == DiffTag::Equal) {
                continue;
            }
            if out.is_empty() {
                for (mark, title) in [("---", titles.0), ("+++", titles.1)] {
                    let line = format!("{mark} {}", one_line(title));
                    let _ = writeln!(out, "{}", paint.tone(Tone::Strong, &line));
                }
            }
            let range = |ranges: &mut dyn Iterator<Item = Range<usize>>, base: usize| {
                let (start, end) = ranges.fold((usize::MAX, 0), |(start, end), range| {
                    (start.min(range.start), end.max(range.end))
                });
                let length = end.saturating_sub(start);
                let first = base + start + usize::from(length > 0);
                if length == 1 { first.to_string() } else { format!("{first},{length}") }
            };
            let old_range = range(&mut group.iter().map(similar::DiffOp::old_range), old_line);
            let new_range = range(&mut group.iter().map(similar::DiffOp::new_range), new_line);
            let header = format!("@@ -{old_range} +{new_range} @@ {}", one_line(name));
            let _ = writeln!(out, "{}", paint.tone(Tone::Faint, &header));
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
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
        old_line += texts.0.lines().count();
        new_line += texts.1.lines().count();
    }
    notes + &out
}

fn sections((groups, own): Content<'_>) -> Sections {
    let mut sections = Sections::new();
    for section in own {
        let options = section.options.iter().map(|option| Written {
            option: option.name.clone(),
            variable: None,
            value: option.value.text.clone(),
            is_default: option.value.origin == Origin::Default,
        });
        sections.insert(format!("[{}]", section.name), options.collect());
    }
    let options = |rows: Vec<Row>| -> Vec<Written> {
        let rows = rows.into_iter().filter(|row| row.option != "process_name");
        rows.map(|Row { option, variable, value, origin }| {
            let is_default = origin == Origin::Default || option == "environment" && variable.is_none();
            Written { option, variable, value, is_default }
        })
        .collect()
    };
    // Of groups of one name the first runs.
    for group in groups.iter().rev() {
        sections.insert(format!("[{}:*]", group.name), options(rows(group_settings(group), None)));
        for process in &group.processes {
            let own = rows(process_settings(process), Some(&process.environment));
            sections.insert(format!("[{}:{}]", group.name, process.name.value), options(own));
        }
    }
    sections
}

/// The text of a section; secrets that only look the same as those of the other side are marked on one, so that the line
/// differs.
fn written(
    name: &str,
    options: Option<&Vec<Written>>,
    other: Option<&Vec<Written>>,
    secrets: Secrets,
    marks: bool,
) -> String {
    let Some(options) = options else { return String::new() };
    let mut out = String::new();
    for Written { option, variable, value, is_default } in options {
        let is_it = |it: &&Written| it.option == *option && it.variable == *variable;
        let other = other.and_then(|other| other.iter().find(is_it));
        if *is_default && other.is_none_or(|other| other.is_default && other.value == *value) {
            continue;
        }
        let shown = |value| one_line(&secrets.of_side(option, variable.as_deref(), value));
        let hidden = match other {
            Some(other) if marks && other.value != *value && shown(&other.value) == shown(value) => {
                " (another one)"
            }
            _ => "",
        };
        let _ = writeln!(out, "{}={}{hidden}", origin::name(option, variable.as_deref()), shown(value));
    }
    // Of a group there is nothing to say but its options; that a process is there is something.
    if out.is_empty() && name.ends_with(":*]") { out } else { format!("{}\n{out}", one_line(name)) }
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
        let shown =
            render(sides, ("HEAD:s.conf", "s.conf"), (&[], &[]), Secrets::Masked, Paint { color: false });
        assert!(!shown.contains("hunter"));
        insta::assert_snapshot!(shown);
        let same = ((old.groups.as_slice(), &*before), (old.groups.as_slice(), &*before));
        assert_eq!(render(same, ("a", "b"), (&[], &[]), Secrets::Masked, Paint { color: true }), "");
        let outside = ["/etc/x/*.conf".to_owned()];
        assert_eq!(
            render(same, ("a", "b"), (&["umask"], &outside), Secrets::Masked, Paint { color: true }),
            "# the server does not tell these options of what runs; they count as unchanged: umask\n\
             # outside of what is compared, read as it is now for both sides: /etc/x/*.conf\n"
        );
    }
}

//! A diff for programs. The shape is versioned: fields are added within a version, never changed or removed.

use serde::Serialize;

use super::Secrets;
use super::origin::{OriginJson, Texts};
use crate::diff::{Diff, GroupChange, OptionChange, Presence, SectionChange, Side};
use crate::plan::{Group, Process};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    /// They differ in anything at all.
    differs: bool,
    /// An update would do something.
    update: bool,
    added: Vec<GroupJson<'a>>,
    changed: Vec<ChangeJson<'a>>,
    removed: Vec<GroupJson<'a>>,
    unchanged: Vec<&'a str>,
    /// Differences that an update does not compare.
    overlooked: Vec<ChangeJson<'a>>,
    /// Sections that an update ignores.
    needs_reload: Vec<SectionJson<'a>>,
}

#[derive(Serialize)]
struct GroupJson<'a> {
    name: &'a str,
    kind: &'static str,
    origin: OriginJson,
    processes: Vec<&'a str>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    name: &'a str,
    old_kind: &'static str,
    new_kind: &'static str,
    restarts: Vec<&'a str>,
    reordered: bool,
    options: Vec<OptionJson<'a>>,
    processes: Processes<'a>,
}

#[derive(Serialize)]
struct Processes<'a> {
    added: Vec<&'a str>,
    changed: Vec<ProcessJson<'a>>,
    removed: Vec<&'a str>,
}

#[derive(Serialize)]
struct ProcessJson<'a> {
    name: &'a str,
    options: Vec<OptionJson<'a>>,
}

#[derive(Serialize)]
struct OptionJson<'a> {
    option: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    variable: Option<&'a str>,
    compared: bool,
    old: Option<SideJson>,
    new: Option<SideJson>,
}

#[derive(Serialize)]
struct SideJson {
    value: String,
    origin: OriginJson,
}

#[derive(Serialize)]
struct SectionJson<'a> {
    section: &'a str,
    change: &'static str,
    options: Vec<OptionJson<'a>>,
}

/// One JSON document, ending with a line end. `old` and `new` are the two sides' texts.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(
    diff: &Diff<'_>,
    sections: &[SectionChange],
    (old, new): (Texts<'_>, Texts<'_>),
    secrets: Secrets,
) -> serde_json::Result<String> {
    let context = Context { old, new, secrets };
    let document = Document {
        version: VERSION,
        differs: !diff.is_empty() || !diff.overlooked.is_empty() || !sections.is_empty(),
        update: !diff.is_empty(),
        added: diff.added.iter().map(|group| whole(group, new)).collect(),
        changed: diff.changed.iter().map(|change| context.change(change)).collect(),
        removed: diff.removed.iter().map(|group| whole(group, old)).collect(),
        unchanged: diff.unchanged.iter().map(|group| group.name.as_str()).collect(),
        overlooked: diff.overlooked.iter().map(|change| context.change(change)).collect(),
        needs_reload: sections.iter().map(|section| context.section(section)).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn whole<'a>(group: &'a Group, texts: Texts<'_>) -> GroupJson<'a> {
    GroupJson {
        name: &group.name,
        kind: group.kind.name(),
        origin: texts.json(group.header.origin),
        processes: names(&group.processes),
    }
}

fn names<'a>(processes: impl IntoIterator<Item = &'a Process>) -> Vec<&'a str> {
    processes.into_iter().map(|process| process.name.value.as_str()).collect()
}

struct Context<'t> {
    old: Texts<'t>,
    new: Texts<'t>,
    secrets: Secrets,
}

impl Context<'_> {
    fn change<'a>(&self, change: &'a GroupChange<'a>) -> ChangeJson<'a> {
        ChangeJson {
            name: &change.new.name,
            old_kind: change.old.kind.name(),
            new_kind: change.new.kind.name(),
            restarts: names(change.restarted()),
            reordered: change.reordered,
            options: self.options(&change.options),
            processes: Processes {
                added: names(change.added.iter().copied()),
                changed: change
                    .changed
                    .iter()
                    .map(|process| ProcessJson {
                        name: &process.new.name.value,
                        options: self.options(&process.options),
                    })
                    .collect(),
                removed: names(change.removed.iter().copied()),
            },
        }
    }

    fn section<'a>(&self, change: &'a SectionChange) -> SectionJson<'a> {
        SectionJson {
            section: &change.section,
            change: match change.presence {
                Presence::Added => "added",
                Presence::Removed => "removed",
                Presence::Both => "changed",
            },
            options: self.options(&change.options),
        }
    }

    fn options<'a>(&self, options: &'a [OptionChange]) -> Vec<OptionJson<'a>> {
        options
            .iter()
            .map(|change| OptionJson {
                option: &change.option,
                variable: change.variable.as_deref(),
                compared: change.compared,
                old: change.old.as_ref().map(|side| self.side(change, side, self.old)),
                new: change.new.as_ref().map(|side| self.side(change, side, self.new)),
            })
            .collect()
    }

    fn side(&self, change: &OptionChange, side: &Side, texts: Texts<'_>) -> SideJson {
        let value = self.secrets.of(&change.option, change.variable.as_deref(), &side.text);
        SideJson { value: value.into_owned(), origin: texts.json(side.origin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{groups, sections};
    use crate::render::sample::{BASE, new, old};

    #[test]
    fn document() {
        let (old, old_sources) = old();
        let (new, new_sources) = new();
        let (diff, sections) = (groups(&old.groups, &new.groups), sections(&old, &new));
        let texts = |sources| Texts { sources, base: BASE.as_ref() };
        let sides = (texts(&old_sources), texts(&new_sources));
        let text = render(&diff, &sections, sides, Secrets::Masked).unwrap();
        assert!(!text.contains("hunter2"));
        insta::assert_snapshot!(text);
    }
}

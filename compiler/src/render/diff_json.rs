//! A diff for programs. The shape is versioned: fields are added within a version, never changed or removed.

use serde::Serialize;

use super::Secrets;
use super::origin::{OriginJson, Texts};
use crate::diff::forecast::{Extent, Fate, Forecast, Step, Whole};
use crate::diff::{
    Cause, Comparison, GroupChange, Member, Need, OptionChange, Presence, Rewritten, SectionChange, Side,
    cause,
};
use crate::plan::{Group, Origin, Process};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    /// They differ in anything at all.
    differs: bool,
    /// An update would do something.
    update: bool,
    /// An update that replaces only what changed inside a group.
    minimal: bool,
    added: Vec<GroupJson<'a>>,
    changed: Vec<ChangeJson<'a>>,
    removed: Vec<GroupJson<'a>>,
    unchanged: Vec<&'a str>,
    /// Differences that an update does not compare.
    overlooked: Vec<ChangeJson<'a>>,
    /// Sections that an update ignores.
    needs_reload: Vec<SectionJson<'a>>,
    /// Groups that are written otherwise and mean the same.
    rewritten: Vec<RewrittenJson<'a>>,
    /// Which options made processes come to groups of both sides or leave them, where that is known.
    causes: Vec<CauseJson<'a>>,
    /// What an update does, in this order.
    steps: Vec<StepJson<'a>>,
    /// How long it takes, at most.
    longest: Longest,
    /// Options of the old side that nobody can tell.
    unknown: &'a [&'static str],
    /// Patterns and files outside of what is compared.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    outside: &'a [String],
}

#[derive(Serialize)]
struct CauseJson<'a> {
    group: &'a str,
    process: &'a str,
    section: &'a str,
    option: &'static str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<OriginJson>,
}

#[derive(Serialize)]
struct RewrittenJson<'a> {
    group: &'a str,
    options: Vec<RewrittenOptionJson<'a>>,
}

#[derive(Serialize)]
struct RewrittenOptionJson<'a> {
    section: &'a str,
    option: &'a str,
    old: Option<String>,
    new: Option<String>,
    known: bool,
}

#[derive(Serialize)]
pub(super) struct StepJson<'a> {
    group: &'a str,
    action: &'static str,
    processes: Vec<FateJson<'a>>,
    stops: Vec<&'a str>,
    starts: Vec<&'a str>,
    /// Being stopped already, by somebody else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stopping: Vec<&'a str>,
    stop_seconds: u64,
    start_seconds: u64,
}

#[derive(Serialize)]
struct FateJson<'a> {
    name: &'a str,
    action: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
pub(super) struct Longest {
    update_seconds: u64,
    started_seconds: u64,
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
    /// Why it is replaced as a whole also by a minimal update.
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<&'static str>,
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
    /// What changed it, where its line did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<&'static str>,
    /// Of the daemon's own options: what makes the change take effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'static str>,
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
    comparison: &Comparison<'_>,
    (old, new): (Texts<'_>, Texts<'_>),
    secrets: Secrets,
) -> serde_json::Result<String> {
    let context = Context { old, new, secrets };
    let Comparison { diff, sections, rewritten, members, forecast, extent, unknown, outside } = comparison;
    let document = Document {
        version: VERSION,
        differs: comparison.differs(),
        update: !diff.is_empty(),
        minimal: *extent == Extent::Processes,
        added: diff.added.iter().map(|group| whole(group, new)).collect(),
        changed: diff.changed.iter().map(|change| context.change(change)).collect(),
        removed: diff.removed.iter().map(|group| whole(group, old)).collect(),
        unchanged: diff.unchanged.iter().map(|group| group.name.as_str()).collect(),
        overlooked: diff.overlooked.iter().map(|change| context.change(change)).collect(),
        needs_reload: sections.iter().map(|section| context.section(section)).collect(),
        rewritten: rewritten.iter().map(|group| context.rewritten(group)).collect(),
        causes: members.iter().map(|member| context.cause(member)).collect(),
        steps: steps(forecast),
        longest: longest(forecast),
        unknown,
        outside,
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

/// What an update does, step by step.
pub(super) fn steps<'a>(forecast: &'a Forecast<'a>) -> Vec<StepJson<'a>> {
    let fate = |fate: &Fate<'a>| FateJson {
        name: &fate.process.name.value,
        action: fate.action.name(),
        why: fate.why.name(),
    };
    let step = |step: &'a Step<'a>| StepJson {
        group: step.group,
        action: step.action.name(),
        processes: step.processes.iter().map(fate).collect(),
        stops: names(step.stops.iter().copied()),
        starts: names(step.starts.iter().copied()),
        stopping: names(step.stopping.iter().copied()),
        stop_seconds: step.stop_seconds,
        start_seconds: step.start_seconds,
    };
    forecast.steps.iter().map(step).collect()
}

/// How long an update takes, at most.
pub(super) fn longest(forecast: &Forecast<'_>) -> Longest {
    Longest { update_seconds: forecast.update_seconds, started_seconds: forecast.started_seconds }
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
            whole: change.whole().map(Whole::name),
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
            options: {
                let mut options = self.options(&change.options);
                for option in &mut options {
                    option.needs = Some(Need::of(&change.section, option.option).name());
                }
                options
            },
        }
    }

    fn cause<'a>(&self, member: &'a Member) -> CauseJson<'a> {
        CauseJson {
            group: &member.group,
            process: &member.process,
            section: &member.section,
            option: member.option,
            old: member.old.as_deref(),
            new: member.new.as_deref(),
            origin: member.location.map(|location| self.new.json(Origin::File(location))),
        }
    }

    fn rewritten<'a>(&self, group: &'a Rewritten) -> RewrittenJson<'a> {
        let options = group.options.iter().map(|option| {
            let value = |value: &Option<String>| {
                value.as_ref().map(|value| self.secrets.of_list(&option.option, value).into_owned())
            };
            RewrittenOptionJson {
                section: &option.section,
                option: &option.option,
                old: value(&option.old),
                new: value(&option.new),
                known: option.known,
            }
        });
        RewrittenJson { group: &group.group, options: options.collect() }
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
                through: cause(change, self.old.sources, self.new.sources).as_ref().map(Cause::name),
                needs: None,
            })
            .collect()
    }

    fn side(&self, change: &OptionChange, side: &Side, texts: Texts<'_>) -> SideJson {
        let value = self.secrets.of_side(&change.option, change.variable.as_deref(), &side.text);
        SideJson { value: value.into_owned(), origin: texts.json(side.origin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::forecast::Terms;
    use crate::render::sample::{BASE, new, old};

    #[test]
    fn document() {
        let (old, old_sources) = old();
        let (new, new_sources) = new();
        let comparison = Comparison::of_plans(&old, &new, &Terms::default());
        let texts = |sources| Texts::new(sources, BASE.as_ref());
        let sides = (texts(&old_sources), texts(&new_sources));
        let text = render(&comparison, sides, Secrets::Masked).unwrap();
        assert!(!text.contains("hunter2"));
        insta::assert_snapshot!(text);
    }
}

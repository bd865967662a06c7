//! Groups whose text changed and that nevertheless mean the same: an update leaves them alone, and here is why.

use std::collections::{HashMap, HashSet};

use super::Diff;
use crate::compile::merged::{Merged, MergedOption, MergedSection};
use crate::plan::{Group, Origin};
use crate::schema::SectionKind;
use crate::sources::Location;

/// A group that is written otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Its name.
    pub group: String,
    /// The options that are written otherwise; none: only comments, blank lines, order or place changed.
    pub options: Vec<RewrittenOption>,
}

/// An option that is written otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewrittenOption {
    /// The section it stands in, without brackets.
    pub section: String,
    /// Its name.
    pub option: String,
    /// As it was written; none: it was not there.
    pub old: Option<String>,
    /// As it is written; none: it is not there.
    pub new: Option<String>,
    /// Where it stands, or stood, in the texts of the side that has it.
    pub location: Location,
    /// Supervisor knows such an option here; else it is ignored.
    pub known: bool,
}

/// Which groups of those that count as equal in every option are written otherwise.
#[must_use]
pub fn rewritten(diff: &Diff<'_>, old: &Merged, new: &Merged) -> Vec<Rewritten> {
    let overlooked: HashSet<&str> = diff.overlooked.iter().map(|change| change.new.name.as_str()).collect();
    let groups = diff.unchanged.iter().filter(|group| !overlooked.contains(group.name.as_str()));
    let (old, new) = (Text::of(old), Text::of(new));
    groups.filter_map(|group| of_group(group, &old, &new)).collect()
}

/// A configuration whose sections are found by name.
struct Text<'m> {
    merged: &'m Merged,
    sections: HashMap<&'m str, &'m MergedSection>,
}

impl<'m> Text<'m> {
    fn of(merged: &'m Merged) -> Self {
        let sections = merged.sections.iter().map(|section| (section.name.as_str(), section)).collect();
        Self { merged, sections }
    }

    fn section(&self, name: &str) -> Option<&'m MergedSection> {
        self.sections.get(name).copied()
    }

    /// The text of a section, from its first header to the next one, with the comment directly above its header, and without
    /// that of the next one.
    fn block(&self, section: &MergedSection) -> &'m str {
        let source = self.merged.sources.get(section.header.file);
        let text = source.map_or("", |source| &source.text);
        let header = section.header.span.start as usize;
        let rest = text.get(header..).unwrap_or_default();
        let end = rest
            .match_indices("\n[")
            .next()
            .map_or(text.len(), |(at, _)| comment_above(text, header + at + 1));
        text.get(comment_above(text, header)..end).unwrap_or_default().trim_end()
    }
}

/// Where the lines of comments begin that stand directly above the line at `at`.
fn comment_above(text: &str, at: usize) -> usize {
    let above = text.get(..at).unwrap_or_default();
    let lines = above.split_inclusive('\n').rev();
    let comment = lines.take_while(|line| line.starts_with([';', '#']));
    at.saturating_sub(comment.map(str::len).sum())
}

fn of_group(group: &Group, old: &Text<'_>, new: &Text<'_>) -> Option<Rewritten> {
    let Origin::File(header) = group.header.origin else { return None };
    let name = new.merged.sources.text(header).trim_matches(['[', ']']);
    let mut sections = vec![name.to_owned()];
    if name.starts_with("group:") {
        let programs = new.section(name).and_then(|section| option(section, "programs"));
        for program in programs.iter().flat_map(|programs| programs.value.split(',')) {
            let kinds = ["program", "fcgi-program"].map(|kind| format!("{kind}:{}", program.trim()));
            sections.extend(kinds.into_iter().filter(|name| new.section(name).is_some()));
        }
    }
    let mut options = Vec::new();
    let mut touched = false;
    for name in sections {
        let (before, after) = (old.section(&name), new.section(&name));
        touched |= match (before, after) {
            (Some(before), Some(after)) => old.block(before) != new.block(after),
            (None, None) => false,
            _ => true,
        };
        options.extend(differences(&name, before, after));
    }
    (touched || !options.is_empty()).then(|| Rewritten { group: group.name.clone(), options })
}

fn differences(name: &str, old: Option<&MergedSection>, new: Option<&MergedSection>) -> Vec<RewrittenOption> {
    let kind = SectionKind::of(name).map(|(kind, _)| kind);
    let all = |section: Option<&'_ MergedSection>| -> Vec<MergedOption> {
        section.map(|section| section.options.clone()).unwrap_or_default()
    };
    let (before, after) = (all(old), all(new));
    let find = |options: &[MergedOption], name: &str| options.iter().find(|it| it.name == name).cloned();
    let gone = before.iter().filter(|option| find(&after, &option.name).is_none());
    after
        .iter()
        .chain(gone)
        .filter_map(|option| {
            let (old, new) = (find(&before, &option.name), find(&after, &option.name));
            let differs = old.as_ref().map(|it| &it.value) != new.as_ref().map(|it| &it.value);
            differs.then(|| RewrittenOption {
                section: name.to_owned(),
                option: option.name.clone(),
                location: option.location,
                known: kind.is_some_and(|kind| kind.options().iter().any(|row| row.name == option.name)),
                old: old.map(|it| it.value),
                new: new.map(|it| it.value),
            })
        })
        .collect()
}

fn option<'s>(section: &'s MergedSection, name: &str) -> Option<&'s MergedOption> {
    section.options.iter().find(|option| option.name == name)
}

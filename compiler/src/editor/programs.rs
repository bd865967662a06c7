//! Names of programs and groups, and the lists that name them.

use std::ops::Range;

use supervisor_grammar::is_space;

use super::Analysis;
use super::analysis::BlockAt;
use super::at::Given;
use super::names::Names;
use crate::convert;
use crate::schema::SectionKind;

/// The kinds of section whose names end up in a plan as names of groups.
pub(super) const NAMED: [SectionKind; 4] =
    [SectionKind::Program, SectionKind::FcgiProgram, SectionKind::EventListener, SectionKind::Group];

/// The sections that an item of `programs=` names: one, if it is sound.
pub(super) fn named<'a>(analysis: &'a Analysis, item: &str) -> Vec<&'a str> {
    let kinds = [SectionKind::Program, SectionKind::FcgiProgram];
    kinds.iter().filter_map(|kind| analysis.section_name(&format!("{}{item}", kind.prefix()))).collect()
}

/// True for an option that lists programs.
pub(super) fn is_list(given: &Given<'_>) -> bool {
    let listed = given.kind == Some(SectionKind::Group) || given.section == "DEFAULT";
    listed && given.key() == "programs"
}

/// An item of a list of programs as it is written.
pub(super) struct Item<'a> {
    pub(super) given: Given<'a>,
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Every list of programs.
fn lists(analysis: &Analysis) -> Vec<Given<'_>> {
    let sections = analysis.sections();
    let listing =
        sections.filter(|(name, merged)| merged.kind == Some(SectionKind::Group) || *name == "DEFAULT");
    let blocks = listing.flat_map(|(name, _)| analysis.blocks(name));
    let given = blocks.flat_map(|BlockAt { file, block }| {
        block.entries.iter().map(move |entry| Given::new(file, block, entry))
    });
    given.filter(is_list).collect()
}

/// Every item of every list of programs.
pub(super) fn items(analysis: &Analysis) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for given in lists(analysis) {
        let value = given.value();
        let own = convert::items(value.text()).filter(|item| !item.text.is_empty());
        items.extend(own.map(|item| Item { given, range: item.range, text: item.text.to_owned() }));
    }
    items
}

/// The list in which a program is named by something else than its name: `%(ENV_PROGRAMS)s`.
pub(super) fn hidden_item<'a>(analysis: &'a Analysis, name: &str) -> Option<Given<'a>> {
    lists(analysis).into_iter().find(|given| {
        let value = given.value();
        if !value.text().contains('%') {
            return false;
        }
        let expanded = Names::new(analysis, given).and_then(|mut names| names.expanded(value.text(), None));
        let count = |text: &str| convert::items(text).filter(|item| item.text == name).count();
        expanded.is_some_and(|expanded| count(&expanded) > count(value.text()))
    })
}

/// The word around an offset, between white space.
pub(super) fn word_range(text: &str, offset: usize) -> Range<usize> {
    let before = text.get(..offset).unwrap_or_default();
    let start = before.trim_end_matches(|letter| !is_space(letter)).len();
    let rest = text.get(offset..).unwrap_or_default();
    start..offset + rest.find(is_space).unwrap_or(rest.len())
}

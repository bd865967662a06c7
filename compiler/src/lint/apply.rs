//! Applies fixes to texts.

use std::collections::BTreeMap;

use supervisor_grammar::Span;

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::sources::{FileId, Sources};

/// The files that change, each with its new text.
pub type Changed = BTreeMap<FileId, String>;

/// Applies the first fix of each finding that is not less safe than `safety`, in the order of the findings; a fix that touches what
/// an earlier one has changed is left for the next time. So is one that adds a section, unless it is the only one: other fixes may
/// make what seems to be missing. Returns the new texts, and the findings whose fixes they hold.
#[must_use]
pub fn apply<'d>(
    sources: &Sources,
    findings: impl IntoIterator<Item = &'d Diagnostic>,
    safety: Safety,
) -> (Changed, Vec<&'d Diagnostic>) {
    let mut taken: BTreeMap<FileId, Taken<'_>> = BTreeMap::new();
    let mut applied = Vec::new();
    let offers = findings.into_iter().filter_map(|finding| {
        let fix = finding.fixes.iter().find(|fix| fix.safety <= safety)?;
        Some((finding, fix))
    });
    let (sections, others): (Vec<_>, Vec<_>) = offers.partition(|(_, fix)| fix.adds_section());
    let section = if others.is_empty() { sections.into_iter().next() } else { None };
    for (finding, fix) in others.into_iter().chain(section) {
        if fits(fix, &taken) {
            for edit in &fix.edits {
                let Span { start, end } = edit.location.span;
                taken.entry(edit.location.file).or_default().entry((start, end)).or_default().push(edit);
            }
            applied.push(finding);
        }
    }
    let changed = taken.into_iter().filter_map(|(file, edits)| {
        let text = &sources.get(file)?.text;
        let new = edited(text, edits.into_values().flatten());
        (new != ***text).then_some((file, new))
    });
    (changed.collect(), applied)
}

/// The edits of a file, by where they begin and end.
type Taken<'e> = BTreeMap<(u32, u32), Vec<&'e Edit>>;

/// True when no edit of the fix touches one that is taken: not even at its edge, for the order of two insertions matters.
fn fits(fix: &Fix, taken: &BTreeMap<FileId, Taken<'_>>) -> bool {
    fix.edits.iter().all(|edit| {
        let span = edit.location.span;
        let others = taken.get(&edit.location.file);
        // None of them overlaps another, so that the last one that begins before the end of this one ends last, too.
        let last = others.and_then(|others| others.range(..=(span.end, u32::MAX)).next_back());
        last.is_none_or(|((_, end), _)| *end < span.start)
    })
}

fn edited<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> String {
    let mut new = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for edit in edits {
        let span = edit.location.span;
        new.push_str(text.get(done..span.start as usize).unwrap_or_default());
        new.push_str(&edit.text);
        done = span.end as usize;
    }
    new.push_str(text.get(done..).unwrap_or_default());
    new
}

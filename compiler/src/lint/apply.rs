//! Applies fixes to texts.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety};
use crate::sources::{FileId, Sources};

/// The files that change, each with its new text.
pub type Changed = BTreeMap<FileId, String>;

/// Applies the first fix of each finding that is not less safe than `safety`, in the order of the findings; a fix that touches what
/// an earlier one has changed is left for the next time. Returns the new texts, and the findings whose fixes they hold.
#[must_use]
pub fn apply<'d>(
    sources: &Sources,
    findings: impl IntoIterator<Item = &'d Diagnostic>,
    safety: Safety,
) -> (Changed, Vec<&'d Diagnostic>) {
    let mut taken: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut applied = Vec::new();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.safety <= safety) else { continue };
        if fits(fix, &taken) {
            for edit in &fix.edits {
                taken.entry(edit.location.file).or_default().push(edit);
            }
            applied.push(finding);
        }
    }
    let changed = taken.into_iter().filter_map(|(file, edits)| {
        let text = &sources.get(file)?.text;
        let new = edited(text, edits);
        (new != ***text).then_some((file, new))
    });
    (changed.collect(), applied)
}

/// True when no edit of the fix touches one that is taken: not even at its edge, for the order of two insertions matters.
fn fits(fix: &Fix, taken: &BTreeMap<FileId, Vec<&Edit>>) -> bool {
    fix.edits.iter().all(|edit| {
        let others = taken.get(&edit.location.file).into_iter().flatten();
        others.into_iter().all(|other| {
            let (one, other) = (edit.location.span, other.location.span);
            one.end < other.start || other.end < one.start
        })
    })
}

fn edited(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| edit.location.span);
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

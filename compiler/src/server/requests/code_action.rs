//! `textDocument/codeAction`: fixes of the findings under the cursor, comments that allow them, and all safe fixes at once.

use gen_lsp_types::{CodeAction, CodeActionKind, Range, TextDocumentIdentifier};
use serde::Deserialize;
use supervisor_grammar::{Span, Tree};

use super::super::documents::Document;
use super::super::snapshot::{Seen, Snapshot};
use super::super::{Fault, edits, findings};
use super::code_action_resolve::{Deferred, fix_all};
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::lint::suppress::write::{allow_here, allow_in_file};

/// The kind of the action that applies all safe fixes. Settings of editors name it.
pub(in super::super) const FIX_ALL: &str = "source.fixAll.supervisor-lint";

/// So many findings have actions, those that come first: nobody reads a longer list, and every action names its edits.
const MOST_FINDINGS: usize = 200;

/// What the request says, as far as it matters: the findings that clients send along are ours to begin with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Params {
    text_document: TextDocumentIdentifier,
    range: Range,
    #[serde(default)]
    context: Context,
}

#[derive(Debug, Default, Deserialize)]
struct Context {
    /// Kinds that are wanted, each with those below it; none: all.
    #[serde(default)]
    only: Option<Vec<String>>,
}

impl Context {
    fn wants(&self, kind: &str) -> bool {
        let below = |wanted: &String| {
            let rest = kind.strip_prefix(wanted.as_str());
            wanted.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.only.as_ref().is_none_or(|only| only.iter().any(below))
    }
}

pub(super) fn answer(snapshot: &Snapshot, params: &Params) -> Result<Option<Vec<CodeAction>>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    if !snapshot.client.action_literals {
        return Ok(Some(Vec::new()));
    }
    let mut actions = Vec::new();
    if params.context.wants(CodeActionKind::QuickFix.as_str()) {
        let again = || {
            snapshot.memory.forget();
            quick_fixes(snapshot, document, params.range)
        };
        actions = quick_fixes(snapshot, document, params.range).or_else(again).ok_or(Fault::Modified)?;
    }
    let asked_for = params.context.only.is_some();
    if params.context.wants(FIX_ALL) && (asked_for || snapshot.client.resolves_edits) {
        let action = CodeAction {
            title: "Fix all that can be fixed safely".to_owned(),
            kind: Some(CodeActionKind::from(FIX_ALL.to_owned())),
            ..CodeAction::default()
        };
        if snapshot.client.resolves_edits {
            let data = serde_json::to_value(Deferred::new(document)).ok();
            actions.push(CodeAction { data, ..action });
        } else if let Some(edit) = fix_all(snapshot, document) {
            actions.push(CodeAction { edit: Some(edit), ..action });
        }
    }
    Ok(Some(actions))
}

/// What can be done about the findings in a range. None when one of the files has changed on the disk since it was read.
fn quick_fixes(snapshot: &Snapshot, document: &Document, range: Range) -> Option<Vec<CodeAction>> {
    let (mut actions, mut allowing) = (Vec::new(), Vec::new());
    let mut left = MOST_FINDINGS;
    for seen in snapshot.all(document) {
        let span = document.page.span(range, snapshot.client.encoding);
        let here = |finding: &&Diagnostic| touch(finding.primary.location.span, span);
        let mut found: Vec<_> = findings::shown(&seen.examined, seen.file).filter(here).collect();
        found.sort_by_key(|finding| finding.primary.location);
        found.truncate(left);
        left -= found.len();
        for finding in found {
            fixes(snapshot, &seen, finding, &mut actions)?;
            allow(snapshot, &seen, finding, document.parsed().tree(), &mut allowing)?;
        }
    }
    for action in allowing {
        add(&mut actions, action);
    }
    Some(actions)
}

/// True when two parts have a place in common, be it the end of one and the beginning of the other.
fn touch(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// The fixes of a finding, the best first.
fn fixes(
    snapshot: &Snapshot,
    seen: &Seen,
    finding: &Diagnostic,
    actions: &mut Vec<CodeAction>,
) -> Option<()> {
    for (index, fix) in finding.fixes.iter().enumerate() {
        let Fix { title, safety, edits } = fix;
        let is_best = index == 0 && *safety == Safety::Safe && snapshot.client.preferred_actions;
        let action = CodeAction {
            title: format!("{} ({})", capitalized(title), finding.code),
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![findings::diagnostic(snapshot, &seen.examined, finding)]),
            is_preferred: is_best.then_some(true),
            edit: Some(edits::of_files(snapshot, &seen.examined, edits)?),
            ..CodeAction::default()
        };
        add(actions, action);
    }
    Some(())
}

/// Comments that allow a finding.
fn allow(
    snapshot: &Snapshot,
    seen: &Seen,
    finding: &Diagnostic,
    tree: &Tree,
    actions: &mut Vec<CodeAction>,
) -> Option<()> {
    let Some(page) = seen.examined.page(seen.file) else { return Some(()) };
    let code = finding.code;
    let both = [
        (format!("Allow {code} here"), allow_here(finding, tree, page.text())),
        (format!("Allow {code} in this file"), allow_in_file(finding, page.text())),
    ];
    for (title, edit) in both {
        let Some(edit) = edit else { continue };
        let action = CodeAction {
            title,
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![findings::diagnostic(snapshot, &seen.examined, finding)]),
            edit: Some(edits::of_files(snapshot, &seen.examined, &[edit])?),
            ..CodeAction::default()
        };
        add(actions, action);
    }
    Some(())
}

/// Adds an action unless another one does the same: a file may belong to several configurations.
fn add(actions: &mut Vec<CodeAction>, action: CodeAction) {
    if !actions.iter().any(|other| other.title == action.title && other.edit == action.edit) {
        actions.push(action);
    }
}

fn capitalized(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_wanted_with_those_below_them() {
        let wants = |only: &[&str], kind: &str| {
            Context { only: Some(only.iter().map(|kind| (*kind).to_owned()).collect()) }.wants(kind)
        };
        assert!(
            wants(&["source"], FIX_ALL) && wants(&["x", "source.fixAll"], FIX_ALL) && wants(&[""], FIX_ALL)
        );
        assert!(!wants(&["sourc"], FIX_ALL) && !wants(&["quickfix"], FIX_ALL) && !wants(&[], FIX_ALL));
        assert!(Context::default().wants("quickfix"));
    }
}

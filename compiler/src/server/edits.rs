//! Changes of files as clients make them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::time::Duration;

use gen_lsp_types::{
    DocumentChange, Edit as VersionedEdit, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use similar::{ChangeTag, TextDiff};
use supervisor_grammar::Span;

use super::examined::Examined;
use super::snapshot::Snapshot;
use super::text::{Encoding, Page};
use crate::diagnostic::Edit;
use crate::sources::FileId;

/// Edits of some files of a configuration. For clients that can: of these versions of them and no others. None when one of them is
/// not open and has changed on the disk: they would be in the wrong place.
pub(super) fn of_files(snapshot: &Snapshot, examined: &Examined, edits: &[Edit]) -> Option<WorkspaceEdit> {
    let mut files: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
    for edit in edits {
        let range = snapshot.range(examined, edit.location);
        files.entry(edit.location.file).or_default().push(TextEdit { range, new_text: edit.text.clone() });
    }
    if !files.keys().all(|file| snapshot.is_current(examined, *file)) {
        return None;
    }
    let files = files.into_iter();
    Some(of_documents(snapshot, files.map(|(file, edits)| (snapshot.uri(examined, file), edits))))
}

/// The same for files that are named as the client does.
pub(super) fn of_documents(
    snapshot: &Snapshot,
    files: impl Iterator<Item = (Uri, Vec<TextEdit>)>,
) -> WorkspaceEdit {
    if !snapshot.client.document_changes {
        return WorkspaceEdit { changes: Some(files.collect::<HashMap<_, _>>()), ..WorkspaceEdit::default() };
    }
    let changes = files.map(|(uri, edits)| {
        let version = snapshot.documents.get(&uri).map(|document| document.version);
        let text_document_identifier = TextDocumentIdentifier { uri };
        DocumentChange::TextDocumentEdit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { version, text_document_identifier },
            edits: edits.into_iter().map(VersionedEdit::TextEdit).collect(),
        })
    });
    WorkspaceEdit { document_changes: Some(changes.collect()), ..WorkspaceEdit::default() }
}

/// A part of a text, and what comes in its place: whole lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    /// Bytes of the old text.
    pub(super) old: Range<usize>,
    /// The new lines.
    pub(super) new: String,
}

/// So long somebody looks for the least that separates two texts; then what was found has to do.
const LONGEST: Duration = Duration::from_millis(200);

/// What separates two texts, line by line: cursors and folds stay where nothing changes.
pub(super) fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let diff = TextDiff::configure().timeout(LONGEST).diff_lines(old, new);
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for change in diff.iter_all_changes() {
        let line = change.value();
        if change.tag() == ChangeTag::Equal {
            at += line.len();
            open = false;
            continue;
        }
        if !open {
            hunks.push(Hunk { old: at..at, new: String::new() });
            open = true;
        }
        let Some(hunk) = hunks.last_mut() else { continue };
        if change.tag() == ChangeTag::Delete {
            at += line.len();
            hunk.old.end = at;
        } else {
            hunk.new.push_str(line);
        }
    }
    hunks
}

/// The text with these parts changed. They are in order and do not overlap.
pub(super) fn applied(old: &str, hunks: &[Hunk]) -> String {
    let mut text = String::with_capacity(old.len());
    let mut done = 0;
    for hunk in hunks {
        text.push_str(old.get(done..hunk.old.start).unwrap_or_default());
        text.push_str(&hunk.new);
        done = hunk.old.end;
    }
    text.push_str(old.get(done..).unwrap_or_default());
    text
}

/// Hunks as the protocol has them.
pub(super) fn of_hunks(page: &Page, hunks: &[Hunk], encoding: Encoding) -> Vec<TextEdit> {
    let edit = |hunk: &Hunk| {
        let range = page.range(Span::new(hunk.old.clone()), encoding);
        TextEdit { range, new_text: hunk.new.clone() }
    };
    hunks.iter().map(edit).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_changes_is_replaced() {
        let old = "[a]\nx = 1\ny=2\n\nz = 3";
        let new = "[a]\nx=1\ny=2\nz=3\n";
        let expected =
            [Hunk { old: 4..10, new: "x=1\n".to_owned() }, Hunk { old: 14..20, new: "z=3\n".to_owned() }];
        assert_eq!(hunks(old, new), expected);
    }

    proptest! {
        #[test]
        fn hunks_make_the_new_text(old in "([ab]{0,2}\r?\n?){0,12}", new in "([ab]{0,2}\r?\n?){0,12}") {
            prop_assert_eq!(applied(&old, &hunks(&old, &new)), new);
        }
    }
}

//! `codeAction/resolve`: the edit of an action that takes long to make.

use std::path::PathBuf;

use gen_lsp_types::{CodeAction, Uri, WorkspaceEdit};
use serde::{Deserialize, Serialize};

use super::super::documents::Document;
use super::super::snapshot::Snapshot;
use super::super::text::Page;
use super::super::{Fault, edits, uri};
use crate::diagnostic::Safety;
use crate::lint::fixing::{Change, Main, fix};

/// What has to be known of an action to make its edit.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Deferred {
    uri: Uri,
    version: i32,
}

impl Deferred {
    pub(super) fn new(document: &Document) -> Self {
        Self { uri: document.uri.clone(), version: document.version }
    }
}

pub(super) fn answer(snapshot: &Snapshot, action: &CodeAction) -> Result<CodeAction, Fault> {
    let Some(data) = &action.data else { return Ok(action.clone()) };
    let deferred: Deferred =
        serde_json::from_value(data.clone()).map_err(|error| Fault::InvalidParams(error.to_string()))?;
    let document = snapshot.document(&deferred.uri)?;
    if document.version != deferred.version {
        return Err(Fault::Modified);
    }
    let nothing = || edits::of_documents(snapshot, std::iter::empty());
    let edit = fix_all(snapshot, document).unwrap_or_else(nothing);
    Ok(CodeAction { edit: Some(edit), ..action.clone() })
}

/// The edit that applies all safe fixes within a document; none: there are none.
pub(super) fn fix_all(snapshot: &Snapshot, document: &Document) -> Option<WorkspaceEdit> {
    let examined: Vec<_> = snapshot.all(document).into_iter().map(|seen| seen.examined).collect();
    let mains: Vec<_> = examined
        .iter()
        .map(|examined| Main {
            path: examined.main(),
            options: &examined.resolved.options,
            settings: &examined.resolved.settings,
            only: Some(&document.path),
        })
        .collect();
    let fixed = fix(&mains, &snapshot.system, Safety::Safe);
    let file = |(path, change): (PathBuf, Change)| {
        let page = Page::from(change.before);
        let hunks = edits::hunks(page.text(), &change.after);
        let open = snapshot.documents.counted(&path);
        let name = open.map_or_else(|| uri::of_path(&path), |document| document.uri.clone());
        (name, edits::of_hunks(&page, &hunks, snapshot.client.encoding))
    };
    let files: Vec<_> = fixed.files.into_iter().map(file).filter(|(_, edits)| !edits.is_empty()).collect();
    (!files.is_empty()).then(|| edits::of_documents(snapshot, files.into_iter()))
}

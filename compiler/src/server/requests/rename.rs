//! `textDocument/rename`: another name for a program or a group, in all configurations that the document belongs to.

use std::collections::BTreeMap;

use gen_lsp_types::{RenameParams, TextEdit, Uri, WorkspaceEdit};

use super::super::snapshot::Snapshot;
use super::super::{Fault, edits};
use super::Pointed;
use crate::editor::rename::rename;

pub(super) fn answer(snapshot: &Snapshot, params: &RenameParams) -> Result<Option<WorkspaceEdit>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let mut files: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
    for seen in snapshot.all(&document) {
        let found = rename(seen.analysis()?, seen.file, offset, &params.new_name);
        for edit in found.map_err(|error| Fault::Failed(error.to_string()))? {
            let Uri(uri) = snapshot.uri(&seen.examined, edit.location.file);
            let range = snapshot.range(&seen.examined, edit.location);
            let of_file = files.entry(uri).or_default();
            // A file may belong to several configurations.
            if !of_file.iter().any(|other| other.range == range) {
                of_file.push(TextEdit { range, new_text: edit.text });
            }
        }
    }
    let files = files.into_iter().map(|(uri, edits)| (Uri(uri), edits));
    Ok(Some(edits::of_documents(snapshot, files)))
}

//! `textDocument/documentHighlight`: the places in the document that name the same.

use gen_lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use super::Pointed;
use crate::editor::definition::references;

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let Some(seen) = snapshot.seen(&document) else { return Ok(None) };
    let places = references(seen.analysis()?, seen.file, offset, true).into_iter();
    let places = places.filter(|place| place.file == seen.file).map(|place| DocumentHighlight {
        range: snapshot.range(&seen.examined, place),
        kind: Some(DocumentHighlightKind::Text),
    });
    let places: Vec<_> = places.collect();
    Ok((!places.is_empty()).then_some(places))
}

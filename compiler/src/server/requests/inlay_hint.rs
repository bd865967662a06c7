//! `textDocument/inlayHint`: what a document does not say and a reader would like to know.

use gen_lsp_types::{InlayHint, InlayHintParams, Label, MarkupContent, MarkupKind, Tooltip};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use crate::editor::hints::{Hint, hints};

pub(super) fn answer(snapshot: &Snapshot, params: &InlayHintParams) -> Result<Option<Vec<InlayHint>>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let Some(seen) = snapshot.seen(document) else { return Ok(None) };
    let encoding = snapshot.client.encoding;
    let found = hints(seen.analysis()?, seen.file, document.page.span(params.range, encoding));
    let markup = |value| Tooltip::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value });
    let hint = |hint: Hint| InlayHint {
        position: document.page.position(hint.offset, encoding),
        label: Label::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: hint.tooltip.map(markup),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    Ok(Some(found.into_iter().map(hint).collect()))
}

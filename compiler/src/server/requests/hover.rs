//! `textDocument/hover`: what stands under the cursor.

use gen_lsp_types::{Contents, Hover, HoverParams};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use super::{Pointed, markup};
use crate::editor::hover::hover;

pub(super) fn answer(snapshot: &Snapshot, params: &HoverParams) -> Result<Option<Hover>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let Some(seen) = snapshot.seen(&document) else { return Ok(None) };
    let Some(hover) = hover(seen.analysis()?, seen.file, offset) else { return Ok(None) };
    Ok(Some(Hover {
        contents: Contents::MarkupContent(markup(hover.markdown, snapshot.client.markdown_hover)),
        range: Some(snapshot.range(&seen.examined, hover.place)),
    }))
}

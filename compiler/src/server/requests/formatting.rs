//! `textDocument/formatting`: one way to write a configuration, which changes nothing of what it says.

use gen_lsp_types::{DocumentFormattingParams, TextEdit};

use super::super::snapshot::Snapshot;
use super::super::{Fault, edits};
use crate::fmt;

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let page = &document.page;
    // A text that Supervisor cannot read is left alone; its findings say why.
    let Ok(new) = fmt::format(page.text()) else { return Ok(None) };
    let hunks = edits::hunks(page.text(), &new);
    Ok(Some(edits::of_hunks(page, &hunks, snapshot.client.encoding)))
}

//! `textDocument/rangeFormatting`: the same for a part of a document.

use gen_lsp_types::{DocumentRangeFormattingParams, TextEdit};

use super::super::snapshot::Snapshot;
use super::super::{Fault, edits};
use crate::fmt::{format, proof};

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let page = &document.page;
    let Ok(new) = format(page.text()) else { return Ok(None) };
    let span = page.span(params.range, snapshot.client.encoding);
    let (start, end) = (span.start as usize, span.end as usize);
    let mut hunks = edits::hunks(page.text(), &new);
    hunks.retain(|hunk| {
        // Lines that come behind the last one are not of the range, unless it is the last one of the text.
        let is_behind =
            hunk.old.is_empty() && hunk.old.start == end && start < end && end < page.text().len();
        hunk.old.start <= end && start <= hunk.old.end && !is_behind
    });
    // A part alone may mean something else: lines that continue a value count by how deep the others are.
    if !proof::same_text(page.text(), &edits::applied(page.text(), &hunks)) {
        return Ok(None);
    }
    Ok(Some(edits::of_hunks(page, &hunks, snapshot.client.encoding)))
}

//! `textDocument/selectionRange`: from the word under a cursor to the whole document.

use gen_lsp_types::{Position, Range, SelectionRange, SelectionRangeParams};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use crate::editor::selection::selections;

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let encoding = snapshot.client.encoding;
    let chain = |position: &Position| {
        let spans = selections(document.parsed(), snapshot.offset(document, *position));
        let outwards = spans.into_iter().rev().fold(None, |parent: Option<SelectionRange>, span| {
            let range = document.page.range(span, encoding);
            Some(SelectionRange { range, parent: parent.map(Box::new) })
        });
        // Every position has an answer.
        let nothing = Range { start: *position, end: *position };
        outwards.unwrap_or(SelectionRange { range: nothing, parent: None })
    };
    Ok(Some(params.positions.iter().map(chain).collect()))
}

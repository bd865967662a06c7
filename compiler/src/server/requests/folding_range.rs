//! `textDocument/foldingRange`: what can be folded away.

use gen_lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use crate::editor::folding::{Fold, FoldKind, folds};

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let range = |fold: Fold| {
        let range = document.page.range(fold.span, snapshot.client.encoding);
        let columns = !snapshot.client.folds_lines;
        FoldingRange {
            start_line: range.start.line,
            start_character: None,
            end_line: range.end.line,
            end_character: columns.then_some(range.end.character),
            kind: match fold.kind {
                FoldKind::Section => Some(FoldingRangeKind::Region),
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Value => None,
            },
            collapsed_text: None,
        }
    };
    Ok(Some(folds(document.parsed()).into_iter().map(range).collect()))
}

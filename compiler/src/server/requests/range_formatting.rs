//! `textDocument/rangeFormatting`: the same for a part of a document.

use gen_lsp_types::{DocumentRangeFormattingParams, TextEdit};

use super::super::Fault;
use super::super::edits::{self, Hunk};
use super::super::snapshot::Snapshot;
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
    hunks.retain(|hunk| hunk.old.start <= end && start <= hunk.old.end);
    if start < end && end < page.text().len() {
        hunks.retain_mut(|hunk| hunk.old.end != end || without_blank_end(hunk, page.text()));
    }
    // A part alone may mean something else: lines that continue a value count by how deep the others are.
    if !proof::same_text(page.text(), &edits::applied(page.text(), &hunks)) {
        return Ok(None);
    }
    Ok(Some(edits::of_hunks(page, &hunks, snapshot.client.encoding)))
}

/// Takes away empty lines that are put behind the last line of the range: they belong to what follows. False when nothing else is put there.
fn without_blank_end(hunk: &mut Hunk, text: &str) -> bool {
    let is_blank = |line: &str| line.trim_end_matches(['\r', '\n']).is_empty();
    let old = text.get(hunk.old.clone()).unwrap_or_default();
    if !old.split_inclusive('\n').next_back().is_some_and(is_blank) {
        let lines: Vec<&str> = hunk.new.split_inclusive('\n').collect();
        let blank = lines.iter().rev().take_while(|line| is_blank(line)).count();
        hunk.new = lines.iter().take(lines.len() - blank).copied().collect();
    }
    !(old.is_empty() && hunk.new.is_empty())
}

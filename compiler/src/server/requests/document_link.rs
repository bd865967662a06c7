//! `textDocument/documentLink`: the files that a document names.

use gen_lsp_types::{DocumentLink, DocumentLinkParams};

use super::super::snapshot::Snapshot;
use super::super::{Fault, uri};
use crate::editor::links::{Link, links};
use crate::sources::Location;

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let Some(seen) = snapshot.seen(document) else { return Ok(None) };
    let found = links(seen.analysis()?, &seen.examined.system, seen.file);
    let link = |link: Link| DocumentLink {
        range: snapshot.range(&seen.examined, Location { file: seen.file, span: link.span }),
        target: Some(uri::of_path(&link.target)),
        tooltip: Some(link.tooltip),
        data: None,
    };
    Ok(Some(found.into_iter().map(link).collect()))
}

//! `textDocument/references`: every place that names the same, in all configurations that the document belongs to.

use std::collections::HashSet;

use gen_lsp_types::{Location, ReferenceParams};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use super::Pointed;
use crate::editor::definition::references;

pub(super) fn answer(snapshot: &Snapshot, params: &ReferenceParams) -> Result<Option<Vec<Location>>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let mut found = Vec::new();
    let mut known = HashSet::new();
    for seen in snapshot.all(&document) {
        for place in references(seen.analysis()?, seen.file, offset, params.context.include_declaration) {
            let location = snapshot.location(&seen.examined, place);
            if known.insert(location.clone()) {
                found.push(location);
            }
        }
    }
    Ok((!found.is_empty()).then_some(found))
}

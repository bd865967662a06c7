//! `textDocument/prepareRename`: the name under the cursor, if it can be changed.

use gen_lsp_types::{PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use super::Pointed;
use crate::editor::rename::{RenameError, prepare};

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &PrepareRenameParams,
) -> Result<Option<PrepareRenameResult>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let Some(seen) = snapshot.seen(&document) else { return Ok(None) };
    match prepare(seen.analysis()?, seen.file, offset) {
        Ok(found) => Ok(Some(PrepareRenameResult::PrepareRenamePlaceholder(PrepareRenamePlaceholder {
            range: snapshot.range(&seen.examined, found.place),
            placeholder: found.name,
        }))),
        Err(RenameError::Nothing) => Ok(None),
        Err(error) => Err(Fault::Failed(error.to_string())),
    }
}

//! `textDocument/definition`: where a name is defined.

use gen_lsp_types::{Definition, DefinitionParams, DefinitionResponse, LocationLink};

use super::super::Fault;
use super::super::snapshot::Snapshot;
use super::Pointed;
use crate::editor::definition::{Target, definition};
use crate::sources::Location;

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &DefinitionParams,
) -> Result<Option<DefinitionResponse>, Fault> {
    let Pointed { document, offset } = snapshot.pointed(&params.text_document_position_params)?;
    let Some(seen) = snapshot.seen(&document) else { return Ok(None) };
    let examined = &seen.examined;
    let Some(found) = definition(seen.analysis()?, seen.file, offset) else { return Ok(None) };
    if !snapshot.client.definition_links {
        let targets = found.targets.iter().map(|target| snapshot.location(examined, target.selection));
        return Ok(Some(DefinitionResponse::Definition(Definition::LocationList(targets.collect()))));
    }
    let origin = snapshot.range(examined, Location { file: seen.file, span: found.origin });
    let link = |target: &Target| LocationLink {
        origin_selection_range: Some(origin),
        target_uri: snapshot.uri(examined, target.whole.file),
        target_range: snapshot.range(examined, target.whole),
        target_selection_range: snapshot.range(examined, target.selection),
    };
    Ok(Some(DefinitionResponse::DefinitionLinkList(found.targets.iter().map(link).collect())))
}

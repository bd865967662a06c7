//! `textDocument/documentSymbol`: the outline of a document.

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location,
    SymbolInformation, SymbolKind,
};

use super::super::Fault;
use super::super::documents::Document;
use super::super::snapshot::Snapshot;
use crate::editor::symbols::{self, Symbol, symbols};

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let found = symbols(document.parsed());
    Ok(Some(if snapshot.client.nested_symbols {
        let nested = found.into_iter().map(|symbol| nested(snapshot, document, symbol));
        DocumentSymbolResponse::DocumentSymbolList(nested.collect())
    } else {
        let mut list = Vec::new();
        found.into_iter().for_each(|symbol| flat(snapshot, document, symbol, None, &mut list));
        DocumentSymbolResponse::SymbolInformationList(list)
    }))
}

fn nested(snapshot: &Snapshot, document: &Document, symbol: Symbol) -> DocumentSymbol {
    let range = |span| document.page.range(span, snapshot.client.encoding);
    let children = symbol.children.into_iter().map(|child| nested(snapshot, document, child));
    #[allow(deprecated, reason = "the field must be given")]
    DocumentSymbol {
        name: symbol.name,
        detail: symbol.detail,
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: range(symbol.whole),
        selection_range: range(symbol.selection),
        children: Some(children.collect()),
    }
}

fn flat(
    snapshot: &Snapshot,
    document: &Document,
    symbol: Symbol,
    within: Option<&str>,
    list: &mut Vec<SymbolInformation>,
) {
    let range = document.page.range(symbol.whole, snapshot.client.encoding);
    #[allow(deprecated, reason = "the field must be given")]
    list.push(SymbolInformation {
        deprecated: None,
        location: Location { uri: document.uri.clone(), range },
        base_symbol_information: BaseSymbolInformation {
            name: symbol.name.clone(),
            kind: kind(symbol.kind),
            tags: None,
            container_name: within.map(str::to_owned),
        },
    });
    for child in symbol.children {
        flat(snapshot, document, child, Some(&symbol.name), list);
    }
}

fn kind(kind: symbols::SymbolKind) -> SymbolKind {
    match kind {
        symbols::SymbolKind::Section(_) => SymbolKind::Module,
        symbols::SymbolKind::Option => SymbolKind::Property,
    }
}

//! The requests: one file each, which decodes, asks and encodes.

pub(super) mod code_action;
mod code_action_resolve;
mod completion;
mod definition;
mod diagnostic;
mod document_highlight;
mod document_link;
mod document_symbol;
mod folding_range;
mod formatting;
mod hover;
mod inlay_hint;
mod prepare_rename;
mod range_formatting;
mod references;
mod rename;
mod selection_range;
pub(super) mod semantic_tokens;

use std::borrow::Cow;
use std::sync::Arc;

use gen_lsp_types as lsp;
use gen_lsp_types::Request as _;
use serde_json::Value;

use super::Fault;
use super::documents::Document;
use super::snapshot::{Seen, Snapshot};
use crate::editor::Analysis;

/// How a request is answered.
#[derive(Clone, Copy)]
pub(super) struct Route {
    /// Where.
    pub(super) way: Way,
    /// By what: parameters to a result as JSON.
    pub(super) answer: fn(&Snapshot, Value) -> Result<String, Fault>,
}

/// On which thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It is wanted while somebody types.
    Fast,
    /// It is about a whole document, and what is wanted while somebody types must not wait for it.
    Whole,
    /// It needs what the rules find.
    Slow,
    /// The same, and the client asks again after an edit.
    Pull,
}

macro_rules! routes {
    ($($request:ident, $way:ident, $answer:path;)*) => {
        /// How the requests of a method are answered; none: nobody knows the method.
        pub(super) fn route(method: &str) -> Option<Route> {
            $(if method == lsp::$request::METHOD.as_str() {
                let answer = |snapshot: &Snapshot, params: Value| {
                    let snapshot = &*asked_about(snapshot, &params);
                    let params = serde_json::from_value(params);
                    let params = params.map_err(|error| Fault::InvalidParams(error.to_string()))?;
                    serde_json::to_string(&$answer(snapshot, &params)?).map_err(|error| Fault::Internal(error.to_string()))
                };
                return Some(Route { way: Way::$way, answer });
            })*
            None
        }
    };
}

routes! {
    CodeActionRequest, Slow, code_action::answer;
    CodeActionResolveRequest, Slow, code_action_resolve::answer;
    CompletionRequest, Fast, completion::answer;
    DefinitionRequest, Fast, definition::answer;
    DocumentDiagnosticRequest, Pull, diagnostic::answer;
    DocumentFormattingRequest, Whole, formatting::answer;
    DocumentHighlightRequest, Fast, document_highlight::answer;
    DocumentLinkRequest, Whole, document_link::answer;
    DocumentRangeFormattingRequest, Whole, range_formatting::answer;
    DocumentSymbolRequest, Whole, document_symbol::answer;
    FoldingRangeRequest, Whole, folding_range::answer;
    HoverRequest, Fast, hover::answer;
    InlayHintRequest, Whole, inlay_hint::answer;
    PrepareRenameRequest, Fast, prepare_rename::answer;
    ReferencesRequest, Fast, references::answer;
    RenameRequest, Fast, rename::answer;
    SelectionRangeRequest, Fast, selection_range::answer;
    SemanticTokensRangeRequest, Fast, semantic_tokens::answer_range;
    SemanticTokensRequest, Whole, semantic_tokens::answer;
}

/// The state for a request: the text of the document that it is about counts.
fn asked_about<'s>(snapshot: &'s Snapshot, params: &Value) -> Cow<'s, Snapshot> {
    let uri = params.pointer("/textDocument/uri").or_else(|| params.pointer("/data/uri"));
    let uri = uri.and_then(Value::as_str);
    uri.map_or(Cow::Borrowed(snapshot), |uri| snapshot.about(&lsp::Uri(uri.to_owned())))
}

/// Where a request points.
struct Pointed {
    document: Arc<Document>,
    offset: usize,
}

impl Snapshot {
    fn pointed(&self, params: &lsp::TextDocumentPositionParams) -> Result<Pointed, Fault> {
        let document = Arc::clone(self.document(&params.text_document.uri)?);
        let offset = self.offset(&document, params.position);
        Ok(Pointed { document, offset })
    }
}

impl Seen {
    /// The configuration.
    fn analysis(&self) -> Result<&Analysis, Fault> {
        // Whoever is seen was read.
        self.examined.analysis.as_ref().ok_or(Fault::Modified)
    }
}

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
use super::plain::plain;
use super::snapshot::{Seen, Snapshot};
use crate::editor::Analysis;

/// How a request is answered.
#[derive(Clone, Copy)]
pub(super) struct Route {
    /// Where.
    pub(super) way: Way,
    /// From what.
    pub(super) needs: Needs,
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

/// What an answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// On the document alone.
    Text,
    /// On the other files of its configurations, too.
    Files,
}

macro_rules! routes {
    ($($request:ident, $way:ident, $needs:ident, $answer:path;)*) => {
        /// How the requests of a method are answered; none: nobody knows the method.
        pub(super) fn route(method: &str) -> Option<Route> {
            $(if method == lsp::$request::METHOD.as_str() {
                let answer = |snapshot: &Snapshot, params: Value| {
                    let snapshot = &*asked_about(snapshot, &params);
                    let params = serde_json::from_value(params);
                    let params = params.map_err(|error| Fault::InvalidParams(error.to_string()))?;
                    serde_json::to_string(&$answer(snapshot, &params)?).map_err(|error| Fault::Internal(error.to_string()))
                };
                return Some(Route { way: Way::$way, needs: Needs::$needs, answer });
            })*
            None
        }
    };
}

routes! {
    CodeActionRequest, Slow, Files, code_action::answer;
    CodeActionResolveRequest, Slow, Files, code_action_resolve::answer;
    CompletionRequest, Fast, Files, completion::answer;
    DefinitionRequest, Fast, Files, definition::answer;
    DocumentDiagnosticRequest, Pull, Files, diagnostic::answer;
    DocumentFormattingRequest, Whole, Text, formatting::answer;
    DocumentHighlightRequest, Fast, Files, document_highlight::answer;
    DocumentLinkRequest, Whole, Files, document_link::answer;
    DocumentRangeFormattingRequest, Whole, Text, range_formatting::answer;
    DocumentSymbolRequest, Whole, Text, document_symbol::answer;
    FoldingRangeRequest, Whole, Text, folding_range::answer;
    HoverRequest, Fast, Files, hover::answer;
    InlayHintRequest, Whole, Files, inlay_hint::answer;
    PrepareRenameRequest, Fast, Files, prepare_rename::answer;
    ReferencesRequest, Fast, Files, references::answer;
    RenameRequest, Fast, Files, rename::answer;
    SelectionRangeRequest, Fast, Text, selection_range::answer;
    SemanticTokensRangeRequest, Fast, Text, semantic_tokens::answer_range;
    SemanticTokensRequest, Whole, Text, semantic_tokens::answer;
}

/// The document that a request is about.
pub(super) fn document_of(params: &Value) -> Option<lsp::Uri> {
    let uri = params.pointer("/textDocument/uri").or_else(|| params.pointer("/data/uri"))?;
    Some(lsp::Uri(uri.as_str()?.to_owned()))
}

/// The state for a request: the text of the document that it is about counts.
fn asked_about<'s>(snapshot: &'s Snapshot, params: &Value) -> Cow<'s, Snapshot> {
    document_of(params).map_or(Cow::Borrowed(snapshot), |uri| snapshot.about(&uri))
}

/// A text for a reader, as the client can show it.
fn markup(markdown: String, shows_markdown: bool) -> lsp::MarkupContent {
    if shows_markdown {
        lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown }
    } else {
        lsp::MarkupContent { kind: lsp::MarkupKind::PlainText, value: plain(&markdown) }
    }
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

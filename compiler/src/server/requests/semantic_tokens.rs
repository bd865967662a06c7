//! `textDocument/semanticTokens/full` and `/range`: what each part of a document is.

use gen_lsp_types::{SemanticToken, SemanticTokens, SemanticTokensParams, SemanticTokensRangeParams};

use super::super::Fault;
use super::super::documents::Document;
use super::super::snapshot::Snapshot;
use super::super::text::Encoding;
use crate::editor::tokens::{Token, TokenKind, tokens};

/// The names of kinds that clients are told of, in the order of their numbers. All are names that the protocol knows.
pub(in super::super) const KINDS: [&str; 11] = [
    "comment",
    "keyword",
    "class",
    "property",
    "operator",
    "number",
    "enumMember",
    "string",
    "variable",
    "function",
    "macro",
];

/// The same for modifiers.
pub(in super::super) const MODIFIERS: [&str; 1] = ["deprecated"];

pub(super) fn answer(
    snapshot: &Snapshot,
    params: &SemanticTokensParams,
) -> Result<Option<SemanticTokens>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    Ok(Some(encoded(document, &tokens(document.parsed(), None), snapshot.client.encoding)))
}

pub(super) fn answer_range(
    snapshot: &Snapshot,
    params: &SemanticTokensRangeParams,
) -> Result<Option<SemanticTokens>, Fault> {
    let document = snapshot.document(&params.text_document.uri)?;
    let span = document.page.span(params.range, snapshot.client.encoding);
    Ok(Some(encoded(document, &tokens(document.parsed(), Some(span)), snapshot.client.encoding)))
}

/// Each token relative to the one before.
fn encoded(document: &Document, tokens: &[Token], encoding: Encoding) -> SemanticTokens {
    let (mut line, mut column) = (0, 0);
    let data = tokens.iter().map(|token| {
        let range = document.page.range(token.span, encoding);
        let same_line = range.start.line == line;
        let delta_start = range.start.character - if same_line { column } else { 0 };
        let delta_line = range.start.line - line;
        (line, column) = (range.start.line, range.start.character);
        SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character.saturating_sub(range.start.character),
            token_type: kind(token.kind),
            token_modifiers_bitset: u32::from(token.deprecated),
        }
    });
    SemanticTokens { result_id: None, data: data.collect() }
}

/// The number of a kind: its place in [`KINDS`].
fn kind(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Comment => 0,
        TokenKind::SectionKind => 1,
        TokenKind::SectionName => 2,
        TokenKind::OptionKey => 3,
        TokenKind::Operator => 4,
        TokenKind::Number => 5,
        TokenKind::Keyword => 6,
        TokenKind::String => 7,
        TokenKind::Variable => 8,
        TokenKind::Reference => 9,
        TokenKind::Expansion => 10,
    }
}

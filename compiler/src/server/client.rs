//! What the client can do, as far as that matters, and the folders that it has open.

use std::path::PathBuf;

use gen_lsp_types::Uri;
use serde_json::Value;

use super::text::Encoding;
use super::uri;

/// What the client said of itself in `initialize`. Read with care: what is not there, or is not what it should be, is not supported.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a capability of the protocol")]
pub(super) struct Client {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics (`textDocument/diagnostic`): those of open files are not sent unasked.
    pub(super) pulls_diagnostics: bool,
    /// It can be told to ask again.
    pub(super) refreshes_diagnostics: bool,
    /// The same for inlay hints.
    pub(super) refreshes_hints: bool,
    /// It shows places that belong to a diagnostic.
    pub(super) related_information: bool,
    /// It knows edits of certain versions of documents.
    pub(super) document_changes: bool,
    /// It asks for the edit of an action when somebody has chosen it.
    pub(super) resolves_edits: bool,
    /// It knows actions with edits. Others know only commands, and we have none.
    pub(super) action_literals: bool,
    /// It shows which action is the best.
    pub(super) preferred_actions: bool,
    /// It asks what is going to be renamed before it asks for a new name.
    pub(super) prepares_renames: bool,
    /// Tags of diagnostics that it shows.
    pub(super) diagnostic_tags: Vec<u64>,
    /// The same for completions.
    pub(super) completion_tags: Vec<u64>,
    /// It knows links that say where they begin.
    pub(super) definition_links: bool,
    /// It shows symbols within symbols.
    pub(super) nested_symbols: bool,
    /// It folds whole lines only.
    pub(super) folds_lines: bool,
    /// It shows Markdown in hovers.
    pub(super) markdown_hover: bool,
    /// It shows Markdown beside completions.
    pub(super) markdown_completion: bool,
    /// It understands `$0` in what is put in: the cursor goes there.
    pub(super) snippets: bool,
    /// It can be asked for its settings.
    pub(super) has_settings: bool,
    /// It says when its settings have changed, if it is asked to.
    pub(super) registers_settings: bool,
    /// It watches files, if it is asked to.
    pub(super) registers_watchers: bool,
}

impl Client {
    /// `params`: those of `initialize`.
    pub(super) fn new(params: &Value) -> Self {
        let at = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let can = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let has = |path: &str| at(path).is_some_and(Value::is_object);
        let lists = |path: &str, wanted: &str| {
            let list = at(path).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some(wanted)))
        };
        let tags = |path: &str| {
            let list = at(path).and_then(|support| support.get("valueSet")).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_u64).collect::<Vec<_>>()
        };
        let utf8 = lists("general/positionEncodings", "utf-8");
        Self {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            pulls_diagnostics: has("textDocument/diagnostic"),
            refreshes_diagnostics: can("workspace/diagnostics/refreshSupport"),
            refreshes_hints: can("workspace/inlayHint/refreshSupport"),
            related_information: can("textDocument/publishDiagnostics/relatedInformation")
                || can("textDocument/diagnostic/relatedInformation"),
            document_changes: can("workspace/workspaceEdit/documentChanges"),
            resolves_edits: lists("textDocument/codeAction/resolveSupport/properties", "edit"),
            action_literals: has("textDocument/codeAction/codeActionLiteralSupport"),
            preferred_actions: can("textDocument/codeAction/isPreferredSupport"),
            prepares_renames: can("textDocument/rename/prepareSupport"),
            diagnostic_tags: ["publishDiagnostics", "diagnostic"]
                .iter()
                .flat_map(|asked| tags(&format!("textDocument/{asked}/tagSupport")))
                .collect(),
            completion_tags: tags("textDocument/completion/completionItem/tagSupport"),
            definition_links: can("textDocument/definition/linkSupport"),
            nested_symbols: can("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            folds_lines: can("textDocument/foldingRange/lineFoldingOnly"),
            markdown_hover: lists("textDocument/hover/contentFormat", "markdown"),
            markdown_completion: lists(
                "textDocument/completion/completionItem/documentationFormat",
                "markdown",
            ),
            snippets: can("textDocument/completion/completionItem/snippetSupport"),
            has_settings: can("workspace/configuration"),
            registers_settings: can("workspace/didChangeConfiguration/dynamicRegistration"),
            registers_watchers: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

/// The folders of a workspace: those that `initialize` names, or the one root of older clients.
pub(super) fn folders(params: &Value) -> Vec<PathBuf> {
    let folder = |uri: &Value| uri::path(&Uri(uri.as_str()?.to_owned()));
    let listed = params.get("workspaceFolders").and_then(Value::as_array);
    let listed: Vec<_> = listed.into_iter().flatten().filter_map(|one| folder(one.get("uri")?)).collect();
    if !listed.is_empty() {
        return listed;
    }
    let root = params.get("rootUri").and_then(folder);
    root.or_else(|| params.get("rootPath")?.as_str().map(PathBuf::from)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn utf_8_where_the_client_can() {
        let with = |encodings: Value| {
            Client::new(&json!({"capabilities": {"general": {"positionEncodings": encodings}}})).encoding
        };
        assert_eq!(with(json!(["utf-16", "utf-8"])), Encoding::Utf8);
        assert_eq!(with(json!(["utf-32"])), Encoding::Utf16, "every client knows it");
        assert_eq!(with(json!("utf-8")), Encoding::Utf16);
        assert_eq!(Client::new(&json!(null)).encoding, Encoding::Utf16);
    }

    #[test]
    fn folders_new_and_old() {
        let both =
            json!({"workspaceFolders": [{"uri": "file:///a"}, {"uri": "ssh://b"}], "rootUri": "file:///c"});
        assert_eq!(folders(&both), [PathBuf::from("/a")]);
        assert_eq!(
            folders(&json!({"workspaceFolders": null, "rootUri": "file:///c"})),
            [PathBuf::from("/c")]
        );
        assert_eq!(folders(&json!({"rootPath": "/d"})), [PathBuf::from("/d")]);
        assert!(folders(&json!({"rootUri": null})).is_empty());
    }
}

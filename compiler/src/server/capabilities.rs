//! What the server offers.

use serde_json::{Value, json};

use super::client::Client;
use super::requests::code_action::FIX_ALL;
use super::requests::semantic_tokens::{KINDS, MODIFIERS};
use super::text::Encoding;

/// The answer to `initialize`.
pub(super) fn answer(client: &Client) -> Value {
    json!({
        "capabilities": capabilities(client),
        "serverInfo": {"name": "supervisor-lint", "version": env!("CARGO_PKG_VERSION")},
    })
}

fn capabilities(client: &Client) -> Value {
    let encoding = match client.encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
    };
    let mut offered = json!({
        "positionEncoding": encoding,
        // 2: only what changes is sent.
        "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
        "diagnosticProvider": {
            "identifier": "supervisor-lint",
            "interFileDependencies": true,
            "workspaceDiagnostics": false,
        },
        "completionProvider": {"triggerCharacters": ["[", ":", "=", "%", "(", ",", "_", "/"]},
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        // Only who asks first may be told that it can.
        "renameProvider": if client.prepares_renames { json!({"prepareProvider": true}) } else { json!(true) },
        "documentSymbolProvider": true,
        "foldingRangeProvider": true,
        "documentLinkProvider": {"resolveProvider": false},
        "semanticTokensProvider": {
            "legend": {"tokenTypes": KINDS, "tokenModifiers": MODIFIERS},
            "full": true,
            "range": true,
        },
        "inlayHintProvider": true,
        "selectionRangeProvider": true,
        "documentFormattingProvider": true,
        "documentRangeFormattingProvider": true,
        "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
    });
    if client.action_literals
        && let Some(offered) = offered.as_object_mut()
    {
        let actions = json!({"codeActionKinds": ["quickfix", FIX_ALL], "resolveProvider": true});
        offered.insert("codeActionProvider".to_owned(), actions);
    }
    offered
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::ServerCapabilities;

    use super::*;

    #[test]
    fn they_are_what_the_protocol_says() {
        let all = Client { action_literals: true, prepares_renames: true, ..Client::default() };
        for client in [Client::default(), all] {
            let offered = capabilities(&client);
            let typed: ServerCapabilities = serde_json::from_value(offered.clone()).unwrap();
            assert_eq!(serde_json::to_value(typed).unwrap(), offered);
        }
    }

    #[test]
    fn what_a_client_does_not_know_is_not_offered() {
        let offered = capabilities(&Client::default());
        assert_eq!(offered["renameProvider"], true);
        assert!(offered.get("codeActionProvider").is_none());
    }
}

//! What editors can do.

use serde_json::{Value, json};

/// What an editor is like.
#[derive(Debug, Clone)]
pub struct Editor {
    /// What it starts the server with, in front of `server`.
    pub arguments: Vec<String>,
    /// Its capabilities.
    pub capabilities: Value,
    /// What it sends in `initialize`.
    pub options: Value,
    /// What it answers when it is asked for its settings.
    pub settings: Value,
}

impl Editor {
    /// An editor that can do next to nothing: it is sent diagnostics, and counts in UTF-16.
    pub fn plain() -> Self {
        Self { arguments: Vec::new(), capabilities: json!({}), options: Value::Null, settings: Value::Null }
    }

    /// One that can do everything: it asks for diagnostics, and counts in bytes.
    pub fn modern() -> Self {
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-8", "utf-16"]},
            "textDocument": {
                "diagnostic": {"relatedDocumentSupport": true},
                "publishDiagnostics": {"relatedInformation": true, "versionSupport": true, "tagSupport": {"valueSet": [1, 2]}},
                "codeAction": {
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "source"]}},
                    "isPreferredSupport": true,
                    "resolveSupport": {"properties": ["edit"]},
                },
                "rename": {"prepareSupport": true},
                "definition": {"linkSupport": true},
                "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "completion": {"completionItem": {"documentationFormat": ["markdown"], "tagSupport": {"valueSet": [1]}}},
            },
            "workspace": {
                "configuration": true,
                "workspaceEdit": {"documentChanges": true},
                "didChangeConfiguration": {"dynamicRegistration": true},
                "didChangeWatchedFiles": {"dynamicRegistration": true},
                "diagnostics": {"refreshSupport": true},
                "inlayHint": {"refreshSupport": true},
            },
        });
        Self { capabilities, ..Self::plain() }
    }

    /// The same, counting in UTF-16.
    pub fn in_utf_16() -> Self {
        let mut editor = Self::modern();
        editor.capabilities["general"] = Value::Null;
        editor
    }
}

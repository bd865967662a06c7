//! Formatting of documents and of parts of them.

use serde_json::{Value, json};
use supervisor_tests::lsp::{Editor, edited};

use super::{MAIN, Scene};

const OPTIONS: &str = r#"{"tabSize": 4, "insertSpaces": true}"#;
const TEXT: &str =
    "[supervisord]\n[program:a]\ncommand = /bin/a\nenvironment = A=\"1\",\n  B=\"2\"\nautostart : true\n";

fn options() -> Value {
    serde_json::from_str(OPTIONS).unwrap()
}

#[test]
fn of_a_document() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let uri = scene.client.uri(MAIN);
    let params = json!({"textDocument": {"uri": uri}, "options": options()});
    let edits = scene.client.result("textDocument/formatting", params.clone());
    let formatted = edited(TEXT, &edits, scene.client.encoding());
    assert_eq!(formatted, supervisor_compiler::fmt::format(TEXT).unwrap());
    scene.client.rewrite(MAIN, 2, &formatted);
    assert_eq!(scene.client.result("textDocument/formatting", params.clone()), json!([]));
    scene.client.rewrite(MAIN, 3, "[supervisord\n");
    assert_eq!(
        scene.client.result("textDocument/formatting", params),
        Value::Null,
        "nobody knows what it means"
    );
}

#[test]
fn of_a_part() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let uri = scene.client.uri(MAIN);
    let range = json!({"start": {"line": 5, "character": 0}, "end": {"line": 5, "character": 9}});
    let params = json!({"textDocument": {"uri": uri}, "options": options(), "range": range});
    let edits = scene.client.result("textDocument/rangeFormatting", params);
    let formatted = edited(TEXT, &edits, scene.client.encoding());
    assert!(formatted.ends_with("autostart=true\n"), "{formatted}");
    assert!(formatted.contains("[supervisord]\n[program:a]\n"), "the rest stays: {formatted}");
}

#[test]
fn behind_a_part_nothing_is_put_in() {
    let text = "[supervisord]\nnodaemon = true\n[program:a]\ncommand = /bin/a\n";
    let mut scene = Scene::of_text(Editor::modern(), text);
    let range = json!({"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}});
    let uri = scene.client.uri(MAIN);
    let params = json!({"textDocument": {"uri": uri}, "options": options(), "range": range});
    let edits = scene.client.result("textDocument/rangeFormatting", params);
    let formatted = edited(text, &edits, scene.client.encoding());
    assert_eq!(formatted, text.replace("nodaemon = true", "nodaemon=true"));
}

//! How a conversation goes, and what does not end it.

use serde_json::{Value, json};
use supervisor_tests::lsp::{Client, Editor};

use super::{MAIN, Scene, directory};

const TEXT: &str = "[supervisord]\nnodaemon=true\n";

#[test]
fn a_conversation_from_beginning_to_end() {
    let scene = Scene::of_text(Editor::modern(), TEXT);
    insta::assert_json_snapshot!("capabilities", scene.client.welcome["capabilities"]);
    assert_eq!(scene.client.welcome["serverInfo"]["name"], "supervisor-lint");
    assert_eq!(scene.client.leave(), Some(0));
}

#[test]
fn who_does_not_take_leave_hears_of_it() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    assert_eq!(scene.client.hang_up(), Some(1));
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    scene.client.notify("exit", Value::Null);
    assert_eq!(scene.client.hang_up(), Some(1));
    let root = directory(&[]);
    assert_eq!(Client::silent(Editor::plain(), root.path()).hang_up(), Some(1));
}

#[test]
fn what_an_editor_does_not_know_is_not_offered() {
    let scene = Scene::of_text(Editor::plain(), TEXT);
    insta::assert_json_snapshot!("capabilities_for_plain_editors", scene.client.welcome["capabilities"]);
}

#[test]
fn after_leave_was_taken_nothing_is_sent() {
    for _ in 0..10 {
        let mut scene = Scene::of_text(Editor::plain(), &"[program:a]\nstartsecs=x\n".repeat(200));
        scene.client.result("shutdown", Value::Null);
        let sent = scene.client.all_published.len();
        // Whatever is on its way comes before this answer, or not at all.
        scene.client.request("textDocument/hover", json!({})).unwrap_err();
        scene.client.notify("exit", Value::Null);
        assert_eq!(scene.client.hang_up(), Some(0));
        assert_eq!(scene.client.all_published.len(), sent);
    }
}

#[test]
fn what_is_asked_at_the_wrong_time() {
    let root = directory(&[]);
    let mut client = Client::silent(Editor::plain(), root.path());
    let error = client.request("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(error["code"], -32002, "not initialized: {error}");
    client.notify("textDocument/didOpen", json!({"nonsense": 1}));
    client.result("initialize", json!({"capabilities": {}, "processId": null, "rootUri": null}));
    let error = client.request("initialize", json!({"capabilities": {}})).unwrap_err();
    assert_eq!(error["code"], -32600, "invalid request: {error}");
    client.result("shutdown", Value::Null);
    let error = client.request("textDocument/hover", json!({})).unwrap_err();
    assert_eq!(error["code"], -32600, "invalid request: {error}");
    client.notify("exit", Value::Null);
    assert_eq!(client.hang_up(), Some(0));
}

#[test]
fn what_nobody_understands() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let client = &mut scene.client;
    let error = client.request("textDocument/colour", json!({})).unwrap_err();
    assert_eq!(error["code"], -32601, "method not found: {error}");
    for params in [json!({}), json!(null), json!([]), json!({"textDocument": 1, "position": "x"})] {
        let error = client.request("textDocument/hover", params).unwrap_err();
        assert_eq!(error["code"], -32602, "invalid params: {error}");
    }
    let elsewhere = json!({"textDocument": {"uri": client.uri("nowhere.conf")}});
    let error = client.request("textDocument/documentSymbol", elsewhere).unwrap_err();
    assert_eq!(error["code"], -32602, "not open: {error}");
    client.notify("$/nonsense", json!({"x": 1}));
    client.notify("textDocument/didChange", json!({"x": 1}));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": "file:///nowhere"}}));
    client.send_bytes(b"hello\r\nContent-Length: 3\r\n\r\n{}}Content-Length: x\r\n\r\n");
    client.send_bytes(b"Content-Length: 31\r\n\r\n{\"jsonrpc\":\"2.0\",\"result\":null}");
    client.notify("$/cancelRequest", json!({"id": "of nobody"}));
    assert!(scene.diagnostics(MAIN).iter().all(|found| found["severity"] != 1));
    let logged: Vec<_> =
        scene.client.heard.iter().filter(|said| said["method"] == "window/logMessage").collect();
    assert!(logged.len() >= 5, "faults are told: {logged:?}");
    assert_eq!(scene.client.leave(), Some(0));
}

#[test]
fn a_request_that_is_cancelled_has_one_answer() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let client = &mut scene.client;
    let params = json!({"textDocument": {"uri": client.uri(MAIN)}});
    let mut cancelled = 0;
    for _ in 0..50 {
        let id = client.ask("textDocument/diagnostic", params.clone());
        client.notify("$/cancelRequest", json!({"id": id}));
        match client.answer(id) {
            Ok(report) => assert!(report["items"].is_array(), "it was faster: {report}"),
            Err(error) => {
                assert_eq!(error["code"], -32800, "request cancelled: {error}");
                cancelled += 1;
            }
        }
        // Whatever comes now is not another answer to it: the client would fail.
        client.of_document("textDocument/foldingRange", MAIN);
    }
    assert!(cancelled > 0, "all fifty were faster");
}

#[test]
fn ids_may_be_texts() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let uri = scene.client.uri(MAIN);
    scene.client.ask("textDocument/foldingRange", json!({"textDocument": {"uri": uri}}));
    scene.client.notify("$/cancelRequest", json!({"id": "7"}));
    scene.client.answer(2).expect("another id");
}

#[test]
fn a_message_of_an_impossible_length_ends_nothing() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    for length in [u64::MAX, 1 << 40] {
        scene.client.send_bytes(format!("Content-Length: {length}\r\n\r\n{{\"x\":1}}").as_bytes());
    }
    assert!(scene.diagnostics(MAIN).iter().all(|found| found["severity"] != 1), "it still hears");
    let logged = scene.client.heard.iter().filter(|said| said["method"] == "window/logMessage").count();
    assert!(logged >= 2, "{:?}", scene.client.heard);
    assert_eq!(scene.client.leave(), Some(0));
}

#[test]
fn a_change_of_a_range_that_is_none_is_refused() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let before = scene.diagnostics(MAIN);
    let range = json!({"start": {"line": -1, "character": 0}, "end": {"line": 0, "character": 0}});
    scene.client.edit(MAIN, 2, json!([{"range": range, "text": "[nonsense"}]));
    assert_eq!(scene.diagnostics(MAIN), before);
    let logged = scene.client.until_heard("window/logMessage");
    assert!(logged["params"]["message"].as_str().unwrap().contains("is no range"), "{logged}");
}

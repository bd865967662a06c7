//! Code actions: fixes, comments that allow findings, all safe fixes at once.

use serde_json::{Value, json};
use supervisor_tests::lsp::{Editor, edited};

use super::{MAIN, Scene};

const TEXT: &str = "[supervisord]\r\n[program:a]\r\ncommand=/bin/a\r\nstartsecs=\"5\"\r\nautorestart=\"true\"\r\nexitcodes=0,2\r\nstartretries=3\r\nstartretries=4\r\nstopsignal=KILL\r\n";

/// The actions for the lines from `first` to `last`.
#[track_caller]
fn actions(scene: &mut Scene, first: u32, last: u32, only: Option<&str>) -> Vec<Value> {
    let range = json!({"start": {"line": first, "character": 0}, "end": {"line": last, "character": 99}});
    let mut context = json!({"diagnostics": []});
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let params = json!({"textDocument": {"uri": scene.client.uri(MAIN)}, "range": range, "context": context});
    scene.client.result("textDocument/codeAction", params).as_array().expect("a list").clone()
}

/// An editor that knows actions with edits, and nothing more of them.
fn with_literals() -> Editor {
    let kinds = json!({"codeActionKind": {"valueSet": ["", "quickfix", "source"]}});
    let capabilities = json!({"textDocument": {"codeAction": {"codeActionLiteralSupport": kinds}}});
    Editor { capabilities, ..Editor::plain() }
}

/// The text after an action whose edit is about the usual document alone.
#[track_caller]
fn after(scene: &Scene, text: &str, edit: &Value) -> String {
    let changes = edit["documentChanges"].as_array().expect("edits of versions");
    assert_eq!(changes.len(), 1, "{edit}");
    let document = json!({"uri": scene.client.uri(MAIN), "version": 1});
    assert_eq!(changes[0]["textDocument"], document);
    edited(text, &changes[0]["edits"], scene.client.encoding())
}

#[test]
fn fixes_and_comments() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let mut shown = String::new();
    for action in actions(&mut scene, 2, 8, Some("quickfix")) {
        let preferred = if action["isPreferred"] == true { ", preferred" } else { "" };
        let (title, kind) = (action["title"].as_str().unwrap(), action["kind"].as_str().unwrap());
        shown += &format!("# {title} ({kind}{preferred}) for {}\n", action["diagnostics"][0]["code"]);
        let new = after(&scene, TEXT, &action["edit"]);
        assert_eq!(new.matches('\n').count(), new.matches("\r\n").count(), "line ends stay");
        let (old, new): (Vec<_>, Vec<_>) = (TEXT.lines().collect(), new.lines().collect());
        old.iter().filter(|line| !new.contains(line)).for_each(|line| shown += &format!("- {line}\n"));
        let at = new.iter().position(|line| !old.contains(line));
        new.iter().filter(|line| !old.contains(line)).for_each(|line| shown += &format!("+ {line}\n"));
        shown += &at.and_then(|at| new.get(at + 1)).map_or_else(String::new, |next| format!("  {next}\n"));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn all_safe_fixes_at_once() {
    let mut scene = Scene::of_text(Editor::modern(), TEXT);
    let found = actions(&mut scene, 0, 0, Some("source.fixAll"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["kind"], "source.fixAll.supervisor-lint");
    assert!(found[0]["edit"].is_null(), "made when it is chosen: {}", found[0]);
    let resolved = scene.client.result("codeAction/resolve", found[0].clone());
    let fixed = after(&scene, TEXT, &resolved["edit"]);
    assert!(fixed.contains("startsecs=5\r\n") && fixed.contains("autorestart=true\r\n"), "{fixed}");
    assert!(fixed.contains("exitcodes=0,2\r\n"), "what changes the plan stays: {fixed}");
    // After an edit it is about another text.
    scene.client.rewrite(MAIN, 2, TEXT);
    let error = scene.client.request("codeAction/resolve", found[0].clone()).unwrap_err();
    assert_eq!(error["code"], -32801, "content modified: {error}");
}

#[test]
fn for_editors_that_can_do_little() {
    let mut scene = Scene::of_text(with_literals(), TEXT);
    let uri = scene.client.uri(MAIN);
    let found = actions(&mut scene, 3, 3, None);
    assert!(found.iter().all(|action| action["kind"] == "quickfix"), "{found:?}");
    assert!(found.iter().all(|action| action.get("isPreferred").is_none()), "{found:?}");
    assert!(found.iter().all(|action| action["diagnostics"][0].get("tags").is_none()), "{found:?}");
    let edits = &found[0]["edit"]["changes"][&uri];
    let fixed = edited(TEXT, edits, scene.client.encoding());
    assert_eq!(fixed, TEXT.replace("\"5\"", "5"));
    let all = actions(&mut scene, 0, 0, Some("source.fixAll.supervisor-lint"));
    let edits = &all[0]["edit"]["changes"][&uri];
    assert!(edited(TEXT, edits, scene.client.encoding()).contains("autorestart=true"));
}

#[test]
fn a_clean_document_has_none() {
    let text = "[supervisord]\n";
    let mut scene = Scene::of_text(with_literals(), text);
    assert_eq!(actions(&mut scene, 0, 1, Some("source")), Vec::<Value>::new());
}

#[test]
fn editors_that_know_only_commands_have_none() {
    let mut scene = Scene::of_text(Editor::plain(), TEXT);
    assert!(scene.client.welcome["capabilities"].get("codeActionProvider").is_none());
    assert_eq!(actions(&mut scene, 2, 8, None), Vec::<Value>::new());
}

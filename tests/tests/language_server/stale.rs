//! Nobody gets an answer about a text that is no longer there.

use serde_json::{Value, json};
use supervisor_tests::lsp::{Editor, Place};

use super::{MAIN, Scene};

/// A text whose every answer says which version it is about.
fn text(version: i64) -> String {
    let programs: String = (0..300).map(|number| format!("[program:p{number}]\ncommand=/bin/p\n")).collect();
    format!("[supervisord]\nversion_{version}=1\n[program:v{version}]\ncommand=/bin/v\n{programs}")
}

#[test]
fn answers_are_about_the_text_that_was_asked_about() {
    let mut scene = Scene::of_text(Editor::modern(), &text(1));
    let client = &mut scene.client;
    let document = json!({"textDocument": {"uri": client.uri(MAIN)}});
    let mut asked = Vec::new();
    for version in 2..150 {
        client.rewrite(MAIN, version, &text(version));
        asked.push((version, client.ask("textDocument/diagnostic", document.clone())));
        asked.push((version, client.ask("textDocument/documentSymbol", document.clone())));
        let place = Place::find(MAIN, &text(version), &format!("[program:v‸{version}]"));
        let params = client.at_params(&place, &json!({"newName": "new"}));
        asked.push((version, client.ask("textDocument/rename", params)));
        if version % 10 == 0 {
            // Somebody pauses.
            client.of_document("textDocument/foldingRange", MAIN);
        }
    }
    let last = asked.len() - 3;
    let mut modified = 0;
    for (index, (version, id)) in asked.iter().enumerate() {
        match client.answer(*id) {
            Ok(answer) => {
                let said = answer.to_string();
                let newest = |version: i64| {
                    said.contains(&format!("version_{version}"))
                        || said.contains(&format!("\"version\":{version}"))
                };
                assert!(
                    newest(*version) && !newest(version - 1) && !newest(version + 1),
                    "{version}: {said}"
                );
            }
            Err(error) => {
                assert!(index < last, "nothing was edited after {version}: {error}");
                let cancelled = error["code"] == -32802 && error["data"]["retriggerRequest"] == true;
                assert!(cancelled || error["code"] == -32801, "{error}");
                modified += 1;
            }
        }
    }
    assert!(modified > 0, "every answer was faster than the next edit");
}

#[test]
fn diagnostics_that_are_sent_are_about_their_version() {
    let mut scene = Scene::of_text(Editor::plain(), &text(1));
    for version in 2..60 {
        scene.client.rewrite(MAIN, version, &text(version));
        if version % 7 == 0 {
            scene.client.published(MAIN, Some(version));
        }
    }
    scene.client.published(MAIN, Some(59));
    let mut before = 0;
    for sent in &scene.client.all_published {
        let version = sent["version"].as_i64().expect("the document is open");
        assert!(before <= version, "{version} after {before}");
        before = version;
        let said = sent["diagnostics"].to_string();
        assert!(said.contains(&format!("version_{version}")), "{version}: {said}");
    }
}

#[test]
fn an_edit_of_another_document_takes_no_answer_away() {
    let mut scene = Scene::of_text(Editor::modern(), &text(1));
    let item =
        json!({"uri": "untitled:B", "languageId": "supervisord", "version": 1, "text": "[program:x]\n"});
    scene.client.notify("textDocument/didOpen", json!({"textDocument": item}));
    scene.client.open("b.conf", "[supervisord]\n");
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let params = json!({"textDocument": {"uri": scene.client.uri(MAIN)}, "options": options});
    for version in 2..12 {
        // What depends on the document alone, whatever else is edited; and all else, when what is edited is no file.
        let alone = ["semanticTokens/full", "formatting", "documentSymbol"];
        let methods = if version % 2 == 0 { &["documentLink", "diagnostic"] } else { &alone[..] };
        let asked: Vec<_> = methods
            .iter()
            .map(|method| scene.client.ask(&format!("textDocument/{method}"), params.clone()))
            .collect();
        let edited = if version % 2 == 0 { "untitled:B".to_owned() } else { scene.client.uri("b.conf") };
        let change = json!({"textDocument": {"uri": edited, "version": version}, "contentChanges": [{"text": "[supervisord]\n"}]});
        scene.client.notify("textDocument/didChange", change);
        for id in asked {
            scene.client.answer(id).expect("nothing was edited that it is about");
        }
    }
}

#[test]
fn an_edit_of_another_file_counts() {
    let main = "[supervisord]\n[include]\nfiles=a.conf\n[group:g]\nprograms=a\n";
    let mut scene =
        Scene::new(Editor::modern(), &[(MAIN, main), ("a.conf", "[program:a]\ncommand=/bin/a\n")]);
    scene.client.open_file(MAIN);
    scene.client.open_file("a.conf");
    let document = json!({"textDocument": {"uri": scene.client.uri(MAIN)}});
    for version in 2..30 {
        let name = if version % 2 == 0 { "b" } else { "a" };
        let early = scene.client.ask("textDocument/diagnostic", document.clone());
        scene.client.rewrite("a.conf", version, &format!("[program:{name}]\ncommand=/bin/a\n"));
        let late = scene.client.ask("textDocument/diagnostic", document.clone());
        // Asked before the edit: about what was there, or not at all.
        let lacks = |report: &Value| report["items"].to_string().contains("group-unknown-program");
        if let Ok(report) = scene.client.answer(early) {
            assert_eq!(lacks(&report), name == "a", "{version}");
        }
        assert_eq!(lacks(&scene.client.answer(late).unwrap()), name == "b", "{version}");
    }
}

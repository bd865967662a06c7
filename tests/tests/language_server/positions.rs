//! Positions on lines with letters that take several bytes and several units.

use serde_json::json;
use supervisor_tests::lsp::{Editor, Encoding, Place, edited, part, position};

use super::{MAIN, Scene};

const TEXT: &str = "[supervisord]\nidentifier=監視🚀 %(host_node_name)s\nbogus_日本🚀=1 ; 注釈🎉\n[program:猫🐈]\ncommand=/bin/echo 日本語🚀 %(program_name)s\n\
                    environment=名=\"🚀\",K=\"日本\"\nautostart=\"true\"\n[group:群れ🐾]\nprograms=猫🐈\n";

fn scenes() -> [Scene; 2] {
    let scenes = [Editor::modern(), Editor::in_utf_16()].map(|editor| Scene::of_text(editor, TEXT));
    assert_eq!(scenes[0].client.encoding(), Encoding::Utf8);
    assert_eq!(scenes[1].client.encoding(), Encoding::Utf16);
    scenes
}

#[test]
fn of_findings_and_their_fixes() {
    for mut scene in scenes() {
        let encoding = scene.client.encoding();
        let found = scene.diagnostics(MAIN);
        let about = |code: &str| {
            let found = found
                .iter()
                .find(|found| found["code"] == code)
                .unwrap_or_else(|| panic!("{code}: {found:#?}"));
            part(TEXT, &found["range"], encoding)
        };
        assert_eq!(about("unknown-option"), "bogus_日本🚀");
        assert_eq!(about("quoted-scalar"), "\"true\"");
        let place = TEXT.find("\"true\"").unwrap();
        let at = position(TEXT, place, encoding);
        let params = json!({
            "textDocument": {"uri": scene.client.uri(MAIN)},
            "range": {"start": at, "end": at},
            "context": {"diagnostics": [], "only": ["quickfix"]},
        });
        let actions = scene.client.result("textDocument/codeAction", params);
        let edits = &actions[0]["edit"]["documentChanges"][0]["edits"];
        assert_eq!(edited(TEXT, edits, encoding), TEXT.replace("\"true\"", "true"));
    }
}

#[test]
fn of_names() {
    for mut scene in scenes() {
        let encoding = scene.client.encoding();
        let place = Place::find(MAIN, TEXT, "programs=‸猫🐈");
        let links = scene.client.at("textDocument/definition", &place, &json!({}));
        assert_eq!(part(TEXT, &links[0]["originSelectionRange"], encoding), "猫🐈");
        assert!(part(TEXT, &links[0]["targetSelectionRange"], encoding).contains("猫🐈"));
        let edit = scene.client.at("textDocument/rename", &place, &json!({"newName": "犬🐕"}));
        let edits = &edit["documentChanges"][0]["edits"];
        assert_eq!(edited(TEXT, edits, encoding), TEXT.replace("猫🐈", "犬🐕"));
    }
}

#[test]
fn of_words_under_the_cursor() {
    for mut scene in scenes() {
        let encoding = scene.client.encoding();
        let place = Place::find(MAIN, TEXT, "日本語🚀 %(program‸_name)s");
        let hover = scene.client.at("textDocument/hover", &place, &json!({}));
        assert!(part(TEXT, &hover["range"], encoding).contains("program_name"), "{hover}");
        let completion = scene.client.at("textDocument/completion", &place, &json!({}));
        let items = completion["items"].as_array().unwrap();
        let here =
            items.iter().find(|item| item["label"].as_str().unwrap().contains("program_name")).unwrap();
        let replaced = part(TEXT, &here["textEdit"]["range"], encoding);
        assert!("%(program_name)s".contains(replaced) && replaced.contains("program"), "{replaced:?}");
    }
}

#[test]
fn of_edits() {
    for mut scene in scenes() {
        let encoding = scene.client.encoding();
        // Typed between two rockets, and a line is taken away.
        let start = TEXT.find("🚀 %(program").unwrap() + '🚀'.len_utf8();
        let line = TEXT.find("autostart").unwrap();
        let at = |offset| position(TEXT, offset, encoding);
        let changes = json!([
            {"range": {"start": at(line), "end": at(TEXT.find("[group").unwrap())}, "text": ""},
            {"range": {"start": at(start), "end": at(start)}, "text": "🚀名"},
        ]);
        scene.client.edit(MAIN, 2, changes);
        let text = TEXT.replace("autostart=\"true\"\n", "").replace("🚀 %(program", "🚀🚀名 %(program");
        let symbols = scene.client.of_document("textDocument/documentSymbol", MAIN);
        let section =
            symbols.as_array().unwrap().iter().find(|symbol| symbol["name"] == "program:猫🐈").unwrap();
        assert!(part(&text, &section["range"], encoding).ends_with("K=\"日本\""), "{section}");
        let tokens = scene.client.of_document("textDocument/semanticTokens/full", MAIN);
        let params = json!({"textDocument": {"uri": scene.client.uri(MAIN)}, "options": {"tabSize": 4, "insertSpaces": true}});
        let edits = scene.client.result("textDocument/formatting", params);
        let formatted = supervisor_compiler::fmt::format(&text).unwrap();
        assert_eq!(edited(&text, &edits, encoding), formatted);
        assert!(super::features::words(&text, &tokens, encoding).iter().any(|(_, word)| word == "猫🐈"));
    }
}

//! What editors ask of a place or of a document: one test each.

use std::fmt::Write as _;

use serde_json::{Value, json};
use supervisor_tests::lsp::{Editor, Encoding, Place, edited, part};
use supervisor_tests::wait;

use super::{MAIN, Scene};

const TEXT: &str = "\
; the shop
[supervisord]
logfile=%(here)s/run/supervisord.log
environment=STAGE=\"test\"

[include]
files=conf.d/*.conf

[program:web]
command=/usr/bin/env -i sh -c 'exec web --port 80%(process_num)02d'
process_name=%(program_name)s_%(process_num)02d
numprocs=3
stdout_logfile=%(here)s/run/%(program_name)s.log
stopsignal=INT
environment=A=\"1\",
    B=\"%(ENV_STAGE)s\"

[group:shop]
programs=web,worker
";

const WORKER: &str =
    "[program:worker]\ncommand=/usr/bin/worker\nstartsecs=5 ; lint: allow(command-not-in-path)\n";

const FILES: [(&str, &str); 2] = [(MAIN, TEXT), ("conf.d/worker.conf", WORKER)];

fn scene() -> Scene {
    let mut scene = Scene::new(Editor::modern(), &FILES);
    scene.client.open_file(MAIN);
    scene.client.open_file("conf.d/worker.conf");
    scene
}

/// The place of a part of the main file.
#[track_caller]
fn place(part: &str) -> Place {
    Place::find(MAIN, TEXT, part)
}

#[test]
fn completion() {
    let mut scene = scene();
    let mut shown = String::new();
    for (title, text) in [
        ("a section", "[supervisord]\n[pro‸"),
        ("an option", "[supervisord]\n[program:a]\ncommand=a\nstartr‸"),
        ("a signal", "[supervisord]\n[program:a]\ncommand=a\nstopsignal=‸"),
        ("an event", "[supervisord]\n[eventlistener:a]\ncommand=a\nevents=TICK_5,PROCESS_STATE_E‸"),
        (
            "a program",
            "[supervisord]\n[program:web]\ncommand=a\n[program:worker]\ncommand=a\n[group:g]\nprograms=web, w‸",
        ),
        ("an expansion", "[supervisord]\n[program:a]\ncommand=a %(p‸"),
    ] {
        let place = Place::marked(MAIN, text);
        scene.client.rewrite(MAIN, 2, &place.text);
        let list = scene.client.at("textDocument/completion", &place, &json!({}));
        let items = list["items"].as_array().expect("a list");
        let _ = writeln!(shown, "# {title}: {} of them", items.len());
        for item in items.iter().take(4) {
            let edit = &item["textEdit"];
            let after = edited(&place.text, &json!([edit]), scene.client.encoding());
            let line = after.lines().last().unwrap_or_default();
            // What an expansion stands for differs from machine to machine.
            let detail = item["detail"].as_str().filter(|_| item["kind"] != 6).unwrap_or("-");
            let _ =
                writeln!(shown, "{} [{}] {detail} -> {line}", item["label"].as_str().unwrap(), item["kind"]);
        }
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn hover() {
    let mut scene = scene();
    let mut shown = String::new();
    for part_of in [
        "[prog‸ram:web]",
        "comm‸and=",
        "num‸procs=3",
        "%(ENV_ST‸AGE)s",
        "stopsignal=I‸NT",
        "stdout_log‸file=",
        "; the‸ shop",
    ] {
        let answer = scene.client.at("textDocument/hover", &place(part_of), &json!({}));
        let _ = writeln!(shown, "# {part_of}");
        if answer.is_null() {
            shown += "nothing\n\n";
            continue;
        }
        assert_eq!(answer["contents"]["kind"], "markdown");
        let about = part(TEXT, &answer["range"], scene.client.encoding()).to_owned();
        let answer = scene.masked(&answer);
        let _ = writeln!(shown, "`{about}`\n{}\n", answer["contents"]["value"].as_str().unwrap());
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn definition_and_references() {
    let mut scene = scene();
    let found = scene.client.at("textDocument/definition", &place("programs=web,wor‸ker"), &json!({}));
    insta::assert_json_snapshot!("definition", scene.masked(&found));
    let declaration = json!({"context": {"includeDeclaration": true}});
    let found = scene.client.at("textDocument/references", &place("programs=web,wor‸ker"), &declaration);
    insta::assert_json_snapshot!("references", scene.masked(&found));
    let nothing = scene.client.at("textDocument/definition", &place("; the‸ shop"), &json!({}));
    assert_eq!(nothing, Value::Null);
}

#[test]
fn definitions_for_editors_without_links() {
    let mut scene = Scene::new(Editor::plain(), &FILES);
    scene.client.open_file(MAIN);
    let found = scene.client.at("textDocument/definition", &place("programs=web,wor‸ker"), &json!({}));
    assert_eq!(found[0]["uri"], scene.client.uri("conf.d/worker.conf"));
    assert_eq!(part(WORKER, &found[0]["range"], Encoding::Utf16).trim_matches(['[', ']']), "program:worker");
}

#[test]
fn highlights() {
    let mut scene = scene();
    let found = scene.client.at("textDocument/documentHighlight", &place("programs=w‸eb,"), &json!({}));
    let words: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| part(TEXT, &one["range"], scene.client.encoding()))
        .collect();
    assert_eq!(words, ["program:web", "web"]);
}

#[test]
fn rename_across_files() {
    let mut scene = scene();
    let at = place("programs=web,wor‸ker");
    let prepared = scene.client.at("textDocument/prepareRename", &at, &json!({}));
    assert_eq!(prepared["placeholder"], "worker");
    assert_eq!(part(TEXT, &prepared["range"], scene.client.encoding()), "worker");
    let edit = scene.client.at("textDocument/rename", &at, &json!({"newName": "mailer"}));
    let changes = edit["documentChanges"].as_array().unwrap();
    let mut renamed = 0;
    for (name, text) in FILES {
        let uri = scene.client.uri(name);
        let change = changes
            .iter()
            .find(|change| change["textDocument"]["uri"] == uri.as_str())
            .expect("both files change");
        assert_eq!(change["textDocument"]["version"], 1);
        let new = edited(text, &change["edits"], scene.client.encoding());
        let expected =
            text.replace("web,worker", "web,mailer").replace("[program:worker]", "[program:mailer]");
        assert_eq!(new, expected);
        renamed += 1;
    }
    assert_eq!(changes.len(), renamed);
    let params = scene.client.at_params(&at, &json!({"newName": "a:b"}));
    let error = scene.client.request("textDocument/rename", params).unwrap_err();
    assert_eq!(error["code"], -32803, "request failed, with a text for people: {error}");
    assert_eq!(scene.client.at("textDocument/prepareRename", &place("; the‸ shop"), &json!({})), Value::Null);
}

#[test]
fn rename_in_files_that_have_changed_on_the_disk() {
    let main = "[supervisord]\n[group:g]\nprograms=web\n[include]\nfiles=conf.d/*.cfg\n";
    let part = "[program:web]\ncommand=/bin/web\n";
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, main), ("conf.d/x.cfg", part)]);
    scene.client.open_file(MAIN);
    let at = Place::find(MAIN, main, "programs=w‸eb");
    scene.client.at("textDocument/hover", &at, &json!({}));
    // Nobody tells the server, as with clients that watch no such files.
    let now = format!("; one\n; two\n{part}");
    scene.write("conf.d/x.cfg", &now);
    scene.write("conf.d/y.cfg", "[group:h]\nprograms=web\n");
    let edit = scene.client.at("textDocument/rename", &at, &json!({"newName": "site"}));
    let uri = scene.client.uri("conf.d/x.cfg");
    let changes = edit["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 3, "also in the file that is new: {edit:#}");
    let change = changes.iter().find(|change| change["textDocument"]["uri"] == uri.as_str()).unwrap();
    let new = edited(&now, &change["edits"], scene.client.encoding());
    assert_eq!(new, now.replace(":web", ":site"), "{edit:#}");
}

#[test]
fn texts_for_editors_that_show_no_markdown() {
    let mut scene = Scene::new(Editor::plain(), &FILES);
    scene.client.open_file(MAIN);
    let hover = scene.client.at("textDocument/hover", &place("progr‸ams=web,worker"), &json!({}));
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("programs · ") && !text.contains(['`', '*']), "{text}");
}

#[test]
fn rename_in_all_configurations_that_share_a_file() {
    let part = "[program:a]\ncommand=/bin/a\n";
    let main = "[supervisord]\n[group:g]\nprograms=a\n[include]\nfiles=shared/*.conf\n";
    let files = [("one.conf", main), ("two.conf", main), ("shared/a.conf", part)];
    let mut scene = Scene::new(Editor::modern(), &files);
    scene.client.open_file("one.conf");
    let at = Place::find("one.conf", main, "programs=‸a");
    // The other one is found by and by.
    let changes = wait::until_some("an edit of all three files", || {
        let edit = scene.client.at("textDocument/rename", &at, &json!({"newName": "b"}));
        let changes = edit["documentChanges"].as_array().unwrap().clone();
        (changes.len() == files.len()).then_some(changes)
    });
    for (name, text) in files {
        let uri = scene.client.uri(name);
        let change = changes.iter().find(|change| change["textDocument"]["uri"] == uri.as_str()).expect(name);
        let new = edited(text, &change["edits"], scene.client.encoding());
        assert_eq!(new, text.replace("programs=a", "programs=b").replace(":a]", ":b]"));
    }
    // A name that is taken in one of them is taken.
    scene.client.open("two.conf", &format!("{main}[program:c]\ncommand=/bin/c\n"));
    let params = scene.client.at_params(&at, &json!({"newName": "c"}));
    let error = scene.client.request("textDocument/rename", params).unwrap_err();
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("[program:c]") && message.contains("two.conf"), "{message}");
}

#[test]
fn symbols() {
    let mut scene = scene();
    let found = scene.client.of_document("textDocument/documentSymbol", "conf.d/worker.conf");
    insta::assert_json_snapshot!("symbols_nested", found);
    let mut scene = Scene::new(Editor::plain(), &FILES);
    scene.client.open_file("conf.d/worker.conf");
    let found = scene.client.of_document("textDocument/documentSymbol", "conf.d/worker.conf");
    insta::assert_json_snapshot!("symbols_flat", scene.masked(&found));
}

#[test]
fn folds() {
    let mut scene = scene();
    let found = scene.client.of_document("textDocument/foldingRange", MAIN);
    let shown: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|fold| format!("{}-{} {}", fold["startLine"], fold["endLine"], fold["kind"]))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn links() {
    let mut scene = scene();
    let found = scene.client.of_document("textDocument/documentLink", MAIN);
    let encoding = scene.client.encoding();
    let shown: Vec<_> = scene
        .masked(&found)
        .as_array()
        .unwrap()
        .iter()
        .map(|link| {
            format!("{} -> {} ({})", part(TEXT, &link["range"], encoding), link["target"], link["tooltip"])
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

/// The words that tokens are about, with the names of their kinds.
pub(super) fn words(text: &str, tokens: &Value, encoding: Encoding) -> Vec<(String, String)> {
    const KINDS: [&str; 11] = [
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
    let numbers: Vec<u64> =
        tokens["data"].as_array().expect("numbers").iter().map(|one| one.as_u64().unwrap()).collect();
    let (mut line, mut column) = (0, 0);
    let word = |token: &[u64]| {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let at = |character: u64| json!({"line": line, "character": character});
        let word = part(text, &json!({"start": at(column), "end": at(column + token[2])}), encoding);
        (KINDS[usize::try_from(token[3]).unwrap()].to_owned(), word.to_owned())
    };
    numbers.chunks(5).map(word).collect()
}

#[test]
fn semantic_tokens() {
    let mut scene = scene();
    let encoding = scene.client.encoding();
    let legend = &scene.client.welcome["capabilities"]["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenTypes"].as_array().unwrap().len(), 11);
    let all = scene.client.of_document("textDocument/semanticTokens/full", MAIN);
    let all = words(TEXT, &all, encoding);
    let shown: String = all.iter().map(|(kind, word)| format!("{kind} {word}\n")).collect();
    insta::assert_snapshot!(shown);
    let range = json!({"start": {"line": 9, "character": 0}, "end": {"line": 11, "character": 0}});
    let params = json!({"textDocument": {"uri": scene.client.uri(MAIN)}, "range": range});
    let some = scene.client.result("textDocument/semanticTokens/range", params);
    let some = words(TEXT, &some, encoding);
    assert!(!some.is_empty() && all.windows(some.len()).any(|part| part == some), "a part of them: {some:?}");
}

#[test]
fn inlay_hints() {
    let mut scene = scene();
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let params = json!({"textDocument": {"uri": scene.client.uri(MAIN)}, "range": range});
    let found = scene.client.result("textDocument/inlayHint", params);
    let mut lines: Vec<String> = TEXT.lines().map(str::to_owned).collect();
    for hint in scene.masked(&found).as_array().unwrap().iter().rev() {
        let line = usize::try_from(hint["position"]["line"].as_u64().unwrap()).unwrap();
        let column = usize::try_from(hint["position"]["character"].as_u64().unwrap()).unwrap();
        lines[line].insert_str(column, &format!(" «{}»", hint["label"].as_str().unwrap()));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn selection_ranges() {
    let mut scene = scene();
    let encoding = scene.client.encoding();
    let positions =
        [place("programs=we‸b,worker").position(encoding), place("%(ENV_ST‸AGE)s").position(encoding)];
    let params = json!({"textDocument": {"uri": scene.client.uri(MAIN)}, "positions": positions});
    let found = scene.client.result("textDocument/selectionRange", params);
    let mut shown = String::new();
    for chain in found.as_array().unwrap() {
        let mut at = chain;
        while !at["range"].is_null() {
            let _ = writeln!(shown, "{:?}", part(TEXT, &at["range"], encoding));
            at = &at["parent"];
        }
        shown += "\n";
    }
    insta::assert_snapshot!(shown);
}

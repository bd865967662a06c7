//! Findings: sent and asked for, in files that are open and in those that they include.

use serde_json::{Value, json};
use supervisor_tests::lsp::{Editor, part};

use super::{MAIN, Scene, codes};

const INCLUDING: &str = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n";
const BROKEN: &str = "[program:a]\ncommand=/bin/a\nstartsecs=\"1\"\nautorestart=maybe\n";

#[test]
fn sent_unasked_with_the_version() {
    let mut scene = Scene::of_text(Editor::plain(), "[supervisord]\nloglevel=warning\n");
    let found = scene.client.published(MAIN, Some(1));
    insta::assert_json_snapshot!(scene.masked(&found));
    scene.client.rewrite(MAIN, 2, "[supervisord]\nloglevel=warn\n");
    let found = scene.client.published(MAIN, Some(2));
    assert!(!codes(found.as_array().unwrap()).contains(&"bad-loglevel"), "{found:#}");
}

#[test]
fn asked_for_and_unchanged() {
    let mut scene = Scene::of_text(Editor::modern(), "[supervisord]\nloglevel=warning\n");
    let uri = scene.client.uri(MAIN);
    let report = scene.client.of_document("textDocument/diagnostic", MAIN);
    let mut shown = scene.masked(&report);
    shown["resultId"] = json!("ID");
    insta::assert_json_snapshot!(shown);
    let again = json!({"textDocument": {"uri": uri}, "previousResultId": report["resultId"]});
    let unchanged = scene.client.result("textDocument/diagnostic", again.clone());
    assert_eq!(unchanged, json!({"kind": "unchanged", "resultId": report["resultId"]}));
    scene.client.rewrite(MAIN, 2, "[supervisord]\n\nloglevel=warning\n");
    let moved = scene.client.result("textDocument/diagnostic", again);
    assert_eq!(moved["kind"], "full");
    assert!(scene.client.all_published.is_empty(), "who asks is not told unasked");
}

#[test]
fn in_included_files_with_the_place_that_includes_them() {
    let files = [(MAIN, INCLUDING), ("conf.d/a.conf", BROKEN)];
    let mut scene = Scene::new(Editor::modern(), &files);
    scene.client.open_file(MAIN);
    let found = scene.client.published("conf.d/a.conf", None);
    insta::assert_json_snapshot!(scene.masked(&found));
    // Open, it is asked about; what was sent is taken back.
    scene.client.open_file("conf.d/a.conf");
    assert_eq!(scene.client.until("nothing", |client| taken_back(client, "conf.d/a.conf")), json!([]));
    assert_eq!(scene.diagnostics("conf.d/a.conf").len(), found.as_array().unwrap().len());
    // Closed, it is as on the disk again.
    scene.client.rewrite("conf.d/a.conf", 2, "[program:a]\ncommand=/bin/a\n");
    assert_eq!(codes(&scene.diagnostics("conf.d/a.conf")), Vec::<&str>::new());
    scene.client.close("conf.d/a.conf");
    scene.client.until("what is on the disk", |client| {
        (client.all_published.last()?["diagnostics"] == found).then_some(())
    });
    // Nobody looks at any file of the configuration.
    scene.client.close(MAIN);
    assert_eq!(scene.client.until("nothing", |client| taken_back(client, "conf.d/a.conf")), json!([]));
}

fn taken_back(client: &supervisor_tests::lsp::Client, name: &str) -> Option<Value> {
    let last = client.all_published.iter().rev().find(|sent| sent["uri"] == client.uri(name))?;
    (last["diagnostics"] == json!([])).then(|| last["diagnostics"].clone())
}

#[test]
fn with_places_in_other_files() {
    let twice = "[program:a]\ncommand=/bin/a\n";
    let main = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n[program:a]\ncommand=/bin/b\n";
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, main), ("conf.d/a.conf", twice)]);
    scene.client.open_file("conf.d/a.conf");
    let found = scene.diagnostics("conf.d/a.conf");
    let related: Vec<_> =
        found.iter().flat_map(|found| found["relatedInformation"].as_array()).flatten().collect();
    let main = scene.client.uri(MAIN);
    assert!(related.iter().any(|place| place["location"]["uri"] == main.as_str()), "{found:#?}");
}

#[test]
fn over_what_is_not_saved() {
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, INCLUDING), ("conf.d/a.conf", BROKEN)]);
    scene.client.open_file(MAIN);
    // The program of the included file is renamed, the group names the new name: neither is saved.
    scene.client.open("conf.d/a.conf", "[program:new]\ncommand=/bin/a\n");
    scene.client.rewrite(MAIN, 2, &format!("{INCLUDING}[group:g]\nprograms=new\n"));
    assert!(!codes(&scene.diagnostics(MAIN)).contains(&"group-unknown-program"));
    scene.client.rewrite("conf.d/a.conf", 2, "[program:old]\ncommand=/bin/a\n");
    assert!(codes(&scene.diagnostics(MAIN)).contains(&"group-unknown-program"));
}

#[test]
fn tags_and_levels() {
    let text = "[supervisord]\n[program:a]\ncommand=/bin/a\nstartsecs=5\nstartsecs=6\n";
    let mut scene = Scene::of_text(Editor::modern(), text);
    let found = scene.diagnostics(MAIN);
    let duplicate = found.iter().find(|found| found["code"] == "duplicate-option").unwrap();
    assert_eq!(duplicate["tags"], json!([1]), "unnecessary");
    assert_eq!(part(text, &duplicate["range"], scene.client.encoding()).trim(), "5");
}

#[test]
fn editors_that_show_no_tags_are_sent_none() {
    let text = "[supervisord]\n[program:a]\ncommand=/bin/a\nstartsecs=5\nstartsecs=6\n";
    let mut scene = Scene::of_text(Editor::plain(), text);
    let found = scene.client.published(MAIN, Some(1));
    assert!(found.to_string().contains("duplicate-option"), "{found:#}");
    assert!(found.as_array().unwrap().iter().all(|found| found.get("tags").is_none()), "{found:#}");
}

#[test]
fn a_part_of_a_configuration_lacks_nothing() {
    let mut scene = Scene::new(Editor::modern(), &[]);
    scene.client.open("part.conf", "[program:a]\ncommand=/bin/a\n");
    assert!(!codes(&scene.diagnostics("part.conf")).contains(&"missing-supervisord-section"));
    scene.client.open("main.conf", "[unix_http_server]\nfile=/run/s.sock\n");
    assert!(codes(&scene.diagnostics("main.conf")).contains(&"missing-supervisord-section"));
}

#[test]
fn documents_that_are_no_files() {
    let mut scene = Scene::new(Editor::modern(), &[]);
    let item = json!({"uri": "untitled:Untitled-1", "languageId": "ini", "version": 1, "text": "[supervisord]\nloglevel=x\n"});
    scene.client.notify("textDocument/didOpen", json!({"textDocument": item}));
    let document = json!({"textDocument": {"uri": "untitled:Untitled-1"}});
    let report = scene.client.result("textDocument/diagnostic", document);
    assert!(codes(report["items"].as_array().unwrap()).contains(&"bad-loglevel"), "{report:#}");
}

#[test]
fn many_findings_of_the_compiler_in_one_file_hide_none_in_another() {
    let program = |number: usize| format!("[program:p{number}]\ncommand=/bin/p\nstartsecs=x\n");
    let (first, second) = ((0..6_000).map(program).collect::<String>(), program(6_000));
    let files = [(MAIN, INCLUDING), ("conf.d/a.conf", first.as_str()), ("conf.d/b.conf", second.as_str())];
    let mut scene = Scene::new(Editor::modern(), &files);
    scene.client.open_file("conf.d/b.conf");
    scene.diagnostics_when("conf.d/b.conf", |found| !codes(found).contains(&"missing-supervisord-section"));
    let found = scene.diagnostics("conf.d/b.conf");
    assert!(codes(&found).contains(&"bad-integer"), "{found:#?}");
}

#[test]
fn many_findings_in_one_file_hide_none_in_another() {
    let doubled = "startsecs=1\n".repeat(1_201);
    let part = |name: &str, doubled: &str| format!("[program:{name}]\ncommand=/bin/{name}\n{doubled}");
    let (first, second) = (part("a", &doubled), part("b", "startsecs=1\nstartsecs=2\n"));
    let files = [(MAIN, INCLUDING), ("conf.d/a.conf", first.as_str()), ("conf.d/b.conf", second.as_str())];
    let mut scene = Scene::new(Editor::modern(), &files);
    scene.client.open_file("conf.d/a.conf");
    scene.client.open_file("conf.d/b.conf");
    let found = scene.diagnostics("conf.d/b.conf");
    assert!(codes(&found).contains(&"duplicate-option"), "{found:#?}");
    let found = scene.diagnostics("conf.d/a.conf");
    assert_eq!(codes(&found).iter().filter(|code| **code == "duplicate-option").count(), 1_001);
    let last = found.last().unwrap();
    assert_eq!(last["message"], "200 more findings of duplicate-option, which are not shown");
}

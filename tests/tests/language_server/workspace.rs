//! Which configurations a file belongs to, and what changes that.

use serde_json::{Value, json};
use supervisor_tests::lsp::{Editor, Place};

use super::{MAIN, Scene, codes};

const PART: &str = "[program:a]\ncommand=/bin/a\n[group:g]\nprograms=a,b\n";
const INCLUDING: &str = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n[program:b]\ncommand=/bin/b\n";

#[track_caller]
fn lacks_program(scene: &mut Scene, name: &str) -> bool {
    codes(&scene.diagnostics(name)).contains(&"group-unknown-program")
}

#[test]
fn a_main_file_is_found_in_the_folders() {
    let mut scene = Scene::new(Editor::modern(), &[("etc/main.ini", INCLUDING), ("etc/conf.d/a.conf", PART)]);
    scene.client.open_file("etc/conf.d/a.conf");
    scene.diagnostics_when("etc/conf.d/a.conf", |found| !codes(found).contains(&"group-unknown-program"));
}

#[test]
fn a_main_file_is_found_above() {
    // As in /etc/supervisor, with no folder open.
    let files = [("etc/supervisord.conf", INCLUDING), ("etc/conf.d/a.conf", PART), ("folder/x", "")];
    let root = super::directory(&files);
    let client = supervisor_tests::lsp::Client::start(Editor::modern(), &root.path().join("folder"));
    let mut scene = Scene { root, client };
    scene.client.open_file("../etc/conf.d/a.conf");
    let name = "../etc/conf.d/a.conf";
    assert!(!lacks_program(&mut scene, name));
}

#[test]
fn a_file_of_two_configurations_has_the_findings_of_both() {
    let other = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n[program:a]\nuser=root\n";
    let files = [("one.conf", INCLUDING), ("two.conf", other), ("conf.d/a.conf", PART)];
    let mut scene = Scene::new(Editor::modern(), &files);
    scene.client.open_file("conf.d/a.conf");
    // two.conf has no program `b`, and has a program `a` already.
    let found = scene.diagnostics_when("conf.d/a.conf", |found| codes(found).contains(&"duplicate-section"));
    assert!(codes(&found).contains(&"group-unknown-program"), "{found:#?}");
    let same = codes(&found);
    let mut once = same.clone();
    once.dedup();
    assert_eq!(same, once, "what both have counts once");
}

#[test]
fn includes_that_are_not_saved_count() {
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, "[supervisord]\n"), ("conf.d/a.conf", PART)]);
    scene.client.open_file("conf.d/a.conf");
    assert!(lacks_program(&mut scene, "conf.d/a.conf"));
    scene.client.open(MAIN, "[supervisord]\n");
    scene.client.rewrite(MAIN, 2, INCLUDING);
    assert!(!lacks_program(&mut scene, "conf.d/a.conf"));
}

#[test]
fn files_that_change_on_the_disk_are_watched() {
    let mut scene = Scene::new(Editor::modern(), &[("conf.d/a.conf", PART)]);
    let registered = scene.client.until_heard("client/registerCapability");
    insta::assert_json_snapshot!(registered["params"]);
    scene.client.open_file("conf.d/a.conf");
    assert!(lacks_program(&mut scene, "conf.d/a.conf"));
    scene.write(MAIN, INCLUDING);
    watched(&mut scene, MAIN, 1);
    scene.client.until_heard("workspace/diagnostic/refresh");
    assert!(!lacks_program(&mut scene, "conf.d/a.conf"));
    std::fs::remove_file(scene.root.path().join(MAIN)).unwrap();
    watched(&mut scene, MAIN, 3);
    assert!(lacks_program(&mut scene, "conf.d/a.conf"));
}

#[track_caller]
fn watched(scene: &mut Scene, name: &str, kind: u32) {
    let change = json!({"uri": scene.client.uri(name), "type": kind});
    scene.client.notify("workspace/didChangeWatchedFiles", json!({"changes": [change]}));
}

#[test]
fn the_settings_file_counts_and_its_changes() {
    let text = "[supervisord]\n[program:a]\ncommand=/bin/a\nstartsecs=1\nstartsecs=2\n";
    let mut scene = Scene::new(
        Editor::modern(),
        &[(MAIN, text), ("supervisor-lint.toml", "ignore=[\"duplicate-option\"]\n")],
    );
    scene.client.open_file(MAIN);
    let doubled = |scene: &mut Scene| codes(&scene.diagnostics(MAIN)).contains(&"duplicate-option");
    assert!(!doubled(&mut scene));
    scene.write("supervisor-lint.toml", "");
    watched(&mut scene, "supervisor-lint.toml", 2);
    assert!(doubled(&mut scene));
    scene.write("supervisor-lint.toml", "ignroe=[]\n");
    watched(&mut scene, "supervisor-lint.toml", 2);
    assert!(doubled(&mut scene));
    let shown = scene.client.until_heard("window/showMessage");
    let message = shown["params"]["message"].as_str().unwrap();
    assert!(message.contains("there is no key `ignroe`"), "{message}");
}

#[test]
fn the_editors_settings_count() {
    let text =
        "[supervisord]\nlogfile=/dev/null\n[program:a]\ncommand=/bin/%(ENV_A)s\nstartsecs=1\nstartsecs=2\n";
    let mut editor = Editor::modern();
    editor.options = json!({"ignore": ["duplicate-option"], "envFile": "env"});
    let mut scene = Scene::new(editor, &[(MAIN, text), ("env", "B=1\n")]);
    scene.client.open_file(MAIN);
    scene.client.until_heard("workspace/configuration");
    let found = scene.diagnostics(MAIN);
    assert!(!codes(&found).contains(&"duplicate-option"));
    assert!(
        found.iter().any(
            |found| found["severity"] == 1 && found["message"].as_str().unwrap().contains("variable `A`")
        ),
        "{found:#?}"
    );
    scene.client.set(json!({"env": {"A": "x"}, "select": ["all"], "ignore": []}));
    scene.client.until_heard("workspace/diagnostic/refresh");
    scene.diagnostics_when(MAIN, |found| found.iter().all(|found| found["severity"] != 1));
    scene.client.set(json!({"profiles": ["dcoker"]}));
    let shown = scene.client.until_heard("window/showMessage");
    assert!(shown["params"]["message"].as_str().unwrap().contains("did you mean `docker`?"), "{shown}");
}

#[test]
fn the_command_line_counts() {
    let text = "[supervisord]\n[program:a]\ncommand=/bin/%(ENV_A)s\n";
    let mut editor = Editor::modern();
    editor.arguments = ["--profile", "docker", "--env-file", "env"].map(str::to_owned).into();
    let mut scene = Scene::new(editor, &[(MAIN, text), ("env", "A=a\n")]);
    scene.client.open_file(MAIN);
    let found = scene.diagnostics(MAIN);
    assert!(codes(&found).contains(&"docker-nodaemon-missing"), "{found:#?}");
    assert!(found.iter().all(|found| found["severity"] != 1), "the variable is set: {found:#?}");
}

#[test]
fn folders_come_and_go() {
    let files = [("one/x.conf", ""), ("two/main.conf", INCLUDING), ("two/conf.d/a.conf", PART)];
    let root = super::directory(&files);
    let client = supervisor_tests::lsp::Client::start(Editor::modern(), &root.path().join("one"));
    let mut scene = Scene { root, client };
    let name = "../two/conf.d/a.conf";
    scene.client.open_file(name);
    assert!(lacks_program(&mut scene, name));
    let folder = json!({"uri": scene.client.uri("../two"), "name": "two"});
    let event = json!({"event": {"added": [folder], "removed": []}});
    scene.client.notify("workspace/didChangeWorkspaceFolders", event);
    scene.diagnostics_when(name, |found| !codes(found).contains(&"group-unknown-program"));
}

#[test]
fn through_symbolic_links() {
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, INCLUDING), ("available/a.conf", PART)]);
    std::fs::create_dir(scene.root.path().join("conf.d")).unwrap();
    std::os::unix::fs::symlink("../available/a.conf", scene.root.path().join("conf.d/a.conf")).unwrap();
    scene.client.open_file("available/a.conf");
    assert!(!lacks_program(&mut scene, "available/a.conf"), "the main file includes the link");
    scene.client.rewrite("available/a.conf", 2, "[program:c]\ncommand=/bin/c\nstartsecs=x\n");
    assert!(codes(&scene.diagnostics("available/a.conf")).contains(&"bad-integer"));
    let found: Vec<Value> = scene.client.all_published.clone();
    assert!(found.iter().all(|sent| !sent["uri"].as_str().unwrap().contains("conf.d")), "{found:?}");
}

/// How often the server has said something.
fn times(scene: &Scene, method: &str) -> usize {
    scene.client.heard.iter().filter(|said| said["method"] == method).count()
}

#[test]
fn who_asks_is_told_to_ask_again_when_another_document_matters() {
    let refresh = "workspace/diagnostic/refresh";
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, INCLUDING), ("conf.d/a.conf", PART)]);
    scene.client.open_file(MAIN);
    scene.diagnostics(MAIN);
    let mut heard = times(&scene, refresh);
    let mut step = |scene: &mut Scene, name: &str| {
        scene.client.until(name, |client| {
            let now = client.heard.iter().filter(|said| said["method"] == refresh).count();
            (now > heard).then(|| heard = now)
        });
    };
    scene.client.open("conf.d/a.conf", "[program:c]\n");
    step(&mut scene, "opened");
    let saved = json!({"textDocument": {"uri": scene.client.uri("conf.d/a.conf")}});
    scene.client.notify("textDocument/didSave", saved);
    step(&mut scene, "saved");
    scene.client.close("conf.d/a.conf");
    step(&mut scene, "closed without being saved");
}

#[test]
fn a_file_that_has_not_been_saved_yet_is_included() {
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, INCLUDING), ("conf.d/b.conf", "")]);
    scene.client.open_file(MAIN);
    scene.client.open("conf.d/new.conf", PART);
    assert!(!lacks_program(&mut scene, "conf.d/new.conf"), "the main file has the program");
    scene.client.rewrite("conf.d/new.conf", 2, "[program:b]\ncommand=/bin/b\nstartsecs=x\n");
    let found = scene.diagnostics("conf.d/new.conf");
    assert!(codes(&found).contains(&"duplicate-section"), "the main file has it already: {found:#?}");
    // One that is deleted while it is open is as good as one that has not been saved.
    scene.client.open_file("conf.d/b.conf");
    std::fs::remove_file(scene.root.path().join("conf.d/b.conf")).unwrap();
    watched(&mut scene, "conf.d/b.conf", 3);
    scene.client.rewrite("conf.d/b.conf", 2, PART);
    assert!(!lacks_program(&mut scene, "conf.d/b.conf"));
}

#[test]
fn the_nearest_of_many_configurations_are_asked() {
    let near = "[supervisord]\n[program:b]\ncommand=b\n[include]\nfiles=../../shared/a.conf\n";
    let far = "[supervisord]\n[include]\nfiles=../../../../near/shared/a.conf\n";
    let mut files = vec![("near/shared/a.conf".to_owned(), PART), ("a/b/c/d/main.conf".to_owned(), far)];
    files.extend((0..20).map(|number| (format!("near/{number}/x/main.conf"), near)));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let mut scene = Scene::new(Editor::modern(), &files);
    scene.client.open_file("near/shared/a.conf");
    // Alone it would lack the program, and the one that is far away lacks it, too.
    scene.diagnostics_when("near/shared/a.conf", |found| !codes(found).contains(&"group-unknown-program"));
}

#[test]
fn a_document_that_is_no_file_stands_alone() {
    let mut scene = Scene::new(Editor::modern(), &[(MAIN, INCLUDING), ("conf.d/a.conf", PART)]);
    scene.client.open_file(MAIN);
    scene.client.open_file("conf.d/a.conf");
    let before = scene.diagnostics("conf.d/a.conf");
    // As VS Code shows what was committed; the pattern is relative to where it stands in for a file.
    let old = "[supervisord]\n[include]\nfiles=conf.d/*.conf *\n[program:c]\ncommand=/bin/c\n[group:h]\nprograms=a\n";
    let uri = format!("git:{}?%7B%22ref%22%3A%22HEAD%22%7D", scene.root.path().join(MAIN).display());
    let item = json!({"uri": uri, "languageId": "supervisord", "version": 1, "text": old});
    scene.client.notify("textDocument/didOpen", json!({"textDocument": item}));
    assert_eq!(scene.diagnostics("conf.d/a.conf"), before, "it is no configuration of that file");
    let at = Place::marked("conf.d/a.conf", &PART.replacen(":a", ":‸a", 1));
    let edit = scene.client.at("textDocument/rename", &at, &json!({"newName": "z"}));
    let changes = edit["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{edit:#}");
    assert_eq!(changes[0]["textDocument"]["uri"], scene.client.uri("conf.d/a.conf").as_str());
}

#[test]
fn a_file_that_is_open_by_two_names() {
    let quoted = "[supervisord]\nnodaemon=\"true\"\n";
    let mut scene = Scene::new(Editor::modern(), &[("real/supervisord.conf", quoted)]);
    std::os::unix::fs::symlink("real/supervisord.conf", scene.root.path().join("link.conf")).unwrap();
    for name in ["link.conf", "real/supervisord.conf"] {
        scene.client.open_file(name);
    }
    // The texts differ from now on; each name has the findings and the edits of its own.
    scene.client.rewrite("link.conf", 2, &format!("; more\n{quoted}"));
    for (name, version, line) in [("link.conf", 2, 2), ("real/supervisord.conf", 1, 1)] {
        let found = scene.diagnostics(name);
        let found = found.iter().find(|found| found["code"] == "quoted-scalar").expect("it is quoted");
        assert_eq!(found["range"]["start"]["line"], line, "{name}");
        let document = json!({"uri": scene.client.uri(name), "version": version});
        let params = json!({
            "textDocument": {"uri": scene.client.uri(name)},
            "range": found["range"],
            "context": {"diagnostics": [], "only": ["quickfix", "source.fixAll"]},
        });
        let actions = scene.client.result("textDocument/codeAction", params);
        let mut edits = 0;
        for action in actions.as_array().unwrap() {
            let resolved = scene.client.result("codeAction/resolve", action.clone());
            for change in resolved["edit"]["documentChanges"].as_array().expect("an edit") {
                assert_eq!(change["textDocument"], document, "{resolved:#}");
                edits += 1;
            }
        }
        assert_eq!(edits, 2, "the fix, and all of them: {actions:#}");
    }
}

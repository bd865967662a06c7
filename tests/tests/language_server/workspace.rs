//! Which configurations a file belongs to, and what changes that.

use serde_json::{Value, json};
use supervisor_tests::lsp::Editor;

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
    assert!(!lacks_program(&mut scene, "etc/conf.d/a.conf"), "the main file has the program");
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
    let other = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n";
    let files = [("one.conf", INCLUDING), ("two.conf", other), ("conf.d/a.conf", PART)];
    let mut scene = Scene::new(Editor::modern(), &files);
    scene.client.open_file("conf.d/a.conf");
    let found = scene.diagnostics("conf.d/a.conf");
    let missing = found.iter().filter(|found| found["code"] == "group-unknown-program").count();
    assert_eq!(missing, 1, "two.conf has no such program: {found:#?}");
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
    let found = scene.diagnostics(MAIN);
    assert!(found.iter().all(|found| found["severity"] != 1), "{found:#?}");
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
    scene.client.until_heard("workspace/diagnostic/refresh");
    assert!(!lacks_program(&mut scene, name));
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

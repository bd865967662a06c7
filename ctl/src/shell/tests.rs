use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use supervisor_wire::Value;

use super::completion::Completion;
use crate::console::{Complete as _, ReadLine};
use crate::testing::{Script, info, run, serve, settings};

/// A daemon with one process alone and one in a group.
fn daemon() -> String {
    serve(|method, _| match method {
        "getVersion" => Ok(Value::from("3.0")),
        "getAllProcessInfo" => Ok(Value::from(vec![
            info("cat", "cat", 20, "RUNNING", 7),
            info("web", "a-1", 20, "RUNNING", 8),
            info("web", "b", 0, "STOPPED", 0),
        ])),
        _ => Ok(Value::from(1)),
    })
}

#[test]
fn a_session() {
    let url = daemon();
    let mut console = Script::typing(&["", "pid", "nonsense", "open unix:///nonexistent", "quit", "pid"]);
    assert_eq!(run(&url, &[], &mut console), 0);
    insta::assert_snapshot!(console.out);
}

#[test]
fn ctrl_d_and_ctrl_c_leave() {
    let url = daemon();
    let end = |read| {
        let mut console = Script { input: [read].into(), ..Script::default() };
        assert_eq!(run(&url, &[], &mut console), 0);
        console.out.split_once("supervisor> ").unwrap().1.to_owned()
    };
    assert_eq!(end(ReadLine::End), "«end»\n");
    assert_eq!(end(ReadLine::Interrupted), "«interrupted»\n");
}

#[test]
fn history_is_kept_where_the_command_line_says() {
    let mut console = Script::default();
    run("unix:///nonexistent", &["-r", "/tmp/history"], &mut console);
    assert_eq!(console.history.as_deref(), Some(Path::new("/tmp/history")));
}

fn completion(url: &str) -> Completion {
    Completion::new(settings(url))
}

#[test]
fn words_are_completed() {
    let url = daemon();
    let complete = |line: &str| completion(&url).complete(line);
    let words = |start, words: &[&str]| (start, words.iter().map(|word| format!("{word} ")).collect());
    assert_eq!(complete("st"), words(0, &["start", "status", "stop"]));
    assert_eq!(complete("help re"), words(5, &["reload", "remove", "reread", "restart"]));
    assert_eq!(complete("start "), words(6, &["cat", "web:a-1", "web:*", "web:b"]));
    assert_eq!(complete("start web:a-"), words(6, &["web:a-1"]));
    assert_eq!(complete("start cat:"), words(6, &["cat:cat", "cat:*"]));
    assert_eq!(complete("signal HUP c"), words(11, &["cat"]));
    assert_eq!(complete("update "), words(7, &["cat", "web"]));
    assert_eq!(complete("avail "), words(6, &[]));
    assert_eq!(complete("status a --"), words(9, &["--json", "--fail-on", "--sort", "--group"]));
    assert_eq!(complete("tail -"), words(5, &["-n"]));
    assert_eq!(completion("unix:///nonexistent").complete("start "), words(6, &[]));
}

#[test]
fn the_server_is_asked_once_for_a_line() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let url = serve(move |_, _| {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(Value::from(vec![info("cat", "cat", 20, "RUNNING", 7)]))
    });
    let mut completion = completion(&url);
    completion.complete("sta");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    completion.complete("start c");
    completion.complete("start ca");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

//! Edits at random: the server survives, and knows what a server knows that has seen the text only as it is now.

use proptest::prelude::*;
use serde_json::{Value, json};
use supervisor_tests::lsp::{Client, Editor, edited, position};

use super::{MAIN, Scene};

const START: &str = "[supervisord]\nlogfile=/dev/null\n\n[include]\nfiles=conf.d/*.conf\n\n[program:web]\ncommand=/bin/web %(process_num)d\nnumprocs=2\nprocess_name=%(program_name)s_%(process_num)02d\nenvironment=A=\"日本\",\n  B=\"🚀\"\n\n[group:all]\nprograms=web,worker\n";
const WORKER: &str = "[program:worker]\r\ncommand=/bin/worker ; 作業\r\nstartsecs=\"1\"\r\n";

/// What somebody types, or takes away, or puts in.
const PIECES: [&str; 22] = [
    "",
    "",
    "a",
    "=",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "[",
    "]",
    ";",
    "%(",
    ")s",
    "\"",
    "日本",
    "🚀",
    "é",
    "[program:x]\ncommand=/bin/x\n",
    "autostart=maybe\n",
    "[include]\nfiles=nowhere/*.conf\n",
    "programs=web\n",
];

/// An edit: where it begins and how much it takes away, as parts of a thousand of the text, and what it puts in.
type Change = (usize, usize, &'static str);

fn changes() -> impl Strategy<Value = Vec<Vec<Change>>> {
    let small = (0..1000_usize, 0..12_usize, prop::sample::select(&PIECES[..]));
    let large = (0..1000_usize, 0..400_usize, prop::sample::select(&PIECES[..]));
    let change = prop_oneof![6 => small, 1 => large];
    prop::collection::vec(prop::collection::vec(change, 1..4), 1..20)
}

/// An offset that is a position: on a letter, and not within a line end.
fn place(text: &str, thousandths: usize) -> usize {
    let wanted = text.len() * thousandths / 1000;
    let inside = |at: &usize| {
        text.is_char_boundary(*at) && !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n'))
    };
    (0..=wanted).rev().find(inside).unwrap_or(0)
}

/// Makes the changes in a text, and says them as the protocol does.
fn make(text: &mut String, changes: &[Change], client: &Client) -> Value {
    let said = changes.iter().map(|(from, length, new)| {
        let start = place(text, *from);
        let end = place(text, (from + length).min(1000)).max(start);
        let at = |offset| position(text, offset, client.encoding());
        let said = json!({"range": {"start": at(start), "end": at(end)}, "text": new});
        text.replace_range(start..end, new);
        said
    });
    Value::Array(said.collect())
}

/// Everything that the server knows of the documents.
fn knows(client: &mut Client) -> Value {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}});
    let mut all = Vec::new();
    for name in [MAIN, "conf.d/worker.conf"] {
        let document = json!({"uri": client.uri(name)});
        for method in [
            "textDocument/diagnostic",
            "textDocument/documentSymbol",
            "textDocument/foldingRange",
            "textDocument/documentLink",
            "textDocument/semanticTokens/full",
            "textDocument/inlayHint",
        ] {
            all.push(client.result(method, json!({"textDocument": document, "range": range})));
        }
    }
    Value::Array(all)
}

fn play(editor: &Editor, rounds: &[Vec<Change>]) {
    let files = [(MAIN, START), ("conf.d/worker.conf", WORKER)];
    let mut scene = Scene::new(editor.clone(), &files);
    let mut texts = [scene.client.open_file(MAIN), scene.client.open_file("conf.d/worker.conf")];
    for (round, changes) in rounds.iter().enumerate() {
        let which = round % 2;
        let (name, text) = (files[which].0, &mut texts[which]);
        let said = make(text, changes, &scene.client);
        let version = i64::try_from(round).unwrap() + 2;
        scene.client.edit(name, version, said);
        // Somebody asks, and may go on typing before there is an answer.
        let here = position(text, place(text, changes[0].0), scene.client.encoding());
        let params = json!({"textDocument": {"uri": scene.client.uri(name)}, "position": here});
        let asked = ["completion", "hover", "definition", "documentHighlight", "prepareRename"]
            .map(|what| scene.client.ask(&format!("textDocument/{what}"), params.clone()));
        if round % 3 == 0 {
            for id in asked {
                let answer = scene.client.answer(id);
                assert!(answer.as_ref().err().is_none_or(|error| error["code"] == -32803), "{answer:?}");
            }
        }
    }
    let known = knows(&mut scene.client);
    let mut fresh = Client::start(editor.clone(), scene.root.path());
    for ((name, _), text) in files.iter().zip(&texts) {
        fresh.open(name, text);
    }
    assert_eq!(known, knows(&mut fresh), "{texts:?}");
    // The very text is what is formatted.
    for ((name, _), text) in files.iter().zip(&texts) {
        let params = json!({"textDocument": {"uri": scene.client.uri(name)}, "options": {"tabSize": 4, "insertSpaces": true}});
        let edits = scene.client.result("textDocument/formatting", params);
        match supervisor_compiler::fmt::format(text) {
            Ok(formatted) => assert_eq!(edited(text, &edits, scene.client.encoding()), formatted),
            Err(_) => assert_eq!(edits, Value::Null),
        }
    }
    assert_eq!(scene.client.leave(), Some(0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_bytes(rounds in changes()) {
        play(&Editor::modern(), &rounds);
    }

    #[test]
    fn in_utf_16(rounds in changes()) {
        play(&Editor::in_utf_16(), &rounds);
    }
}

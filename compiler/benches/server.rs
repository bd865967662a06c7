//! How long an editor waits for an answer after a letter was typed in a file of 10 000 lines: `supervisor-lint server` itself, over
//! pipes, as editors run it.

#![allow(missing_docs, reason = "criterion's macros generate public functions")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark may fail")]

mod programs;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use programs::programs;
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/supervisord.conf";

/// Lines of the file; a program has eleven.
const LINES: usize = 10_000;

struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: i64,
    version: i64,
}

impl Editor {
    /// `encoding`: what columns count.
    fn start(encoding: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_supervisor-lint"));
        let mut child = command.arg("server").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut editor = Self { child, input, output, asked: 0, version: 1 };
        let capabilities = json!({
            "general": {"positionEncodings": [encoding]},
            "textDocument": {
                "diagnostic": {},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
            },
        });
        editor.ask("initialize", &json!({"capabilities": capabilities, "processId": null, "rootUri": null}));
        let document = json!({"uri": URI, "languageId": "supervisord", "version": 1, "text": text()});
        editor.notify("textDocument/didOpen", &json!({"textDocument": document}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and waits for its answer. Who parses it is the editor: its time is not ours.
    fn ask(&mut self, method: &str, params: &Value) -> Vec<u8> {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let body = self.read();
            let start = String::from_utf8_lossy(body.get(..40.min(body.len())).unwrap()).into_owned();
            if start.contains(&format!("\"id\":{id},")) {
                assert!(!start.contains("\"error\""), "{method}: {}", String::from_utf8_lossy(&body));
                return body;
            }
        }
    }

    fn read(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            if line == "\r\n" {
                break;
            }
            length = line
                .trim_end()
                .strip_prefix("Content-Length: ")
                .map_or(length, |length| length.parse().unwrap());
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        body
    }

    /// Types a digit into a program in the middle, and takes it away the next time.
    fn type_something(&mut self) {
        self.version += 1;
        let line = LINES / 22 * 11 + 2;
        let column = "command = ".len();
        let at = |character: usize| json!({"line": line, "character": character});
        let (end, text) = if self.version % 2 == 0 { (column, "/") } else { (column + 1, "") };
        let change = json!({"range": {"start": at(column), "end": at(end)}, "text": text});
        let document = json!({"uri": URI, "version": self.version});
        self.notify("textDocument/didChange", &json!({"textDocument": document, "contentChanges": [change]}));
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text() -> String {
    format!("[supervisord]\n{}", programs(0, LINES / 11))
}

fn answers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("an edit in 10 000 lines");
    group.sample_size(50).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(4));
    let document = json!({"uri": URI});
    let here = json!({"line": LINES / 22 * 11 + 2, "character": 3});
    let all = json!({"start": {"line": 0, "character": 0}, "end": {"line": LINES, "character": 0}});
    let window = json!({"start": here, "end": {"line": LINES / 22 * 11 + 80, "character": 0}});
    let some = [
        ("diagnostics", "textDocument/diagnostic", json!({"textDocument": document})),
        ("hover", "textDocument/hover", json!({"textDocument": document, "position": here})),
        ("completion", "textDocument/completion", json!({"textDocument": document, "position": here})),
        ("definition", "textDocument/definition", json!({"textDocument": document, "position": here})),
        ("outline", "textDocument/documentSymbol", json!({"textDocument": document})),
        ("tokens", "textDocument/semanticTokens/full", json!({"textDocument": document})),
        (
            "tokens of a window",
            "textDocument/semanticTokens/range",
            json!({"textDocument": document, "range": window}),
        ),
        ("hints of a window", "textDocument/inlayHint", json!({"textDocument": document, "range": window})),
        ("hints", "textDocument/inlayHint", json!({"textDocument": document, "range": all})),
        ("links", "textDocument/documentLink", json!({"textDocument": document})),
        (
            "actions",
            "textDocument/codeAction",
            json!({"textDocument": document, "range": {"start": here, "end": here}, "context": {"diagnostics": []}}),
        ),
    ];
    // Every editor knows UTF-16, and some nothing else: it must not cost more.
    for encoding in ["utf-8", "utf-16"] {
        for (name, method, params) in &some {
            let mut editor = Editor::start(encoding);
            group.bench_function(format!("{name} ({encoding})"), |bencher| {
                bencher.iter(|| {
                    editor.type_something();
                    editor.ask(method, params)
                });
            });
        }
    }
    // What an editor really does: everything at once.
    let mut editor = Editor::start("utf-16");
    group.bench_function("hover while diagnostics are made", |bencher| {
        bencher.iter(|| {
            editor.type_something();
            editor.notify("$/nothing", &json!({}));
            editor.ask("textDocument/hover", &json!({"textDocument": document, "position": here}))
        });
    });
    group.finish();
}

criterion_group!(benches, answers);
criterion_main!(benches);

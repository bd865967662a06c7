//! An editor without a screen: it talks to `supervisor-lint server` in bytes, as editors do.

mod editor;
mod place;

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Instant;

pub use editor::Editor;
pub use place::{Encoding, Place, edited, offset, part, position, uri};
use serde_json::{Value, json};

use crate::{binaries, command, wait};

/// A running server, and what it has said.
#[derive(Debug)]
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    editor: Editor,
    root: PathBuf,
    asked: i64,
    /// Answers that came while another one was waited for.
    answers: BTreeMap<i64, Value>,
    /// The last diagnostics of each document, with the version that they are about.
    published: BTreeMap<String, (Option<i64>, Value)>,
    /// All of them, in order: the parameters of the notifications.
    pub all_published: Vec<Value>,
    /// What else was said: requests and notifications of the server, in order.
    pub heard: VecDeque<Value>,
    /// The answer to `initialize`.
    pub welcome: Value,
}

impl Client {
    /// Starts a server for a directory and introduces itself.
    ///
    /// # Panics
    /// When that fails.
    #[track_caller]
    pub fn start(editor: Editor, root: &Path) -> Self {
        let mut client = Self::silent(editor, root);
        let params = json!({
            "processId": std::process::id(),
            "capabilities": client.editor.capabilities,
            "initializationOptions": client.editor.options,
            "rootUri": uri(root),
            "workspaceFolders": [{"uri": uri(root), "name": "root"}],
        });
        client.welcome = client.request("initialize", params).expect("the server welcomes us");
        client.notify("initialized", json!({}));
        client
    }

    /// Starts a server and says nothing.
    ///
    /// # Panics
    /// When it does not start.
    #[track_caller]
    pub fn silent(editor: Editor, root: &Path) -> Self {
        let mut command = Command::new(binaries::path("supervisor-lint"));
        command
            .args(&editor.arguments)
            .arg("server")
            .current_dir(root)
            .env_clear()
            .envs(command::environment(root));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut output = BufReader::new(child.stdout.take().expect("a pipe was asked for"));
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            messages,
            editor,
            root: root.to_path_buf(),
            asked: 0,
            answers: BTreeMap::new(),
            published: BTreeMap::new(),
            all_published: Vec::new(),
            heard: VecDeque::new(),
            welcome: Value::Null,
        }
    }

    /// What columns count.
    pub fn encoding(&self) -> Encoding {
        match self.welcome["capabilities"]["positionEncoding"].as_str() {
            Some("utf-8") => Encoding::Utf8,
            _ => Encoding::Utf16,
        }
    }

    /// How a file below the root is called.
    pub fn uri(&self, name: &str) -> String {
        uri(&self.root.join(name))
    }

    /// Sends bytes, whatever they are.
    ///
    /// # Panics
    /// When the server has gone.
    #[track_caller]
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("standard input is open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the server reads");
    }

    /// Sends a message.
    #[track_caller]
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    #[track_caller]
    pub fn notify(&mut self, method: &str, params: impl Into<Value>) {
        let params = params.into();
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and does not wait for its answer.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: impl Into<Value>) -> i64 {
        let params = params.into();
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Waits for the answer to a request: its result, or its error.
    ///
    /// # Panics
    /// When none comes.
    #[track_caller]
    pub fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let deadline = Instant::now() + wait::PATIENCE;
        loop {
            if let Some(mut answer) = self.answers.remove(&id) {
                let error = answer["error"].take();
                return if error.is_null() { Ok(answer["result"].take()) } else { Err(error) };
            }
            assert!(self.hear(deadline), "request {id} gets no answer");
        }
    }

    /// Sends a request and waits for its answer.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Sends a request and waits for its result.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn result(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request(method, params);
        answer.unwrap_or_else(|error| panic!("{method} is refused: {error}"))
    }

    /// The same about a document as a whole.
    #[track_caller]
    pub fn of_document(&mut self, method: &str, name: &str) -> Value {
        let uri = self.uri(name);
        self.result(method, json!({"textDocument": {"uri": uri}}))
    }

    /// The same about a place.
    #[track_caller]
    pub fn at(&mut self, method: &str, place: &Place, more: &Value) -> Value {
        let params = self.at_params(place, more);
        self.result(method, params)
    }

    /// What a request about a place says.
    pub fn at_params(&self, place: &Place, more: &Value) -> Value {
        let position = place.position(self.encoding());
        let mut params = json!({"textDocument": {"uri": self.uri(&place.file)}, "position": position});
        if let (Some(params), Some(more)) = (params.as_object_mut(), more.as_object()) {
            params.extend(more.clone());
        }
        params
    }

    /// Opens a document.
    #[track_caller]
    pub fn open(&mut self, name: &str, text: &str) {
        let item = json!({"uri": self.uri(name), "languageId": "supervisord", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": item}));
    }

    /// Opens a file with what is in it.
    ///
    /// # Panics
    /// When it cannot be read.
    #[track_caller]
    pub fn open_file(&mut self, name: &str) -> String {
        let text = std::fs::read_to_string(self.root.join(name)).expect("the file is there");
        self.open(name, &text);
        text
    }

    /// Gives a document another text.
    #[track_caller]
    pub fn rewrite(&mut self, name: &str, version: i64, text: &str) {
        self.edit(name, version, json!([{"text": text}]));
    }

    /// Changes parts of a document.
    #[track_caller]
    pub fn edit(&mut self, name: &str, version: i64, changes: impl Into<Value>) {
        let changes = changes.into();
        let document = json!({"uri": self.uri(name), "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Closes a document.
    #[track_caller]
    pub fn close(&mut self, name: &str) {
        let uri = self.uri(name);
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Waits for the diagnostics of a version of a document, or of a file that is not open.
    ///
    /// # Panics
    /// When they do not come.
    #[track_caller]
    pub fn published(&mut self, name: &str, version: Option<i64>) -> Value {
        let uri = self.uri(name);
        self.until(&format!("diagnostics of {name}"), |client| {
            let (of, found) = client.published.get(&uri)?;
            (*of == version).then(|| found.clone())
        })
    }

    /// Waits until the server has said enough.
    ///
    /// # Panics
    /// When it does not come to that.
    #[track_caller]
    pub fn until<T>(&mut self, what: &str, mut found: impl FnMut(&Self) -> Option<T>) -> T {
        let deadline = Instant::now() + wait::PATIENCE;
        loop {
            if let Some(found) = found(self) {
                return found;
            }
            assert!(self.hear(deadline), "the server does not say: {what}");
        }
    }

    /// Waits for the server to say something of its own.
    #[track_caller]
    pub fn until_heard(&mut self, method: &str) -> Value {
        self.until(method, |client| client.heard.iter().find(|said| said["method"] == method).cloned())
    }

    /// Takes one message; false when none comes in time.
    fn hear(&mut self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let message = match self.messages.recv_timeout(left) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
        };
        let method = message["method"].as_str().map(str::to_owned);
        match (method.as_deref(), message["id"].clone()) {
            (None, id) => {
                let id = id.as_i64().expect("answers are to our requests");
                self.answers.insert(id, message);
            }
            (Some("textDocument/publishDiagnostics"), _) => {
                self.all_published.push(message["params"].clone());
                let params = &message["params"];
                let uri = params["uri"].as_str().expect("a name").to_owned();
                self.published.insert(uri, (params["version"].as_i64(), params["diagnostics"].clone()));
            }
            (Some(method), id) => {
                if !id.is_null() {
                    let settings = json!([self.editor.settings]);
                    let result = if method == "workspace/configuration" { settings } else { Value::Null };
                    self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
                }
                self.heard.push_back(message);
            }
        }
        true
    }

    /// Gives the editor other settings; the server asks for them when it is told.
    pub fn set(&mut self, settings: Value) {
        self.editor.settings = settings;
        self.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    }

    /// Hangs up, and waits for the server's end: its exit status.
    ///
    /// # Panics
    /// When it does not end.
    #[track_caller]
    pub fn hang_up(&mut self) -> Option<i32> {
        self.stdin = None;
        self.ended()
    }

    /// Takes its leave as the protocol wants it.
    ///
    /// # Panics
    /// When the server does not end.
    #[track_caller]
    pub fn leave(mut self) -> Option<i32> {
        self.result("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.ended()
    }

    #[track_caller]
    fn ended(&mut self) -> Option<i32> {
        wait::until_some("the server ends", || self.child.try_wait().expect("a child can be waited for"))
            .code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Both can fail only because it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut BufReader<impl std::io::Read>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).ok()?;
        let header = line.strip_suffix("\r\n")?;
        if header.is_empty() {
            break;
        }
        length = header.strip_prefix("Content-Length: ").and_then(|length| length.parse().ok()).or(length);
    }
    let mut body = vec![0; length?];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("the server speaks JSON"))
}

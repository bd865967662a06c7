//! `supervisor-lint server`, driven by a scripted editor: one test for each thing that an editor asks.

mod actions;
mod diagnostics;
mod features;
mod formatting;
mod positions;
mod protocol;
mod random;
mod stale;
mod workspace;

use std::path::Path;

use serde_json::Value;
use supervisor_tests::lsp::{Client, Editor};
use supervisor_tests::wait;
use tempfile::TempDir;

/// A directory with files, and a server for it.
struct Scene {
    root: TempDir,
    client: Client,
}

impl Scene {
    #[track_caller]
    fn new(editor: Editor, files: &[(&str, &str)]) -> Self {
        let root = directory(files);
        let client = Client::start(editor, root.path());
        Self { root, client }
    }

    /// The same with one document open, `supervisord.conf`, which is on the disk, too.
    #[track_caller]
    fn of_text(editor: Editor, text: &str) -> Self {
        let mut scene = Self::new(editor, &[(MAIN, text)]);
        scene.client.open(MAIN, text);
        scene
    }

    /// What the server said, without what differs from run to run.
    fn masked(&self, said: &Value) -> Value {
        let text = said.to_string().replace(&self.root.path().display().to_string(), "/ROOT");
        serde_json::from_str(&text).expect("a path has nothing that JSON escapes")
    }

    fn write(&self, name: &str, text: &str) {
        write(self.root.path(), name, text);
    }

    /// The diagnostics of an open document, asked for.
    #[track_caller]
    fn diagnostics(&mut self, name: &str) -> Vec<Value> {
        let report = self.client.of_document("textDocument/diagnostic", name);
        report["items"].as_array().unwrap_or_else(|| panic!("no full report: {report}")).clone()
    }

    /// The same once they are as expected: the workspace is searched for configurations while questions are answered.
    #[track_caller]
    fn diagnostics_when(&mut self, name: &str, expected: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        wait::until_some(&format!("diagnostics of {name}"), || {
            let found = self.diagnostics(name);
            expected(&found).then_some(found)
        })
    }
}

/// The usual document.
const MAIN: &str = "supervisord.conf";

fn directory(files: &[(&str, &str)]) -> TempDir {
    // Its real path: some machines have a link in the place of their temporary directory.
    let base = std::env::temp_dir().canonicalize().expect("there is a temporary directory");
    let root = tempfile::Builder::new().prefix("lsp-").tempdir_in(base).expect("it is writable");
    for (name, text) in files {
        write(root.path(), name, text);
    }
    root
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().expect("it is below the root")).expect("it is writable");
    std::fs::write(path, text).expect("it is writable");
}

/// The codes of diagnostics.
fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|found| found["code"].as_str().expect("every finding has a code")).collect()
}

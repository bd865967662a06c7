//! The original's own parser as a running process that answers questions about files: its verdict, its error text
//! and every value after expansion, for many files at once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Serialize;
use serde_json::Value;

use crate::{oracle, workspace};

/// One question: what does the original make of this file?
#[derive(Debug, Clone, Serialize)]
pub struct Question {
    /// Its working directory.
    pub directory: PathBuf,
    /// What is given to `-c`.
    pub file: PathBuf,
}

impl Question {
    /// About a file that is named by its absolute path.
    #[must_use]
    pub fn absolute(file: &Path) -> Self {
        Self { directory: "/".into(), file: file.to_path_buf() }
    }
}

/// The running parser. It ends with the value.
#[derive(Debug)]
pub struct Original {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Original {
    /// Starts it with `environment` as its whole environment. Without `host`, what only a file's own machine can tell
    /// (users, directories, plug-ins) passes unchecked.
    ///
    /// # Panics
    /// When the original is not installed and cannot be installed.
    #[must_use]
    pub fn start(host: bool, environment: &[(String, String)]) -> Self {
        let mut command = Command::new(oracle::program("python"));
        command.arg(workspace::script("verdicts.py"));
        if !host {
            command.arg("any-host");
        }
        let mut child = command
            .env_clear()
            .envs(environment.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the virtual environment's python starts");
        let questions = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("a pipe was asked for"));
        Self { child, questions, answers }
    }

    /// Asks about several files; one answer each: `{"plan": …}`, `{"error": TEXT}`, or `{"crash": TEXT}` when the
    /// original ends with a stack trace.
    ///
    /// # Panics
    /// When the script dies; what it had to say is on standard error.
    pub fn ask(&mut self, questions: &[Question]) -> Vec<Value> {
        let request = serde_json::to_string(questions).expect("questions are JSON");
        let stdin = self.questions.as_mut().expect("open until the value is dropped");
        writeln!(stdin, "{request}").expect("verdicts.py reads its questions");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("verdicts.py answers");
        let answers: Vec<Value> =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("verdicts.py: {error}: {line:?}"));
        assert_eq!(answers.len(), questions.len(), "one answer for each question");
        answers
    }
}

impl Drop for Original {
    /// The end of its input is what ends it.
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}

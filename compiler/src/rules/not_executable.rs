//! `not-executable`.

use std::path::Path;

use supervisor_grammar::words;

use crate::lint::{Found, Program, Subject, expansions};
use crate::system::{FileKind, Pipes};

rule! {
    /// A command begins with a file that cannot be executed on this machine.
    ///
    /// The file is not there, or is a directory, or nobody may execute it; or it is a script whose first line does not name its
    /// interpreter, which a shell forgives and Supervisor does not. Supervisor reads all of this without a word, and every start fails.
    ///
    /// ## Bad
    ///
    /// ```ini host present=/srv/app/run.py
    /// [program:app]
    /// command=/srv/app/run.py
    /// ```
    ///
    /// ```ini host
    /// [program:app]
    /// command=/srv/app/missing
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/srv/app/run.bin
    /// [program:app]
    /// command=/srv/app/run.bin
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1057](https://github.com/Supervisor/supervisor/issues/1057)
    /// - [The manual: frequently asked questions](https://supervisord.org/faq.html)
    "not-executable", Warning, Command,
    when: When::Host,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(command), Some(process)) = (&program.command, program.process()) else { return };
    // After expansion: `%(here)s/run` is a path, too.
    let path = match words::split(&process.command.value) {
        Ok(words) => words.into_iter().next().map(|word| word.text).filter(|path| path.starts_with('/')),
        Err(_) => None,
    };
    // What a variable stands for here need not be what it stands for there.
    let word = command.words().first().filter(|word| !expansions::has_variable(&word.text));
    let (Some(path), Some(word)) = (path, word) else { return };
    let Some((message, label, help)) = fault(found.subject(), &path) else { return };
    found.report(found.finding(command.place(word), message, label, help).on_host());
}

/// Why nobody can execute a file.
fn fault(subject: &Subject<'_>, path: &str) -> Option<(String, &'static str, String)> {
    let file = Path::new(path);
    let Some(stat) = subject.system().stat(file) else {
        // Where nobody may look, nothing is told.
        let there = subject.system().exists(file);
        return (!there).then(|| (format!("`{path}` does not exist"), "no such file", "install it, or correct the path".to_owned()));
    };
    match stat.kind {
        FileKind::Directory => {
            return Some((format!("`{path}` is a directory"), "not a program", "write the path of a program in it".to_owned()));
        }
        FileKind::Socket | FileKind::Other => return None,
        FileKind::File => {}
    }
    if stat.mode & 0o111 == 0 {
        return Some((format!("nobody may execute `{path}`"), "not executable", format!("run `chmod +x {path}`, or start its interpreter with it")));
    }
    let script = [".sh", ".py", ".pl", ".rb", ".php", ".js"].iter().any(|end| path.ends_with(end));
    if !script {
        return None;
    }
    // Read only when the name says that it is a script: programs are large.
    let text = subject.system().read(file, Pipes::Refuse).ok()?;
    (!text.is_empty() && !text.starts_with(b"#!") && !text.starts_with(b"\x7fELF")).then(|| {
        let message = format!("the script `{path}` does not say what interprets it");
        (message, "its first line is no `#!`", "begin the script with a line such as `#!/bin/sh`, or start its interpreter with it".to_owned())
    })
}

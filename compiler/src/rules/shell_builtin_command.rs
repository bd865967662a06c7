//! `shell-builtin-command`.

use crate::compile::Opt;
use crate::diagnostic::Fix;
use crate::lint::truncated::is_truncated;
use crate::lint::{Command, Found, Program, edits, expansions, shell};

rule! {
    /// A command begins with a word that only a shell understands.
    ///
    /// There is no program `cd`, `source` or `export`: Supervisor logs "can't find command 'cd'", tries again a few times, and gives
    /// up. The same goes for `NAME=value` before the program. What the word is wanted for is mostly an option: `directory`,
    /// `environment`, `umask`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=cd /srv/app && /usr/bin/web --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=source /srv/app/env.sh && /usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=exec /usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=PORT=80 /usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80
    /// directory=/srv/app
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/bash -c 'source /srv/app/env.sh && exec /usr/bin/web'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/env PORT=80 /usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#487](https://github.com/Supervisor/supervisor/issues/487)
    /// - [Supervisor/supervisor#160](https://github.com/Supervisor/supervisor/issues/160)
    "shell-builtin-command", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

/// `NAME=value`.
fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    begins && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// True for a command that this rule is about.
pub(super) fn begins_with_builtin(command: &Command<'_>) -> bool {
    let first = command.program();
    (shell::is_builtin(first) || is_assignment(first)) && !expansions::is_template(&command.text)
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = program.command.as_ref().filter(|command| begins_with_builtin(command)) else { return };
    // inline-semicolon-truncates tells what is to be done about the whole line.
    if is_truncated(command) {
        return;
    }
    let Some(first) = command.words().first() else { return };
    let assigns = is_assignment(&first.text);
    let (message, help) = if assigns {
        (
            format!("`command` begins with `{}`: only a shell sets variables like that", first.text),
            "write `environment=NAME=\"value\"`, or `/usr/bin/env NAME=value …`".to_owned(),
        )
    } else {
        (format!("`command` begins with `{}`, which is part of the shell and no program", first.text), help(&first.text).to_owned())
    };
    let label = if assigns { "taken for the program" } else { "no such program" };
    let finding = found.finding(command.place(first), message, label, help);
    found.report(finding.with_fix(mend(program, command)));
}

fn help(word: &str) -> &'static str {
    match word {
        "cd" | "pushd" => "write `directory=…`, and the program alone as the command",
        "exec" => "leave `exec` out: Supervisor starts the program itself, without a shell",
        "umask" => "write `umask=…`, and the program alone as the command",
        "export" => "write `environment=NAME=\"value\"`, and the program alone as the command",
        _ => "let a shell run it: `/bin/bash -c '… && exec program'`",
    }
}

fn mend(program: &Program<'_>, command: &Command<'_>) -> Option<Fix> {
    let words = command.words();
    let (first, second) = (words.first()?, words.get(1)?);
    let given = command.given;
    let operators = |from: usize| command.text.get(from..).is_none_or(|rest| rest.contains(['&', '|', ';', '<', '>', '`', '$', '\\', '\n']));
    match first.text.as_str() {
        "exec" if !second.text.starts_with('-') && !operators(0) => {
            Some(Fix::suggested("remove `exec`", [edits::set_part(given, 0..second.range.start, "")]))
        }
        "cd" => {
            let next = words.get(3).filter(|_| words.get(2).is_some_and(|word| word.text == "&&"))?;
            let simple = !operators(next.range.start) && !shell::is_builtin(&next.text);
            directory(program, command, given, &second.text, next.range.start).filter(|_| simple)
        }
        word if is_assignment(word) && !operators(0) => {
            let place = edits::set_part(given, 0..0, "/usr/bin/env ");
            Some(Fix::suggested("let `env` set the variable", [place]))
        }
        // Alone it does nothing, and what stands behind ` ;` is no part of the command: that is for a person to mend.
        "source" | "." | "ulimit" | "set" | "export" | "umask" if operators(0) => shell::wrap(command, "/bin/bash"),
        _ => None,
    }
}

/// `directory=` instead of `cd`.
fn directory(program: &Program<'_>, command: &Command<'_>, given: Opt<'_>, directory: &str, from: usize) -> Option<Fix> {
    let absolute = directory.starts_with('/') && !directory.contains(['$', '~', '*', ' ']);
    if !absolute || program.option("directory").is_some() || given.inherited {
        return None;
    }
    let rest = command.text.get(from..)?;
    // A relative path was meant relative to the directory, and is looked up before it is entered.
    let relative = rest.contains('/') && rest.starts_with(|letter: char| letter != '/') && rest.split(' ').next()?.contains('/');
    let below = edits::add_below(given, "directory", directory);
    (!relative).then(|| Fix::suggested("write `directory` instead of `cd`", [edits::set_value(given, rest), below]))
}

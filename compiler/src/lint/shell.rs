//! What only a shell understands, and how a command line is given to one.

use supervisor_grammar::words::Word;

use super::launch::is_shell;
use super::{Command, Subject, base_name, edits, expansions};
use crate::diagnostic::{Edit, Fix};

/// Programs that hand one of their arguments to a shell, or understand shell syntax themselves.
fn reads_scripts(name: &str) -> bool {
    matches!(
        name,
        "busybox"
            | "su"
            | "runuser"
            | "ssh"
            | "docker"
            | "podman"
            | "kubectl"
            | "awk"
            | "gawk"
            | "mawk"
            | "perl"
            | "jq"
            | "sed"
            | "expect"
            | "tclsh"
            | "watch"
            | "xargs"
            | "parallel"
            | "flock"
    )
}

/// True for a shell that is given a script as an argument.
fn is_given_script(words: &[Word], at: usize) -> bool {
    let shell = |word: &Word| is_shell(base_name(&word.text)) || base_name(&word.text) == "fish";
    let flag = |word: &Word| word.text.starts_with('-') && word.text.ends_with('c');
    words.get(at).is_some_and(shell) && words.get(at + 1..).unwrap_or_default().iter().any(flag)
}

/// Words of the shell that are no programs.
pub(crate) fn is_builtin(word: &str) -> bool {
    matches!(
        word,
        "cd" | "source"
            | "."
            | "export"
            | "ulimit"
            | "set"
            | "unset"
            | "exec"
            | "umask"
            | "eval"
            | "alias"
            | "trap"
            | "pushd"
            | "shopt"
            | "if"
            | "for"
            | "while"
            | "until"
            | "case"
            | "wait"
            | "local"
            | "declare"
            | "readonly"
    )
}

/// The words of a command line that are given to no shell: what only a shell understands does nothing in them. None for a text that
/// something else than Supervisor fills in first.
pub(crate) fn plain_words<'c>(command: &'c Command<'_>) -> &'c [Word] {
    let words = command.words();
    if expansions::is_template(&command.text) {
        return &[];
    }
    // `sh -c cd /x && run`: the operator is no part of the script.
    if let Some(script) = command.script() {
        let script = words.iter().position(|word| word == script).unwrap_or(words.len());
        return words.get(script + 1..).unwrap_or_default();
    }
    // Behind such a program every word may be read by a shell, or by something like it.
    let end = (0..words.len()).find(|at| {
        words.get(*at).is_some_and(|word| reads_scripts(base_name(&word.text))) || is_given_script(words, *at)
    });
    words.get(..end.unwrap_or(words.len())).unwrap_or_default()
}

/// A word as it is written, quotation marks and backslashes included.
pub(crate) fn raw<'c>(command: &'c Command<'_>, word: &Word) -> &'c str {
    command.text.get(word.range.clone()).unwrap_or_default()
}

/// Where a command line is one of several: behind the last `&&`, `||` or `;`.
fn last_command(text: &str) -> usize {
    let ends = ["&&", "||", ";"].iter().filter_map(|end| Some(text.rfind(end)? + end.len()));
    let start = ends.max().unwrap_or(0);
    let rest = text.get(start..).unwrap_or_default();
    start + (rest.len() - rest.trim_start().len())
}

/// The command line as a script for `shell`, the last of its commands in the place of the shell. None when its quotation marks cannot
/// be kept.
pub(crate) fn script(text: &str, shell: &str) -> Option<String> {
    if text.contains(['\'', '\\', '\n']) {
        return None;
    }
    let last = last_command(text);
    let (before, rest) = (text.get(..last)?, text.get(last..)?);
    // A pipe needs its shell, and so does the end of a loop.
    let first = rest.split([' ', '|']).next().unwrap_or_default();
    let word = matches!(first, "" | "exec" | "done" | "fi" | "esac" | "}" | "do" | "then" | "else");
    let exec = if word || rest.contains('|') || rest.ends_with('&') { "" } else { "exec " };
    Some(format!("{shell} -c '{before}{exec}{rest}'"))
}

/// Gives the whole command line to a shell.
pub(crate) fn wrap(command: &Command<'_>, shell: &str) -> Option<Fix> {
    let script = script(&command.text, shell)?;
    Some(Fix::suggested(format!("let `{shell}` run it"), [edits::set_value(command.given, &script)]))
}

/// `$NAME` or `${NAME}` at the beginning of a text: its length and the name. Names in small letters count in braces only: elsewhere
/// they mostly belong to the language of the program.
pub(crate) fn variable(text: &str) -> Option<(usize, &str)> {
    let rest = text.strip_prefix('$')?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let begins = |name: &str| name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    if let Some(inside) = rest.strip_prefix('{') {
        let length = inside.bytes().take_while(|byte| is_name(byte)).count();
        let name = inside.get(..length)?;
        let end = inside.get(length..)?;
        // `${NAME:-default}` is one, `${part:option}` of a template is none.
        let form = end.strip_prefix(':').filter(|after| after.starts_with(['-', '=', '?', '+']));
        let known = end.starts_with('}') || form.is_some();
        let close = end.find('}')?;
        return (begins(name) && known).then_some((2 + length + close + 1, name));
    }
    let length = rest.bytes().take_while(is_name).count();
    let name = rest.get(..length)?;
    let large = !name.bytes().any(|byte| byte.is_ascii_lowercase()) && length > 1;
    (begins(name) && large).then_some((1 + length, name))
}

/// The variables of a shell in a text: where each begins, its length, and its name.
pub(crate) fn variables(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let starts = text.match_indices('$').map(|(start, _)| start);
    starts.filter_map(|start| {
        let (length, name) = variable(text.get(start..)?)?;
        let escaped = text.get(..start).is_some_and(|before| before.ends_with(['$', '\\']));
        (!escaped).then_some((start, length, name))
    })
}

/// True when `%(ENV_NAME)s` stands for something on every machine, or on this one.
pub(crate) fn is_set(subject: &Subject<'_>, name: &str) -> bool {
    subject.options().environment.contains_key(name)
}

/// `%(ENV_NAME)s` in the place of a variable of the shell.
pub(crate) fn expansion(command: &Command<'_>, range: std::ops::Range<usize>, name: &str) -> Edit {
    edits::set_part(command.given, range, &format!("%(ENV_{name})s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_told_from_templates_and_other_languages() {
        for (text, name) in [
            ("$HOME/x", Some("HOME")),
            ("${home}/x", Some("home")),
            ("${A:-1}", Some("A")),
            ("${part:option}", None),
            ("${my-part:option}", None),
            ("${user.home}", None),
            ("$host", None),
            ("$1", None),
            ("$$", None),
            ("$", None),
            ("${", None),
        ] {
            assert_eq!(variable(text).map(|(_, name)| name), name, "{text}");
        }
        assert_eq!(
            variables("a$BC ${D} $$EF \\$GH").map(|(at, _, name)| (at, name)).collect::<Vec<_>>(),
            [(1, "BC"), (5, "D")]
        );
    }

    #[test]
    fn scripts_end_in_their_last_command() {
        assert_eq!(script("cd /x && run", "/bin/sh").as_deref(), Some("/bin/sh -c 'cd /x && exec run'"));
        assert_eq!(script("run > /x", "/bin/sh").as_deref(), Some("/bin/sh -c 'exec run > /x'"));
        assert_eq!(script("a | b", "/bin/sh").as_deref(), Some("/bin/sh -c 'a | b'"));
        assert_eq!(script("a || b", "/bin/sh").as_deref(), Some("/bin/sh -c 'a || exec b'"));
        let text = "a | while read l; do b; done";
        assert_eq!(script(text, "/bin/sh"), Some(format!("/bin/sh -c '{text}'")));
        assert_eq!(script("a 'b' && c", "/bin/sh"), None);
    }
}

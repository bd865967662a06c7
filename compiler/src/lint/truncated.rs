//! Command lines of which a comment takes the end away: what stands behind the ` ;` was to be run, too.

use supervisor_grammar::Span;

use super::values::{Cut, cuts, open_quote};
use super::{Command, Subject, expansions, shell};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::sources::Location;

/// The rule that is about it.
const ABOUT: Code = Code("inline-semicolon-truncates");

/// A comment that ends a command in the middle.
pub(crate) struct Truncation<'s> {
    /// The comment.
    pub(crate) cut: Cut<'s>,
    /// A quotation mark is open where it begins.
    pub(crate) open: bool,
}

/// The comments that end a command, or one of its lines, in the middle.
pub(crate) fn truncations<'c>(command: &'c Command<'_>) -> impl Iterator<Item = Truncation<'c>> {
    cuts(command.given).filter(|cut| cut.mark == ';').filter_map(|cut| {
        let before = command.text.get(..cut.before)?;
        let open = open_quote(before).is_some();
        (open || (!expansions::is_template(before) && is_script(before, cut.text)))
            .then_some(Truncation { cut, open })
    })
}

/// True for a command that a comment ends in the middle.
pub(crate) fn is_truncated(command: &Command<'_>) -> bool {
    truncations(command).next().is_some()
}

/// Takes the fixes away, but for those of the rule that is about it, that would change a command which a comment ends in the middle:
/// they know nothing of what was to follow, and what they write may well seem complete.
pub(super) fn leave_alone(findings: &mut [Diagnostic], subject: &Subject<'_>) {
    let commands = subject.programs().iter().filter_map(|program| program.command.as_ref());
    let places: Vec<_> = commands.filter(|command| is_truncated(command)).map(Command::location).collect();
    let touches = |edit: &Edit| {
        let Location { file, span } = edit.location;
        places
            .iter()
            .any(|place| file == place.file && span.start <= place.span.end && place.span.start <= span.end)
    };
    if places.is_empty() {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| finding.code != ABOUT) {
        finding.fixes.retain(|fix| !fix.edits.iter().any(touches));
    }
}

/// Gives the whole line to a shell, what stands in the comment with it. None for what a shell would not read as it was meant.
pub(crate) fn whole(command: &Command<'_>, cut: &Cut<'_>) -> Option<Fix> {
    let before = command.text.get(..cut.before)?;
    let is_line = !command.text.contains('\n') && command.script().is_none();
    // A `%` would be the beginning of an expansion, and a `#` that of a comment.
    if !is_line || cut.text.contains(['%', '#']) || cut.text.contains("lint:") {
        return None;
    }
    let mut text = format!("{before};{}{}", if cut.text.is_empty() { "" } else { " " }, cut.text);
    while text.contains(" ;") {
        text = text.replace(" ;", ";");
    }
    let of_bash = ["source", "pushd", "shopt", "declare"];
    let shell =
        if text.split_whitespace().any(|word| of_bash.contains(&word)) { "/bin/bash" } else { "/bin/sh" };
    let script = shell::script(&text, shell)?;
    let file = cut.comment.file;
    let span = Span::new(command.location().span.start as usize..cut.comment.span.end as usize);
    Some(Fix::suggested(format!("let `{shell}` run all of it"), [Edit::new(Location { file, span }, script)]))
}

/// True when a comment can only be the rest of what a shell is to do.
fn is_script(before: &str, comment: &str) -> bool {
    let known = |word: &str| {
        before.split_whitespace().any(|known| known.trim_start_matches(['\'', '"', '(']) == word)
    };
    let mut words = comment.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first {
        "do" => return known("while") || known("until") || known("for"),
        "then" | "fi" => return known("if"),
        "done" => return known("do"),
        "esac" => return known("case"),
        _ => {}
    }
    if is_prose(comment) {
        return false;
    }
    match first {
        "exec" | "cd" | "source" | "." => second.contains('/'),
        "export" => second.contains('='),
        "python" | "python2" | "python3" | "php" | "node" | "ruby" | "perl" | "java" | "sh" | "bash" => {
            let scripts = [".py", ".php", ".js", ".rb", ".pl", ".jar", ".sh"];
            is_path(second) || second.starts_with('-') || scripts.iter().any(|end| second.ends_with(end))
        }
        // What comes after a part of the shell was meant for one.
        _ => is_path(first) || (begins_with_builtin(before) && is_name(first)),
    }
}

/// True for what is written for people: the comment says something about the command.
fn is_prose(comment: &str) -> bool {
    let words = [
        "a", "all", "an", "and", "are", "at", "but", "by", "can", "default", "do", "does", "for", "from",
        "has", "if", "in", "instead", "is", "it", "needs", "no", "not", "of", "old", "on", "only", "or",
        "our", "path", "see", "so", "that", "the", "then", "this", "to", "todo", "use", "used", "uses",
        "was", "we", "when", "with", "without", "you", "your",
    ];
    let mut bare =
        comment.split_whitespace().map(|word| word.trim_matches([',', '.', ':', '(', ')']).to_lowercase());
    bare.any(|word| words.contains(&word.as_str()))
}

/// True for the path of a program, or of a script; not for that of a file that somebody reads.
fn is_path(word: &str) -> bool {
    let starts = ["/", "./", "../", "~/"]
        .iter()
        .any(|start| word.strip_prefix(start).is_some_and(|rest| !rest.is_empty()));
    let read = [
        ".conf", ".cfg", ".ini", ".json", ".log", ".md", ".rst", ".sock", ".toml", ".txt", ".xml", ".yaml",
        ".yml",
    ];
    starts && !word.ends_with('/') && !read.iter().any(|end| word.ends_with(end))
}

/// True for the name of a program.
fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-+/".contains(&byte))
}

/// True for a command line whose first word is a part of the shell.
fn begins_with_builtin(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(shell::is_builtin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_script_is_told_from_a_comment() {
        for (before, comment) in [
            ("cd /srv/app", "./run"),
            ("cd /srv/app", "gunicorn app:app -b :80"),
            ("/srv/x", "/srv/y --now"),
            ("/srv/x", "exec /srv/y"),
            ("/srv/x", "python /srv/y.py"),
            ("/srv/x", "python y.py"),
            ("export A=1", "exec /x"),
            ("while true", "do /x"),
        ] {
            assert!(is_script(before, comment), "{before} ; {comment}");
        }
        for (before, comment) in [
            ("/bin/x", "starts x"),
            ("/bin/x", "/bin/x is the old one"),
            ("/bin/x", "/usr/local/bin/x on a Mac"),
            ("/bin/x", "/etc/x.conf"),
            ("/bin/x", "python 3 only"),
            ("/bin/x", "do not start it"),
            ("/bin/x", "exec of the server"),
            ("/bin/x", ""),
            ("/bin/x", "web, mail"),
            ("cd /srv/app", "to be done"),
            ("cd /srv/app", "TODO"),
        ] {
            assert!(!is_script(before, comment), "{before} ; {comment}");
        }
    }
}

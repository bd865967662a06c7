//! `shell-wrapper-without-exec`.

use std::path::Path;

use supervisor_grammar::words::Word;

use crate::lint::launch::is_shell;
use crate::lint::{Command, Found, Program, Subject, expansions};
use crate::schema::SectionKind;
use crate::system::Pipes;

rule! {
    /// A command is a shell, or a script of one, that stays between Supervisor and the program.
    ///
    /// The stop signal goes to the shell, which ends or waits, and does not pass it on: the program runs on as an orphan, or is killed
    /// after `stopwaitsecs`. With `exec` before its last command the shell makes way for the program; `stopasgroup=true` sends the
    /// signal to everything that the shell has started. What a script does inside is looked at only with `--host`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c "/bin/sleep 5; /usr/bin/web"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/srv/app/start.sh
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c "/bin/sleep 5; exec /usr/bin/web"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/srv/app/start.sh
    /// stopasgroup=true
    /// killasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c "/usr/bin/web $OPTIONS"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#721](https://github.com/Supervisor/supervisor/issues/721)
    /// - [Supervisor/supervisor#865](https://github.com/Supervisor/supervisor/issues/865)
    "shell-wrapper-without-exec", Info, Command,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = program.command.as_ref().filter(|_| program.kind != SectionKind::EventListener) else { return };
    let script = command.script();
    let file = script_file(command);
    if (script.is_none() && file.is_none()) || expansions::is_template(&command.text) {
        return;
    }
    // A script that ends at once has nothing to pass on.
    let group = program.process().is_none_or(|process| process.stopasgroup.value || process.startsecs.value == 0);
    if group {
        return;
    }
    let (place, message, help) = match (script, file) {
        (Some(script), _) if stays(&script.text) => (
            command.place(script),
            "the shell stays between Supervisor and what it runs, and passes no signal on".to_owned(),
            "write `exec` before the last command, or `stopasgroup=true`".to_owned(),
        ),
        (None, Some(file)) if !execs(found.subject(), &file.text) => (
            command.place(file),
            format!("`{}` passes no signal on unless it ends in `exec`", file.text),
            "make sure that the script ends in `exec program`, or write `stopasgroup=true`".to_owned(),
        ),
        _ => return,
    };
    found.report(found.finding(place, message, "gets the stop signal", help));
}

/// True for a script whose last command does not take the place of the shell. A single command does in all shells of today.
fn stays(script: &str) -> bool {
    if script.trim().ends_with('&') {
        return false;
    }
    let last = script.trim().trim_end_matches(';').rsplit(['&', '|', ';', '\n']).next().unwrap_or_default().trim();
    script.trim().len() != last.len() && !last.starts_with("exec ") && !script.contains("exec ")
}

/// True when the script contains `exec`; not told without `--host`.
fn execs(subject: &Subject<'_>, path: &str) -> bool {
    if !subject.options().host_checks || !path.starts_with('/') {
        return false;
    }
    let Ok(bytes) = subject.system().read(Path::new(path), Pipes::Refuse) else { return false };
    String::from_utf8_lossy(&bytes).lines().any(|line| line.trim_start().starts_with("exec "))
}

/// The word that names a shell's script: the program itself, or what a shell is given.
fn script_file<'c>(command: &'c Command<'_>) -> Option<&'c Word> {
    let at = usize::from(is_shell(command.name()));
    let file = command.words().get(at).filter(|word| word.text.ends_with(".sh"))?;
    // `x.sh start` is what init-script-command is about.
    let starts = command.words().get(at + 1).is_some_and(|word| word.text == "start");
    (!starts).then_some(file)
}

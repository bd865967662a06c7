//! `shell-variable`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, shell};

rule! {
    /// A command refers to a variable as a shell does, and no shell runs it.
    ///
    /// `$HOME` and `${PORT}` are handed to the program as they are written. Variables of supervisord's environment are written
    /// `%(ENV_HOME)s`; for any other the command needs `/bin/sh -c '…'`.
    ///
    /// ## Bad
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web --data $HOME/data
    /// ```
    ///
    /// ```ini unfixed
    /// [program:web]
    /// command=/usr/bin/web --listen "0.0.0.0:${PORT}"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web --data %(ENV_HOME)s/data
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c 'exec /usr/bin/web --listen "0.0.0.0:${PORT}"'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --format '$HOST $STATUS' --pattern ^a$ --price 5$ --log "$host $1" -Dx=${user.home}
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#447](https://github.com/Supervisor/supervisor/issues/447)
    /// - [Supervisor/supervisor#100](https://github.com/Supervisor/supervisor/issues/100)
    "shell-variable", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = program.command.as_ref().filter(|command| command.text.contains('$')) else { return };
    for word in shell::plain_words(command) {
        let raw = shell::raw(command, word);
        // In single quotation marks a dollar sign is meant.
        if raw.contains('\'') {
            continue;
        }
        for (at, length, name) in shell::variables(raw) {
            let start = word.range.start + at;
            let written = raw.get(at..at + length).unwrap_or_default();
            let finding = found.finding(
                command.locate(start..start + length),
                format!("`command` contains `{written}`, and no shell puts in its value"),
                "handed over as it is",
                format!("write `%(ENV_{name})s` if supervisord has it in its environment, or let `/bin/sh -c 'exec …'` run the command"),
            );
            let simple = !written.contains([':', '-']) && shell::is_set(found.subject(), name);
            let fix = simple.then(|| {
                Fix::suggested(format!("write `%(ENV_{name})s`"), [shell::expansion(command, start..start + length, name)])
            });
            found.report(finding.with_fix(fix));
        }
    }
}

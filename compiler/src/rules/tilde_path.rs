//! `tilde-path`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, edits, shell};

rule! {
    /// A path in `command`, or the `directory` of a program, begins with `~`.
    ///
    /// Only the paths of log files, sockets and the daemon's own options have their `~` replaced. In `command` no shell does it, and
    /// Supervisor does not find the program; a `directory` that begins with `~` does not exist, and every start ends with exit status
    /// 127. Besides, the home directory would be that of the user who runs supervisord, not of the program's `user`.
    ///
    /// ## Bad
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=~/bin/web --port 80
    /// ```
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=~/app
    /// ```
    ///
    /// ```ini unfixed
    /// [program:web]
    /// command=/usr/bin/web --data ~app/data
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=%(ENV_HOME)s/bin/web --port 80
    /// ```
    ///
    /// ```ini closed env=HOME:/root
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=%(ENV_HOME)s/app
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --pattern "~ x" --approx ~5 --backup x~
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1655](https://github.com/Supervisor/supervisor/issues/1655)
    /// - [Supervisor/supervisor#100](https://github.com/Supervisor/supervisor/issues/100)
    "tilde-path", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

/// True for `~/x` and `~user/x`.
fn is_home(word: &str) -> bool {
    let Some((user, _)) = word.strip_prefix('~').and_then(|rest| rest.split_once('/')) else { return false };
    user.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    // Whose home is meant is clear when the program runs as the user of supervisord.
    let set = |found: &Found<'_>| program.option("user").is_none() && shell::is_set(found.subject(), "HOME");
    if let Some(command) = program.command.as_ref().filter(|command| command.text.contains('~')) {
        for word in shell::plain_words(command).iter().filter(|word| is_home(shell::raw(command, word))) {
            let finding = found.finding(
                command.place(word),
                format!("`command` contains `{}`, and no shell puts in the home directory", word.text),
                "`~` is a letter like any other",
                "write the absolute path",
            );
            let start = word.range.start;
            let fix = (set(found) && word.text.starts_with("~/")).then(|| {
                Fix::suggested("write `%(ENV_HOME)s`", [edits::set_part(command.given, start..start + 1, "%(ENV_HOME)s")])
            });
            found.report(finding.with_fix(fix));
        }
    }
    let Some(directory) = program.option("directory") else { return };
    let text = directory.text();
    if text != "~" && !is_home(&text) {
        return;
    }
    let finding = found.finding(
        directory.location(),
        format!("`directory={text}` does not exist: `~` is not replaced in it"),
        "`~` is a letter like any other",
        "write the absolute path",
    );
    let fix = (set(found) && (text == "~" || text.starts_with("~/")))
        .then(|| Fix::suggested("write `%(ENV_HOME)s`", [edits::set_part(directory, 0..1, "%(ENV_HOME)s")]));
    found.report(finding.with_fix(fix));
}

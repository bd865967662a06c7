//! `sudo-or-su-in-command`.

use crate::diagnostic::{Edit, Fix};
use crate::lint::{Command, Found, Program, Runs, base_name, edits, expansions};

rule! {
    /// A command runs its program through `sudo` or `su`.
    ///
    /// Supervisor's child is then `sudo`, and the stop signal goes to it. As a rule it is not passed on: the program stays behind as an
    /// orphan, keeps its port, and the next start fails. `su` opens a session besides, with logs and limits of its own. The option
    /// `user` does the same without anybody in between.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/sudo -u www-data /usr/bin/web --port 8080
    /// environment=HOME="/var/www",USER="www-data"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/su - app -c "/usr/bin/web"
    /// environment=HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 8080
    /// user=www-data
    /// environment=HOME="/var/www",USER="www-data"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// user=app
    /// environment=HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/sbin/gosu app /usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1171](https://github.com/Supervisor/supervisor/issues/1171)
    "sudo-or-su-in-command", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    let runs = Runs::of(command);
    let through = runs.wrappers().iter().any(|word| base_name(&word.text) == "sudo");
    let name = if through { "sudo" } else { runs.name() };
    if !matches!(name, "sudo" | "su") || expansions::is_template(&command.text) {
        return;
    }
    let finding = found.finding(
        command.location(),
        format!("`command` runs the program through `{name}`, which gets its signals instead of it"),
        "between Supervisor and the program",
        "write `user=…`, and the program alone as the command",
    );
    let fix = (!runs.in_script).then(|| mend(program, command)).flatten();
    let fix = fix.map(|edits| Fix::suggested("write `user` instead", edits));
    found.report(finding.with_fix(fix));
}

/// The program alone, and its user in an option. Only for the plain forms.
fn mend(program: &Program<'_>, command: &Command<'_>) -> Option<Vec<Edit>> {
    let words = command.words();
    let text = |at: usize| words.get(at).map(|word| word.text.as_str());
    if program.option("user").is_some() || command.given.inherited || command.text.contains('\n') {
        return None;
    }
    let (user, rest) = match (command.name(), text(1)?) {
        ("sudo", "-u") => {
            let at = if text(3)? == "--" { 4 } else { 3 };
            let start = words.get(at).filter(|word| !word.text.starts_with('-') && !word.text.contains('='))?.range.start;
            (text(2)?, command.text.get(start..)?.to_owned())
        }
        ("su", _) => {
            let at = if matches!(text(1)?, "-" | "-l" | "--login") { 2 } else { 1 };
            let script = text(at + 2).filter(|_| text(at + 1) == Some("-c") && words.len() == at + 3)?;
            let shell = ['&', '|', ';', '<', '>', '$', '`', '\'', '"', '\\', '*', '~', '='];
            (text(at)?, (!script.contains(shell)).then(|| script.to_owned())?)
        }
        _ => return None,
    };
    let named = user.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) && !user.starts_with('-');
    named.then(|| vec![edits::set_value(command.given, &rest), edits::add_below(command.given, "user", user)])
}

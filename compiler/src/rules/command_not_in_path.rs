//! `command-not-in-path`.

use std::path::Path;

use crate::lint::{Found, Program};

rule! {
    /// A command begins with a program that is in no directory of `PATH` on this machine.
    ///
    /// Supervisor looks in the `PATH` of the program's `environment`, and otherwise in that of supervisord, which is not that of a login
    /// shell: what a virtual environment, nvm, pyenv or `go install` has put into the path of a person is not found. Every start ends
    /// with "can't find command".
    ///
    /// ## Bad
    ///
    /// ```ini host env=PATH:/usr/bin
    /// [program:web]
    /// command=app --port 80
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host env=PATH:/usr/bin executable=/usr/bin/app
    /// [program:web]
    /// command=app --port 80
    /// ```
    ///
    /// ```ini host env=PATH:/usr/bin executable=/srv/app/bin/app
    /// [program:web]
    /// command=app --port 80
    /// environment=PATH="/srv/app/bin:/usr/bin"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#748](https://github.com/Supervisor/supervisor/issues/748)
    /// - [Supervisor/supervisor#1266](https://github.com/Supervisor/supervisor/issues/1266)
    /// - [Supervisor/supervisor#787](https://github.com/Supervisor/supervisor/issues/787)
    "command-not-in-path", Info, Command,
    when: When::Host,
    [Program(check)],
}

/// What Supervisor falls back to without any `PATH`.
const FALLBACK: &str = "/bin:/usr/bin:/usr/local/bin";

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(command), Some(process)) = (&program.command, program.process()) else { return };
    let name = command.program();
    let odd = name.is_empty() || name.contains(['/', '%', '$', '{', '=', '~']);
    // What only a shell understands has rules of its own.
    if odd || super::shell_builtin_command::begins_with_builtin(command) {
        return;
    }
    let subject = found.subject();
    let own = process.environment.value.get("PATH").map(|path| path.value.as_str());
    let path = own.or_else(|| subject.options().environment.get("PATH").map(String::as_str)).unwrap_or(FALLBACK);
    let mut directories = path.split(':').filter(|directory| directory.starts_with('/'));
    if directories.any(|directory| subject.system().exists(&Path::new(directory).join(name))) {
        return;
    }
    let Some(word) = command.words().first() else { return };
    let finding = found.finding(
        command.place(word),
        format!("`{name}` is in no directory of the path, `{path}`"),
        "not found",
        "write the absolute path of the program",
    );
    found.report(finding.on_host());
}

//! `interactive-command`.

use crate::lint::{Found, Program, expansions};
use crate::schema::SectionKind;

rule! {
    /// A command is a program that waits for somebody to type.
    ///
    /// Standard input of a program is a pipe into which nobody writes: a shell, a Python prompt or `cat` without arguments waits for
    /// ever and does nothing, and `docker run -it` ends at once, since there is no terminal. In examples it stands in for a real
    /// program; in a configuration that is used it is left over.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:shell]
    /// command=/bin/bash
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/docker run -it --rm web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/docker run --rm web
    ///
    /// [program:copy]
    /// command=/bin/cat /dev/ttyS0
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#686](https://github.com/Supervisor/supervisor/issues/686)
    "interactive-command", Info, Command,
    [Program(check)],
}

/// Programs that read standard input when nothing is asked of them.
fn waits(name: &str) -> bool {
    matches!(
        name,
        "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "fish" | "cat" | "tee" | "python" | "python2" | "python3" | "irb" | "node" | "php"
            | "psql" | "mysql" | "mariadb" | "redis-cli" | "sqlite3" | "bc" | "lua" | "R"
    )
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    // An event listener is given something to read.
    let Some(command) = program.command.as_ref().filter(|_| program.kind == SectionKind::Program) else { return };
    let name = command.name();
    let flags = || command.arguments().iter().map(|word| word.text.as_str());
    let message = if waits(name) && flags().all(|flag| matches!(flag, "-i" | "-l" | "-il" | "-li" | "--login")) {
        format!("`{name}` waits for input that never comes")
    } else if matches!(name, "docker" | "podman") && flags().any(|flag| matches!(flag, "-it" | "-ti" | "-t" | "--tty")) {
        format!("`{name}` wants a terminal, and there is none")
    } else {
        return;
    };
    if expansions::is_template(&command.text) {
        return;
    }
    let help = if waits(name) { "write the program that is meant" } else { "leave out `-t` and `-i`" };
    found.report(found.finding(command.location(), message, "nobody types here", help));
}

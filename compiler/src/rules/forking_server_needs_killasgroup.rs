//! `forking-server-needs-killasgroup`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, edits};
use crate::plan::Origin;

rule! {
    /// The workers of a server survive when it has to be killed.
    ///
    /// gunicorn, uWSGI, unicorn and PHP-FPM have worker processes, which hold the port open, too. When the server does
    /// not end within `stopwaitsecs`, supervisord kills it alone: nobody tells the workers any more, they keep the
    /// port, and the next start fails with "address already in use". `killasgroup=true` takes them along, and changes
    /// nothing about an orderly stop.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/srv/app/venv/bin/gunicorn app:application
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/srv/app/venv/bin/gunicorn app:application
    /// killasgroup=true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#199](https://github.com/Supervisor/supervisor/issues/199)
    /// - [benoitc/gunicorn#520](https://github.com/benoitc/gunicorn/issues/520)
    /// - [GSA/data.gov#2352](https://github.com/GSA/data.gov/issues/2352)
    "forking-server-needs-killasgroup", Info, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    if process.killasgroup.value || process.killasgroup.origin != Origin::Default {
        return;
    }
    let launched = command.launched();
    let name = launched.name();
    let forks = matches!(name, "gunicorn" | "uwsgi" | "unicorn" | "unicorn_rails") || name.starts_with("php-fpm");
    if !forks || launched.is_below_a_shell() {
        return;
    }
    let finding = found.finding(
        command.location(),
        format!("the workers of `{name}` keep its port when it has to be killed"),
        "has processes of its own",
        "write `killasgroup=true`",
    );
    let edit = edits::set(found.subject(), program.section, "killasgroup", "true");
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested("write `killasgroup=true`", [edit]))));
}

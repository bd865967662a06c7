//! `wrapper-needs-group-signals`.

use crate::diagnostic::{Fix, Severity};
use crate::lint::launch::Launched;
use crate::lint::{Found, Program, edits};
use crate::plan::AutoRestart;

rule! {
    /// The signal to stop ends a wrapper, and leaves behind the program that it started.
    ///
    /// supervisord knows the process that it started, not what that one starts in its turn. `npm run` and its like end
    /// at the stop signal, or wait, often without passing it on: the program is STOPPED, but the server still runs and
    /// holds its port, and the next start fails with "address already in use". `stopasgroup=true` makes supervisord
    /// send its signals to all of them. `make` and `dotnet run` pass some signals on: that is a remark. Shells and
    /// their scripts have a rule of their own, `shell-wrapper-without-exec`; `bundle exec` and `poetry run` become the
    /// program that they are given, and are not reported.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/npm run start
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/make serve
    /// killasgroup=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/npm run start
    /// stopasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/make serve
    /// killasgroup=true
    /// stopasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/yarn resourcemanager
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/bundle exec rackup
    /// ```
    ///
    /// ```ini
    /// [program:build]
    /// command=/usr/bin/npm run build
    /// startsecs=0
    /// autorestart=false
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1101](https://github.com/Supervisor/supervisor/issues/1101)
    /// - [Supervisor/supervisor#865](https://github.com/Supervisor/supervisor/issues/865)
    /// - [Supervisor/supervisor#1396](https://github.com/Supervisor/supervisor/issues/1396)
    "wrapper-needs-group-signals", Warning, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    // A job that is run once is hardly ever stopped.
    let once = process.startsecs.value <= 0 && process.autorestart.value != AutoRestart::Always;
    if process.stopasgroup.value || once {
        return;
    }
    let launched = command.launched();
    let Some(severity) = wraps(&launched).filter(|_| !launched.is_below_a_shell()) else { return };
    let finding = found.finding(
        command.location(),
        format!("the stop signal reaches only `{}`, which may leave behind what it started", launched.name()),
        "a wrapper around the program",
        "write `stopasgroup=true`, or start the program without a wrapper",
    );
    // `killasgroup=false` would contradict it.
    let free = program.option("killasgroup").is_none() || process.killasgroup.value;
    let edit = if free { edits::set(found.subject(), program.section, "stopasgroup", "true") } else { None };
    let finding = finding.with_fix(edit.map(|edit| Fix::suggested("write `stopasgroup=true`", [edit])));
    found.report(if severity == Severity::Info { finding.only(severity) } else { finding });
}

/// How sure it is that the program leaves behind what it starts; none: it does not, or nobody knows.
fn wraps(launched: &Launched<'_>) -> Option<Severity> {
    let command = launched.subcommand();
    match launched.name() {
        // Without `run` they are done soon; Hadoop has a `yarn`, too.
        "npm" | "pnpm" | "yarn" => ["run", "run-script", "start", "exec", "dev", "serve"].contains(&command).then_some(Severity::Warning),
        "npx" => Some(Severity::Warning),
        "go" if command == "run" => Some(Severity::Warning),
        "make" => Some(Severity::Info),
        "dotnet" if ["run", "watch"].contains(&command) => Some(Severity::Info),
        _ => None,
    }
}

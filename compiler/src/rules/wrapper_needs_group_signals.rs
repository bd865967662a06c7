//! `wrapper-needs-group-signals`.

use std::path::Path;

use super::one_shot_marked_failed::is_one_shot;
use crate::diagnostic::{Fix, Severity};
use crate::lint::known::jobs::job_runner;
use crate::lint::launch::{Launched, Shape};
use crate::lint::{Found, Program, Subject, edits};
use crate::plan::AutoRestart;
use crate::system::Pipes;

rule! {
    /// The signal to stop ends a wrapper, and leaves behind the program that it started.
    ///
    /// supervisord knows the process that it started, not what that one starts in its turn. `npm`, or a shell that waits for its command,
    /// ends at the stop signal, often without passing it on: the program is STOPPED, but the server still runs and holds its port, and the next
    /// start fails with "address already in use". In a script, `exec` before the last command removes the wrapper;
    /// `stopasgroup=true` makes supervisord send its signals to all of them. A new bash makes room for the last command of a list by itself, `make`
    /// and `dotnet run` pass some signals on: those are remarks. With `--host` scripts whose names end in `.sh` are read.
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
    /// command=/bin/sh -c "cd /srv/app && /srv/app/web"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/bash -c "/srv/app/web | /usr/bin/tee -a /srv/app/log"
    /// ```
    ///
    /// ```ini host executable=/srv/app/start.sh
    /// [program:web]
    /// command=/srv/app/start.sh
    /// stopasgroup=false
    /// ; file: /srv/app/start.sh
    /// #!/bin/sh
    /// /srv/app/web
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
    /// command=/bin/sh -c "cd /srv/app && /srv/app/web"
    /// stopasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/bash -c "/srv/app/web | /usr/bin/tee -a /srv/app/log"
    /// stopasgroup=true
    /// ```
    ///
    /// ```ini host executable=/srv/app/start.sh
    /// [program:web]
    /// command=/srv/app/start.sh
    /// stopasgroup=true
    /// ; file: /srv/app/start.sh
    /// #!/bin/sh
    /// /srv/app/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c "cd /srv/app && exec /srv/app/web"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/bash -c /srv/app/web
    /// ```
    ///
    /// ```ini host executable=/srv/app/start.sh
    /// [program:web]
    /// command=/srv/app/start.sh
    /// ; file: /srv/app/start.sh
    /// #!/bin/sh
    /// exec /srv/app/web
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
    let Some((wrapper, severity)) = wrapper(&launched, found.subject()) else { return };
    if is_one_shot(&launched) {
        return;
    }
    // To broken-off jobs it would be no better.
    let is_job = job_runner(&launched).is_some();
    let help = match (&launched.shell, is_job) {
        (Some(_), true) => "write `exec` before the last command",
        (Some(_), false) => "write `exec` before the last command, or `stopasgroup=true`",
        (None, _) => "write `stopasgroup=true`, or start the program without a wrapper",
    };
    let finding = found.finding(
        command.location(),
        format!("the stop signal reaches only {wrapper}, which may leave behind what it started"),
        "a wrapper around the program",
        help,
    );
    // `killasgroup=false` would contradict it.
    let free = !is_job && program.option("killasgroup").is_none_or(|_| process.killasgroup.value);
    let edit = if free { edits::set(found.subject(), program.section, "stopasgroup", "true") } else { None };
    let finding = finding.with_fix(edit.map(|edit| Fix::suggested("write `stopasgroup=true`", [edit])));
    found.report(if severity == Severity::Info { finding.only(severity) } else { finding });
}

/// What stands between the daemon and the program, and how sure it is that it leaves the program behind.
fn wrapper(launched: &Launched<'_>, subject: &Subject<'_>) -> Option<(String, Severity)> {
    if let Some(script) = launched.shell.as_ref().filter(|script| script.stays()) {
        let unsure = script.steps_aside && script.shape == Shape::List;
        return (!script.has_traps()).then(|| ("the shell".to_owned(), if unsure { Severity::Info } else { Severity::Warning }));
    }
    let name = launched.name();
    let command = launched.subcommand();
    let severity = match name {
        "npm" | "yarn" | "pnpm" if !["--version", "config", "cache"].contains(&command) => Severity::Warning,
        "npx" => Severity::Warning,
        "go" if command == "run" => Severity::Warning,
        "make" => Severity::Info,
        "dotnet" if ["run", "watch"].contains(&command) => Severity::Info,
        _ if name.ends_with(".sh") && keeps_a_shell(launched.program(), subject) => Severity::Info,
        _ => return None,
    };
    Some((format!("`{name}`"), severity))
}

/// True for a script of this machine that starts its last command as a child.
fn keeps_a_shell(path: &str, subject: &Subject<'_>) -> bool {
    if !subject.options().host_checks || !path.starts_with('/') || path.contains('%') {
        return false;
    }
    let Ok(bytes) = subject.system().read(Path::new(path), Pipes::Refuse) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#') && !line.is_empty());
    let first = text.lines().next().unwrap_or_default();
    let is_script = first.starts_with("#!") && first.trim_end().ends_with("sh");
    let mut commands = lines.clone();
    is_script && commands.next().is_some() && !lines.any(|line| line.split_whitespace().any(|word| ["exec", "trap"].contains(&word)))
}

//! `one-shot-marked-failed`.

use crate::diagnostic::Fix;
use crate::lint::launch::{Launched, Shape};
use crate::lint::{Found, Program, edits};
use crate::plan::AutoRestart;
use crate::schema::SectionKind;

rule! {
    /// A command that ends at once is run as if it were to stay.
    ///
    /// A process that does not live for `startsecs` seconds (1 by default) has failed to start, whatever its exit status: the log says "exited:
    /// migrate (exit status 0; not expected)", the command is run three times more, and ends as FATAL. The deployment looks broken although all
    /// is well. With `startsecs=0` and `autorestart=false` it runs once.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:prepare]
    /// command=/bin/mkdir -p /srv/app/cache
    /// ```
    ///
    /// ```ini
    /// [program:migrate]
    /// command=/srv/app/venv/bin/python /srv/app/manage.py migrate --noinput
    /// autorestart=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:prepare]
    /// command=/bin/mkdir -p /srv/app/cache
    /// startsecs=0
    /// autorestart=false
    /// ```
    ///
    /// ```ini
    /// [program:migrate]
    /// command=/srv/app/venv/bin/python /srv/app/manage.py migrate --noinput
    /// autorestart=false
    /// startsecs=0
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c "mkdir -p /srv/app/cache && exec /srv/app/web"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#212](https://github.com/Supervisor/supervisor/issues/212)
    /// - [Supervisor/supervisor#674](https://github.com/Supervisor/supervisor/issues/674)
    /// - [Supervisor/supervisor#916](https://github.com/Supervisor/supervisor/issues/916)
    /// - [symfony/symfony-docs#13512](https://github.com/symfony/symfony-docs/issues/13512)
    "one-shot-marked-failed", Warning, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    if process.startsecs.value <= 0 || program.kind != SectionKind::Program {
        return;
    }
    let launched = command.launched();
    if !is_one_shot(&launched) {
        return;
    }
    let startsecs = process.startsecs.value;
    let finding = found.finding(
        command.location(),
        format!("`{}` counts as failed when it ends within {startsecs} s, even with exit status 0", launched.name()),
        "does its work and ends",
        "write `startsecs=0` and `autorestart=false`",
    );
    let subject = found.subject();
    let startsecs = edits::set(subject, program.section, "startsecs", "0");
    let restart = match process.autorestart.value {
        AutoRestart::Never => Some(None),
        _ => edits::set(subject, program.section, "autorestart", "false").map(Some),
    };
    let fix = startsecs.zip(restart).map(|(startsecs, restart)| {
        Fix::suggested("run it once: `startsecs=0`, `autorestart=false`", std::iter::once(startsecs).chain(restart))
    });
    found.report(finding.with_fix(fix));
}

/// True for a command that does its work and ends; of a script, when all commands do.
pub(super) fn is_one_shot(launched: &Launched<'_>) -> bool {
    match &launched.shell {
        Some(script) => {
            script.shape != Shape::Other && !script.commands.is_empty() && script.each().all(|each| ends(&each, true))
        }
        None => ends(launched, false),
    }
}

/// True for a command that does its work and ends, usually within a second. The list is short on purpose: what waits for something is not on it.
fn ends(launched: &Launched<'_>, in_script: bool) -> bool {
    let name = launched.name();
    let subcommand = launched.subcommand();
    match name {
        "mkdir" | "rmdir" | "chown" | "chmod" | "cp" | "mv" | "rm" | "ln" | "touch" | "echo" | "true" | "sed" | "install"
        | "usermod" | "groupmod" | "sysctl" => true,
        "cd" | "export" | "set" | "source" | "." => in_script,
        "alembic" => subcommand == "upgrade",
        "rake" | "rails" => ["db:migrate", "db:create", "db:seed", "db:setup", "assets:precompile"].contains(&subcommand),
        "artisan" => {
            let commands =
                ["migrate", "db:seed", "config:cache", "route:cache", "view:cache", "cache:clear", "key:generate", "storage:link"];
            commands.contains(&subcommand)
        }
        "console" => ["doctrine:migrations:migrate", "cache:clear", "cache:warmup", "assets:install"].contains(&subcommand),
        "npm" | "yarn" | "pnpm" | "composer" | "pip" | "pip3" | "bundle" => ["install", "ci"].contains(&subcommand),
        _ if name.ends_with(".py") => {
            ["migrate", "collectstatic", "syncdb", "compilemessages", "createcachetable", "loaddata"].contains(&subcommand)
        }
        _ => false,
    }
}

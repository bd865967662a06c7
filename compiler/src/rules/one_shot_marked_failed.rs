//! `one-shot-marked-failed`.

use crate::diagnostic::Fix;
use crate::lint::launch::{Launched, Shape};
use crate::lint::{Found, Program, edits};
use crate::plan::AutoRestart;
use crate::schema::SectionKind;

rule! {
    /// A command that ends at once is run as if it were to stay.
    ///
    /// A process that does not live for `startsecs` seconds (1 by default) has failed to start, whatever its exit
    /// status: the log says "exited: migrate (exit status 0; not expected)", the command is run three times more, and
    /// ends as FATAL. The deployment looks broken although all is well. With `startsecs=0` and `autorestart=false` it
    /// runs once.
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
    /// command=/srv/app/manage.py migrate --noinput
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
    /// command=/srv/app/manage.py migrate --noinput
    /// autorestart=false
    /// startsecs=0
    /// ```
    ///
    /// ```ini
    /// [program:assets]
    /// command=/usr/bin/npm install
    /// startsecs=5
    /// autorestart=false
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
    let Some(takes) = one_shot(&launched) else { return };
    let seconds = process.startsecs.value;
    let name = launched.name();
    let message = match (takes, process.autorestart.value) {
        (Takes::NoTime, _) => format!("`{name}` may count as failed, whatever its exit status: it is to run for at least {seconds} s"),
        (Takes::Time, AutoRestart::Always) => format!("`{name}` does its work and ends, and is run again and again"),
        (Takes::Time, AutoRestart::Unexpected | AutoRestart::Never) => return,
    };
    let finding = found.finding(
        command.location(),
        message,
        "does its work and ends",
        "write `startsecs=0` and `autorestart=false`",
    );
    let subject = found.subject();
    let startsecs = edits::set(subject, program.section, "startsecs", "0");
    let restart = match process.autorestart.value {
        AutoRestart::Never => Some(None),
        AutoRestart::Unexpected | AutoRestart::Always => {
            edits::set(subject, program.section, "autorestart", "false").map(Some)
        }
    };
    let fix = startsecs.zip(restart).map(|(startsecs, restart)| {
        Fix::suggested("run it once: `startsecs=0`, `autorestart=false`", std::iter::once(startsecs).chain(restart))
    });
    found.report(finding.with_fix(fix));
}

/// How long a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Takes {
    /// Less than a second, at least when there is nothing to do.
    NoTime,
    /// More than that.
    Time,
}

/// How long a command takes that does its work and ends: of a script, when all its commands do. None: it may stay.
fn one_shot(launched: &Launched<'_>) -> Option<Takes> {
    let Some(script) = &launched.shell else { return ends(launched, false) };
    if script.shape == Shape::Other {
        return None;
    }
    let all: Option<Vec<_>> = script.each().map(|each| ends(&each, true)).collect();
    all?.into_iter().max()
}

/// The same for a simple command. The list is short on purpose: what waits for something is not on it.
fn ends(launched: &Launched<'_>, in_script: bool) -> Option<Takes> {
    let name = launched.name();
    let subcommand = launched.subcommand();
    let short: &[&str] = match name {
        "mkdir" | "rmdir" | "chown" | "chmod" | "cp" | "mv" | "rm" | "ln" | "touch" | "echo" | "true" | "sed" | "usermod"
        | "groupmod" | "sysctl" => return Some(Takes::NoTime),
        "cd" | "export" | "set" | "source" | "." => return in_script.then_some(Takes::NoTime),
        "alembic" => &["upgrade"],
        "rake" | "rails" => &["db:migrate", "db:create", "db:seed"],
        "artisan" => &["migrate", "config:cache", "route:cache", "view:cache", "cache:clear", "key:generate", "storage:link"],
        "console" => &["doctrine:migrations:migrate", "assets:install"],
        _ if name.ends_with(".py") => &["migrate", "syncdb", "createcachetable"],
        _ => &[],
    };
    let long: &[&str] = match name {
        "npm" | "yarn" | "pnpm" => &["install", "ci"],
        "composer" | "pip" | "pip3" | "bundle" => &["install"],
        "rake" | "rails" => &["assets:precompile", "db:setup"],
        "console" => &["cache:clear", "cache:warmup"],
        _ if name.ends_with(".py") => &["collectstatic", "compilemessages", "loaddata"],
        _ => &[],
    };
    if short.contains(&subcommand) {
        Some(Takes::NoTime)
    } else {
        long.contains(&subcommand).then_some(Takes::Time)
    }
}

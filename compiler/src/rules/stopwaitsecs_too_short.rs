//! `stopwaitsecs-too-short`.

use crate::diagnostic::Fix;
use crate::lint::known::jobs::job_runner;
use crate::lint::{Found, Program, edits};
use crate::plan::{Origin, Signal};

rule! {
    /// A job runner is killed in the middle of a job.
    ///
    /// Celery, RQ, Sidekiq, Laravel's queues and their like finish the job at hand when they are asked to stop.
    /// Supervisor waits 10 seconds for that, and then kills them: with every deployment the jobs that take longer are
    /// lost, or done twice.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:celery]
    /// command=/srv/app/venv/bin/celery -A app worker
    /// ```
    ///
    /// ```ini
    /// [program:queue]
    /// command=/usr/bin/php /srv/app/artisan queue:work
    /// autorestart=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:celery]
    /// command=/srv/app/venv/bin/celery -A app worker
    /// stopwaitsecs=600
    /// ```
    ///
    /// ```ini
    /// [program:queue]
    /// command=/usr/bin/php /srv/app/artisan queue:work
    /// autorestart=true
    /// stopwaitsecs=3600
    /// ```
    ///
    /// ```ini
    /// [program:beat]
    /// command=/srv/app/venv/bin/celery -A app beat
    /// ```
    ///
    /// ## References
    ///
    /// - [celery/celery#102](https://github.com/celery/celery/issues/102)
    /// - [laravel/horizon#663](https://github.com/laravel/horizon/issues/663)
    /// - [openwisp/docker-openwisp#698](https://github.com/openwisp/docker-openwisp/issues/698)
    "stopwaitsecs-too-short", Warning, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    if process.stopwaitsecs.origin != Origin::Default || process.stopsignal.value == Signal(9) {
        return;
    }
    let Some(runner) = job_runner(&command.launched()) else { return };
    let seconds = runner.seconds;
    let edit = edits::set(found.subject(), program.section, "stopwaitsecs", &seconds.to_string());
    let finding = found.finding(
        command.location(),
        format!("{} is killed {} s after it was asked to stop, in the middle of a job", runner.name, process.stopwaitsecs.value),
        "`stopwaitsecs` is not set",
        format!("write `stopwaitsecs={seconds}`, or whatever the longest job takes"),
    );
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("write `stopwaitsecs={seconds}`"), [edit]))));
}

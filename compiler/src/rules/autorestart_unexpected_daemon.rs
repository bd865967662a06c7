//! `autorestart-unexpected-daemon`.

use crate::diagnostic::Fix;
use crate::lint::known::jobs::job_runner;
use crate::lint::{Found, Program, edits};
use crate::plan::{AutoRestart, Origin};

rule! {
    /// A worker that ends by itself in order to be started again is not started again.
    ///
    /// Laravel's queue workers and Horizon end with exit status 0 after `queue:restart`, `horizon:terminate` or
    /// `--max-jobs`, and Symfony's consumers after `messenger:stop-workers` or `--limit`. Status 0 is expected, and
    /// with the default `autorestart=unexpected` such a worker stays EXITED: after the next deployment no job is done
    /// any more.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:queue]
    /// command=/usr/bin/php /srv/app/artisan queue:work --max-time=3600
    /// stopwaitsecs=3600
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:queue]
    /// command=/usr/bin/php /srv/app/artisan queue:work --max-time=3600
    /// stopwaitsecs=3600
    /// autorestart=true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#916](https://github.com/Supervisor/supervisor/issues/916)
    /// - [laravel/horizon#504](https://github.com/laravel/horizon/issues/504)
    "autorestart-unexpected-daemon", Info, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    let restart = process.autorestart;
    if restart.value != AutoRestart::Unexpected || restart.origin != Origin::Default || !process.exitcodes.value.contains(&0) {
        return;
    }
    let Some(runner) = job_runner(&command.launched()).filter(|runner| runner.ends_by_itself) else { return };
    let edit = edits::set(found.subject(), program.section, "autorestart", "true");
    let finding = found.finding(
        command.location(),
        format!("{} ends with exit status 0 to be started again, and is not: `autorestart` is not set", runner.name),
        "stays EXITED",
        "write `autorestart=true`",
    );
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested("write `autorestart=true`", [edit]))));
}

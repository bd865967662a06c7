//! `celery-stopasgroup`.

use crate::diagnostic::Fix;
use crate::lint::known::jobs::is_celery_with_children;
use crate::lint::{Found, Program, edits};

rule! {
    /// A Celery worker is stopped together with the processes that do its tasks.
    ///
    /// Asked to stop, a worker lets its child processes finish their tasks (a warm shutdown). `stopasgroup=true` sends
    /// the signal to the children, too, which end at once: the tasks at hand are lost. `killasgroup=true` is what is
    /// meant: it takes the children along when the worker has to be killed. Workers with threads or green threads have
    /// no such children, and are not reported.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:celery]
    /// command=/srv/app/venv/bin/celery -A app worker
    /// stopwaitsecs=600
    /// stopasgroup=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:celery]
    /// command=/srv/app/venv/bin/celery -A app worker
    /// stopwaitsecs=600
    /// stopasgroup=false
    /// killasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:celery]
    /// command=/srv/app/venv/bin/celery -A app worker -P gevent
    /// stopwaitsecs=600
    /// stopasgroup=true
    /// ```
    ///
    /// ## References
    ///
    /// - [celery/celery#2700](https://github.com/celery/celery/issues/2700)
    /// - [openedx/configuration#3192](https://github.com/openedx/configuration/issues/3192)
    "celery-stopasgroup", Warning, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    let Some(place) = process.stopasgroup.origin.location().filter(|_| process.stopasgroup.value) else { return };
    let launched = command.launched();
    // A shell between would not pass the signal on.
    if launched.is_below_a_shell() || !is_celery_with_children(&launched) {
        return;
    }
    let finding = found.finding(
        place,
        "`stopasgroup=true` stops the processes that do the tasks of a Celery worker, too",
        "breaks tasks off",
        "write `stopasgroup=false` and `killasgroup=true`",
    );
    let fix = program.option("stopasgroup").filter(|option| !option.inherited).map(|option| {
        let kill = match program.option("killasgroup") {
            Some(own) if !own.inherited => edits::set_value(own, "true"),
            _ => edits::add_below(option, "killasgroup", "true"),
        };
        Fix::suggested("write `stopasgroup=false` and `killasgroup=true`", [edits::set_value(option, "false"), kill])
    });
    found.report(finding.with_fix(fix));
}

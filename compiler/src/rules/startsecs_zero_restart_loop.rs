//! `startsecs-zero-restart-loop`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, edits};
use crate::plan::AutoRestart;

rule! {
    /// A program that counts as started at once is restarted for ever.
    ///
    /// With `startsecs=0` a process is RUNNING as soon as it exists, so a start never fails: `startretries` and the growing pauses
    /// between retries do not apply. Together with `autorestart=true` a program that ends at once is started again every second,
    /// without end.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=0
    /// autorestart=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=1
    /// autorestart=true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1285](https://github.com/Supervisor/supervisor/issues/1285)
    /// - [Supervisor/supervisor#1113](https://github.com/Supervisor/supervisor/issues/1113)
    "startsecs-zero-restart-loop", Warning, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process() else { return };
    let Some(option) = program.option("startsecs") else { return };
    if process.startsecs.value > 0 || process.autorestart.value != AutoRestart::Always {
        return;
    }
    let name = program.name;
    let finding = found.finding(
        option.location(),
        format!("`{name}` is restarted for ever, however fast it ends: no start of it ever fails"),
        "counts as started at once",
        "write `startsecs=1`, or `autorestart=unexpected` if it is meant to end",
    );
    found.report(finding.with_fix(Fix::suggested("write `startsecs=1`", [edits::set_value(option, "1")])));
}

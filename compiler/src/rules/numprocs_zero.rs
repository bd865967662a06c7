//! `numprocs-zero`.

use crate::lint::{Found, Program};

rule! {
    /// A program has no processes.
    ///
    /// With `numprocs=0` the section makes a group without processes: `status` does not show it, `start` does not start
    /// it, and nothing says so. A program that is to be at rest needs `autostart=false`; then it can be started by
    /// hand.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// numprocs=0
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=false
    /// ```
    ///
    /// ```ini env=WORKERS:0 closed
    /// [program:web]
    /// command=/usr/bin/web
    /// numprocs=%(ENV_WORKERS)s
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: `numprocs`](https://supervisord.org/configuration.html#program-x-section-values)
    "numprocs-zero", Warning, Group,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("numprocs") else { return };
    // A number from the environment may be 0 for good reason.
    let none = option.text().trim().parse::<i64>().is_ok_and(|number| number <= 0);
    if !none {
        return;
    }
    let finding = found.finding(
        option.location(),
        format!("`{}` has no processes: `numprocs` is `{}`", program.name, option.text()),
        "makes none",
        "write `autostart=false` instead, or a number above 0",
    );
    // No fix: without processes nobody knows whether the rest of the section is right.
    found.report(finding);
}

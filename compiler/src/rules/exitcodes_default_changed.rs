//! `exitcodes-default-changed`.

use crate::lint::{Found, Program, Release};
use crate::plan::{AutoRestart, Origin};

rule! {
    /// A program relies on a default that differs between releases.
    ///
    /// Before Supervisor 4.0 a program that ended with exit status 2 had ended as expected, and was not restarted;
    /// since 4.0 it is. A configuration for both should say what it means. Told only for a configuration that is
    /// written for a release before 4.0.
    ///
    /// ## Bad
    ///
    /// ```ini target=3.4
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini target=3.4
    /// [program:web]
    /// command=/usr/bin/web
    /// exitcodes=0
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The changes of Supervisor 4.0.0](https://supervisord.org/changes.html)
    "exitcodes-default-changed", Info, Portability,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    if found.subject().settings().release >= Release::V4_0 {
        return;
    }
    let Some(process) = program.process() else { return };
    if process.exitcodes.origin != Origin::Default || process.autorestart.value != AutoRestart::Unexpected {
        return;
    }
    let finding = found.finding(
        program.header(),
        format!("whether `{}` is restarted after exit status 2 depends on the release: `exitcodes` is not set", program.name),
        "`0,2` before 4.0, `0` since",
        "write `exitcodes=0` or `exitcodes=0,2`",
    );
    found.report(finding);
}

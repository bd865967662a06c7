//! `stopsignal-kill`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, edits};
use crate::plan::Signal;

rule! {
    /// A program is stopped by killing it.
    ///
    /// KILL cannot be handled: the program finishes no request, writes nothing to disk, removes no lock, and does not
    /// tell its own child processes, which go on without it and hold its port. supervisord kills by itself what does
    /// not end within `stopwaitsecs`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopsignal=KILL
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#891](https://github.com/Supervisor/supervisor/issues/891)
    /// - [Supervisor/supervisor#1082](https://github.com/Supervisor/supervisor/issues/1082)
    "stopsignal-kill", Warning, Restart,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process().filter(|process| process.stopsignal.value == Signal(9)) else { return };
    let Some(place) = process.stopsignal.origin.location() else { return };
    let finding = found.finding(
        place,
        format!("`{}` is killed without a chance to end properly", program.name),
        "cannot be handled",
        "remove the line for the default, TERM; a short `stopwaitsecs` limits the wait",
    );
    let edit = program.option("stopsignal").and_then(|option| edits::remove_own(found.subject(), option));
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested("remove `stopsignal`", [edit]))));
}

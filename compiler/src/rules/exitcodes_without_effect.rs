//! `exitcodes-without-effect`.

use crate::diagnostic::Label;
use crate::lint::{Found, Program};
use crate::plan::AutoRestart;

rule! {
    /// Exit codes are listed that decide nothing.
    ///
    /// `exitcodes` says which exits are expected, and only `autorestart=unexpected` asks. With `autorestart=true` a
    /// program is restarted after every exit, with `false` after none; the list then only colours a word in the log.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autorestart=true
    /// exitcodes=0,2
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autorestart=unexpected
    /// exitcodes=0,2
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: `autorestart` and `exitcodes`](https://supervisord.org/configuration.html#program-x-section-values)
    "exitcodes-without-effect", Info, Restart,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("exitcodes").filter(|option| !option.inherited) else { return };
    let Some(process) = program.process() else { return };
    let when = match process.autorestart.value {
        AutoRestart::Unexpected => return,
        AutoRestart::Always => "after every exit",
        AutoRestart::Never => "after no exit",
    };
    let name = process.autorestart.value.name();
    let mut finding = found.finding(
        option.location(),
        format!("`exitcodes` has no effect: with `autorestart={name}` the program is restarted {when}"),
        "nobody asks",
        "write `autorestart=unexpected`, or remove the line",
    );
    if let Some(place) = process.autorestart.origin.location() {
        finding = finding.with_related(Label::new(place, "decides without them"));
    }
    found.report(finding);
}

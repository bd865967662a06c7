//! `startretries-backoff-window`.

use crate::lint::{Found, Program};

rule! {
    /// The retries of a start are over sooner than one may think.
    ///
    /// supervisord waits one second before the first retry, two before the second, and so on: five retries are over
    /// after 15 seconds, and the program is FATAL, for good. That is too short for a database that has to boot first,
    /// or for a name that cannot be resolved for a minute. Told only where a number up to 10 was chosen; 3, the
    /// default, is not reported.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startretries=5
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startretries=30
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startretries=0
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#487](https://github.com/Supervisor/supervisor/issues/487)
    /// - [laravel/horizon#1130](https://github.com/laravel/horizon/issues/1130)
    /// - [internetarchive/hind#14](https://github.com/internetarchive/hind/issues/14)
    "startretries-backoff-window", Info, Restart,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(retries) = program.process().map(|process| process.startretries) else { return };
    let Some(place) = retries.origin.location() else { return };
    let count = retries.value;
    if !(1..=10).contains(&count) || count == 3 {
        return;
    }
    let seconds = count * (count + 1) / 2;
    let s = if count == 1 { "y" } else { "ies" };
    let finding = found.finding(
        place,
        format!("`{}` is given up after {count} retr{s}, which take about {seconds} s in all", program.name),
        "not long",
        "write a larger number if it waits for something else: 30 retries take about 8 minutes",
    );
    found.report(finding);
}

//! `stop-exceeds-outer-timeout`.

use crate::lint::{Found, Program};
use crate::rules::Profile;

rule! {
    /// A program may take longer to stop than supervisord is given itself.
    ///
    /// `docker stop` waits 10 seconds for the container, systemd waits 90 for a service; then everything is killed, and
    /// a `stopwaitsecs` that is longer has been promised in vain. The outer time limit has to grow with it.
    ///
    /// ## Bad
    ///
    /// ```ini profile=systemd
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=300
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini profile=systemd
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=60
    /// ```
    ///
    /// ## References
    ///
    /// - [openedx/configuration#3940](https://github.com/openedx/configuration/issues/3940)
    /// - [Supervisor/supervisor#1650](https://github.com/Supervisor/supervisor/issues/1650)
    "stop-exceeds-outer-timeout", Info, Restart,
    when: When::Profiles(&[Profile::Docker, Profile::Systemd]),
    [Program(check)],
}

/// Who stops supervisord, after how many seconds it kills it, and how that is changed.
fn limit(profiles: &[Profile]) -> Option<(&'static str, i64, &'static str)> {
    if profiles.contains(&Profile::Docker) {
        Some(("docker", 10, "stop the container with `--time`, or set `stop_grace_period` or `terminationGracePeriodSeconds`"))
    } else if profiles.contains(&Profile::Systemd) {
        Some(("systemd", 90, "write `TimeoutStopSec=` into the unit"))
    } else {
        None
    }
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(process) = program.process() else { return };
    let Some((who, seconds, help)) = limit(&found.subject().settings().profiles) else { return };
    let wait = process.stopwaitsecs.value;
    let Some(place) = process.stopwaitsecs.origin.location().filter(|_| wait > seconds) else { return };
    let finding = found.finding(
        place,
        format!("`stopwaitsecs` is {wait} s, but {who} kills supervisord after {seconds} s"),
        "longer than supervisord itself may take",
        format!("{help}, or write a shorter time"),
    );
    found.report(finding);
}

//! `plugin-option-without-plugin`.

use crate::lint::unknown::Why;
use crate::lint::{Found, Subject};

rule! {
    /// An option is for a plug-in that the configuration does not run.
    ///
    /// Supervisor itself knows no dependencies. The event listener `supervisord-dependent-startup` reads `dependent_startup` and its relatives
    /// out of the configuration by itself and starts the programs; without the listener nobody does, and since such programs have
    /// `autostart=false`, they never start. Other options that a plug-in reads are allowed by `--allow-option`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=false
    /// dependent_startup=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=false
    /// dependent_startup=true
    ///
    /// [eventlistener:dependentstartup]
    /// command=/usr/bin/supervisord-dependent-startup
    /// events=PROCESS_STATE
    /// buffer_size=100
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1534](https://github.com/Supervisor/supervisor/issues/1534)
    "plugin-option-without-plugin", Info, Unknown,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unknown in subject.unknown_options() {
        let Why::Plugin(plugin) = unknown.why else { continue };
        let key = unknown.option.key();
        let finding = found.finding(
            unknown.option.key_location(),
            format!("`{key}` is for the event listener `{plugin}`, which is not there"),
            "nobody reads it",
            format!("add an [eventlistener:x] that runs `{plugin}`, or remove the line"),
        );
        found.report(finding);
    }
}

//! `default-section-applies-everywhere`.

use crate::compile::File;
use crate::lint::Found;
use crate::sources::Location;

rule! {
    /// A section `[DEFAULT]` has options: they hold in every section.
    ///
    /// No manual mentions it. What stands there is in every program, and in the daemon, the servers and the plug-ins as well: a `user` or
    /// an `environment` for all programs is one for the daemon, and any option at all is handed to `[rpcinterface:supervisor]`, which takes
    /// none, so that supervisord does not start with a server in the file.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [DEFAULT]
    /// stopwaitsecs=30
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=30
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#549](https://github.com/Supervisor/supervisor/issues/549)
    /// - [Supervisor/supervisor#42](https://github.com/Supervisor/supervisor/issues/42)
    /// - [Supervisor/supervisor#1328](https://github.com/Supervisor/supervisor/issues/1328)
    "default-section-applies-everywhere", Info, Syntax,
    [File(check)],
}

fn check(file: &File, found: &mut Found<'_>) {
    let blocks = file.blocks.iter().filter(|block| block.name.of(&file.text) == "DEFAULT" && !block.entries.is_empty());
    for block in blocks {
        let finding = found.finding(
            Location { file: file.id, span: block.header },
            "the options of [DEFAULT] hold in every section, the daemon's and the plug-ins' among them",
            "holds everywhere",
            "write the options in the sections that are meant",
        );
        found.report(finding);
    }
}

//! `nameless-section`.

use crate::lint::unknown::{Fault, fault};
use crate::lint::{Found, Section};

rule! {
    /// The header of a program, group or plug-in has no name.
    ///
    /// `[program]` without a colon is a section that Supervisor passes over: the program does not exist. `[program:]` makes a program
    /// whose name is empty, which nobody can start, stop or ask about by name.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:]
    /// command=/usr/bin/web
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
    /// - [The manual: program sections](https://supervisord.org/configuration.html#program-x-section-settings)
    "nameless-section", Warning, Group,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    if fault(section) != Some(Fault::Nameless) {
        return;
    }
    let kind = section.name().split(':').next().unwrap_or_default().trim();
    let ignored = section.kind().is_none();
    let finding = found.finding(
        section.header(),
        format!("[{}] has no name{}", section.name(), if ignored { ", and is ignored" } else { "" }),
        if ignored { "nobody knows this section" } else { "its name is empty" },
        format!("write a name, as in `[{kind}:web]`"),
    );
    found.report(finding);
}

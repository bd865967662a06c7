//! `group-update-blast-radius`.

use std::collections::HashSet;

use crate::convert;
use crate::lint::{Found, Section};
use crate::schema::SectionKind;

rule! {
    /// A change of one program restarts a whole group of many.
    ///
    /// `supervisorctl update` knows only groups: when anything about one member changes, even its `numprocs`, all
    /// processes of the group are stopped and started again. A large group is convenient to start, and makes every
    /// small change an outage. `supervisor-diff` shows beforehand what an update restarts. Told for groups of five
    /// programs or more.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:all]
    /// programs=a,b,c,d,e
    ///
    /// [program:a]
    /// command=/usr/bin/a
    ///
    /// [program:b]
    /// command=/usr/bin/b
    ///
    /// [program:c]
    /// command=/usr/bin/c
    ///
    /// [program:d]
    /// command=/usr/bin/d
    ///
    /// [program:e]
    /// command=/usr/bin/e
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [group:site]
    /// programs=a,b
    ///
    /// [program:a]
    /// command=/usr/bin/a
    ///
    /// [program:b]
    /// command=/usr/bin/b
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#105](https://github.com/Supervisor/supervisor/issues/105)
    /// - [Supervisor/supervisor#504](https://github.com/Supervisor/supervisor/issues/504)
    /// - [Supervisor/supervisor#826](https://github.com/Supervisor/supervisor/issues/826)
    /// - [Supervisor/supervisor#1154](https://github.com/Supervisor/supervisor/issues/1154)
    /// - [Supervisor/supervisor#1411](https://github.com/Supervisor/supervisor/issues/1411)
    "group-update-blast-radius", Info, Group,
    [Section(check)],
}

/// From so many programs on.
const MANY: usize = 5;

fn check(section: Section<'_>, found: &mut Found<'_>) {
    if section.kind() != Some(SectionKind::Group) {
        return;
    }
    let Some(option) = section.option("programs") else { return };
    let text = option.text();
    let programs: HashSet<_> = convert::items(&text).map(|item| item.text).filter(|name| !name.is_empty()).collect();
    if programs.len() < MANY {
        return;
    }
    let finding = found.finding(
        option.location(),
        format!("a change of one program restarts all {} of [{}]", programs.len(), section.name()),
        "updated as a whole",
        "put programs that are deployed one by one into groups of their own, or into none",
    );
    found.report(finding);
}

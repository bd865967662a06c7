//! `group-empty`.

use crate::lint::{Found, Section};
use crate::schema::SectionKind;

rule! {
    /// A group names no programs.
    ///
    /// It is there and does nothing; what should be in it runs outside of it, under another name, and is not stopped or
    /// restarted with the group.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:site]
    /// programs=
    /// ```
    ///
    /// ```ini
    /// [group:site]
    /// priority=10
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [group:site]
    /// programs=web
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: groups](https://supervisord.org/configuration.html#group-x-section-settings)
    "group-empty", Warning, Group,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    if section.kind() != Some(SectionKind::Group) {
        return;
    }
    let (place, message) = match section.option("programs") {
        Some(option) if option.text().trim().is_empty() => {
            (option.location(), format!("[{}] names no programs: `programs` is empty", section.name()))
        }
        Some(_) => return,
        None => (section.header(), format!("[{}] names no programs: it has no `programs`", section.name())),
    };
    found.report(found.finding(place, message, "an empty group", "write `programs=` with a list of programs, or remove the section"));
}

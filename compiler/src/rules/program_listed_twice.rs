//! `program-listed-twice`.

use std::collections::HashMap;

use crate::convert;
use crate::diagnostic::{Fix, Label};
use crate::lint::{Found, Section, edits};
use crate::schema::SectionKind;

rule! {
    /// A group names a program twice.
    ///
    /// The second time counts for nothing: there is one process of each name in a group. It was probably meant to be
    /// another program, which now runs outside of the group.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:site]
    /// programs=web, api, web
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [group:site]
    /// programs=web, api
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: groups](https://supervisord.org/configuration.html#group-x-section-settings)
    "program-listed-twice", Warning, Group,
    fix: Suggested,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    if section.kind() != Some(SectionKind::Group) {
        return;
    }
    let Some(option) = section.option("programs") else { return };
    let text = option.text();
    let mut seen = HashMap::new();
    for item in convert::items(&text).filter(|item| !item.text.is_empty()) {
        let place = option.locate(item.range.clone());
        let Some(first) = seen.insert(item.text, place) else { continue };
        // Of three the first stays.
        seen.insert(item.text, first);
        let name = item.text;
        let finding = found.finding(
            place,
            format!("[{}] names `{name}` twice", section.name()),
            "named before",
            "remove it, or write the program that is meant",
        );
        let finding = finding.with_related(Label::new(first, "the first time"));
        let edit = edits::remove_item(option, item.range).filter(|_| !option.inherited);
        found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("remove the second `{name}`"), [edit]))));
    }
}

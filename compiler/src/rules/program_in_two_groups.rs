//! `program-in-two-groups`.

use std::collections::HashSet;

use crate::convert;
use crate::diagnostic::{Fix, Label};
use crate::lint::{Found, Program, edits};
use crate::sources::Location;

rule! {
    /// A program is in two groups, and runs twice.
    ///
    /// Groups do not share a program: each makes processes of its own, `site:web` and `all:web`. The second finds the port taken, and both
    /// write into the same files.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,api
    ///
    /// [group:all]
    /// programs=cron, web
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    ///
    /// [program:api]
    /// command=/usr/bin/api
    ///
    /// [program:cron]
    /// command=/usr/bin/cron-job
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,api
    ///
    /// [group:all]
    /// programs=cron
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    ///
    /// [program:api]
    /// command=/usr/bin/api
    ///
    /// [program:cron]
    /// command=/usr/bin/cron-job
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: groups](https://supervisord.org/configuration.html#group-x-section-settings)
    "program-in-two-groups", Warning, Group,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some((first, others)) = program.processes.split_first() else { return };
    if others.iter().all(|other| std::ptr::eq(other.group, first.group)) {
        return;
    }
    let subject = found.subject();
    // The groups in the order in which they are written, whatever their priorities.
    let mut seen = HashSet::new();
    let mut headers: Vec<Location> = program.processes.iter().filter_map(|member| member.group.location()).collect();
    headers.retain(|header| seen.insert(*header));
    headers.sort_unstable_by_key(|header| (header.file, header.span));
    let Some((first, others)) = headers.split_first() else { return };
    let Some(kept) = subject.section_at(*first) else { return };
    for header in others {
        let Some(section) = subject.section_at(*header) else { continue };
        let Some(option) = section.option("programs") else { continue };
        let text = option.text();
        let item = convert::items(&text).find(|item| item.text == program.name);
        let place = item.as_ref().map_or(*header, |item| option.locate(item.range.clone()));
        let name = program.name;
        let finding = found.finding(
            place,
            format!("`{name}` runs twice: it is in [{}] and in [{}]", kept.name(), section.name()),
            "makes processes of its own",
            "take it off one of the lists",
        );
        let finding = finding.with_related(Label::new(*first, "names it, too"));
        let edit = item.filter(|_| !option.inherited).and_then(|item| edits::remove_item(option, item.range));
        found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("take `{name}` off the list"), [edit]))));
    }
}

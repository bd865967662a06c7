//! `program-in-two-groups`.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::compile::Opt;
use crate::convert;
use crate::diagnostic::{Fix, Label};
use crate::lint::{Found, Program, Subject, edits};
use crate::sources::Location;

rule! {
    /// A program is in two groups, and runs twice.
    ///
    /// Groups do not share a program: each makes processes of its own, `site:web` and `all:web`. The second finds the
    /// port taken, and both write into the same files.
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
    [Whole(check)],
}

fn check(_: &Subject<'_>, found: &mut Found<'_>) {
    let mut lists = HashMap::new();
    for program in found.subject().programs() {
        let Some((first, others)) = program.processes.split_first() else { continue };
        if !others.iter().all(|other| std::ptr::eq(other.group, first.group)) {
            report(program, &mut lists, found);
        }
    }
}

/// Of each group that was looked at, its list and where each program stands in it.
type Lists<'s> = HashMap<Location, Option<(Opt<'s>, HashMap<String, Range<usize>>)>>;

fn list<'s>(header: Location, subject: &Subject<'s>) -> Option<(Opt<'s>, HashMap<String, Range<usize>>)> {
    let option = subject.section_at(header)?.option("programs")?;
    let text = option.text();
    let items = convert::items(&text).map(|item| (item.text.to_owned(), item.range)).collect();
    Some((option, items))
}

fn report<'s>(program: &Program<'s>, lists: &mut Lists<'s>, found: &mut Found<'s>) {
    let subject = found.subject();
    // The groups in the order in which they are written, whatever their priorities.
    let headers: BTreeMap<_, _> = program
        .processes
        .iter()
        .filter_map(|member| member.group.location())
        .map(|header| ((header.file, header.span), header))
        .collect();
    let mut headers = headers.into_values();
    let Some(first) = headers.next() else { return };
    let Some(kept) = subject.section_at(first) else { return };
    let name = program.name;
    for header in headers {
        let Some(section) = subject.section_at(header) else { continue };
        let Some((option, items)) = lists.entry(header).or_insert_with(|| list(header, subject)) else { continue };
        let range = items.get(name);
        let place = range.map_or(header, |range| option.locate(range.clone()));
        let finding = found.finding(
            place,
            format!("`{name}` runs twice: it is in [{}] and in [{}]", kept.name(), section.name()),
            "makes processes of its own",
            "take it off one of the lists",
        );
        let finding = finding.with_related(Label::new(first, "names it, too"));
        let edit = range.filter(|_| !option.inherited).and_then(|range| edits::remove_item(*option, range.clone()));
        found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("take `{name}` off the list"), [edit]))));
    }
}

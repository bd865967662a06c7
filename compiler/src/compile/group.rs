//! Groups of all kinds (spec-config §3.5, §3.6, §3.7).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::context::Context;
use super::differences;
use super::explain::{self, Words};
use super::fastcgi;
use super::findings::Findings;
use super::listener;
use super::program::{bare_name, processes, section_name};
use super::reader::{Found, Given, Reader};
use super::table::Section;
use crate::convert::{self, Item};
use crate::diagnostic::{Code, Label};
use crate::parallel::map_runs;
use crate::plan::{Group, GroupKind, Notice, Origin, Setting};
use crate::schema::{SectionKind, group as rows, program as program_rows};

/// All groups, sorted by (priority, name). Of several groups of one name the first stays, as in the running
/// original. Faulty ones are left out.
pub(super) fn groups<'c>(
    cx: &'c Context<'c>,
    findings: &mut Findings,
    notices: &mut Vec<Notice>,
) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut members = HashSet::new();
    for section in cx.table.sections_of(SectionKind::Group) {
        groups.push(named_group(cx, section, &mut members, findings, notices));
    }
    lone_programs(cx, &members, &mut groups, findings, notices);
    for section in cx.table.sections_of(SectionKind::EventListener) {
        groups.extend(listener::pool(cx, section, findings, notices));
    }
    for section in
        cx.table.sections_of(SectionKind::FcgiProgram).filter(|section| !members.contains(section.name))
    {
        groups.extend(fastcgi::group(cx, section, findings, notices));
    }
    groups.sort_by(|a, b| (a.priority.value, &a.name).cmp(&(b.priority.value, &b.name)));
    drop_namesakes(&mut groups, findings);
    groups
}

/// Keeps the first of several groups of one name.
fn drop_namesakes(groups: &mut Vec<Group>, findings: &mut Findings) {
    let mut names = HashMap::with_capacity(groups.len());
    let firsts: Vec<_> = groups
        .iter()
        .map(|group| match names.entry(group.name.as_str()) {
            Entry::Vacant(free) => {
                free.insert(group);
                true
            }
            Entry::Occupied(first) => {
                if let Some(header) = group.location() {
                    findings.report(differences::shared_group_name(group, header, first.get().location()));
                }
                false
            }
        })
        .collect();
    if names.len() < groups.len() {
        let mut firsts = firsts.into_iter();
        groups.retain(|_| firsts.next().unwrap_or(true));
    }
}

/// So many programs at least are worth a thread.
const PROGRAMS_PER_THREAD: usize = 256;

/// The programs that no group names. They know nothing of each other, and are most of a large configuration: so many
/// are read at once.
fn lone_programs<'c>(
    cx: &'c Context<'c>,
    members: &HashSet<&'c str>,
    groups: &mut Vec<Group>,
    findings: &mut Findings,
    notices: &mut Vec<Notice>,
) {
    let programs: Vec<_> = cx
        .table
        .sections_of(SectionKind::Program)
        .filter(|section| !members.contains(section.name))
        .collect();
    let quiet = cx.quietly();
    let runs = map_runs(&programs, PROGRAMS_PER_THREAD, |run| {
        let (mut findings, mut notices) = (findings.alike(), Vec::new());
        let mut groups = Vec::with_capacity(run.len());
        groups.extend(run.iter().map(|section| lone_program(&quiet, section, &mut findings, &mut notices)));
        (groups, findings, notices)
    });
    if quiet.is_full() {
        // Whom the lack of room hits must not depend on which thread was faster: read again, in order, up to there.
        for section in &programs {
            lone_program(cx, section, findings, &mut Vec::new());
            if cx.is_full() {
                break;
            }
        }
    } else {
        cx.take_as_much(&quiet);
    }
    groups.reserve_exact(programs.len());
    for (made, found, noticed) in runs {
        groups.extend(made);
        findings.absorb(found);
        notices.extend(noticed);
    }
}

/// The header of the section that makes a group.
pub(super) fn header(section: &Section<'_>) -> Setting<()> {
    Setting::new((), Origin::File(section.header))
}

/// A program that no group names is a group of its own.
fn lone_program(
    cx: &Context<'_>,
    section: &Section<'_>,
    findings: &mut Findings,
    notices: &mut Vec<Notice>,
) -> Group {
    let mut read = Reader::new(cx, section, findings).with_here();
    let name = section_name(&mut read, bare_name(section));
    let priority = read.setting(&program_rows::PRIORITY, convert::integer);
    let processes = processes(cx, section, &name, findings, notices);
    Group { name, priority, kind: GroupKind::Programs, processes, header: header(section) }
}

/// `[group:x]`. The sections that it names go into `members`.
fn named_group<'c>(
    cx: &'c Context<'c>,
    section: &'c Section<'c>,
    members: &mut HashSet<&'c str>,
    findings: &mut Findings,
    notices: &mut Vec<Notice>,
) -> Group {
    let mut read = Reader::new(cx, section, findings).with_here();
    let name = section_name(&mut read, bare_name(section));
    let programs = match read.value(&rows::PROGRAMS) {
        Found::Value(given) => Some(given),
        Found::Absent | Found::Faulty(_) => None,
    };
    let priority = read.setting(&rows::PRIORITY, convert::integer);
    let mut all = Vec::new();
    // The original confuses the group's section with that of the member before (spec-config §3.5).
    let mut blamed = section.name;
    for item in programs.iter().flat_map(|given| convert::items(given.text())) {
        let mut read = Reader::new(cx, section, findings);
        let Some(given) = &programs else { break };
        if let Some(member) = member(&mut read, given, &item, blamed) {
            members.insert(member.name);
            blamed = member.name;
            let mut made = processes(cx, member, &name, findings, notices);
            if let Some((SectionKind::FcgiProgram, _)) = SectionKind::of(member.name) {
                let (socket, fault) = fastcgi::of_member(cx, member);
                let socket = socket.map(Arc::new);
                made.iter_mut().for_each(|process| process.fastcgi.clone_from(&socket));
                let place = given.locate(item.range.clone());
                findings.report(differences::grouped_fcgi_program(member.name, section.name, place, fault));
            }
            all.extend(made);
        } else {
            // An ambiguous name takes both sections away from those that form groups of their own.
            let both = ["program", "fcgi-program"].map(|kind| format!("{kind}:{}", item.text));
            members.extend(both.iter().filter_map(|name| Some(cx.table.section(name)?.name)));
        }
    }
    Group { name, priority, kind: GroupKind::Programs, processes: all, header: header(section) }
}

/// The section that an item of `programs=` names.
fn member<'c>(
    read: &mut Reader<'c, '_>,
    given: &Given<'_>,
    item: &Item<'_>,
    blamed: &str,
) -> Option<&'c Section<'c>> {
    let table = read.cx.table;
    let name = item.text;
    let program = table.section(&format!("program:{name}"));
    let fcgi = table.section(&format!("fcgi-program:{name}"));
    let (words, others, original) = match (program, fcgi) {
        (Some(only), None) | (None, Some(only)) => return Some(only),
        (Some(program), Some(fcgi)) => (
            Words::new(
                Code::PROGRAM_FCGI_AMBIGUOUS,
                format!("`{name}` is both a program and an fcgi-program"),
                "names two sections",
                format!("rename [program:{name}] or [fcgi-program:{name}]"),
            ),
            vec![Label::new(program.header, "one of them"), Label::new(fcgi.header, "the other")],
            format!("[{blamed}] name {name} is ambiguous (exists as program and fcgi-program)"),
        ),
        (None, None) => {
            let (help, other) = unknown_help(read, name);
            let words = Words::new(
                Code::GROUP_UNKNOWN_PROGRAM,
                format!("[{}] names a program `{name}`, which does not exist", read.section.name),
                "no such program",
                help,
            );
            let original = format!("[{blamed}] names unknown program or fcgi-program {name}");
            (words, other.into_iter().collect(), original)
        }
    };
    read.fault_with(given, given.locate(item.range.clone()), others, words, original);
    None
}

/// The mend, and the section that may have been meant.
fn unknown_help(read: &Reader<'_, '_>, name: &str) -> (String, Option<Label>) {
    let table = read.cx.table;
    if name.is_empty() {
        return ("remove the comma too many".to_owned(), None);
    }
    if let Some(listener) = table.section(&format!("eventlistener:{name}")) {
        let help = "event listeners form groups of their own: remove it from the list".to_owned();
        return (help, Some(Label::new(listener.header, "is an event listener")));
    }
    let is_program = |name: &str| {
        ["program", "fcgi-program"].iter().any(|kind| table.section(&format!("{kind}:{name}")).is_some())
    };
    if name.split_whitespace().nth(1).is_some() && name.split_whitespace().all(is_program) {
        let mended = name.split_whitespace().collect::<Vec<_>>().join(",");
        return (format!("separate programs by commas: `{mended}`"), None);
    }
    let otherwise = (format!("add a section [program:{name}], or remove the name from the list"), None);
    // From here on all sections are looked at.
    if !read.are_few(Code::GROUP_UNKNOWN_PROGRAM) {
        return otherwise;
    }
    let named_so = |section: &&Section<'_>| {
        let (kind, own) = section.name.split_once(':').unwrap_or_default();
        own.trim() == name && SectionKind::of(section.name).is_none() && !kind.is_empty()
    };
    if let Some(misspelt) = table.sections().find(named_so) {
        let help = format!("write `[program:{name}]` instead of `[{}]`", misspelt.name);
        return (help, Some(Label::new(misspelt.header, "is no kind of section")));
    }
    let names = table.sections().filter_map(|section| match SectionKind::of(section.name) {
        Some((SectionKind::Program | SectionKind::FcgiProgram, name)) => Some(name),
        _ => None,
    });
    match explain::nearest(name, names) {
        Some(near) => {
            let section = ["program", "fcgi-program"]
                .into_iter()
                .find_map(|kind| table.section(&format!("{kind}:{near}")));
            (
                format!("did you mean `{near}`?"),
                section.map(|section| Label::new(section.header, "may be the one that is meant")),
            )
        }
        None => otherwise,
    }
}

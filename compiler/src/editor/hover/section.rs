//! A section, explained: what it is, and what it makes.

use std::fmt::Write as _;

use crate::editor::names::Names;
use crate::editor::text::code;
use crate::editor::{Analysis, words};
use crate::plan::{Group, GroupKind, Process};
use crate::schema::SectionKind;

/// Processes of a section or group that are named.
const FEW: usize = 6;

/// A section of that name.
pub(super) fn markdown(analysis: &Analysis, name: &str) -> String {
    let title = format!("**{}**", code(&format!("[{name}]")));
    if name == "DEFAULT" {
        return format!("{title}\n\nIts options hold in every other section that does not set them.");
    }
    let Some((kind, bare)) = SectionKind::of(name) else {
        return format!("{title}\n\nSupervisor knows no such section and does not look at it.");
    };
    let mut text = format!("{title}\n\n{}\n", words::section(kind));
    match kind {
        SectionKind::Program | SectionKind::FcgiProgram | SectionKind::EventListener => {
            of_processes(analysis, name, &mut text);
        }
        SectionKind::Group => of_group(analysis, bare.trim(), &mut text),
        SectionKind::Include => {
            for pattern in analysis.patterns() {
                let shown = match Names::are_private(analysis, name, "files") {
                    true => analysis.sources().text(pattern.location),
                    false => &pattern.text,
                };
                let _ = write!(text, "\n- {}: {}", code(shown), files(pattern.paths.len()));
            }
        }
        _ => {}
    }
    let blocks = analysis.blocks(name);
    if blocks.len() > 1 {
        let places: Vec<_> = blocks.iter().map(|block| analysis.shown(block.header())).collect();
        let _ = write!(text, "\nWritten {} times: {}.\n", places.len(), places.join(", "));
    }
    text.truncate(text.trim_end().len());
    text
}

fn of_processes(analysis: &Analysis, section: &str, text: &mut String) {
    let made = analysis.processes(section);
    let mut groups: Vec<&Group> = made.iter().map(|(group, _)| *group).collect();
    groups.dedup_by_key(|group| &group.name);
    if groups.is_empty() {
        text.push_str("\nIt makes no process: it is faulty, or it is told to make none.\n");
    }
    for group in groups {
        let processes: Vec<_> =
            made.iter().filter(|(other, _)| other.name == group.name).map(|(_, process)| *process).collect();
        let _ =
            write!(text, "\nGroup {}: {}\n", code(&group.name), listed(analysis, &group.name, &processes));
        if let GroupKind::EventListener(listener) = &group.kind {
            let events: Vec<_> = listener.events.value.iter().map(|event| code(event.name())).collect();
            let _ = write!(text, "\nEvents: {}\n", events.join(", "));
        }
    }
}

fn of_group(analysis: &Analysis, name: &str, text: &mut String) {
    let Some(group) = analysis.plan().and_then(|plan| plan.group(name)) else { return };
    let processes: Vec<_> = group.processes.iter().collect();
    let _ = write!(text, "\n{}\n", listed(analysis, name, &processes));
}

/// How many processes there are, and what they are called, unless a variable is in their names that nobody must see.
pub(in crate::editor) fn listed(analysis: &Analysis, group: &str, processes: &[&Process]) -> String {
    let is_private = |process: &&Process| {
        let place = process.name.origin.location();
        let place = place.filter(|place| analysis.sources().text(*place).contains("%(ENV_"));
        let section = place.and_then(|place| analysis.section_at(place));
        section.is_some_and(|section| Names::are_private(analysis, section, "process_name"))
    };
    let shown = |process: &&Process| {
        let name = &process.name.value;
        code(&if name == group { name.clone() } else { format!("{group}:{name}") })
    };
    let count = match processes.len() {
        1 => "1 process".to_owned(),
        count => format!("{count} processes"),
    };
    match processes {
        [] => "no process".to_owned(),
        all if all.iter().any(is_private) => count,
        [first, .., last] if processes.len() > FEW => {
            format!("{count}, {} … {}", shown(first), shown(last))
        }
        all => format!("{count}, {}", all.iter().map(shown).collect::<Vec<_>>().join(", ")),
    }
}

/// How many files there are.
pub(in crate::editor) fn files(count: usize) -> String {
    match count {
        0 => "no file".to_owned(),
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    }
}

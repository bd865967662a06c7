//! Headers of sections.

use supervisor_grammar::{Section, Span, is_space};

use super::{Completion, CompletionKind, option};
use crate::editor::at::At;
use crate::editor::words;
use crate::lint::edits::line_end;
use crate::plan::RpcInterface;
use crate::plugins;
use crate::schema::SectionKind;

/// Sections of which there is one, with the name that they have.
const NAMED: [(SectionKind, &str); 8] = [
    (SectionKind::Supervisord, "supervisord"),
    (SectionKind::UnixHttpServer, "unix_http_server"),
    (SectionKind::InetHttpServer, "inet_http_server"),
    (SectionKind::RpcInterface, "rpcinterface:supervisor"),
    (SectionKind::Supervisorctl, "supervisorctl"),
    (SectionKind::Include, "include"),
    (SectionKind::RpcInterface, "rpcinterface:twiddler"),
    (SectionKind::CtlPlugin, "ctlplugin:wildcards"),
];

/// Sections of which there are many.
const MANY: [SectionKind; 4] =
    [SectionKind::Program, SectionKind::Group, SectionKind::EventListener, SectionKind::FcgiProgram];

/// In the brackets of a header.
pub(super) fn in_header(at: &At<'_>, section: &Section) -> Vec<Completion> {
    let inside = section.name.start as usize <= at.offset && at.offset <= section.name.end as usize;
    if !inside {
        return Vec::new();
    }
    let name = section.name.of(at.document.text());
    sections(at, section.name, name, "", false)
}

/// Behind a `[` that nobody has closed yet.
pub(super) fn open(at: &At<'_>, content: Span, name: &str) -> Vec<Completion> {
    let start = content.start + 1;
    if at.offset < start as usize {
        return Vec::new();
    }
    // What is trimmed may reach up to the cursor.
    let end = content.end.max(Span::at(at.offset).end);
    sections(at, Span { start, end }, name, "", true)
}

/// Where nothing else can be written: before the first header.
pub(super) fn anywhere(at: &At<'_>, content: Span) -> Vec<Completion> {
    let inside = content.start as usize <= at.offset && at.offset <= content.end as usize;
    if !inside || content.of(at.document.text()).contains(is_space) {
        return Vec::new();
    }
    sections(at, content, "", "[", true)
}

/// All sections that can be written at `span`, where `name` stands now.
fn sections(at: &At<'_>, span: Span, name: &str, before: &str, close: bool) -> Vec<Completion> {
    let end = if close { "]" } else { "" };
    // Behind its colon the kind of a section is settled.
    let colon = name.find(':').map(|colon| colon + 1);
    let settled = colon.filter(|colon| span.start as usize + colon <= at.offset);
    let prefix = settled.and_then(|colon| name.get(..colon)).unwrap_or_default();
    let mut found = Vec::new();
    for kind in MANY.into_iter().filter(|_| settled.is_none()) {
        // What follows the colon stays.
        let kept = colon.and_then(|colon| name.get(colon..)).unwrap_or_default();
        let mut made = Completion::new(at, CompletionKind::Section, kind.prefix(), span)
            .text(format!("{before}{}{kept}{end}", kind.prefix()))
            .documentation(words::section(kind));
        made.cursor =
            Some(before.len() + kind.prefix().len()).filter(|cursor| *cursor < made.edit.text.len());
        found.push(made);
    }
    for (kind, section) in NAMED {
        let there = at.analysis.section(section).is_some() && section != name;
        let outside = kind == SectionKind::Include && at.analysis.main() != Some(at.file.id);
        if there || outside || !section.starts_with(prefix) {
            continue;
        }
        let body = match (close, factory(section)) {
            (true, Some((option, factory))) => {
                let end = line_end(at.document.text());
                format!("{end}{option}{}{factory}", option::delimiter(at, None))
            }
            _ => String::new(),
        };
        let made = Completion::new(at, CompletionKind::Section, section, span)
            .text(format!("{before}{section}{end}{body}"))
            .documentation(words::section(kind));
        found.push(made);
    }
    found
}

/// What a section of a plug-in has to say.
pub(super) fn factory(section: &str) -> Option<(&'static str, &'static str)> {
    match section {
        "rpcinterface:supervisor" => Some(("supervisor.rpcinterface_factory", RpcInterface::STOCK_FACTORY)),
        "rpcinterface:twiddler" => Some(("supervisor.rpcinterface_factory", plugins::TWIDDLER)),
        "ctlplugin:wildcards" => Some(("supervisor.ctl_factory", plugins::WILDCARDS)),
        _ => None,
    }
}

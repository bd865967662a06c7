//! Headers of sections.

use supervisor_grammar::{Section, Span};

use super::{Completion, CompletionKind};
use crate::editor::at::At;
use crate::editor::words;
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
    sections(at, Span { start, end: content.end }, name, "", true)
}

/// Where nothing else can be written: before the first header.
pub(super) fn anywhere(at: &At<'_>, content: Span) -> Vec<Completion> {
    sections(at, content, "", "[", true)
}

/// All sections that can be written at `span`, where `name` stands now.
fn sections(at: &At<'_>, span: Span, name: &str, before: &str, close: bool) -> Vec<Completion> {
    let end = if close { "]" } else { "" };
    let mut found = Vec::new();
    let here = |other: &str| other == name && !name.is_empty();
    for (kind, section) in NAMED {
        let there = at.analysis.section(section).is_some() && !here(section);
        let outside = kind == SectionKind::Include && at.analysis.main() != Some(at.file.id);
        if there || outside {
            continue;
        }
        let body = match (close, factory(section)) {
            (true, Some((option, factory))) => format!("\n{option} = {factory}"),
            _ => String::new(),
        };
        let made = Completion::new(at, CompletionKind::Section, section, span)
            .text(format!("{before}{section}{end}{body}"))
            .documentation(words::section(kind));
        found.push(made);
    }
    for kind in MANY {
        let made = Completion::new(at, CompletionKind::Section, kind.prefix(), span)
            .text(format!("{before}{}{end}", kind.prefix()))
            .documentation(words::section(kind));
        found.push(made);
    }
    // Programs come first: they are what one writes most.
    found.sort_by_key(|made| !made.label.ends_with(':'));
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

//! What a name names, where that is defined and where it is used.

use std::ops::Range;

use supervisor_grammar::Span;
use supervisor_grammar::environment::{self, Mode};

use super::Target;
use crate::editor::analysis::BlockAt;
use crate::editor::at::{At, Given};
use crate::editor::document::Spot;
use crate::editor::names::Names;
use crate::editor::{Analysis, Document, programs};
use crate::lint::expansions::{expansions, masked};
use crate::plan::ServerKind;
use crate::schema::{SectionKind, ValueType};
use crate::sources::Location;

/// What a name names.
pub(super) enum Subject<'a> {
    /// Sections of these names; more than one when a list names a program and an fcgi-program at once.
    Sections(Vec<&'a str>),
    /// An option of a section, wherever it is written.
    Option(Given<'a>),
    /// A variable that is written at this place; none: it comes from outside.
    Variable(String, Option<Location>),
    /// The files that a pattern matches.
    Files(Location),
    /// The option that says where a server listens.
    Server(Location),
}

impl<'a> Subject<'a> {
    /// What is named at an offset, and where the name stands.
    pub(super) fn at(at: &At<'a>) -> Option<(Self, Span)> {
        match at.spot {
            Spot::Header(section) => {
                let name = at.analysis.section_name(section.name.of(at.document.text()))?;
                Some((Subject::Sections(vec![name]), section.name))
            }
            Spot::Key(_, entry) => Some((Subject::Option(at.given()?), entry.key)),
            Spot::Value(..) => {
                let (given, offset) = at.on_value()?;
                let (subject, range) = Self::in_value(at.analysis, given, offset)?;
                Some((subject, given.locate(range).span))
            }
            Spot::Comment(_) | Spot::Behind | Spot::Free(..) => None,
        }
    }

    fn in_value(analysis: &'a Analysis, given: Given<'a>, offset: usize) -> Option<(Self, Range<usize>)> {
        if let Some((range, name)) = given.expansion_at(offset) {
            return Some((Self::named(analysis, given, &name)?, range));
        }
        if programs::is_list(&given) {
            let (range, item) = given.item_at(offset)?;
            return Some((Subject::Sections(programs::named(analysis, &item)), range));
        }
        let value = given.value();
        match given.row?.value {
            ValueType::Patterns => {
                let place = given.locate(offset..offset).span.start;
                let pattern = analysis.patterns().iter().find(|pattern| {
                    let Location { file, span } = pattern.location;
                    file == given.file.id && span.start <= place && place <= span.end
                })?;
                Some((Subject::Files(pattern.location), programs::word_range(value.text(), offset)))
            }
            ValueType::Environment => {
                let pairs = environment::parse(&masked(value.text().into()), Mode::Legacy).ok()?;
                let pair = pairs
                    .into_iter()
                    .find(|pair| pair.key_range.start <= offset && offset <= pair.key_range.end)?;
                let place = given.locate(pair.key_range.start..pair.value_range.end);
                let key = value.text().get(pair.key_range.clone())?.to_owned();
                Some((Subject::Variable(key, Some(place)), pair.key_range))
            }
            ValueType::Text
                if given.kind == Some(SectionKind::Supervisorctl) && given.key() == "serverurl" =>
            {
                Some((Subject::Server(server(analysis)?), 0..value.text().len()))
            }
            _ => None,
        }
    }

    /// What the name of an expansion names.
    fn named(analysis: &'a Analysis, given: Given<'a>, name: &str) -> Option<Self> {
        if let Some(key) = name.strip_prefix("ENV_") {
            let names = Names::new(analysis, &given)?;
            let place = names.variable(key).and_then(|(_, place)| place);
            return Some(Subject::Variable(key.to_owned(), place));
        }
        let option = |key: &str| {
            let found = analysis.option(given.section, key)?;
            let block = found
                .file
                .blocks
                .iter()
                .find(|block| block.entries.iter().any(|entry| entry.key == found.entry.key))?;
            Some(Subject::Option(Given::new(found.file, block, found.entry)))
        };
        match name {
            "program_name" => Some(Subject::Sections(vec![analysis.section_name(given.section)?])),
            "group_name" => {
                let made = analysis.processes(given.section);
                let group = made.first().map(|(group, _)| *group)?;
                let listed = analysis.section_name(&format!("{}{}", SectionKind::Group.prefix(), group.name));
                Some(Subject::Sections(vec![listed.or_else(|| analysis.section_name(given.section))?]))
            }
            "numprocs" => option("numprocs"),
            "process_num" => option("numprocs_start").or_else(|| option("numprocs")),
            _ => None,
        }
    }

    /// Where it is defined.
    pub(super) fn definitions(&self, at: &At<'_>) -> Vec<Target> {
        match self {
            Subject::Sections(names) => {
                names.iter().flat_map(|name| at.analysis.blocks(name)).map(of_block).collect()
            }
            Subject::Option(given) => definitions(at.analysis, given).iter().map(of_option).collect(),
            Subject::Variable(_, place) => place
                .iter()
                .map(|place| Target { whole: *place, selection: key_of(at.analysis, *place) })
                .collect(),
            Subject::Files(place) => {
                let pattern = at.analysis.patterns().iter().find(|pattern| pattern.location == *place);
                let paths = pattern.into_iter().flat_map(|pattern| &pattern.paths);
                let files = paths.filter_map(|path| at.analysis.file(&at.analysis.options().cwd.join(path)));
                files
                    .map(|file| {
                        let start = Location { file, span: Span::at(0) };
                        Target { whole: start, selection: start }
                    })
                    .collect()
            }
            Subject::Server(place) => vec![Target { whole: *place, selection: *place }],
        }
    }

    /// Where it is used.
    pub(super) fn uses(&self, at: &At<'_>) -> Vec<Location> {
        match self {
            Subject::Sections(names) => {
                let bare = |name: &str| match SectionKind::of(name) {
                    Some((SectionKind::Program | SectionKind::FcgiProgram, bare)) => Some(bare.to_owned()),
                    _ => None,
                };
                let bare: Vec<_> = names.iter().filter_map(|name| bare(name)).collect();
                let items = programs::items(at.analysis).into_iter().filter(|item| bare.contains(&item.text));
                items.map(|item| item.given.locate(item.range.clone())).collect()
            }
            Subject::Variable(key, place) => uses_of_variable(at.analysis, key, *place),
            Subject::Option(_) | Subject::Files(_) | Subject::Server(_) => Vec::new(),
        }
    }
}

/// Every place where an option of a section is written, those in `[DEFAULT]` too, in the order read.
fn definitions<'a>(analysis: &'a Analysis, given: &Given<'a>) -> Vec<Given<'a>> {
    let key = given.key();
    let blocks = ["DEFAULT", given.section].into_iter().flat_map(|name| analysis.blocks(name));
    let mut all: Vec<_> = blocks
        .flat_map(|BlockAt { file, block }| {
            let entries = block.entries.iter().filter(|entry| entry.has_key(&file.text, &key));
            entries.map(move |entry| Given::new(file, block, entry)).collect::<Vec<_>>()
        })
        .collect();
    let mut seen = std::collections::HashSet::new();
    all.retain(|given| seen.insert(given.key_location()));
    all
}

fn of_block(at: BlockAt<'_>) -> Target {
    let whole = Location { file: at.file.id, span: Document::section_span(at.block) };
    Target { whole, selection: at.name_location() }
}

fn of_option(given: &Given<'_>) -> Target {
    Target { whole: given.whole(), selection: given.key_location() }
}

/// The name in a `KEY="value"`.
fn key_of(analysis: &Analysis, pair: Location) -> Location {
    let text = analysis.sources().text(pair);
    let length = text.find(['=', ' ']).unwrap_or(text.len());
    Location { span: Span::new(pair.span.start as usize..pair.span.start as usize + length), ..pair }
}

/// Every `%(ENV_KEY)s` that stands for what is written at `place`.
fn uses_of_variable(analysis: &Analysis, key: &str, place: Option<Location>) -> Vec<Location> {
    let wanted = format!("ENV_{key}");
    let mark = format!("%({wanted})");
    let files = analysis.files().filter_map(|file| analysis.source(file));
    let files = files.filter(|file| file.text.contains(&mark));
    let blocks = files.flat_map(|file| file.blocks.iter().map(move |block| (file, block)));
    let entries =
        blocks.flat_map(|(file, block)| block.entries.iter().map(move |entry| (file, block, entry)));
    let mut places = Vec::new();
    for (file, block, entry) in entries {
        // Looked at before anything else is found out about it: most options name no variable.
        if !entry.pieces.iter().any(|piece| piece.of(&file.text).contains(&mark)) {
            continue;
        }
        let given = Given::new(file, block, entry);
        let value = given.value();
        let Some(names) = Names::new(analysis, &given) else { continue };
        if names.variable(key).and_then(|(_, place)| place) != place {
            continue;
        }
        let found = expansions(value.text()).filter(|(_, name)| *name == wanted);
        places.extend(found.map(|(range, _)| given.locate(range)));
    }
    places
}

/// Where the server listens that supervisorctl asks.
fn server(analysis: &Analysis) -> Option<Location> {
    let wanted = &analysis.client()?.serverurl.value;
    let servers = analysis.plan()?.servers.iter();
    let mut places = servers.filter_map(|server| match &server.kind {
        ServerKind::Unix { file, .. } => {
            let url = format!("unix://{}", file.value.display());
            (url == *wanted).then(|| file.origin.location()).flatten()
        }
        ServerKind::Inet { address } => {
            let port = format!(":{}", address.value.port);
            wanted.trim_end_matches('/').ends_with(&port).then(|| address.origin.location()).flatten()
        }
    });
    places.next()
}

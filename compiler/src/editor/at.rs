//! Where an offset is in a configuration: its file, and the option around it.

use std::borrow::Cow;
use std::ops::Range;

use supervisor_grammar::{Entry, Section as Block, Span, Value};

use super::document::{Spot, offset_in_value};
use super::{Analysis, Document};
use crate::compile::File;
use crate::lint::expansions::expansions;
use crate::schema::{OptionRow, SectionKind};
use crate::sources::{FileId, Location};

/// An offset in a file of an analysis.
pub(super) struct At<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) file: &'a File,
    pub(super) document: &'a Document,
    /// On a character boundary.
    pub(super) offset: usize,
    pub(super) spot: Spot<'a>,
}

/// An option as it stands in a file.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) file: &'a File,
    /// The name of its section.
    pub(super) section: &'a str,
    pub(super) kind: Option<SectionKind>,
    pub(super) entry: &'a Entry,
    /// What the section knows of it.
    pub(super) row: Option<&'static OptionRow>,
}

impl<'a> At<'a> {
    pub(super) fn new(analysis: &'a Analysis, file: FileId, offset: usize) -> Option<Self> {
        let document = analysis.document(file)?;
        let offset = document.floor(offset);
        let spot = document.spot(offset);
        Some(Self { analysis, file: analysis.source(file)?, document, offset, spot })
    }

    /// A place in the file.
    pub(super) fn place(&self, span: Span) -> Location {
        Location { file: self.file.id, span }
    }

    /// The option around the offset.
    pub(super) fn given(&self) -> Option<Given<'a>> {
        match self.spot {
            Spot::Key(section, entry) | Spot::Value(section, entry) => {
                Some(Given::new(self.file, section, entry))
            }
            Spot::Comment(_) | Spot::Header(_) | Spot::Behind | Spot::Free(..) => None,
        }
    }

    /// The same, when the offset is in what is written of it or right behind.
    pub(super) fn on_value(&self) -> Option<(Given<'a>, usize)> {
        let (given, offset) = self.in_value()?;
        let mut pieces = given.entry.pieces.iter();
        let on = pieces.any(|piece| piece.start as usize <= self.offset && self.offset <= piece.end as usize);
        on.then_some((given, offset))
    }

    /// The option in whose value the offset is, or whose value it could continue, and where in the text of the value.
    pub(super) fn in_value(&self) -> Option<(Given<'a>, usize)> {
        let Spot::Value(section, entry) = self.spot else { return None };
        let given = Given::new(self.file, section, entry);
        Some((given, offset_in_value(entry, self.offset)))
    }
}

impl<'a> Given<'a> {
    pub(super) fn new(file: &'a File, section: &'a Block, entry: &'a Entry) -> Self {
        let name = section.name.of(&file.text);
        let kind = SectionKind::of(name).map(|(kind, _)| kind);
        let key = entry.key(&file.text);
        let row = match (kind, name) {
            (Some(kind), _) => kind.option(&key),
            // It holds in all sections that know it; most are programs.
            (None, "DEFAULT") => {
                let mut kinds = [SectionKind::Program].into_iter().chain(SectionKind::ALL);
                kinds.find_map(|kind| kind.option(&key))
            }
            (None, _) => None,
        };
        Self { file, section: name, kind, entry, row }
    }

    /// The key, lower-cased.
    pub(super) fn key(&self) -> Cow<'a, str> {
        self.entry.key(&self.file.text)
    }

    /// The value as it is written.
    pub(super) fn value(&self) -> Value<'a> {
        self.entry.value(&self.file.text)
    }

    /// Where a part of the value stands.
    pub(super) fn locate(&self, range: Range<usize>) -> Location {
        Location { file: self.file.id, span: self.value().locate(range) }
    }

    /// Where the key stands.
    pub(super) fn key_location(&self) -> Location {
        Location { file: self.file.id, span: self.entry.key }
    }

    /// From the key to the end of the value.
    pub(super) fn whole(&self) -> Location {
        let span = Span { start: self.entry.key.start, end: Document::entry_end(self.entry) };
        Location { file: self.file.id, span }
    }

    /// True when `%(name)s` stands for something in it.
    pub(super) fn is_expanded(&self) -> bool {
        let opaque = self.kind.is_some_and(SectionKind::is_open);
        opaque || self.row.is_some_and(|row| row.expansion != crate::schema::Expansion::None)
    }

    /// The `%(name)s` around an offset of the value: its range in the value, and the name.
    pub(super) fn expansion_at(&self, offset: usize) -> Option<(Range<usize>, String)> {
        let value = self.value();
        let mut found = expansions(value.text());
        let (range, name) = found.find(|(range, _)| range.start <= offset && offset <= range.end)?;
        self.is_expanded().then(|| (range, name.to_owned()))
    }

    /// The item of a comma-separated list around an offset of the value.
    pub(super) fn item_at(&self, offset: usize) -> Option<(Range<usize>, String)> {
        let value = self.value();
        let mut items = crate::convert::items(value.text());
        let item = items.find(|item| item.range.start <= offset && offset <= item.range.end)?;
        (!item.text.is_empty()).then(|| (item.range, item.text.to_owned()))
    }
}

impl Analysis {
    /// A place for a reader: `web.conf:3`.
    pub(super) fn shown(&self, place: Location) -> String {
        let path = self.sources().path(place.file);
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        format!("{name}:{}", self.sources().position(place).line)
    }
}

//! The sections of all files, merged (spec-config §1.1, §5).

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use supervisor_grammar::{Entry, Section as Block, Span, Value};

use super::keys::{Keyed, Keys};
use crate::expand::{Traced, replace_here};
use crate::plan::Origin;
use crate::schema::SectionKind;
use crate::sources::{FileId, Location};

/// The section whose options hold in every other section.
const DEFAULT: &str = "DEFAULT";

/// A file that was read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) id: FileId,
    pub(crate) text: Arc<Box<str>>,
    /// As written, those of the same name not merged.
    pub(crate) blocks: Vec<Block>,
    /// As the original shows it in messages.
    pub(crate) path: String,
    /// Absolute directory.
    pub(crate) directory: String,
}

/// All sections. A section has the place where it first appeared; of an option the last value counts.
#[derive(Debug, Default)]
pub(crate) struct Table<'t> {
    sections: IndexMap<&'t str, Section<'t>>,
    defaults: Options<'t>,
}

type Options<'t> = Keys<'t, Opt<'t>>;

/// A merged section.
#[derive(Debug)]
pub(crate) struct Section<'t> {
    pub(crate) name: &'t str,
    kind: Option<SectionKind>,
    /// The header that appeared first.
    pub(crate) header: Location,
    /// The path of the file in which it appeared first.
    pub(crate) path: &'t str,
    options: Options<'t>,
}

/// The winning definition of an option.
#[derive(Debug)]
pub(crate) struct Opt<'t> {
    file: &'t File,
    entry: &'t Entry,
    /// What few have. Apart, because there may be a million options.
    rare: Option<Box<Rare<'t>>>,
    /// True when it stands in `[DEFAULT]`.
    pub(crate) inherited: bool,
}

/// What few options have.
#[derive(Debug, Default)]
struct Rare<'t> {
    /// What cannot be borrowed from the file.
    made: Option<Made<'t>>,
    /// An earlier definition that does not count.
    overridden: Option<Location>,
}

/// A value of several lines, or one in which something was replaced: few are.
#[derive(Debug)]
struct Made<'t> {
    value: Value<'t>,
    /// The value with `%(here)s` replaced, where the original does so.
    replaced: Option<Traced<'static>>,
}

impl<'t> Table<'t> {
    /// Merges `files` in order. `textual_here`: replace `%(here)s` in every value by its file's directory (spec-config
    /// §5.3).
    pub(crate) fn new(files: impl IntoIterator<Item = &'t File>, textual_here: bool) -> Self {
        let mut table = Self::default();
        for file in files {
            table.sections.reserve(file.blocks.len());
            for block in &file.blocks {
                let name = block.name.of(&file.text);
                let options = if name == DEFAULT {
                    &mut table.defaults
                } else {
                    let header = Location { file: file.id, span: block.header };
                    let section = table.sections.entry(name).or_insert_with(|| Section {
                        name,
                        kind: SectionKind::of(name).map(|(kind, _)| kind),
                        header,
                        path: &file.path,
                        options: Options::default(),
                    });
                    &mut section.options
                };
                options.reserve(block.entries.len());
                for entry in &block.entries {
                    let mut option = Opt::new(file, entry, textual_here && name != DEFAULT);
                    option.inherited = name == DEFAULT;
                    options.insert(option, Opt::override_by);
                }
            }
            if textual_here {
                table.settle_defaults(&file.directory);
            }
        }
        table
    }

    /// An option of `[DEFAULT]` has no directory: each section that inherits a `%(here)s` gets an option of its own, with
    /// the directory of the file that was read when the two first met. Later files cannot change it by their `[DEFAULT]`.
    fn settle_defaults(&mut self, directory: &str) {
        for option in self.defaults.iter() {
            let key = option.key();
            let value = option.entry.value(&option.file.text);
            let Some(replaced) = replace_here(&Traced::new(value.text()), directory) else { continue };
            for section in self.sections.values_mut().filter(|section| section.options.get(&key).is_none()) {
                let made = Made { value: value.clone(), replaced: Some(replaced.clone()) };
                let rare = Rare { made: Some(made), overridden: option.overridden() };
                let settled = Opt { rare: Some(Box::new(rare)), ..*option };
                section.options.insert(settled, Opt::override_by);
            }
        }
    }

    /// The section of that name.
    pub(crate) fn section(&self, name: &str) -> Option<&Section<'t>> {
        self.sections.get(name)
    }

    /// All sections in the order in which they first appeared, `[DEFAULT]` left out.
    pub(crate) fn sections(&self) -> impl Iterator<Item = &Section<'t>> {
        self.sections.values()
    }

    /// The sections of one kind.
    pub(crate) fn sections_of(&self, wanted: SectionKind) -> impl Iterator<Item = &Section<'t>> {
        self.sections().filter(move |section| section.kind == Some(wanted))
    }

    /// An option of a section, its own or the one from `[DEFAULT]`.
    pub(crate) fn option<'s>(&'s self, section: &'s Section<'t>, key: &str) -> Option<&'s Opt<'t>> {
        section.options.get(key).or_else(|| self.defaults.get(key))
    }

    /// An option of `[DEFAULT]`.
    pub(crate) fn fallback(&self, key: &str) -> Option<&Opt<'t>> {
        self.defaults.get(key)
    }

    /// All options of a section, those from `[DEFAULT]` last.
    pub(crate) fn options<'s>(
        &'s self,
        section: &'s Section<'t>,
    ) -> impl Iterator<Item = (Cow<'t, str>, &'s Opt<'t>)> {
        let inherited = self.defaults.iter().filter(|option| section.options.get(&option.key()).is_none());
        section.options.iter().chain(inherited).map(|option| (option.key(), option))
    }
}

impl<'t> Opt<'t> {
    fn new(file: &'t File, entry: &'t Entry, textual_here: bool) -> Self {
        let mut option = Self { file, entry, rare: None, inherited: false };
        if textual_here || entry.pieces.len() > 1 {
            let value = entry.value(&file.text);
            let replaced =
                if textual_here { replace_here(&Traced::new(value.text()), &file.directory) } else { None };
            if replaced.is_some() || entry.pieces.len() > 1 {
                option.rare = Some(Box::new(Rare { made: Some(Made { value, replaced }), overridden: None }));
            }
        }
        option
    }

    /// Puts a later definition in its place.
    fn override_by(&mut self, mut later: Self) {
        let earlier = self.location();
        // A file that is included twice defines everything twice.
        if earlier != later.location() {
            later.rare.get_or_insert_default().overridden = Some(earlier);
        }
        *self = later;
    }

    /// An earlier definition that does not count.
    pub(crate) fn overridden(&self) -> Option<Location> {
        self.rare.as_ref()?.overridden
    }

    fn made(&self) -> Option<&Made<'t>> {
        self.rare.as_ref()?.made.as_ref()
    }

    /// The value as expansion finds it.
    pub(crate) fn traced(&self) -> Traced<'_> {
        match self.made() {
            Some(made) => made.replaced.clone().unwrap_or_else(|| Traced::new(made.value.text())),
            None => Traced::new(self.entry.value(&self.file.text).into_text()),
        }
    }

    /// True when `%(here)s` was replaced in it.
    pub(crate) fn here_replaced(&self) -> bool {
        self.made().is_some_and(|made| made.replaced.is_some())
    }

    /// Where the value stands; for an empty one, the key with its delimiter.
    pub(crate) fn location(&self) -> Location {
        let span = self.entry.value_span();
        let span = if span.is_empty() { self.entry.key.to(self.entry.delimiter) } else { span };
        Location { file: self.file.id, span }
    }

    /// Where a part of the value stands; an empty part widens to the value.
    pub(crate) fn locate(&self, range: Range<usize>) -> Location {
        let span: Span = match self.made() {
            Some(made) => made.value.locate(range),
            None => self.entry.value(&self.file.text).locate(range),
        };
        if span.is_empty() { self.location() } else { Location { file: self.file.id, span } }
    }

    /// Where the key stands.
    pub(crate) fn key_location(&self) -> Location {
        Location { file: self.file.id, span: self.entry.key }
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin::File(self.location())
    }
}

impl<'t> Keyed<'t> for Opt<'t> {
    fn key(&self) -> Cow<'t, str> {
        self.entry.key(&self.file.text)
    }

    fn has_key(&self, key: &str) -> bool {
        self.entry.has_key(&self.file.text, key)
    }
}

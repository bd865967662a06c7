//! The sections of all files, merged (spec-config §1.1, §5).

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use supervisor_grammar::Section as Block;

use super::options::{Opt, Options, Reading};
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

/// A merged section.
#[derive(Debug)]
pub(crate) struct Section<'t> {
    pub(crate) name: &'t str,
    pub(crate) kind: Option<SectionKind>,
    /// The header that appeared first.
    pub(crate) header: Location,
    /// The path of the file in which it appeared first.
    pub(crate) path: &'t str,
    pub(crate) options: Options<'t>,
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
                let default = name == DEFAULT;
                options.add(
                    file,
                    &block.entries,
                    Reading { inherited: default, textual_here: textual_here && !default },
                );
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
        for default in self.defaults.settled(directory) {
            for section in self.sections.values_mut() {
                section.options.inherit(&default);
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
    pub(crate) fn option<'s>(&'s self, section: &'s Section<'t>, key: &str) -> Option<Opt<'s>> {
        section.options.get(key).or_else(|| self.defaults.get(key))
    }

    /// An option of `[DEFAULT]`.
    pub(crate) fn fallback(&self, key: &str) -> Option<Opt<'_>> {
        self.defaults.get(key)
    }

    /// All options of a section, those from `[DEFAULT]` last.
    pub(crate) fn options<'s>(
        &'s self,
        section: &'s Section<'t>,
    ) -> impl Iterator<Item = (Cow<'s, str>, Opt<'s>)> {
        let inherited = self.defaults.iter().filter(|option| section.options.get(&option.key()).is_none());
        section.options.iter().chain(inherited).map(|option| (option.key(), option))
    }
}

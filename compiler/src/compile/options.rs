//! The options of one section, merged.

use std::borrow::Cow;
use std::ops::Range;

use supervisor_grammar::{Entry, Span, Value};

use super::keys::{Digests, FEW, Keyed, Keys, digest};
use super::table::File;
use crate::expand::{Traced, replace_here};
use crate::plan::Origin;
use crate::sources::Location;

/// The options of a section. Of an option the last value counts.
#[derive(Debug)]
pub(crate) enum Options<'t> {
    /// Nothing had to be merged: the options are those of one block, as nearly always.
    Plain(Plain<'t>),
    /// Anything else.
    Merged(Keys<'t, Definition<'t>>),
}

/// A block without anything special: few entries, of one line each, no key twice.
#[derive(Debug)]
pub(crate) struct Plain<'t> {
    file: &'t File,
    entries: &'t [Entry],
    digests: Digests,
    inherited: bool,
}

/// How a block is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// It is `[DEFAULT]`.
    pub(super) inherited: bool,
    /// Replace `%(here)s` in every value.
    pub(super) textual_here: bool,
}

/// The winning definition of an option.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opt<'s> {
    pub(crate) file: &'s File,
    pub(crate) entry: &'s Entry,
    rare: Option<&'s Rare<'s>>,
    /// True when it stands in `[DEFAULT]`.
    pub(crate) inherited: bool,
}

/// The same, as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Definition<'t> {
    file: &'t File,
    entry: &'t Entry,
    rare: Option<Box<Rare<'t>>>,
    inherited: bool,
}

/// What few options have.
#[derive(Debug, Clone, Default)]
struct Rare<'t> {
    /// What cannot be borrowed from the file.
    made: Option<Made<'t>>,
    /// An earlier definition that does not count.
    overridden: Option<Location>,
}

/// A value of several lines, or one in which something was replaced: few are.
#[derive(Debug, Clone)]
struct Made<'t> {
    value: Value<'t>,
    /// The value with `%(here)s` replaced, where the original does so.
    replaced: Option<Traced<'static>>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options::Merged(Keys::default())
    }
}

impl<'t> Options<'t> {
    /// Adds the entries of a block of `file`.
    pub(super) fn add(&mut self, file: &'t File, entries: &'t [Entry], reading: Reading) {
        let first = matches!(self, Options::Merged(keys) if keys.is_empty());
        if let Some(plain) = Plain::new(file, entries, reading).filter(|_| first) {
            *self = Options::Plain(plain);
            return;
        }
        let mut keys = std::mem::take(self).into_keys();
        keys.reserve(entries.len());
        for entry in entries {
            keys.insert(Definition::new(file, entry, reading), Definition::override_by);
        }
        *self = Options::Merged(keys);
    }

    /// Those in which `%(here)s` occurs, with `directory` in its place: what a section inherits from `[DEFAULT]`.
    pub(super) fn settled(&self, directory: &str) -> Vec<Definition<'t>> {
        match self {
            Options::Plain(plain) => {
                let settled = |entry| Definition::settled(plain.file, entry, None, directory);
                plain.entries.iter().filter_map(settled).collect()
            }
            Options::Merged(keys) => {
                let settled = |default: &Definition<'t>| {
                    Definition::settled(default.file, default.entry, default.view().overridden(), directory)
                };
                keys.iter().filter_map(settled).collect()
            }
        }
    }

    /// Adds an option unless there is one of that name.
    pub(super) fn inherit(&mut self, default: &Definition<'t>) {
        if self.get(&default.key()).is_none() {
            let mut keys = std::mem::take(self).into_keys();
            keys.insert(default.clone(), Definition::override_by);
            *self = Options::Merged(keys);
        }
    }

    /// The option of that name.
    pub(super) fn get(&self, key: &str) -> Option<Opt<'_>> {
        match self {
            Options::Plain(plain) => plain.get(key),
            Options::Merged(keys) => keys.get(key).map(Definition::view),
        }
    }

    /// All of them in the order in which they first appeared.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Opt<'_>> {
        let (plain, merged) = match self {
            Options::Plain(plain) => (Some(plain.iter()), None),
            Options::Merged(keys) => (None, Some(keys.iter().map(Definition::view))),
        };
        plain.into_iter().flatten().chain(merged.into_iter().flatten())
    }

    fn into_keys(self) -> Keys<'t, Definition<'t>> {
        let plain = match self {
            Options::Plain(plain) => plain,
            Options::Merged(keys) => return keys,
        };
        let mut keys = Keys::default();
        let reading = Reading { inherited: plain.inherited, textual_here: false };
        for entry in plain.entries {
            keys.insert(Definition::new(plain.file, entry, reading), Definition::override_by);
        }
        keys
    }
}

impl<'t> Plain<'t> {
    /// A block, unless it has anything special.
    fn new(file: &'t File, entries: &'t [Entry], reading: Reading) -> Option<Self> {
        if reading.textual_here || entries.len() > FEW {
            return None;
        }
        let mut plain = Self { file, entries, digests: Digests::default(), inherited: reading.inherited };
        for (at, entry) in entries.iter().enumerate() {
            let key = entry.key(&file.text);
            let digest = digest(&key);
            if entry.pieces.len() > 1 || plain.position(&key, digest).is_some() {
                return None;
            }
            plain.digests.set(at, digest);
        }
        Some(plain)
    }

    fn position(&self, key: &str, digest: u8) -> Option<usize> {
        let is = |at: usize| self.entries.get(at).is_some_and(|entry| entry.has_key(&self.file.text, key));
        self.digests.find(digest, is)
    }

    fn get(&self, key: &str) -> Option<Opt<'_>> {
        let entry = self.entries.get(self.position(key, digest(key))?)?;
        Some(self.view(entry))
    }

    fn iter(&self) -> impl Iterator<Item = Opt<'_>> {
        self.entries.iter().map(|entry| self.view(entry))
    }

    fn view<'s>(&'s self, entry: &'s Entry) -> Opt<'s> {
        Opt { file: self.file, entry, rare: None, inherited: self.inherited }
    }
}

impl<'t> Definition<'t> {
    fn new(file: &'t File, entry: &'t Entry, reading: Reading) -> Self {
        let mut definition = Self { file, entry, rare: None, inherited: reading.inherited };
        if reading.textual_here || entry.pieces.len() > 1 {
            let value = entry.value(&file.text);
            let replaced = if reading.textual_here {
                replace_here(&Traced::new(value.text()), &file.directory)
            } else {
                None
            };
            if replaced.is_some() || entry.pieces.len() > 1 {
                let made = Some(Made { value, replaced });
                definition.rare = Some(Box::new(Rare { made, overridden: None }));
            }
        }
        definition
    }

    /// An option of `[DEFAULT]` with `%(here)s` replaced; none when it does not occur.
    fn settled(
        file: &'t File,
        entry: &'t Entry,
        overridden: Option<Location>,
        directory: &str,
    ) -> Option<Self> {
        let value = entry.value(&file.text);
        let replaced = replace_here(&Traced::new(value.text()), directory)?;
        let made = Some(Made { value, replaced: Some(replaced) });
        Some(Self { file, entry, rare: Some(Box::new(Rare { made, overridden })), inherited: true })
    }

    /// Puts a later definition in its place.
    fn override_by(&mut self, mut later: Self) {
        let earlier = self.view().location();
        // A file that is included twice defines everything twice.
        if earlier != later.view().location() {
            later.rare.get_or_insert_default().overridden = Some(earlier);
        }
        *self = later;
    }

    fn view(&self) -> Opt<'_> {
        Opt { file: self.file, entry: self.entry, rare: self.rare.as_deref(), inherited: self.inherited }
    }
}

impl<'t> Keyed<'t> for Definition<'t> {
    fn key(&self) -> Cow<'t, str> {
        self.entry.key(&self.file.text)
    }

    fn has_key(&self, key: &str) -> bool {
        self.entry.has_key(&self.file.text, key)
    }
}

impl<'s> Opt<'s> {
    /// An option as it stands in a file.
    pub(crate) fn standing(file: &'s File, entry: &'s Entry) -> Self {
        Self { file, entry, rare: None, inherited: false }
    }

    /// The key, lower-cased.
    pub(crate) fn key(self) -> Cow<'s, str> {
        self.entry.key(&self.file.text)
    }

    /// The value as expansion finds it.
    pub(crate) fn traced(self) -> Traced<'s> {
        match self.made() {
            Some(made) => made.replaced.clone().unwrap_or_else(|| Traced::new(made.value.text())),
            None => Traced::new(self.entry.value(&self.file.text).into_text()),
        }
    }

    /// The value as it is written, its lines joined by `\n`.
    pub(crate) fn written(self) -> Value<'s> {
        self.entry.value(&self.file.text)
    }

    /// True when `%(here)s` was replaced in it.
    pub(crate) fn here_replaced(self) -> bool {
        self.made().is_some_and(|made| made.replaced.is_some())
    }

    /// An earlier definition that does not count.
    pub(crate) fn overridden(self) -> Option<Location> {
        self.rare?.overridden
    }

    /// Where the value stands; for an empty one, the key with its delimiter.
    pub(crate) fn location(self) -> Location {
        let span = self.entry.value_span();
        let span = if span.is_empty() { self.entry.key.to(self.entry.delimiter) } else { span };
        Location { file: self.file.id, span }
    }

    /// Where a part of the value stands; an empty part widens to the value.
    pub(crate) fn locate(self, range: Range<usize>) -> Location {
        let span: Span = match self.made() {
            Some(made) => made.value.locate(range),
            None => self.entry.value(&self.file.text).locate(range),
        };
        if span.is_empty() { self.location() } else { Location { file: self.file.id, span } }
    }

    /// Where the key stands.
    pub(crate) fn key_location(self) -> Location {
        Location { file: self.file.id, span: self.entry.key }
    }

    /// Where the value comes from.
    pub(crate) fn origin(self) -> Origin {
        Origin::File(self.location())
    }

    fn made(self) -> Option<&'s Made<'s>> {
        self.rare?.made.as_ref()
    }
}

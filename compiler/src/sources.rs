//! The texts that were read, and places in them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use supervisor_grammar::Span;

/// A file of one compilation: the number of a text of its [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// A range of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
}

/// A place as people count: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// One text that was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the original would print it: as given for the main file, as the glob made it for an include.
    pub path: PathBuf,
    /// The decoded text. Not `Arc<str>`: to make one, a large file would be copied.
    pub text: Arc<Box<str>>,
    /// Of a file whose text is not here, the places that somebody told: offsets are numbers of these.
    places: Vec<Position>,
    /// Made when the first place is asked for: a file without findings never needs it.
    lines: Arc<OnceLock<Lines>>,
}

/// What is needed to count lines and columns without reading the text from its beginning.
#[derive(Debug)]
struct Lines {
    /// Offsets at which lines start.
    starts: Vec<u32>,
    /// How many letters begin before each block of [`BLOCK`] bytes.
    letters: Vec<u32>,
}

/// A column is counted from the beginning of its block: a line may be a hundred megabytes long.
const BLOCK: usize = 1 << 14;

/// All texts of one compilation. The first one is the main file.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The number of the first file.
    first: u32,
    files: Vec<Source>,
    /// Texts of other compilations, with numbers of their own.
    others: Vec<Arc<Sources>>,
}

impl Sources {
    /// No texts yet; the first one gets this number. Compilations whose numbers differ can be looked at together.
    #[must_use]
    pub fn starting_at(first: u32) -> Self {
        Self { first, ..Self::default() }
    }

    /// The texts of several compilations: a place is looked for in each.
    #[must_use]
    pub fn together(others: Vec<Arc<Self>>) -> Self {
        Self { others, ..Self::default() }
    }

    /// The number after the last one.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        self.first.wrapping_add(count(self.files.len()))
    }

    /// Adds a text.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<Box<str>>) -> FileId {
        let text = Arc::new(text.into());
        let number = self.next_number();
        self.files.push(Source { path: path.into(), text, places: Vec::new(), lines: Arc::default() });
        FileId(number)
    }

    /// Adds a place to a file whose text is not here. None for an id of another compilation.
    pub fn add_place(&mut self, file: FileId, start: Position, end: Position) -> Option<Location> {
        let source = self.files.get_mut(file.0.wrapping_sub(self.first) as usize)?;
        let number = source.places.len();
        source.places.extend([start, end]);
        Some(Location { file, span: Span::new(number..number + 1) })
    }

    /// The text of `file`; `None` for an id of another compilation.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&Source> {
        let own = self.files.get(file.0.wrapping_sub(self.first) as usize);
        own.or_else(|| self.others.iter().find_map(|others| others.get(file)))
    }

    /// The path of `file`, or an empty one for an id of another compilation.
    #[must_use]
    pub fn path(&self, file: FileId) -> &Path {
        self.get(file).map_or(Path::new(""), |source| &source.path)
    }

    /// The text at `location`, `""` when it lies outside.
    #[must_use]
    pub fn text(&self, location: Location) -> &str {
        self.get(location.file).map_or("", |source| location.span.of(&source.text))
    }

    /// Line and column of the start of `location`.
    #[must_use]
    pub fn position(&self, location: Location) -> Position {
        self.get(location.file)
            .map_or(Position { line: 1, column: 1 }, |source| source.position(location.span.start))
    }

    /// Line and column just past the end of `location`.
    #[must_use]
    pub fn end_position(&self, location: Location) -> Position {
        self.get(location.file)
            .map_or(Position { line: 1, column: 1 }, |source| source.position(location.span.end))
    }

    /// True for a file of which only places are known.
    #[must_use]
    pub fn is_told(&self, file: FileId) -> bool {
        self.get(file).is_some_and(|source| !source.places.is_empty())
    }

    /// True for the main file of a compilation.
    #[must_use]
    pub fn is_main(&self, file: FileId) -> bool {
        let own = !self.files.is_empty() && file.0 == self.first;
        own || self.others.iter().any(|others| others.is_main(file))
    }

    /// True when a file of that path was read.
    #[must_use]
    pub fn has(&self, path: &Path) -> bool {
        self.files.iter().any(|source| source.path == path)
            || self.others.iter().any(|others| others.has(path))
    }

    /// Every file with its id, in the order read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, source)| (FileId(self.first.wrapping_add(count(index))), source))
    }
}

impl Source {
    /// Line and column of a byte offset; an offset past the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        if let Some(place) = self.places.get(offset as usize) {
            return *place;
        }
        let Lines { starts, .. } = self.lines();
        let offset = offset.min(count(self.text.len()));
        let line = starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = starts.get(line).copied().unwrap_or(0);
        let column = self.letters_before(offset).saturating_sub(self.letters_before(start));
        Position { line: count(line + 1), column: column + 1 }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| {
            let mut before = vec![0];
            for block in self.text.as_bytes().chunks(BLOCK) {
                before.push(before.last().unwrap_or(&0) + letters(block));
            }
            Lines { starts: line_starts(&self.text), letters: before }
        })
    }

    /// How many letters begin before `offset`.
    fn letters_before(&self, offset: u32) -> u32 {
        let offset = offset as usize;
        let block = offset / BLOCK;
        let part = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.lines().letters.get(block).copied().unwrap_or(0) + letters(part)
    }
}

/// How many letters begin in a part of a text.
fn letters(bytes: &[u8]) -> u32 {
    count(bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Offsets at which lines start: after `\n`, `\r\n` and a lone `\r` (spec-config §1.1).
fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, byte) in bytes.iter().enumerate() {
        let ends = match byte {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        };
        if ends {
            starts.push(u32::try_from(index + 1).unwrap_or(u32::MAX));
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_after_any_line_end() {
        let mut sources = Sources::default();
        let file = sources.add("a.conf", "ä=1\r\nb\rcd\n");
        let at = |offset: usize| {
            let position = sources.position(Location { file, span: Span::at(offset) });
            (position.line, position.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (1, 2), "a two-byte letter is one column");
        assert_eq!(at(6), (2, 1));
        assert_eq!(at(9), (3, 2));
        assert_eq!(at(99), (4, 1), "past the end counts as the end");
    }

    #[test]
    fn texts_of_several_compilations() {
        let mut earlier = Sources::default();
        let one = earlier.add("one", "1");
        let mut later = Sources::starting_at(earlier.next_number());
        let two = later.add("two", "2");
        assert_eq!(later.iter().map(|(file, _)| file).collect::<Vec<_>>(), [two]);
        assert!(later.get(one).is_none());
        let both = Sources::together(vec![Arc::new(earlier), Arc::new(later)]);
        assert_eq!((both.path(one), both.path(two)), (Path::new("one"), Path::new("two")));
    }

    #[test]
    fn columns_of_a_long_line_are_counted_through_its_blocks() {
        let text = format!("a\n{}", "xä".repeat(BLOCK));
        let mut sources = Sources::default();
        let file = sources.add("a.conf", text.as_str());
        for offset in [2, 3, BLOCK - 2, BLOCK, BLOCK + 1, 2 * BLOCK + 3, 3 * BLOCK + 2] {
            let at = (offset..).find(|at| text.is_char_boundary(*at)).unwrap();
            let position = sources.position(Location { file, span: Span::at(at) });
            let column = u32::try_from(text[2..at].chars().count()).unwrap() + 1;
            assert_eq!(position, Position { line: 2, column });
        }
    }
}

//! A command line as it is written, split into words.

use std::borrow::Cow;
use std::ops::Range;

use supervisor_grammar::words::{self, Word, WordsError};

use super::launch::script_at;
use crate::compile::Opt;
use crate::sources::Location;

/// The value of `command` before expansion: `%(x)s` and `%%` stand in it as they are written.
pub(crate) struct Command<'s> {
    /// The option.
    pub(crate) given: Opt<'s>,
    /// The value.
    pub(crate) text: Cow<'s, str>,
    /// Its words; an error when a quotation mark has no partner.
    pub(crate) words: Result<Vec<Word>, WordsError>,
}

impl<'s> Command<'s> {
    pub(super) fn new(given: Opt<'s>) -> Self {
        let text = given.text();
        let words = words::split(&text);
        Self { given, text, words }
    }

    /// Its words; none when it cannot be split.
    pub(crate) fn words(&self) -> &[Word] {
        self.words.as_deref().unwrap_or_default()
    }

    /// The first word: the program that is started, as it is written.
    pub(crate) fn program(&self) -> &str {
        self.words().first().map_or("", |word| &word.text)
    }

    /// The file name of the program.
    pub(crate) fn name(&self) -> &str {
        base_name(self.program())
    }

    /// The words after the program.
    pub(crate) fn arguments(&self) -> &[Word] {
        self.words().get(1..).unwrap_or_default()
    }

    /// Where a part of the text stands in the file.
    pub(crate) fn locate(&self, range: Range<usize>) -> Location {
        self.given.locate(range)
    }

    /// Where a word stands in the file.
    pub(crate) fn place(&self, word: &Word) -> Location {
        self.locate(word.range.clone())
    }

    /// The whole value in the file.
    pub(crate) fn location(&self) -> Location {
        self.given.location()
    }

    /// The script of `sh -c 'script'` and the like: the word that a shell reads.
    pub(crate) fn script(&self) -> Option<&Word> {
        let words = self.words();
        words.get(script_at(|at| words.get(at).map(|word| &*word.text))?)
    }
}

/// What follows the last slash.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

//! Secrets in the texts that findings show: in lines of files, and in sentences that quote them.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use supervisor_grammar::parse_sections;

use super::excerpt::Excerpt;
use super::{Report, Secrets};
use crate::sources::FileId;

/// Secrets of fewer bytes are not looked for in sentences: they would be found in every word.
const SHORTEST: usize = 4;

/// What is not to be shown.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    places: HashMap<FileId, Vec<Range<usize>>>,
    words: BTreeSet<String>,
    /// There is something to hide, or may be.
    is_on: bool,
}

impl Hidden {
    /// Of all files that a report reads; nothing when secrets are shown.
    pub(super) fn of(report: &Report<'_>, secrets: Secrets) -> Self {
        let mut hidden = Self { is_on: secrets == Secrets::Masked, ..Self::default() };
        if !hidden.is_on {
            return hidden;
        }
        let files = report.findings.iter().flat_map(|finding| finding.sources.iter());
        for (file, source) in files {
            if hidden.places.contains_key(&file) {
                continue;
            }
            let text: &str = &source.text;
            let mut places = Vec::new();
            for entry in parse_sections(text).0.iter().flat_map(|section| &section.entries) {
                let (Some(first), Some(last)) = (entry.pieces.first(), entry.pieces.last()) else { continue };
                let range = first.range().start..last.range().end;
                let value = text.get(range.clone()).unwrap_or_default();
                let shown = secrets.of_list(&entry.key(text), value);
                if let Some(part) = difference(value, &shown) {
                    let place = range.start + part.start..range.start + part.end;
                    let lines = text.get(place.clone()).unwrap_or_default().lines().map(str::trim);
                    hidden.words.extend(lines.filter(|line| line.len() >= SHORTEST).map(str::to_owned));
                    places.push(place);
                }
            }
            hidden.places.insert(file, places);
        }
        hidden
    }

    /// The excerpt with asterisks in the place of secrets: every byte keeps its offset.
    pub(super) fn mask(&self, file: FileId, excerpt: Excerpt) -> Excerpt {
        let Some(places) = self.places.get(&file).filter(|places| !places.is_empty()) else { return excerpt };
        let Excerpt { text, offset } = excerpt;
        let mut shown = String::with_capacity(text.len());
        for (at, letter) in text.char_indices() {
            let at = offset + at;
            let next = places.partition_point(|place| place.end <= at);
            let is_hidden = places.get(next).is_some_and(|place| place.contains(&at));
            if is_hidden && !matches!(letter, '\n' | '\r' | '…') {
                shown.extend(std::iter::repeat_n('*', letter.len_utf8()));
            } else {
                shown.push(letter);
            }
        }
        Excerpt { text: shown, offset }
    }

    /// A sentence that may quote a secret.
    pub(super) fn sentence(&self, text: &str) -> String {
        if !self.is_on {
            return text.to_owned();
        }
        let mut shown = text.to_owned();
        // Long ones first: one may be part of another.
        let mut words: Vec<&String> = self.words.iter().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in words {
            if shown.contains(word.as_str()) {
                shown = shown.replace(word.as_str(), "***");
            }
        }
        Secrets::Masked.of("message", None, &shown).into_owned()
    }
}

/// The part of a value that is shown as something else.
fn difference(value: &str, shown: &str) -> Option<Range<usize>> {
    if value == shown {
        return None;
    }
    let start = value.char_indices().zip(shown.chars()).find(|((_, one), other)| one != other);
    let start = start.map_or(value.len().min(shown.len()), |((at, _), _)| at);
    let (tail, shown_tail) = (value.get(start..)?, shown.get(start..)?);
    let same = tail.chars().rev().zip(shown_tail.chars().rev()).take_while(|(one, other)| one == other);
    let end = value.len() - same.map(|(letter, _)| letter.len_utf8()).sum::<usize>();
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_between_a_value_and_what_is_shown_of_it() {
        assert_eq!(difference("a=1", "a=1"), None);
        assert_eq!(difference("hunter2", "***"), Some(0..7));
        assert_eq!(difference("run --token x -v", "run --token *** -v"), Some(12..13));
        assert_eq!(difference("A=\"ä\",KEY=\"b\"", "A=\"ä\",KEY=\"***\""), Some(12..13));
        assert_eq!(difference("**", "***"), Some(2..2));
    }
}

//! What stands at an offset, explained.

mod option;
mod section;
#[cfg(test)]
mod tests;
mod word;

pub(super) use option::documentation;
pub(super) use section::{files, listed};

use super::at::At;
use super::document::Spot;
use super::{Analysis, allowed};
use crate::sources::{FileId, Location};

/// An explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// Markdown.
    pub markdown: String,
    /// What it is about.
    pub place: Location,
}

/// Explains what stands at an offset. Secrets are masked.
#[must_use]
pub fn hover(analysis: &Analysis, file: FileId, offset: usize) -> Option<Hover> {
    let at = At::new(analysis, file, offset)?;
    match at.spot {
        Spot::Comment(comment) => {
            let (span, word) = allowed::word_at(at.document.text(), comment, at.offset)?;
            Some(Hover { markdown: word::rule(word)?, place: at.place(span) })
        }
        Spot::Header(section) => {
            let name = section.name.of(at.document.text());
            Some(Hover { markdown: section::markdown(analysis, name), place: at.place(section.header) })
        }
        Spot::Key(..) => {
            let given = at.given()?;
            Some(Hover { markdown: option::markdown(analysis, &given)?, place: given.key_location() })
        }
        Spot::Value(..) => of_value(&at),
        Spot::Behind | Spot::Free(..) => None,
    }
}

fn of_value(at: &At<'_>) -> Option<Hover> {
    let (given, offset) = at.on_value()?;
    if let Some((range, name)) = given.expansion_at(offset)
        && let Some(markdown) = word::expansion(at.analysis, &given, range.clone(), &name)
    {
        return Some(Hover { markdown, place: given.locate(range) });
    }
    if let Some((markdown, range)) = word::in_value(at.analysis, &given, offset) {
        return Some(Hover { markdown, place: given.locate(range) });
    }
    let markdown = option::markdown(at.analysis, &given)?;
    let span = given.entry.value_span();
    let place = if span.is_empty() { given.key_location() } else { at.place(span) };
    Some(Hover { markdown, place })
}

//! Another name for a program, an fcgi-program, an event listener or a group, in all files.

#[cfg(test)]
mod tests;

use supervisor_grammar::{Span, is_space};

use super::Analysis;
use super::analysis::BlockAt;
use super::at::At;
use super::document::Spot;
use super::programs::{self, NAMED};
use crate::convert;
use crate::diagnostic::Edit;
use crate::schema::SectionKind;
use crate::sources::{FileId, Location};

/// A name that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renameable {
    /// Where it stands under the cursor.
    pub place: Location,
    /// The name.
    pub name: String,
}

/// Why a name cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// Nothing with a name of its own.
    #[error("only programs, groups, event listeners and fcgi-programs can be renamed")]
    Nothing,
    /// A list names something that does not exist.
    #[error("there is no program `{name}`")]
    Unknown {
        /// The name.
        name: String,
    },
    /// A list names two sections at once.
    #[error("`{name}` is both a program and an fcgi-program: rename one of the two where it is defined")]
    Ambiguous {
        /// The name.
        name: String,
    },
    /// A list names it by an expansion, in which nothing can be changed.
    #[error("[{group}] names `{name}` by an expansion, which would go on naming it")]
    Expanded {
        /// The section of the list.
        group: String,
        /// The name.
        name: String,
    },
    /// No name at all.
    #[error("a name is needed")]
    Empty,
    /// Supervisor would refuse it, or read something else.
    #[error("`{name}` cannot be a name here: {reason}")]
    Invalid {
        /// The new name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is such a section already.
    #[error("there is a section [{section}] already")]
    Taken {
        /// The section.
        section: String,
    },
}

/// The name at an offset, if it can be changed.
///
/// # Errors
/// Why it cannot.
pub fn prepare(analysis: &Analysis, file: FileId, offset: usize) -> Result<Renameable, RenameError> {
    let target = Target::at(analysis, file, offset)?;
    Ok(Renameable { place: target.place, name: target.name.to_owned() })
}

/// The edits that give what the name at an offset names another name, in all files. They do not overlap, and are in order.
///
/// # Errors
/// Why the name cannot be changed, or why it cannot become `new`.
pub fn rename(analysis: &Analysis, file: FileId, offset: usize, new: &str) -> Result<Vec<Edit>, RenameError> {
    let target = Target::at(analysis, file, offset)?;
    check(new)?;
    if new == target.name {
        return Ok(Vec::new());
    }
    target.check_free(analysis, new)?;
    let mut edits: Vec<_> =
        analysis.blocks(target.section).into_iter().map(|block| Edit::new(bare_name(block), new)).collect();
    if target.is_listed() {
        if let Some(given) = programs::hidden_item(analysis, target.name) {
            return Err(RenameError::Expanded {
                group: given.section.to_owned(),
                name: target.name.to_owned(),
            });
        }
        let items = programs::items(analysis).into_iter().filter(|item| item.text == target.name);
        edits.extend(items.map(|item| Edit::new(item.given.locate(item.range.clone()), new)));
    }
    edits.sort_by_key(|edit| edit.location);
    Ok(edits)
}

/// What is renamed.
struct Target<'a> {
    /// The section with its kind.
    section: &'a str,
    kind: SectionKind,
    /// The name, trimmed.
    name: &'a str,
    /// Where it stands under the cursor.
    place: Location,
}

impl<'a> Target<'a> {
    fn at(analysis: &'a Analysis, file: FileId, offset: usize) -> Result<Self, RenameError> {
        let at = At::new(analysis, file, offset).ok_or(RenameError::Nothing)?;
        let (section, place) = match at.spot {
            Spot::Header(block) => {
                let place = bare_name(BlockAt { file: at.file, block });
                (block.name.of(at.document.text()).to_owned(), place)
            }
            Spot::Value(..) => {
                let (given, offset) = at.on_value().ok_or(RenameError::Nothing)?;
                let listed = programs::is_list(&given) && given.expansion_at(offset).is_none();
                let item = given.item_at(offset).filter(|_| listed);
                let (range, item) = item.ok_or(RenameError::Nothing)?;
                match programs::named(analysis, &item).as_slice() {
                    [] => return Err(RenameError::Unknown { name: item }),
                    [section] => ((*section).to_owned(), given.locate(range)),
                    _ => return Err(RenameError::Ambiguous { name: item }),
                }
            }
            Spot::Comment(_) | Spot::Behind | Spot::Key(..) | Spot::Free(..) => {
                return Err(RenameError::Nothing);
            }
        };
        let section = analysis.section_name(&section).ok_or(RenameError::Nothing)?;
        let (kind, name) = SectionKind::of(section).ok_or(RenameError::Nothing)?;
        let name = name.trim_matches(is_space);
        if !NAMED.contains(&kind) || name.is_empty() {
            return Err(RenameError::Nothing);
        }
        Ok(Self { section, kind, name, place })
    }

    /// True for what a group may list.
    fn is_listed(&self) -> bool {
        matches!(self.kind, SectionKind::Program | SectionKind::FcgiProgram)
            && self.section == format!("{}{}", self.kind.prefix(), self.name)
    }

    /// Whether there is something of the new name that it would be mixed up with.
    fn check_free(&self, analysis: &Analysis, new: &str) -> Result<(), RenameError> {
        let items = programs::items(analysis);
        let listed = |kind: SectionKind, name: &str| {
            matches!(kind, SectionKind::Program | SectionKind::FcgiProgram)
                && items.iter().any(|item| item.text == name)
        };
        if self.is_listed() && programs::named(analysis, self.name).len() > 1 && listed(self.kind, self.name)
        {
            return Err(RenameError::Ambiguous { name: self.name.to_owned() });
        }
        let is_program = |kind| matches!(kind, SectionKind::Program | SectionKind::FcgiProgram);
        for (section, _) in analysis.sections() {
            let Some((kind, name)) = SectionKind::of(section) else { continue };
            if !NAMED.contains(&kind) || name.trim_matches(is_space) != new {
                continue;
            }
            // What no group lists is a group of its own name.
            let both_groups = !listed(kind, new) && !listed(self.kind, self.name);
            if kind == self.kind || (is_program(kind) && is_program(self.kind)) || both_groups {
                return Err(RenameError::Taken { section: section.to_owned() });
            }
        }
        // A list that names nothing yet would name it from now on.
        match items.iter().find(|item| item.text == new).filter(|_| is_program(self.kind)) {
            Some(item) => Err(RenameError::Taken { section: item.given.section.to_owned() }),
            None => Ok(()),
        }
    }
}

/// What stands behind the colon of a header.
fn bare_name(at: BlockAt<'_>) -> Location {
    let text = at.block.name.of(&at.file.text);
    let bare = SectionKind::of(text).map_or(text, |(_, bare)| bare);
    let lead = bare.len() - bare.trim_start_matches(is_space).len();
    let start = at.block.name.end as usize - bare.len() + lead;
    let span = Span::new(start..start + bare.trim_matches(is_space).len());
    Location { file: at.file.id, span }
}

/// Whether a text can be a name wherever names are written.
fn check(new: &str) -> Result<(), RenameError> {
    if new.is_empty() {
        return Err(RenameError::Empty);
    }
    let invalid =
        |reason: &str| Err(RenameError::Invalid { name: new.to_owned(), reason: reason.to_owned() });
    if let Err(error) = convert::name(new) {
        let range = error.range().and_then(|range| new.get(range)).unwrap_or_default();
        return invalid(&format!("it must not contain `{range}`"));
    }
    if new.chars().any(|letter| is_space(letter) || letter.is_control()) {
        return invalid("it must not contain white space");
    }
    // `programs` is a list between commas, and is expanded; brackets end a header, and a semicolon may begin a comment.
    match new.chars().find(|letter| ",%[];#=".contains(*letter)) {
        Some(letter) => invalid(&format!("`{letter}` would mean something else in a header or a list")),
        None => Ok(()),
    }
}

//! What can be written at an offset.

use super::Analysis;
use crate::diagnostic::Edit;
use crate::sources::FileId;
use crate::system::System;

/// Something that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What the list shows, and what is typed is compared with.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words beside the label: type and default of an option, what an expansion stands for.
    pub detail: Option<String>,
    /// More, as Markdown.
    pub documentation: Option<String>,
    /// What is replaced (the word under the cursor), and by what.
    pub edit: Edit,
    /// True when there is more to complete behind it: an editor may ask again at once.
    pub again: bool,
    /// True when it should no longer be used.
    pub deprecated: bool,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum CompletionKind {
    Section,
    Option,
    /// A word of a closed set: a boolean, a signal, a log level.
    Keyword,
    Event,
    User,
    Program,
    /// `%(name)s`.
    Expansion,
    EntryPoint,
    File,
    Directory,
    Rule,
}

/// What can be written at an offset, the likeliest first: the order is the order to show.
#[must_use]
pub fn complete(analysis: &Analysis, system: &dyn System, file: FileId, offset: usize) -> Vec<Completion> {
    let _ = (analysis, system, file, offset);
    Vec::new()
}

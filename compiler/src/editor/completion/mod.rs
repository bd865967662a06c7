//! What can be written at an offset.

mod expansion;
mod option;
mod path;
mod section;
#[cfg(test)]
mod tests;
mod value;

use supervisor_grammar::Span;

use super::at::At;
use super::document::Spot;
use super::{Analysis, allowed, words};
use crate::diagnostic::Edit;
use crate::rules::{ALL, Category};
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
    /// Where the cursor belongs in the new text afterwards, when that is not its end.
    pub cursor: Option<usize>,
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

impl Completion {
    /// The label itself in the place of what stands at `span`.
    fn new(at: &At<'_>, kind: CompletionKind, label: impl Into<String>, span: Span) -> Self {
        let label = label.into();
        let edit = Edit::new(at.place(span), label.clone());
        Self {
            label,
            kind,
            detail: None,
            documentation: None,
            edit,
            cursor: None,
            again: false,
            deprecated: false,
        }
    }

    fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    fn documentation(self, documentation: impl Into<String>) -> Self {
        Self { documentation: Some(documentation.into()), ..self }
    }

    /// Another text than the label.
    fn text(mut self, text: impl Into<String>) -> Self {
        self.edit.text = text.into();
        self
    }

    fn again(self) -> Self {
        Self { again: true, ..self }
    }
}

/// What can be written at an offset, the likeliest first: the order is the order to show. What has been typed of a word does
/// not narrow the list down; editors do that.
#[must_use]
pub fn complete(analysis: &Analysis, system: &dyn System, file: FileId, offset: usize) -> Vec<Completion> {
    let Some(at) = At::new(analysis, file, offset) else { return Vec::new() };
    match at.spot {
        Spot::Comment(comment) => rules(&at, comment),
        Spot::Behind => Vec::new(),
        Spot::Header(header) => section::in_header(&at, header),
        Spot::Key(section, entry) => option::keys(&at, Some(section), entry.key, Some(entry)),
        Spot::Value(..) => value::values(&at, system),
        Spot::Free(section, content) => {
            let written = content.of(at.document.text());
            if let Some(name) = written.strip_prefix('[') {
                return section::open(&at, content, name);
            }
            if section.is_none() {
                return section::anywhere(&at, content);
            }
            option::keys(&at, section, content, None)
        }
    }
}

/// True when there may be more than these, for a directory is large: what is typed next narrows them down.
#[must_use]
pub fn is_partial(found: &[Completion]) -> bool {
    let is_path = |made: &&Completion| matches!(made.kind, CompletionKind::File | CompletionKind::Directory);
    found.iter().filter(is_path).count() >= path::MOST
}

/// The rules that a comment may allow, or how such a comment begins.
fn rules(at: &At<'_>, comment: Span) -> Vec<Completion> {
    let text = at.document.text();
    let verb = allowed::verb_at(text, comment, at.offset).map(|span| (span, ""));
    let verb = verb.or_else(|| Some((allowed::start_at(text, comment, at.offset)?, "lint: ")));
    if let Some((span, before)) = verb {
        let about =
            [("allow(", "Findings about this option or section."), ("allow-file(", "Findings in this file.")];
        let made = about.map(|(verb, what)| {
            let verb = format!("{before}{verb}");
            let made = Completion::new(at, CompletionKind::Keyword, verb.as_str(), span);
            Completion {
                cursor: Some(verb.len()),
                ..made.text(format!("{verb})")).documentation(what).again()
            }
        });
        return made.into();
    }
    let Some((span, _)) = allowed::word_at(text, comment, at.offset) else { return Vec::new() };
    let others = allowed::others(text, comment, span);
    let new = |name: &str| !others.contains(&name);
    let rules = ALL.iter().filter(|rule| new(rule.name())).map(|rule| {
        Completion::new(at, CompletionKind::Rule, rule.name(), span)
            .detail(format!("{}, {}", words::level(rule.level), rule.category))
            .documentation(rule.summary())
    });
    let categories = Category::ALL.into_iter().filter(|category| new(category.name()));
    let categories = categories.map(|category| {
        Completion::new(at, CompletionKind::Rule, category.name(), span).detail("all rules of the category")
    });
    rules.chain(categories).collect()
}

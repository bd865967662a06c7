//! The outline of a file: its sections with their options.

use supervisor_grammar::{Entry, Section, Span};

use super::Document;
use super::text::one_line;
use crate::render::Secrets;
use crate::schema::{SectionKind, ValueType};

/// A section or an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// The name, never empty.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The value of an option, shortened, secrets masked.
    pub detail: Option<String>,
    /// All of it.
    pub whole: Span,
    /// Its name, inside of the whole.
    pub selection: Span,
    /// The options of a section.
    pub children: Vec<Symbol>,
}

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A section; none: of no kind that Supervisor knows.
    Section(Option<SectionKind>),
    /// An option.
    Option,
}

/// The sections of a file in order.
#[must_use]
pub fn symbols(document: &Document) -> Vec<Symbol> {
    document.tree().sections.iter().map(|section| of_section(document, section)).collect()
}

fn of_section(document: &Document, section: &Section) -> Symbol {
    let name = section.name.of(document.text());
    let kind = SectionKind::of(name).map(|(kind, _)| kind);
    Symbol {
        name: if name.trim().is_empty() { "[ ]".to_owned() } else { name.to_owned() },
        kind: SymbolKind::Section(kind),
        detail: None,
        whole: Document::section_span(section),
        selection: section.name,
        children: section.entries.iter().map(|entry| of_entry(document, kind, entry)).collect(),
    }
}

fn of_entry(document: &Document, kind: Option<SectionKind>, entry: &Entry) -> Symbol {
    let text = document.text();
    let value = entry.value(text);
    let key = entry.key(text);
    let plain = kind.and_then(|kind| kind.option(&key)).is_some_and(|row| is_plain(row.value));
    let shown = match plain {
        true => one_line(value.text()),
        false => one_line(&Secrets::Masked.of_list(&key, value.text())),
    };
    Symbol {
        name: entry.key.of(text).to_owned(),
        kind: SymbolKind::Option,
        detail: Some(shown).filter(|shown| !shown.is_empty()),
        whole: Span { start: entry.key.start, end: Document::entry_end(entry) },
        selection: entry.key,
        children: Vec::new(),
    }
}

/// True for values that cannot hold a secret: nothing has to be looked for in them.
fn is_plain(value: ValueType) -> bool {
    matches!(
        value,
        ValueType::Integer
            | ValueType::Boolean
            | ValueType::ByteSize
            | ValueType::Octal
            | ValueType::ExitCodes
            | ValueType::Signal
            | ValueType::AutoRestart
            | ValueType::LogLevel
            | ValueType::User
            | ValueType::UserGroup
            | ValueType::Events
            | ValueType::Programs
    )
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn sections_with_their_options() {
        let text = "a=1\n[program:日本] ; x\ncommand=/bin/a \\\n  --b\n; c\nB : 2\n[ ]\n[supervisord]\nenvironment=A=\"1\",KEY=\"x\"\nlogfile=";
        let document = Document::new(Arc::new(text.into()));
        let mut out = String::new();
        for symbol in symbols(&document) {
            let _ = writeln!(out, "{} {:?} {:?}", symbol.name, symbol.kind, symbol.whole.of(text));
            for option in symbol.children {
                let _ = writeln!(out, "  {} {:?} {:?}", option.name, option.detail, option.whole.of(text));
                assert_eq!(option.selection.of(text), option.name);
            }
        }
        insta::assert_snapshot!(out);
    }
}

//! What can be folded away: sections, values of several lines, blocks of comments.

use supervisor_grammar::{LineKind, Span};

use super::Document;

/// A range that can be folded. It begins on the line that stays visible and ends on the last line that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    /// From the beginning of the first line's content to the end of the last line's.
    pub span: Span,
    /// What it is.
    pub kind: FoldKind,
}

/// What a fold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum FoldKind {
    Section,
    Value,
    Comment,
}

/// Everything that takes more than one line, in the order in which it begins.
#[must_use]
pub fn folds(document: &Document) -> Vec<Fold> {
    let mut folds = Vec::new();
    for section in &document.tree().sections {
        folds.push(Fold { span: Document::section_span(section), kind: FoldKind::Section });
        for entry in section.entries.iter().filter(|entry| entry.pieces.len() > 1) {
            let span = Span { start: entry.key.start, end: Document::entry_end(entry) };
            folds.push(Fold { span, kind: FoldKind::Value });
        }
    }
    let mut block: Option<Span> = None;
    for line in &document.tree().lines {
        let comment = line.comment.filter(|_| line.kind == LineKind::Comment);
        match (block, comment) {
            (Some(before), Some(comment)) => block = Some(before.to(comment)),
            (None, comment) => block = comment,
            (Some(span), None) => {
                folds.push(Fold { span, kind: FoldKind::Comment });
                block = None;
            }
        }
    }
    folds.extend(block.map(|span| Fold { span, kind: FoldKind::Comment }));
    folds.retain(|fold| fold.span.of(document.text()).contains(['\n', '\r']));
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn everything_of_several_lines() {
        let text = "; one\r\n# two\r\n\r\n[supervisord]\r\n[program:a]\r\ncommand=/bin/a\r\n  --b\r\n\r\n  --c\r\n; alone\r\nx=1\r\n\r\n; three\r\n; four";
        let document = Document::new(Arc::new(text.into()));
        let lines = |offset: u32| text[..offset as usize].lines().count().max(1);
        let shown: Vec<_> = folds(&document)
            .iter()
            .map(|fold| (fold.kind, lines(fold.span.start + 1), lines(fold.span.end)))
            .collect();
        assert_eq!(
            shown,
            [
                (FoldKind::Comment, 1, 2),
                (FoldKind::Section, 5, 11),
                (FoldKind::Value, 6, 9),
                (FoldKind::Comment, 13, 14),
            ]
        );
    }
}

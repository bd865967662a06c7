//! Writes the comments that say which findings somebody knows of.

use supervisor_grammar::{LineKind, Span, Tree};

use crate::compile::BYTE_ORDER_MARK;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lint::edits::line_end;
use crate::sources::Location;

/// The edit that allows a finding where it is: a line of its own above the option, or above the header of the section. None for what
/// cannot be allowed, and for what is about neither. `text` is that of the finding's file, and `tree` what it parses to.
pub(crate) fn allow_here(finding: &Diagnostic, tree: &Tree, text: &str) -> Option<Edit> {
    let Location { file, span } = finding.primary.location;
    let line_of = |offset: u32| {
        let next = tree.lines.partition_point(|line| line.span.start <= offset);
        tree.lines.get(next.checked_sub(1)?)
    };
    let line = line_of(span.start)?;
    let line = match line.kind {
        LineKind::Header { .. } | LineKind::Entry { .. } => line,
        LineKind::Continuation { section, entry } => {
            let section = tree.sections.get(section as usize)?;
            line_of(section.entries.get(entry as usize)?.key.start)?
        }
        LineKind::Blank | LineKind::Comment | LineKind::Error => return None,
    };
    let place = Location { file, span: Span { start: line.span.start, end: line.span.start } };
    written(finding, "allow", place, text)
}

/// The edit that allows all findings of the same rule in the file: a line at its beginning, or the second one where the first begins
/// with a byte-order mark. In front of that the mark would stand within the file, where no fix takes it away; behind it a comment is
/// none. A file of that line alone has no place for it.
pub(crate) fn allow_in_file(finding: &Diagnostic, text: &str) -> Option<Edit> {
    let start = if text.starts_with(BYTE_ORDER_MARK) { text.find('\n')? + 1 } else { 0 };
    let start = Span::new(start..start);
    let place = Location { file: finding.primary.location.file, span: start };
    written(finding, "allow-file", place, text)
}

fn written(finding: &Diagnostic, verb: &str, place: Location, text: &str) -> Option<Edit> {
    let line = format!("; lint: {verb}({}){}", finding.code.name(), line_end(text));
    (!finding.is_refusal()).then(|| Edit::new(place, line))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use supervisor_grammar::parse;

    use super::*;
    use crate::Options;
    use crate::lint::{Settings, lint};
    use crate::rules::Rule;
    use crate::system::MemorySystem;

    fn findings(text: &str) -> Vec<Diagnostic> {
        let mut system = MemorySystem::new();
        system.add_file("/a.conf", text);
        lint(Path::new("/a.conf"), &system, &Options::default(), &Settings::default()).unwrap().diagnostics
    }

    fn applied(text: &str, edit: &Edit) -> String {
        let at = edit.location.span.start as usize;
        format!("{}{}{}", &text[..at], edit.text, &text[at..])
    }

    #[test]
    fn what_is_allowed_is_found_no_more() {
        let text = "[supervisord]\r\nnodaemon=true ; why\r\n\r\n[program:a]\r\n  command=\r\n    /bin/sh -c\r\n    'a & b'\r\n\
                    startsecs=\"1\"\r\n[program:b]\r\ncommand=b\r\n[program:b]\r\nautostart=true\r\n";
        let found = findings(text);
        let all: Vec<_> = found.iter().map(|finding| finding.code).collect();
        let mut allowed = 0;
        for finding in found.iter().filter(|finding| !finding.is_refusal()) {
            let edits = [allow_here(finding, &parse(text).0, text), allow_in_file(finding, text)];
            for edit in edits.into_iter().flatten() {
                let text = applied(text, &edit);
                let left: Vec<_> = findings(&text).iter().map(|finding| finding.code).collect();
                let count = |codes: &[crate::diagnostic::Code]| {
                    codes.iter().filter(|code| **code == finding.code).count()
                };
                assert!(count(&left) < count(&all), "{text}\n{left:?}");
                assert!(left.iter().all(|code| all.contains(code)), "{text}\n{left:?}");
                allowed += 1;
            }
        }
        assert!(allowed > 6, "{all:?}");
    }

    #[test]
    fn a_byte_order_mark_stays_at_the_beginning() {
        let text = "\u{feff}; mine\n[supervisord]\n[program:a]\ncommand=a\nstartsecs=1\nstartsecs=2\n";
        let found = findings(text);
        let doubled = found.iter().find(|finding| finding.code.name() == "duplicate-option").unwrap();
        let mended = applied(text, &allow_in_file(doubled, text).unwrap());
        assert!(mended.starts_with("\u{feff}; mine\n; lint: allow-file(duplicate-option)\n[sup"), "{mended}");
        assert!(findings(&mended).iter().all(|finding| finding.code.name() != "duplicate-option"));
        assert_eq!(allow_in_file(doubled, "\u{feff}[supervisord]"), None);
    }

    #[test]
    fn what_supervisor_refuses_cannot_be_allowed() {
        let text = "[supervisord]\nloglevel=x\n";
        let found = findings(text);
        let refused = found.iter().find(|finding| finding.is_refusal()).unwrap();
        assert!(Rule::named(refused.code.name()).is_some());
        assert_eq!((allow_here(refused, &parse(text).0, text), allow_in_file(refused, text)), (None, None));
    }
}

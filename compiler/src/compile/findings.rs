//! What was found so far.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, LeftOut, Severity, readable, shortened};
use crate::sources::Location;

/// So many findings of one code are kept; the others are only counted. Nobody reads the rest, and a million of them would
/// take gigabytes.
const MOST_OF_A_KIND: usize = 1000;

/// So many of one rule are kept until it is known which of them somebody knows of: comments and baselines look at each.
const MOST_OF_A_RULE: usize = 100_000;

/// So many findings of one code come with the best help there is.
const FEW: usize = 100;

/// Bytes of a message, or of a label's text.
const MESSAGE: usize = 400;

/// Bytes of a mend: it may be a line to be copied.
const HELP: usize = 1000;

/// Bytes of the original's text, which scripts may read.
const ORIGINAL: usize = 1 << 20;

/// Diagnostics in the order of evaluation, each fault once: a value may be read several times, for each of
/// `numprocs` processes or for two groups.
#[derive(Debug)]
pub(crate) struct Findings {
    list: Vec<Diagnostic>,
    /// So many of one code are kept.
    most: usize,
    /// There is an error among them.
    errors: bool,
    kinds: HashMap<Code, Kind>,
}

/// What was found of one code.
#[derive(Debug)]
struct Kind {
    severity: Severity,
    /// All places, those of findings that are not kept among them.
    places: HashSet<Location>,
    /// How many are kept.
    kept: usize,
}

impl Default for Findings {
    fn default() -> Self {
        Self { list: Vec::new(), most: MOST_OF_A_KIND, errors: false, kinds: HashMap::new() }
    }
}

impl Findings {
    /// For what rules find: far more is kept, to be cut later with [`shorten`].
    pub(crate) fn of_rules() -> Self {
        Self { most: MOST_OF_A_RULE, ..Self::default() }
    }

    /// For what is looked for on another thread, to be added to these: as much is kept.
    pub(crate) fn alike(&self) -> Self {
        Self { most: self.most, ..Self::default() }
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let most = self.most;
        let kind = self.kind(diagnostic.code, diagnostic.severity);
        if kind.places.insert(diagnostic.primary.location) && kind.kept < most {
            kind.kept += 1;
            self.errors |= diagnostic.severity == Severity::Error;
            self.list.push(fit(diagnostic));
        }
    }

    fn kind(&mut self, code: Code, severity: Severity) -> &mut Kind {
        self.kinds.entry(code).or_insert_with(|| Kind { severity, places: HashSet::new(), kept: 0 })
    }

    /// True when no more findings of that code are kept.
    pub(crate) fn is_full(&self, code: Code) -> bool {
        self.kinds.get(&code).is_some_and(|kind| kind.kept >= self.most)
    }

    /// True while there are few findings of that code: looking for what may have been meant takes long.
    pub(crate) fn are_few(&self, code: Code) -> bool {
        self.kinds.get(&code).is_none_or(|kind| kind.kept < FEW)
    }

    /// Adds what was found elsewhere, after what is here.
    pub(crate) fn absorb(&mut self, others: Self) {
        for diagnostic in others.list {
            self.report(diagnostic);
        }
        for (code, kind) in others.kinds {
            self.kind(code, kind.severity).places.extend(kind.places);
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors
    }

    pub(super) fn first_error(&self) -> Option<&Diagnostic> {
        self.list.iter().find(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The findings that were kept, and how many of each code were not.
    pub(crate) fn into_lists(self) -> (Vec<Diagnostic>, Vec<LeftOut>) {
        let left_out = self.kinds.into_iter().map(|(code, kind)| LeftOut {
            code,
            severity: kind.severity,
            count: kind.places.len() - kind.kept,
        });
        let mut left_out: Vec<_> = left_out.filter(|left_out| left_out.count > 0).collect();
        left_out.sort_unstable_by_key(|left_out| left_out.code);
        (self.list, left_out)
    }
}

/// Keeps a thousand findings of each code, and counts the others.
pub(crate) fn shorten(diagnostics: &mut Vec<Diagnostic>, left_out: &mut Vec<LeftOut>) {
    let mut seen: HashMap<Code, usize> = HashMap::new();
    let mut more: HashMap<Code, LeftOut> = HashMap::new();
    diagnostics.retain(|diagnostic| {
        let (code, severity) = (diagnostic.code, diagnostic.severity);
        let seen = seen.entry(code).or_default();
        *seen += 1;
        if *seen > MOST_OF_A_KIND {
            more.entry(code).or_insert(LeftOut { code, severity, count: 0 }).count += 1;
        }
        *seen <= MOST_OF_A_KIND
    });
    left_out.extend(more.into_values());
    left_out.sort_unstable_by_key(|left_out| left_out.code);
}

/// The finding with texts that can be read, whatever they quote.
fn fit(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.message = readable(diagnostic.message, MESSAGE);
    diagnostic.help = readable(diagnostic.help, HELP);
    diagnostic.original = diagnostic.original.map(|text| shortened(&text, ORIGINAL).into_owned());
    for label in std::iter::once(&mut diagnostic.primary).chain(&mut diagnostic.related) {
        label.text = readable(std::mem::take(&mut label.text), MESSAGE);
    }
    diagnostic
}

#[cfg(test)]
mod tests {
    use supervisor_grammar::Span;

    use super::*;
    use crate::diagnostic::Label;
    use crate::sources::Sources;

    fn found(places: std::ops::Range<usize>, code: Code) -> Findings {
        let file = Sources::default().add("a.conf", "");
        let mut findings = Findings::default();
        for place in places {
            let label = Label::new(Location { file, span: Span::at(place) }, "here");
            findings.report(Diagnostic::warning(code, format!("number {place}"), label, "no"));
        }
        findings
    }

    #[test]
    fn a_thousand_of_a_kind_are_kept_and_all_are_counted() {
        let mut findings = found(0..1500, Code::BAD_INTEGER);
        findings.absorb(found(1400..3000, Code::BAD_INTEGER));
        findings.absorb(found(0..10, Code::BAD_BOOLEAN));
        assert!(!findings.are_few(Code::BAD_INTEGER) && findings.are_few(Code::BAD_BOOLEAN));
        assert!(findings.is_full(Code::BAD_INTEGER) && !findings.is_full(Code::BAD_BOOLEAN));
        let (kept, left_out) = findings.into_lists();
        assert_eq!(kept.len(), 1010);
        assert_eq!(kept.iter().map(|kept| kept.message.as_str()).nth(999), Some("number 999"));
        let expected = LeftOut { code: Code::BAD_INTEGER, severity: Severity::Warning, count: 2000 };
        assert_eq!(left_out, [expected], "what was found twice counts once");
    }

    #[test]
    fn what_was_found_elsewhere_is_kept_as_if_it_had_been_found_here() {
        let mut findings = found(0..600, Code::BAD_INTEGER);
        findings.absorb(found(600..5000, Code::BAD_INTEGER));
        let (kept, left_out) = findings.into_lists();
        let (alone, without) = found(0..5000, Code::BAD_INTEGER).into_lists();
        assert_eq!((kept, left_out), (alone, without));
    }
}

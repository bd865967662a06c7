//! Findings as editors show them.

use std::collections::{BTreeMap, HashMap, HashSet};

use gen_lsp_types as lsp;
use gen_lsp_types::{
    Code, CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Uri,
};
use supervisor_grammar::parse_sections;

use super::documents::Document;
use super::examined::Examined;
use super::snapshot::{Seen, Snapshot};
use crate::diagnostic::{Code as RuleCode, Diagnostic, LeftOut, Severity};
use crate::rules::Rule;
use crate::schema::SectionKind;
use crate::sources::FileId;

/// Who says so.
const SOURCE: &str = "supervisor-lint";

/// What a file lacks that only a main file needs.
const LACKS_DAEMON: &str = "missing-supervisord-section";

/// So many findings of a rule are shown in files that are not open, all of these together: nobody goes through more.
const MOST_ELSEWHERE: usize = 1_000;

/// Rules whose findings are about something that does nothing.
const UNNECESSARY: [&str; 8] = [
    "duplicate-option",
    "exitcodes-without-effect",
    "nested-include-ignored",
    "plugin-option-without-plugin",
    "program-listed-twice",
    "stderr-logfile-ignored",
    "unused-suppression",
    "whitespace-in-header",
];

/// Rules whose findings are about something that is on its way out.
const DEPRECATED: [&str; 1] = ["deprecated-option"];

/// The findings in a document, those of all configurations that it belongs to.
pub(super) fn of_document(snapshot: &Snapshot, document: &Document) -> Vec<lsp::Diagnostic> {
    let mut all = Merged::default();
    for Seen { examined, file } in snapshot.all(document) {
        all.extend(shown(&examined, file).map(|finding| diagnostic(snapshot, &examined, finding)));
        all.extend(examined.findings(file).into_iter().flat_map(|found| &found.left_out).map(more));
    }
    all.list
}

/// What a file has more of than is shown, at its beginning.
fn more(left_out: &LeftOut) -> lsp::Diagnostic {
    let LeftOut { code, severity, count } = left_out;
    let code = code.name();
    lsp::Diagnostic {
        range: lsp::Range::default(),
        severity: Some(level(*severity)),
        code: Some(Code::String(code.to_owned())),
        code_description: None,
        source: Some(SOURCE.to_owned()),
        message: lsp::Message::String(format!("{count} more findings of {code}, which are not shown")),
        tags: None,
        related_information: None,
        data: None,
    }
}

fn level(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Info => DiagnosticSeverity::Information,
    }
}

/// The findings in the files that the open documents' configurations include, and that are not open themselves. Files without
/// findings are not among them.
pub(super) fn of_others(snapshot: &Snapshot) -> (BTreeMap<String, Vec<lsp::Diagnostic>>, Vec<String>) {
    let mains: BTreeMap<_, _> = snapshot
        .documents
        .iter()
        .filter(|document| document.is_file)
        .flat_map(|document| snapshot.mains(document))
        .map(|main| (main.clone(), snapshot.examine(&main)))
        .collect();
    let mut files: BTreeMap<String, Merged> = BTreeMap::new();
    let mut seen: HashMap<RuleCode, usize> = HashMap::new();
    for examined in mains.values() {
        for file in examined.files() {
            if snapshot.documents.of_file(examined.path(file)).next().is_some() {
                continue;
            }
            let few = shown(examined, file).filter(|finding| {
                let seen = seen.entry(finding.code).or_default();
                *seen += 1;
                *seen <= MOST_ELSEWHERE
            });
            let mut found = few.map(|finding| diagnostic(snapshot, examined, finding)).peekable();
            if found.peek().is_some() {
                let Uri(uri) = snapshot.uri(examined, file);
                files.entry(uri).or_default().extend(found);
            }
        }
    }
    let faults = mains.values().flat_map(|examined| examined.faults.clone()).collect();
    (files.into_iter().map(|(uri, found)| (uri, found.list)).collect(), faults)
}

/// The findings of a configuration that stand in one of its files.
pub(super) fn shown(examined: &Examined, file: FileId) -> impl Iterator<Item = &Diagnostic> {
    // Few files lack it: the others need not be looked at.
    let lacks = |finding: &Diagnostic| finding.code.name() == LACKS_DAEMON;
    let found = examined.findings(file).into_iter().flat_map(|found| &found.findings);
    found.filter(move |finding| !(lacks(finding) && is_part(examined)))
}

/// True for what is to be included by a main file that nobody has found: it has nothing that only a main file has.
fn is_part(examined: &Examined) -> bool {
    let Some(page) = examined.analysis.as_ref().and_then(|analysis| examined.page(analysis.main()?)) else {
        return false;
    };
    let (sections, _) = parse_sections(page.text());
    let of_main = |name: &str| {
        SectionKind::of(name).is_some_and(|(kind, _)| !kind.has_processes() && kind != SectionKind::Group)
    };
    examined.main().file_name().is_none_or(|name| name != "supervisord.conf")
        && !sections.iter().any(|section| of_main(section.name.of(page.text())))
}

/// Findings of several configurations in one file: what two of them find counts once.
#[derive(Default)]
struct Merged {
    list: Vec<lsp::Diagnostic>,
    seen: HashSet<(lsp::Range, Option<Code>, lsp::Message)>,
}

impl Merged {
    fn extend(&mut self, found: impl Iterator<Item = lsp::Diagnostic>) {
        for diagnostic in found {
            let key = (diagnostic.range, diagnostic.code.clone(), diagnostic.message.clone());
            if self.seen.insert(key) {
                self.list.push(diagnostic);
            }
        }
    }
}

/// A finding as the protocol has it.
pub(super) fn diagnostic(snapshot: &Snapshot, examined: &Examined, finding: &Diagnostic) -> lsp::Diagnostic {
    let name = finding.code.name();
    let tag = if UNNECESSARY.contains(&name) {
        Some(DiagnosticTag::Unnecessary)
    } else {
        DEPRECATED.contains(&name).then_some(DiagnosticTag::Deprecated)
    };
    // As the protocol counts them.
    let number = |tag: DiagnosticTag| if tag == DiagnosticTag::Unnecessary { 1 } else { 2 };
    let tag = tag.filter(|tag| snapshot.client.diagnostic_tags.contains(&number(*tag)));
    let related = finding.related.iter().filter(|_| snapshot.client.related_information);
    let related: Vec<_> = related
        .map(|label| DiagnosticRelatedInformation {
            location: snapshot.location(examined, label.location),
            message: label.text.clone(),
        })
        .collect();
    let url = Rule::named(name).and_then(Rule::url);
    lsp::Diagnostic {
        range: snapshot.range(examined, finding.primary.location),
        severity: Some(level(finding.severity)),
        code: Some(Code::String(name.to_owned())),
        code_description: url.map(|url| CodeDescription { href: Uri(url) }),
        source: Some(SOURCE.to_owned()),
        message: lsp::Message::String(format!("{}\nhelp: {}", finding.message, finding.help)),
        tags: tag.map(|tag| vec![tag]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_rules_that_exist() {
        for name in UNNECESSARY.iter().chain(&DEPRECATED).chain([&LACKS_DAEMON]) {
            assert!(Rule::named(name).is_some(), "{name}");
        }
    }
}

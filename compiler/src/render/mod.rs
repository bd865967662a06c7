//! Findings, plans and diffs as people and programs read them: one file per format.
//!
//! [`Report`] puts the findings of one or more compilations in reading order; the formats only write it down.

pub mod checkstyle;
pub mod concise;
pub mod diff_json;
pub mod diff_markdown;
pub mod diff_text;
#[cfg(feature = "cli")]
pub mod diff_unified;
#[cfg(feature = "cli")]
mod excerpt;
pub mod facts_json;
pub mod facts_junit;
pub mod facts_text;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod json_lines;
pub mod junit;
mod markdown;
mod origin;
mod paint;
pub mod plan_json;
pub mod plan_text;
pub mod recognized;
pub mod rules;
#[cfg(test)]
pub(crate) mod sample;
pub mod sample_file;
pub mod sarif;
pub mod sealed;
mod secret;
pub mod show_json;
pub mod show_text;
pub mod statistics;
#[cfg(feature = "cli")]
pub mod text;
#[cfg(feature = "cli")]
pub mod unified;
pub mod update_plan;
mod xml;

pub use origin::Texts;
pub use paint::Paint;
pub(crate) use paint::{one_line, shown_path};
pub use secret::Secrets;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::path::{Component, Path, PathBuf};

use crate::compile::Compilation;
use crate::diagnostic::{Code, Diagnostic, LeftOut, Severity};
use crate::rules::Rule;
use crate::sources::{FileId, Location, Position, Sources};

/// Findings in reading order: by file, then line, then column.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The findings.
    pub findings: Vec<Finding<'a>>,
    /// Findings that are only counted, by code.
    pub left_out: Vec<LeftOut>,
    /// How many there are, those among them.
    pub summary: Summary,
    /// Every file that was read, as it is printed.
    files: BTreeSet<PathBuf>,
    originals: bool,
}

/// One finding and the texts it points into.
#[derive(Debug, Clone)]
pub struct Finding<'a> {
    /// What was found.
    pub diagnostic: &'a Diagnostic,
    /// The texts of its compilation.
    pub sources: &'a Sources,
    base: &'a Path,
}

/// A place as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the current directory where it lies below it.
    pub file: PathBuf,
    /// Where it starts.
    pub start: Position,
    /// Just past its end.
    pub end: Position,
}

/// How many findings there are, and in how many files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    /// Files that were read, included ones among them.
    pub files: usize,
    /// Findings of level error.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
    /// Findings of level info.
    pub infos: usize,
}

impl<'a> Report<'a> {
    /// Collects the findings of `compilations`. Paths below `base`, an absolute directory, are shown relative to
    /// it. What two compilations find in a file that both include is reported once.
    pub fn new(compilations: impl IntoIterator<Item = &'a Compilation>, base: &'a Path) -> Self {
        let mut findings = Vec::new();
        let mut files = BTreeSet::new();
        let mut known = HashSet::new();
        let mut left_out: BTreeMap<Code, LeftOut> = BTreeMap::new();
        for Compilation { sources, diagnostics, left_out: more, .. } in compilations {
            for more in more {
                left_out.entry(more.code).or_insert(LeftOut { count: 0, ..*more }).count += more.count;
            }
            files.extend(sources.iter().map(|(_, source)| relative(&source.path, base)));
            let mut sorted: Vec<_> = diagnostics.iter().collect();
            sorted.sort_by_key(|diagnostic| diagnostic.primary.location);
            for diagnostic in sorted {
                let Location { file, span } = diagnostic.primary.location;
                let key = (sources.path(file), span, diagnostic.code, diagnostic.message.as_str());
                if known.insert(key) {
                    findings.push(Finding { diagnostic, sources, base });
                }
            }
        }
        let left_out: Vec<_> = left_out.into_values().collect();
        let count = |level| {
            let more = left_out.iter().filter(|more| more.severity == level).map(|more| more.count);
            findings.iter().filter(|finding| finding.diagnostic.severity == level).count()
                + more.sum::<usize>()
        };
        let summary = Summary {
            files: files.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        };
        Self { findings, left_out, summary, files, originals: false }
    }

    /// Also shows, in the formats for people, what Supervisor prints for each error. (Formats for programs always do.)
    #[must_use]
    pub fn with_originals(mut self, show: bool) -> Self {
        self.originals = show;
        self
    }

    /// What Supervisor prints for an error, if that is to be shown. It prints the first it meets, and stops.
    fn original(&self, diagnostic: &Diagnostic) -> Option<String> {
        let text = diagnostic.original.as_ref().filter(|_| self.originals)?;
        Some(format!("Supervisor says: Error: {text}"))
    }

    /// A line for each code of which not all findings are shown.
    fn more(&self) -> String {
        let line = |more: &LeftOut| {
            let LeftOut { code, severity, count } = more;
            format!("{}[{code}]: {count} more, which are not shown\n", severity.name())
        };
        self.left_out.iter().map(line).collect()
    }

    /// Every file that was read, sorted, each with the findings in it.
    fn by_file(&self) -> BTreeMap<PathBuf, Vec<&Finding<'a>>> {
        let mut files: BTreeMap<_, Vec<_>> =
            self.files.iter().map(|file| (file.clone(), Vec::new())).collect();
        for finding in &self.findings {
            files.entry(finding.path(finding.diagnostic.primary.location.file)).or_default().push(finding);
        }
        files
    }

    /// The worst level found.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.diagnostic.severity).max()
    }
}

impl Finding<'_> {
    /// The rule that documents it.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        Rule::named(self.diagnostic.code.name())
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place_of(self.diagnostic.primary.location)
    }

    /// Where another of its locations is.
    #[must_use]
    pub fn place_of(&self, location: Location) -> Place {
        Place::new(self.sources, location, self.base)
    }

    /// The path of one of its files as it is printed.
    #[must_use]
    pub fn path(&self, file: FileId) -> PathBuf {
        relative(self.sources.path(file), self.base)
    }
}

impl Place {
    /// The place of `location`, its file relative to `base` where it lies below it.
    #[must_use]
    pub fn new(sources: &Sources, location: Location, base: &Path) -> Self {
        Self {
            file: relative(sources.path(location.file), base),
            start: sources.position(location),
            end: sources.end_position(location),
        }
    }
}

/// `file:line:column`, which terminals and editors make clickable.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", shown_path(&self.file), self.start.line, self.start.column)
    }
}

impl Severity {
    /// The level's name in every format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// `2 errors, 1 warning in 3 files`, `no findings in 1 file`.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let levels = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")];
        let found: Vec<_> =
            levels.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(n, what)).collect();
        let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
        write!(f, "{found} in {}", counted(self.files, "file"))
    }
}

/// `1 file`, `2 files`, `2 processes`.
pub(crate) fn counted(number: usize, what: &str) -> String {
    let ending = match number {
        1 => "",
        _ if what.ends_with('s') => "es",
        _ => "s",
    };
    format!("{number} {what}{ending}")
}

/// Without `./`, too: services take `./a.conf` and `a.conf` for two files.
fn relative(path: &Path, base: &Path) -> PathBuf {
    let path = path.strip_prefix(base).unwrap_or(path);
    if path.components().next() == Some(Component::CurDir) {
        return path.components().skip(1).collect();
    }
    path.to_path_buf()
}

#[cfg(test)]
pub(crate) mod tests {
    use supervisor_grammar::Span;

    use super::*;
    use crate::diagnostic::{Edit, Fix, Label};

    const MAIN: &str = "[supervisord]\nminfds = lots\n[include]\nfiles = conf.d/*.conf\n";
    const APP: &str =
        "[program:wéb]\ncommand = /bin/wéb; startsecs = 1.5\nstartsecs = 1.5\nstartsecs =\n  1.5\n";

    fn at(file: FileId, text: &str, part: &str) -> Location {
        let start = text.rfind(part).expect("the part is in the text");
        Location { file, span: Span::new(start..start + part.len()) }
    }

    /// Two files with a finding of each level, given out of order.
    pub(crate) fn sample() -> Compilation {
        let mut sources = Sources::default();
        let main = sources.add("supervisord.conf", MAIN);
        let app = sources.add("/srv/conf.d/app.conf", APP);
        let diagnostics = vec![
            Diagnostic::warning(
                Code("set-twice"),
                "startsecs is set twice in [program:wéb]; the last one counts",
                Label::new(at(app, APP, "startsecs =\n  1.5"), "this one counts"),
                "remove one of them",
            )
            .with_related(Label::new(at(app, APP, "startsecs = 1.5\nstartsecs").first(9), "first set here"))
            .with_related(Label::new(at(main, MAIN, "conf.d/*.conf"), "the file is included here")),
            Diagnostic::error(
                Code("bad-integer"),
                "minfds must be a whole number, not \"lots\"",
                Label::new(at(main, MAIN, "lots"), "not a whole number"),
                "write digits only, such as 1024",
                "invalid literal for int() with base 10: 'lots'",
            )
            .with_fix(Fix::safe("write `1024`", [Edit::new(at(main, MAIN, "lots"), "1024")])),
            Diagnostic {
                severity: Severity::Info,
                ..Diagnostic::warning(
                    Code("commented-option"),
                    "a comment ends the command",
                    Label::new(at(app, APP, "; startsecs = 1.5"), "everything from here on is a comment"),
                    "quote the semicolon",
                )
                .on_host()
            },
        ];
        let left_out = Vec::new();
        Compilation { plan: None, sources, diagnostics, left_out }
    }

    impl Location {
        fn first(self, length: u32) -> Self {
            Self { span: Span { end: self.span.start + length, ..self.span }, ..self }
        }
    }

    #[test]
    fn findings_are_sorted_by_place_and_reported_once() {
        let (one, two) = (sample(), sample());
        let report = Report::new([&one, &two], Path::new("/srv"));
        let places: Vec<_> = report.findings.iter().map(|finding| finding.place().to_string()).collect();
        assert_eq!(places, ["supervisord.conf:2:10", "conf.d/app.conf:2:19", "conf.d/app.conf:4:1"]);
        assert_eq!(report.summary.to_string(), "1 error, 1 warning, 1 info in 2 files");
        assert_eq!(report.worst(), Some(Severity::Error));
    }

    #[test]
    fn paths_are_told_in_one_way() {
        let shown = |path: &str| relative(Path::new(path), Path::new("/srv")).to_string_lossy().into_owned();
        assert_eq!(["/srv/a.conf", "./a.conf", "a.conf"].map(shown), ["a.conf"; 3]);
        assert_eq!(["../a.conf", "/etc/a.conf"].map(shown), ["../a.conf", "/etc/a.conf"]);
    }

    #[test]
    fn what_is_left_out_counts() {
        let more = |count| LeftOut { code: Code("bad-integer"), severity: Severity::Error, count };
        let compilation = Compilation { left_out: vec![more(999)], ..sample() };
        let report = Report::new([&compilation], Path::new("/"));
        assert_eq!(report.summary.to_string(), "1000 errors, 1 warning, 1 info in 2 files");
        assert_eq!(report.more(), "error[bad-integer]: 999 more, which are not shown\n");
    }

    #[test]
    fn a_clean_report_says_so() {
        let clean = Compilation { diagnostics: Vec::new(), ..sample() };
        let report = Report::new([&clean], Path::new("/"));
        assert_eq!(report.summary.to_string(), "no findings in 2 files");
        assert_eq!(report.worst(), None);
    }
}

//! Findings that were there when supervisor-lint was adopted: only new ones are reported.
//!
//! A finding is known again by its rule, file, section, option and the text it is about, not by its line: lines may move, and
//! sections change their order. What Supervisor refuses is never in a baseline.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use supervisor_grammar::{Section as Block, is_space, parse_sections};

use crate::compile::{Compilation, Options};
use crate::diagnostic::Diagnostic;
use crate::sources::{FileId, Location, Sources};

/// The version of the shape.
const VERSION: u32 = 1;

/// Known findings, as they are kept in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Entry>,
}

/// Findings that cannot be told apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What they are.
    #[serde(flatten)]
    pub key: Key,
    /// How many there are.
    pub count: usize,
}

/// What a finding is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// From the directory of the baseline where it lies below it.
    pub file: String,
    /// Without brackets; none: before the first one.
    pub section: Option<String>,
    /// In small letters; none: it is about the section.
    pub option: Option<String>,
    /// The rule's name.
    pub rule: String,
    /// Of the text that the finding is about, white space aside.
    pub fingerprint: String,
}

/// Why a file is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not in this shape.
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    /// In a shape of the future.
    #[error("it has version {0}, and this supervisor-lint knows version {VERSION}")]
    Version(u32),
}

/// What a baseline did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Findings that it knew.
    pub known: usize,
    /// What is left of it: entries whose findings have gone, at least some of them.
    pub left: Vec<Key>,
}

/// Where paths of a baseline begin, and where the files were looked for.
#[derive(Debug, Clone, Copy)]
pub struct Base<'b> {
    /// The directory of the baseline, absolute.
    pub directory: &'b Path,
    /// What the compilations depended on.
    pub options: &'b Options,
}

impl Baseline {
    /// Takes over the entries of an earlier one that `keep` wants.
    #[must_use]
    pub fn with_entries_of(mut self, earlier: Self, keep: impl Fn(&Key) -> bool) -> Self {
        self.findings.extend(earlier.findings.into_iter().filter(|entry| keep(&entry.key)));
        self.findings.sort_by(|one, other| one.key.cmp(&other.key));
        self
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = serde_json::from_str(text)?;
        if baseline.version == VERSION { Ok(baseline) } else { Err(BaselineError::Version(baseline.version)) }
    }

    /// All findings of these compilations. What two of them find in a file that both include counts once.
    pub fn new<'c>(compilations: impl IntoIterator<Item = &'c Compilation>, base: Base<'_>) -> Self {
        let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
        let mut seen = HashMap::new();
        for compilation in compilations {
            let mut keys = Keys::new(&compilation.sources, base);
            for finding in compilation.diagnostics.iter().filter(|finding| !finding.is_refusal()) {
                if seen.insert(identity(finding, &compilation.sources), ()).is_none() {
                    *counts.entry(keys.key(finding)).or_default() += 1;
                }
            }
        }
        let findings = counts.into_iter().map(|(key, count)| Entry { key, count }).collect();
        Self { version: VERSION, findings }
    }

    /// The text of the file: sorted, so that a change of it is easily read.
    ///
    /// # Errors
    /// None in practice: every part is text or a number.
    pub fn render(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// How many findings it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.iter().map(|entry| entry.count).sum()
    }

    /// True when it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Takes the findings that are known out of the compilations.
    pub fn apply<'c>(
        &self,
        compilations: impl IntoIterator<Item = &'c mut Compilation>,
        base: Base<'_>,
    ) -> Outcome {
        let entries = self.findings.iter().map(|entry| (entry.key.clone(), entry.count));
        let mut left: BTreeMap<Key, usize> = entries.collect();
        let mut verdicts = HashMap::new();
        let mut known = 0;
        for compilation in compilations {
            let Compilation { sources, diagnostics, .. } = compilation;
            let mut keys = Keys::new(sources, base);
            diagnostics.retain(|finding| {
                let is_known = *verdicts.entry(identity(finding, sources)).or_insert_with(|| {
                    let taken = match left.get_mut(&keys.key(finding)) {
                        Some(count) if *count > 0 && !finding.is_refusal() => {
                            *count -= 1;
                            true
                        }
                        _ => false,
                    };
                    known += usize::from(taken);
                    taken
                });
                !is_known
            });
        }
        let left = left.into_iter().filter(|(_, count)| *count > 0).map(|(key, _)| key).collect();
        Outcome { known, left }
    }
}

/// What makes a finding the same in two compilations.
fn identity(finding: &Diagnostic, sources: &Sources) -> (PathBuf, u32, u32, &'static str, String) {
    let Location { file, span } = finding.primary.location;
    let path = sources.path(file).to_path_buf();
    (path, span.start, span.end, finding.code.name(), finding.message.clone())
}

/// Makes keys; files are parsed when they are first needed.
struct Keys<'k> {
    sources: &'k Sources,
    base: Base<'k>,
    blocks: HashMap<FileId, Vec<Block>>,
}

impl<'k> Keys<'k> {
    fn new(sources: &'k Sources, base: Base<'k>) -> Self {
        Self { sources, base, blocks: HashMap::new() }
    }

    fn key(&mut self, finding: &Diagnostic) -> Key {
        let Location { file, span } = finding.primary.location;
        let text = self.sources.get(file).map_or("", |source| &source.text);
        let blocks = self.blocks.entry(file).or_insert_with(|| parse_sections(text).0);
        let next = blocks.partition_point(|block| block.header.start <= span.start);
        let block = next.checked_sub(1).and_then(|index| blocks.get(index));
        let entry = block.and_then(|block| {
            let next = block.entries.partition_point(|entry| entry.key.start <= span.start);
            block.entries.get(next.checked_sub(1)?)
        });
        let entry = entry.filter(|entry| span.start <= entry.value_span().end.max(entry.delimiter.end));
        let section = block.map(|block| block.name.of(text).to_owned());
        let option = entry.map(|entry| entry.key(text).into_owned());
        let about = match span.of(text) {
            "" => option.as_deref().or(section.as_deref()).unwrap_or_default(),
            about => about,
        };
        let path = super::absolute(self.sources.path(file), self.base.options);
        let below = path.strip_prefix(self.base.directory).unwrap_or(&path);
        Key {
            file: below.to_string_lossy().into_owned(),
            rule: finding.code.name().to_owned(),
            fingerprint: fingerprint(about),
            section,
            option,
        }
    }
}

/// A number for a text that stays the same between releases and machines (FNV-1a, 64 bits). White space counts as one space.
fn fingerprint(text: &str) -> String {
    let words = text.split(is_space).filter(|word| !word.is_empty());
    let bytes = words.flat_map(|word| word.bytes().chain([b' ']));
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let hash = bytes.fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Settings, lint};
    use crate::system::MemorySystem;

    const WEB: &str = "[program:web]\ncommand=/bin/web\nstartsecs=0\nautorestart=true\n";
    const MAIL: &str = "[program:mail]\ncommand=/bin/mail\nstartsecs=0\nautorestart=true\n";
    const MAIN: &str = "[supervisord]\nuser=root\n";

    /// Only this rule: others come and go.
    fn compilation(text: &str) -> Compilation {
        let mut system = MemorySystem::new();
        system.add_file("/etc/a.conf", text);
        let mut settings = Settings::default();
        settings.selection.select("startsecs-zero-restart-loop").unwrap();
        lint(Path::new("/etc/a.conf"), &system, &Options::default(), &settings).unwrap()
    }

    fn base(options: &Options) -> Base<'_> {
        Base { directory: Path::new("/etc"), options }
    }

    fn applied(baseline: &Baseline, text: &str) -> (usize, usize, usize) {
        let options = Options::default();
        let mut new = compilation(text);
        let outcome = baseline.apply([&mut new], base(&options));
        (outcome.known, new.diagnostics.len(), outcome.left.len())
    }

    #[test]
    fn findings_are_known_wherever_they_have_moved() {
        let options = Options::default();
        let old = compilation(&format!("{MAIN}{WEB}{MAIL}"));
        let baseline = Baseline::new([&old, &old], base(&options));
        assert_eq!(baseline.len(), 2);
        insta::assert_snapshot!(baseline.render().unwrap(), @r#"
        {
          "version": 1,
          "findings": [
            {
              "file": "a.conf",
              "section": "program:mail",
              "option": "startsecs",
              "rule": "startsecs-zero-restart-loop",
              "fingerprint": "07fc0807b4bd06fd",
              "count": 1
            },
            {
              "file": "a.conf",
              "section": "program:web",
              "option": "startsecs",
              "rule": "startsecs-zero-restart-loop",
              "fingerprint": "07fc0807b4bd06fd",
              "count": 1
            }
          ]
        }
        "#);
        assert_eq!(applied(&baseline, &format!("; new\n\n{MAIL}\n{MAIN}{WEB}")), (2, 0, 0));
        assert_eq!(applied(&baseline, &format!("{MAIN}{MAIL}")), (1, 0, 1), "one has gone");
        let more = WEB.replace("web", "new");
        assert_eq!(applied(&baseline, &format!("{MAIN}{MAIL}{WEB}{more}")), (2, 1, 0), "one is new");
    }

    #[test]
    fn what_is_no_baseline() {
        assert!(Baseline::parse("{}").is_err());
        let error = Baseline::parse("{\"version\": 2, \"findings\": []}").unwrap_err();
        assert_eq!(error.to_string(), "it has version 2, and this supervisor-lint knows version 1");
        assert!(Baseline::parse("{\"version\": 1, \"findings\": []}").unwrap().is_empty());
    }
}

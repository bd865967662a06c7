//! Reads the comments `; lint: allow(rule) reason`, and what each of them is about.

use supervisor_grammar::{Line, LineKind, Span, Tree, is_space, parse};

use crate::compile::File;
use crate::lint::edits::{line_start, next_line};
use crate::lint::select::{Choice, UnknownRule};
use crate::sources::{FileId, Location};

/// What every such comment contains.
const MARK: &str = "lint:";

/// Findings that somebody knows of.
pub(super) struct Allowance {
    /// From its `;` or `#` to the end of the comment.
    pub(super) place: Location,
    /// What it names.
    pub(super) words: Vec<Word>,
    /// What it is about.
    pub(super) scope: Scope,
    /// The line it stands on, without its end.
    pub(super) line: Span,
    /// The same with its end.
    pub(super) whole_line: Span,
}

/// A rule or a category in the parentheses.
pub(super) struct Word {
    /// Where it stands in the file.
    pub(super) span: Span,
    /// What it stands for.
    pub(super) choice: Result<Choice, UnknownRule>,
    /// It has allowed something.
    pub(super) used: bool,
    /// There was an error that it cannot allow.
    pub(super) blocked: bool,
}

/// What an allowance is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The file.
    File,
    /// The section as it is written from here to here.
    Section(Span),
    /// The option, its continuation lines with it.
    Option(Span),
    /// Nothing follows.
    Nothing,
}

/// A comment that looks like an allowance and is none.
pub(super) struct Fault {
    pub(super) place: Location,
    pub(super) message: String,
    pub(super) label: &'static str,
    pub(super) help: String,
}

/// What the comments of a file say.
#[derive(Default)]
pub(super) struct Comments {
    pub(super) allowances: Vec<Allowance>,
    pub(super) faults: Vec<Fault>,
}

impl Comments {
    /// Adds those of a file. Costs next to nothing for a file without any.
    pub(super) fn read(&mut self, file: &File) {
        let text = &**file.text;
        if !has_mark(text) {
            return;
        }
        let (tree, _) = parse(text);
        // Those on lines of their own, which wait for what they stand above.
        let mut waiting = self.allowances.len();
        for line in &tree.lines {
            let begin = self.allowances.len();
            self.read_line(file, line);
            let scope = match line.kind {
                LineKind::Blank | LineKind::Comment => continue,
                LineKind::Header { section } => section_scope(&tree, section, text),
                LineKind::Entry { section, entry } | LineKind::Continuation { section, entry } => {
                    option_scope(&tree, section, entry, text)
                }
                LineKind::Error => Scope::Nothing,
            };
            debug_assert!(waiting <= begin);
            for allowance in self.allowances.iter_mut().skip(waiting) {
                if allowance.scope != Scope::File {
                    allowance.scope = scope;
                }
            }
            waiting = self.allowances.len();
        }
    }

    fn read_line(&mut self, file: &File, line: &Line) {
        let text = &**file.text;
        if !has_mark(line.span.of(text)) {
            return;
        }
        let Some(comment) = line.comment else { return };
        let said = comment.of(text);
        let small = said.to_ascii_lowercase();
        let starts: Vec<_> =
            small.match_indices(MARK).filter_map(|(at, _)| sign_before(&small, at)).collect();
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).map_or(said.len(), |next| *next);
            let part = said.get(*start..end).unwrap_or_default();
            let offset = comment.start as usize + start;
            self.read_comment(file.id, line, part, offset);
        }
    }

    /// One `; lint: …`, which stands at `offset`.
    fn read_comment(&mut self, file: FileId, line: &Line, written: &str, offset: usize) {
        // Capital letters mean the same, and take as many bytes.
        let part = written.to_ascii_lowercase();
        let Some((before, after)) = part.split_once(MARK) else { return };
        let explicit = before.ends_with("supervisor-");
        let after = after.trim_start_matches(is_space);
        let verb =
            after.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').next().unwrap_or("");
        let rest = after.get(verb.len()..).unwrap_or_default().trim_start_matches(is_space);
        let place = |part: &str| {
            let part = part.trim_end_matches(is_space);
            Location { file, span: Span::new(offset..offset + part.len()) }
        };
        let inner = rest.strip_prefix('(');
        let Some(inner) = inner.filter(|_| verb == "allow" || verb == "allow-file") else {
            let named = rest.trim_start_matches(['=', ':', ' ']);
            let name = named.split(|letter: char| is_space(letter) || letter == ',').next().unwrap_or("");
            let is_verb = verb.starts_with("allow") || ["disable", "ignore", "off"].contains(&verb);
            let forgotten =
                is_verb && (rest.is_empty() && verb.starts_with("allow") || Choice::new(name).is_ok());
            if explicit || inner.is_some() || forgotten {
                self.faults.push(Fault {
                    place: place(&part),
                    message: format!(
                        "`{}` allows nothing",
                        written.trim_start_matches([';', '#', ' ', '\t']).trim_end()
                    ),
                    label: "not understood",
                    help: "write `; lint: allow(rule) reason` or `; lint: allow-file(rule) reason`"
                        .to_owned(),
                });
            }
            return;
        };
        let (names, closed) = inner.split_once(')').map_or((inner, false), |(names, _)| (names, true));
        let mut at = offset + (part.len() - inner.len());
        let mut words = Vec::new();
        for name in names.split(',') {
            let word = name.trim_matches(is_space);
            let start = at + (name.len() - name.trim_start_matches(is_space).len());
            at += name.len() + 1;
            if !word.is_empty() {
                let span = Span::new(start..start + word.len());
                words.push(Word { span, choice: Choice::new(word), used: false, blocked: false });
            }
        }
        if !closed || words.is_empty() {
            self.faults.push(Fault {
                place: place(&part),
                message: if closed {
                    "this comment names no rule".to_owned()
                } else {
                    "`)` is missing".to_owned()
                },
                label: "allows nothing",
                help: "write `; lint: allow(rule) reason`".to_owned(),
            });
            return;
        }
        self.allowances.push(Allowance {
            place: place(&part),
            words,
            scope: if verb == "allow-file" { Scope::File } else { Scope::Nothing },
            line: line.span,
            whole_line: line.span.to(line.terminator),
        });
    }
}

/// True for a text in which a mark may be. Of the ways to write it with capital letters, the two that people use.
fn has_mark(text: &str) -> bool {
    [MARK, "LINT:", "Lint:"].iter().any(|mark| text.contains(mark))
}

/// Where the `;` or `#` stands that comes right before a mark at `at`, or before the `supervisor-` of the mark.
fn sign_before(said: &str, at: usize) -> Option<usize> {
    let before = said.get(..at)?;
    let before = before.strip_suffix("supervisor-").unwrap_or(before).trim_end_matches(is_space);
    let start = before.trim_end_matches([';', '#']).len();
    (start < before.len()).then_some(start)
}

/// From the line of a header to that of the next.
fn section_scope(tree: &Tree, section: u32, text: &str) -> Scope {
    let start = |index: usize| {
        let section = tree.sections.get(index)?;
        Some(line_start(text, section.header.start as usize))
    };
    let index = section as usize;
    let Some(begin) = start(index) else { return Scope::Nothing };
    let end = start(index + 1).unwrap_or(text.len() + 1);
    Scope::Section(Span::new(begin..end))
}

/// From the line of a key to the last line of its value.
fn option_scope(tree: &Tree, section: u32, entry: u32, text: &str) -> Scope {
    let section = tree.sections.get(section as usize);
    let Some(entry) = section.and_then(|section| section.entries.get(entry as usize)) else {
        return Scope::Nothing;
    };
    let last = entry.value_span().end.max(entry.delimiter.end) as usize;
    let end = next_line(text, last);
    // What stands at the very end of a text stands in its last line.
    let end = if end == text.len() { end + 1 } else { end };
    Scope::Option(Span::new(line_start(text, entry.key.start as usize)..end))
}

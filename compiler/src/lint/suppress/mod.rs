//! Comments that say which findings somebody knows of: `; lint: allow(rule) reason`.
//!
//! At the end of a line it is about the option, with its continuation lines, or about the section when the line is a header; on a
//! line of its own about what follows; `allow-file` about the file. What Supervisor refuses cannot be allowed: the file is
//! refused, whoever looks away.

mod comment;
#[cfg(feature = "cli")]
pub(crate) mod write;

use std::collections::BTreeMap;

use comment::{Allowance, Comments, Scope, Word};
use supervisor_grammar::{Span, is_space, parse};

use super::select::Choice;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Label, LeftOut};
use crate::lint::Subject;
use crate::rules::{ALL, Rule, When};
use crate::sources::{FileId, Location};

const UNUSED: &str = "unused-suppression";
const UNKNOWN: &str = "unknown-suppression";

/// Leaves out what comments allow, and adds what is wrong with the comments.
pub(super) fn apply(found: Vec<Diagnostic>, left_out: &[LeftOut], subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut comments = Comments::default();
    subject.files().iter().for_each(|file| comments.read(file));
    if comments.allowances.is_empty() && comments.faults.is_empty() {
        return found;
    }
    let mut allowances = Allowances::new(comments.allowances);
    let mut kept: Vec<_> = found.into_iter().filter(|finding| !allowances.allow(finding)).collect();
    let mut about = Vec::new();
    if let Some(rule) = Rule::named(UNKNOWN) {
        about.extend(
            comments
                .faults
                .into_iter()
                .map(|fault| finding(rule, fault.place, fault.message, fault.label, fault.help)),
        );
        about.extend(allowances.list.iter().flat_map(|allowance| unknown(rule, allowance)));
    }
    if let Some(rule) = Rule::named(UNUSED) {
        let text = |place: Location| subject.file(place).map_or("", |file| &**file.text);
        for allowance in &allowances.list {
            let words = allowance.words.iter().filter(|word| is_unused(word, left_out, subject));
            let unused: Vec<_> = words.collect();
            about.extend(
                unused.iter().map(|word| unneeded(rule, word, &unused, allowance, text(allowance.place))),
            );
        }
    }
    let about = about.into_iter().filter_map(|finding| subject.settings().selection.judge(finding));
    kept.extend(about.filter(|finding| !allowances.allow(finding)));
    kept
}

/// All allowances, found by place.
struct Allowances {
    list: Vec<Allowance>,
    /// Indices into the list, by where what they are about begins.
    files: BTreeMap<FileId, Vec<usize>>,
    sections: BTreeMap<(FileId, u32), Vec<usize>>,
    options: BTreeMap<(FileId, u32), Vec<usize>>,
}

impl Allowances {
    fn new(list: Vec<Allowance>) -> Self {
        let (mut files, mut sections, mut options) =
            (BTreeMap::<_, Vec<_>>::new(), BTreeMap::new(), BTreeMap::new());
        for (index, allowance) in list.iter().enumerate() {
            let file = allowance.place.file;
            match allowance.scope {
                Scope::File => files.entry(file).or_default().push(index),
                Scope::Section(span) => put(&mut sections, file, span, index),
                Scope::Option(span) => put(&mut options, file, span, index),
                Scope::Nothing => {}
            }
        }
        Self { list, files, sections, options }
    }

    /// True for a finding that is allowed; all comments that allow it are in use.
    fn allow(&mut self, finding: &Diagnostic) -> bool {
        let Location { file, span } = finding.primary.location;
        let whole = self.files.get(&file).into_iter().flatten().copied();
        let near = [&self.sections, &self.options].into_iter().flat_map(|places| {
            let (_, indices) = places.range(..=(file, span.start)).next_back()?;
            Some(indices)
        });
        let near = near.flatten().copied();
        let mut allowed = false;
        for index in whole.chain(near).collect::<Vec<_>>() {
            let Some(allowance) = self.list.get_mut(index) else { continue };
            let inside = match allowance.scope {
                Scope::File => true,
                Scope::Section(scope) | Scope::Option(scope) => {
                    allowance.place.file == file && scope.start <= span.start && span.start < scope.end
                }
                Scope::Nothing => false,
            };
            for word in allowance.words.iter_mut().filter(|_| inside) {
                if word.names(finding.code) {
                    word.blocked |= finding.is_refusal();
                    word.used |= !finding.is_refusal();
                    allowed |= !finding.is_refusal();
                }
            }
        }
        allowed
    }
}

fn put(places: &mut BTreeMap<(FileId, u32), Vec<usize>>, file: FileId, span: Span, index: usize) {
    places.entry((file, span.start)).or_default().push(index);
}

impl Word {
    fn names(&self, code: Code) -> bool {
        // Whether a comment is needed must not depend on comments that are about everything.
        let about_comments = code.name() == UNUSED;
        match &self.choice {
            Ok(choice @ Choice::Rule(_)) => choice.precision(code) > 0,
            Ok(choice) => !about_comments && choice.precision(code) > 0,
            Err(_) => false,
        }
    }
}

/// True when what the word names was looked for, and there is nothing that it allows.
fn is_unused(word: &Word, left_out: &[LeftOut], subject: &Subject<'_>) -> bool {
    let Ok(choice) = &word.choice else { return false };
    // Rules see little of programs with errors, and another machine has other findings.
    let asked = |rule: &&'static Rule| {
        subject.settings().asks(rule, subject.options())
            && !matches!(rule.when, When::Host | When::HostOr(_))
            && left_out.iter().all(|more| more.code != rule.code)
    };
    let about_comments = matches!(choice, Choice::Rule(code) if code.name() == UNUSED);
    let mut rules = ALL.iter().copied().filter(|rule| choice.precision(rule.code) > 0);
    word.blocked && !word.used
        || !word.used && !about_comments && !subject.is_refused() && rules.all(|rule| asked(&rule))
}

fn unknown(rule: &'static Rule, allowance: &Allowance) -> impl Iterator<Item = Diagnostic> {
    allowance.words.iter().filter_map(move |word| {
        let error = word.choice.as_ref().err()?;
        let help = match &error.nearest {
            Some(nearest) => format!("write `{nearest}`"),
            None => "name a rule or a category: `supervisor-lint rules` lists them".to_owned(),
        };
        let place = Location { file: allowance.place.file, span: word.span };
        let message = format!("there is no rule and no category `{}`", error.word);
        Some(finding(rule, place, message, "allows nothing", help))
    })
}

fn unneeded(
    rule: &'static Rule,
    word: &Word,
    unused: &[&Word],
    allowance: &Allowance,
    text: &str,
) -> Diagnostic {
    let place = Location { file: allowance.place.file, span: word.span };
    let name = word.span.of(text);
    let message = if word.blocked {
        format!("`{name}` cannot be allowed here: Supervisor refuses the file because of it")
    } else {
        format!("there is no finding of `{name}` here to allow")
    };
    let whole = unused.len() == allowance.words.len();
    let (edit, title) = if whole {
        (without_comment(allowance, text), "remove the comment".to_owned())
    } else {
        (Some(without_word(allowance, word)), format!("remove `{name}`"))
    };
    let fix = edit.map(|(span, new)| Fix::safe(title.clone(), [Edit::new(Location { span, ..place }, new)]));
    finding(rule, place, message, "not needed", title).with_fix(fix)
}

/// The line without the comment; none when the value would become another by that.
fn without_comment(allowance: &Allowance, text: &str) -> Option<(Span, String)> {
    let line = allowance.line;
    let begin = allowance.place.span.start;
    let before = Span { start: line.start, end: begin }.of(text);
    let kept = before.trim_end_matches(is_space);
    // Another allowance may follow.
    let after = Span { start: allowance.place.span.end, end: line.end }.of(text).trim_matches(is_space);
    if kept.is_empty() && after.is_empty() {
        return Some((allowance.whole_line, String::new()));
    }
    let new = if after.is_empty() { kept.to_owned() } else { format!("{before}{after}") };
    // Which sign begins the comment depends on all signs of the line.
    let content = |line: &str| {
        let (tree, _) = parse(line);
        let end = tree.lines.first().map_or(0, |line| line.content_end() as usize);
        line.get(..end).unwrap_or_default().trim_end_matches(is_space).to_owned()
    };
    (content(line.of(text)) == content(&new)).then_some((line, new))
}

/// What is put in the place of a word and its comma: nothing.
fn without_word(allowance: &Allowance, word: &Word) -> (Span, String) {
    let next = allowance.words.iter().find(|other| other.span.start > word.span.start);
    let previous = allowance.words.iter().rev().find(|other| other.span.end < word.span.start);
    let span = match (next, previous) {
        (Some(next), _) => Span { start: word.span.start, end: next.span.start },
        (None, Some(previous)) => Span { start: previous.span.end, end: word.span.end },
        (None, None) => word.span,
    };
    (span, String::new())
}

fn finding(
    rule: &'static Rule,
    place: Location,
    message: impl Into<String>,
    label: &str,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic {
        severity: rule.level,
        ..Diagnostic::warning(rule.code, message, Label::new(place, label), help)
    }
}

#[cfg(test)]
mod tests;

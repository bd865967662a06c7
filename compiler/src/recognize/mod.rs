//! Recognises what Supervisor prints: errors at its start, lines of its log, answers of supervisorctl. The tables know the
//! texts of 4.3.0, and name for each the rules that find its cause before it happens.

mod client;
mod daemon;
mod errors;
mod logs;
mod pattern;
mod refine;

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use pattern::{Captures, captures, literal_of_python};

use crate::diagnostic::readable;
use crate::schema::{SectionKind, ValueType};

/// Bytes of a text that is shown.
const LONGEST: usize = 400;

/// So many lines an error has at most.
const MOST_LINES: usize = 12;

/// A text that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recognized {
    /// The text, without what log and terminal put before it.
    pub text: String,
    /// How many lines said the same.
    pub count: usize,
    /// The rules that find its cause, the likeliest first.
    pub rules: Vec<&'static str>,
    /// What it means.
    pub meaning: String,
    /// What to do about it.
    pub mend: String,
    /// The section that the text names.
    pub section: Option<String>,
    /// The option that it names, or that alone can be meant.
    pub option: Option<String>,
    /// The options of which one is meant, when the text does not say which.
    pub options: Vec<&'static str>,
    /// The process that it names.
    pub process: Option<String>,
    /// The file that it names.
    pub file: Option<String>,
    /// The line in the file.
    pub line: Option<u32>,
    /// The value at fault.
    pub value: Option<String>,
}

/// A text of Supervisor.
struct Row {
    /// The text: see [`pattern`].
    pattern: &'static str,
    rules: &'static [&'static str],
    /// One sentence, with the names of the pattern.
    meaning: &'static str,
    /// The mend, likewise.
    mend: &'static str,
    /// The option that is meant.
    option: Option<&'static str>,
    /// What the options of which one is meant have in common.
    types: &'static [ValueType],
    /// Knows more than the table.
    refine: Option<fn(&mut Recognized, &Captures)>,
}

/// A row of a table; its methods add what only some have.
const fn row(
    pattern: &'static str,
    rules: &'static [&'static str],
    meaning: &'static str,
    mend: &'static str,
) -> Row {
    Row { pattern, rules, meaning, mend, option: None, types: &[], refine: None }
}

impl Row {
    const fn option(mut self, option: &'static str) -> Self {
        self.option = Some(option);
        self
    }

    const fn types(mut self, types: &'static [ValueType]) -> Self {
        self.types = types;
        self
    }

    const fn refine(mut self, refine: fn(&mut Recognized, &Captures)) -> Self {
        self.refine = Some(refine);
        self
    }
}

/// What is known of a text: an error, a line of a log, or a whole log. Each thing once, in the order in which they first appear.
#[must_use]
pub fn recognize(text: &str) -> Vec<Recognized> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found: Vec<Recognized> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut attempts = Attempts::default();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let (new, taken) = one(line, lines.get(index + 1..).unwrap_or_default());
        index += taken;
        attempts.hear(line);
        let Some(mut new) = new else { continue };
        attempts.explain(&mut new);
        let key = format!("{} {:?} {:?} {:?}", new.meaning, new.section, new.file, new.line);
        match known.get(&key).and_then(|index| found.get_mut(*index)) {
            Some(same) => same.count += 1,
            None => {
                known.insert(key, found.len());
                found.push(new);
            }
        }
    }
    found
}

/// What a log has said so far of attempts to start processes.
#[derive(Default)]
struct Attempts<'l> {
    /// Something could not be started. The log does not say which process.
    failed: bool,
    /// Those that were started and ended.
    ended: HashSet<&'l str>,
}

impl<'l> Attempts<'l> {
    fn hear(&mut self, line: &'l str) {
        let Some(message) = logged(line) else { return };
        self.failed |= message.starts_with("spawnerr: ");
        self.ended.extend(message.strip_prefix("exited: ").and_then(|rest| rest.split(" (").next()));
    }

    /// Why a process was given up: one that never ended had never been started.
    fn explain(&mut self, found: &mut Recognized) {
        let Some(process) = found.process.as_deref().filter(|_| found.text.starts_with("gave up: ")) else {
            return;
        };
        if self.ended.remove(process) {
            found.meaning = format!(
                "`{process}` did not stay up for `startsecs` seconds in any of its attempts; nothing starts it again"
            );
            found.mend = format!(
                "read why it ends (`supervisorctl tail {process} stderr`), mend that, then `supervisorctl start {process}`"
            );
        } else if self.failed {
            found.rules.clear();
            found.meaning =
                format!("`{process}` could not be started in any of its attempts; nothing starts it again");
            found.mend = format!(
                "a line with `spawnerr` before this one says why; mend that, then `supervisorctl start {process}`"
            );
        }
    }
}

/// What is known of a line, perhaps together with those that follow, and how many lines that takes.
fn one(line: &str, following: &[&str]) -> (Option<Recognized>, usize) {
    for Message { text, process } in messages(line) {
        if GO_ON.iter().any(|start| text.starts_with(start)) {
            let ends = |line: &&&str| !line.starts_with("For help, use") && logged(line).is_none();
            let more: Vec<_> =
                following.iter().take(MOST_LINES).take_while(ends).map(|line| line.trim_start()).collect();
            for number in (1..=more.len()).rev() {
                let whole = format!("{text}\n{}", more.get(..number).unwrap_or_default().join("\n"));
                if let Some(found) = known(&whole, None) {
                    return (Some(found), 1 + number);
                }
            }
        }
        if let Some(found) = known(&text, process) {
            return (Some(found), 1);
        }
    }
    (None, 1)
}

/// How errors begin that may go on in the next line.
const GO_ON: &[&str] = &[
    "File contains no section headers",
    "Source contains parsing errors",
    "Unexpected end of key/value pairs",
    "Invalid ",
];

/// What a line says, and of which process.
struct Message {
    text: String,
    process: Option<String>,
}

/// Names of log levels as they stand in a log.
const LEVELS: [&str; 7] = [" CRIT ", " ERRO ", " WARN ", " INFO ", " DEBG ", " TRAC ", " BLAT "];

/// States in which supervisorctl tells more.
const STATES: [&str; 3] = [" FATAL ", " BACKOFF ", " EXITED "];

/// What follows time and level in a line of a log.
fn logged(line: &str) -> Option<&str> {
    LEVELS.iter().find_map(|level| {
        let (before, message) = line.split_once(level)?;
        // The milliseconds.
        let digits = before.rsplit(',').next()?;
        (digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(message)
    })
}

/// The ways to read a line, the most precise first.
fn messages(line: &str) -> Vec<Message> {
    let line = line.trim();
    let mut messages = Vec::new();
    let mut add = |text: &str, process: Option<&str>| {
        messages.push(Message { text: text.trim_start().to_owned(), process: process.map(str::to_owned) });
    };
    if let Some(message) = logged(line) {
        add(message.strip_prefix("spawnerr: ").unwrap_or(message), None);
        return messages;
    }
    if let Some((before, text)) = line.split_once("CANT_REREAD: ") {
        // A fault in a message of Python is a literal.
        let quoted = before.chars().next_back().filter(|last| matches!(last, '\'' | '"'));
        let whole = quoted.and_then(|quote| literal_of_python(&format!("{quote}{text}")));
        add(whole.as_ref().map_or(text, |(text, _)| text), None);
    }
    let error =
        line.split_once("Error: ").filter(|(before, _)| before.is_empty() || before.ends_with([' ', '\t']));
    if let Some((_, text)) = error {
        add(text, None);
    }
    add(line.strip_prefix("spawnerr: ").unwrap_or(line), None);
    // A line of `supervisorctl status`.
    let state = STATES.iter().find_map(|state| line.split_once(state));
    if let Some((process, text)) = state.filter(|(process, _)| !process.trim().contains(' ')) {
        add(text, Some(process.trim()));
    }
    // What tools for containers put before each line.
    if let Some((_, text)) = line.split_once(" | ") {
        add(text, None);
    }
    messages
}

/// Looks a text up in the tables.
fn known(text: &str, process: Option<String>) -> Option<Recognized> {
    let text = text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    let (text, suffix) = section_and_file(&text);
    let tables = [errors::ROWS, daemon::ROWS, logs::ROWS, client::ROWS];
    let (row, mut names) =
        tables.into_iter().flatten().find_map(|row| Some((row, captures(row.pattern, text)?)))?;
    if let Some((section, file)) = suffix {
        names.add("section", section);
        names.add("file", file);
    }
    if let Some(process) = process {
        names.add("process", process);
    }
    if let Some(label) = names.get("label").map(str::to_owned) {
        // Names of sections may contain dots; of the options only those of plug-ins do.
        let at = label.find(".supervisor.").or_else(|| label.rfind('.'));
        match at.and_then(|at| Some((label.get(..at)?, label.get(at + 1..)?))) {
            Some((section, option)) => {
                names.add("section", section);
                names.add("option", option);
            }
            None => names.add("option", label),
        }
    }
    let name = |name: &str| names.get(name).map(|value| readable(value.to_owned(), LONGEST));
    let mut found = Recognized {
        text: readable(text.trim().to_owned(), LONGEST),
        count: 1,
        rules: row.rules.to_vec(),
        meaning: readable(names.fill(row.meaning), LONGEST),
        mend: readable(names.fill(row.mend), LONGEST),
        section: name("section"),
        option: name("option").or_else(|| row.option.map(str::to_owned)),
        options: Vec::new(),
        process: name("process"),
        file: name("file"),
        line: names.get("line").and_then(|line| line.trim().parse().ok()),
        value: name("value"),
    };
    if found.option.is_none() {
        found.options = options(row.types, found.section.as_deref());
    }
    if let Some(refine) = row.refine {
        refine(&mut found, &names);
    }
    Some(found)
}

/// ` in section 'program:x' (file: 's.conf')` at the end of an error.
fn section_and_file(text: &str) -> (&str, Option<(String, String)>) {
    let split = || {
        let at = text.rfind(" in section ")?;
        let names = captures(" in section {section:r} (file: {file:r})", text.get(at..)?)?;
        Some((text.get(..at)?, names))
    };
    match split() {
        Some((text, names)) => {
            let name = |name| names.get(name).unwrap_or_default().to_owned();
            (text, Some((name("section"), name("file"))))
        }
        None => (text, None),
    }
}

/// The options of these types; those of one section if it is known.
fn options(types: &[ValueType], section: Option<&str>) -> Vec<&'static str> {
    let kind = section.and_then(|section| SectionKind::of(section)).map(|(kind, _)| kind);
    let kinds: &[SectionKind] = kind.as_ref().map_or(&SectionKind::ALL, std::slice::from_ref);
    let rows = kinds.iter().flat_map(|kind| kind.options());
    let mut options: Vec<_> = rows.filter(|row| types.contains(&row.value)).map(|row| row.name).collect();
    options.sort_unstable();
    options.dedup();
    options
}

#[cfg(test)]
mod tests;

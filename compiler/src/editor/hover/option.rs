//! An option, explained: what it is for, and what it amounts to.

use std::fmt::Write as _;

use supervisor_grammar::words;

use crate::editor::at::Given;
use crate::editor::effective::{Effective, masked};
use crate::editor::names::Names;
use crate::editor::text::{block, code, shell_word};
use crate::editor::{Analysis, words as explained};
use crate::lint::expansions::expansions;
use crate::render::Secrets;
use crate::schema::{OptionRow, Role, SectionKind};

/// Words of a command that are shown.
const MOST_WORDS: usize = 40;

pub(super) fn markdown(analysis: &Analysis, given: &Given<'_>) -> Option<String> {
    let key = given.key();
    let Some(row) = given.row else { return unknown(given) };
    let mut text = documentation(row);
    if row.role == Role::Ignored {
        return Some(text);
    }
    match overriding(analysis, given) {
        Some(place) => {
            let _ = write!(text, "\n\nIt does not count here: overridden at {place}.");
        }
        None => {
            let unset = unset(analysis, given);
            match unset.as_slice() {
                [] => value(analysis, given, &key, &mut text),
                [one] => {
                    let _ = write!(text, "\n\n{} is not set here.", code(one));
                }
                all => {
                    let all: Vec<_> = all.iter().map(|name| code(name)).collect();
                    let _ = write!(text, "\n\n{} are not set here.", all.join(", "));
                }
            }
        }
    }
    Some(text)
}

/// What the table says of an option.
pub(in crate::editor) fn documentation(row: &OptionRow) -> String {
    let mut text = format!(
        "**{}** · {} · {}\n\n{}",
        row.name,
        explained::value_type(row.value),
        explained::default(row),
        row.doc
    );
    if let Some(note) = row.note {
        let _ = write!(text, " {note}");
    }
    if let Some(instead) = row.deprecated {
        let _ = write!(text, "\n\nOn its way out: {instead}.");
    }
    if let Some(since) = row.since {
        let _ = write!(text, "\n\nSince Supervisor {since}.");
    }
    text
}

fn unknown(given: &Given<'_>) -> Option<String> {
    let kind = given.kind?;
    let what = match kind {
        SectionKind::RpcInterface | SectionKind::CtlPlugin => "An option for the plug-in.".to_owned(),
        _ => "Supervisor knows no such option in this section and does not look at it.".to_owned(),
    };
    Some(format!("**{}**\n\n{what}", code(&given.key())))
}

/// Where the definition stands that counts instead.
fn overriding(analysis: &Analysis, given: &Given<'_>) -> Option<String> {
    let counts = analysis.own_option(given.section, &given.key())?;
    (counts.key_location() != given.key_location()).then(|| analysis.shown(counts.key_location()))
}

/// The variables in a value that are not set.
fn unset(analysis: &Analysis, given: &Given<'_>) -> Vec<String> {
    let value = given.value();
    let Some(names) = Names::new(analysis, given) else { return Vec::new() };
    let variables = expansions(value.text()).filter_map(|(_, name)| name.strip_prefix("ENV_"));
    let mut unset: Vec<_> =
        variables.filter(|key| names.variable(key).is_none()).map(str::to_owned).collect();
    unset.dedup();
    unset
}

fn value(analysis: &Analysis, given: &Given<'_>, key: &str, text: &mut String) {
    let Some(effective) = Effective::of(analysis, given) else { return };
    if key == "command" {
        return command(&effective, text);
    }
    let _ = write!(text, "\n\nHere: {}", effective.markdown(key));
}

/// The words of a command, one on a line.
fn command(effective: &Effective, text: &mut String) {
    let shown = |command: &str| {
        let command = Secrets::Masked.of("command", None, command).into_owned();
        let words = words::split(&command).ok()?;
        let mut lines: Vec<_> = words.iter().take(MOST_WORDS).map(|word| shell_word(&word.text)).collect();
        if words.len() > MOST_WORDS {
            lines.push(format!("… and {} more", words.len() - MOST_WORDS));
        }
        Some(block("", &lines.join("\n")))
    };
    let Some(first) = shown(&effective.first) else { return };
    let many = effective.last.as_ref().and_then(|last| shown(last)).filter(|last| *last != first);
    match many {
        Some(last) => {
            let _ = write!(
                text,
                "\n\nThe first of {} processes runs\n\n{first}\n\nand the last\n\n{last}",
                effective.count
            );
        }
        None => {
            let _ = write!(text, "\n\nIt runs\n\n{first}");
        }
    }
}

/// A value of an option in one line, as it may be shown.
pub(super) fn shown(key: &str, value: &str) -> String {
    code(&crate::editor::text::one_line(&masked(key, value)))
}

//! An `environment` list as somebody meant it: Supervisor reads on where nobody would, and so tells little of what is wrong.

use std::borrow::Cow;
use std::ops::Range;

use supervisor_grammar::environment::{self, Mode, Pair};

use super::{Section, Subject, edits, expansions};
use crate::compile::{Opt, Target};
use crate::diagnostic::{Diagnostic, Edit};

/// A list. Ranges are bytes of [`List::text`].
pub(crate) struct List<'s> {
    /// The option.
    pub(crate) option: Opt<'s>,
    /// The value as it is written.
    pub(crate) text: Cow<'s, str>,
    masked: Cow<'s, str>,
    /// The variables.
    pub(crate) items: Vec<Item>,
    /// False when the rest of it cannot be understood.
    pub(crate) complete: bool,
}

/// One variable.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its name.
    pub(crate) key: Range<usize>,
    /// The value with its quotation marks.
    pub(crate) value: Range<usize>,
    /// True when the value is in quotation marks.
    pub(crate) quoted: bool,
    /// What stands between the closing quotation mark and the separator and should not; mostly empty.
    pub(crate) rest: Range<usize>,
    /// What separates it from the next.
    pub(crate) after: After,
}

/// What follows a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// The end of the list.
    End,
    /// A comma, as it should be.
    Comma,
    /// The next variable, without anything between the two.
    Nothing,
    /// A semicolon at this offset, and then the next variable or the end.
    Semicolon(usize),
}

impl<'s> List<'s> {
    /// The list of a section that has one.
    pub(crate) fn of(section: Section<'s>) -> Option<Self> {
        let kind = section.kind()?;
        if !kind.has_processes() && section.name() != "supervisord" {
            return None;
        }
        section.option("environment").map(Self::new).filter(List::is_final)
    }

    /// The list that a finding of the compiler is about.
    pub(crate) fn at(finding: &Diagnostic, subject: &Subject<'s>) -> Option<Self> {
        let option =
            subject.option_at(finding.primary.location).filter(|option| option.key() == "environment")?;
        Some(Self::new(option)).filter(List::is_final)
    }

    /// False for a list that a template is going to make.
    fn is_final(&self) -> bool {
        !expansions::is_template(&self.text)
    }

    fn new(option: Opt<'s>) -> Self {
        let text = option.text();
        let masked = expansions::masked(text.clone());
        let (items, complete) = items(&masked);
        Self { option, text, masked, items, complete }
    }

    /// The variable's name.
    pub(crate) fn key(&self, item: &Item) -> &str {
        self.text.get(item.key.clone()).unwrap_or_default()
    }

    /// The value as it is written.
    pub(crate) fn value(&self, item: &Item) -> &str {
        self.text.get(item.value.clone()).unwrap_or_default()
    }

    /// The value without its quotation marks.
    pub(crate) fn content(&self, item: &Item) -> &str {
        let value = self.value(item);
        if item.quoted { value.get(1..value.len() - 1).unwrap_or_default() } else { value }
    }

    /// The same with letters in the place of expansions.
    pub(crate) fn masked_value(&self, item: &Item) -> &str {
        self.masked.get(item.value.clone()).unwrap_or_default()
    }

    /// The list as Supervisor reads it, expansions left out; none when it refuses it.
    pub(crate) fn read(&self, subject: &Subject<'_>) -> Option<Vec<Pair>> {
        let mode = match subject.options().target {
            Target::V4_3 => Mode::Legacy,
            Target::V4_4Dev => Mode::Posix,
        };
        environment::parse(&self.masked, mode).ok()
    }

    /// Writes something else in the place of a part of the list.
    pub(crate) fn edit(&self, range: Range<usize>, text: &str) -> Edit {
        edits::set_part(self.option, range, text)
    }
}

/// A value in the quotation marks that fit; none when it holds both kinds, or goes over several lines: those have indents and
/// comments of their own.
pub(crate) fn quoted(value: &str) -> Option<String> {
    if value.contains('\n') {
        return None;
    }
    let mark = ['"', '\''].into_iter().find(|mark| !value.contains(*mark))?;
    Some(format!("{mark}{value}{mark}"))
}

/// The variables of a list, and whether all of it was understood.
fn items(text: &str) -> (Vec<Item>, bool) {
    let mut items = Vec::new();
    let mut at = 0;
    loop {
        at = skip(text, at, |byte| is_blank(byte) || byte == b',');
        if at == text.len() {
            return (items, true);
        }
        let key = at..skip(text, at, is_key);
        let equals = skip(text, key.end, is_blank);
        if key.is_empty() || byte(text, equals) != Some(b'=') {
            return (items, false);
        }
        let Some(item) = item(text, key, equals + 1) else { return (items, false) };
        at = match item.after {
            After::Semicolon(semicolon) => semicolon + 1,
            _ => item.rest.end,
        };
        items.push(item);
    }
}

/// A variable whose value begins at `from` or behind blanks; none when its quotation mark is never closed.
fn item(text: &str, key: Range<usize>, from: usize) -> Option<Item> {
    let start = skip(text, from, is_blank);
    if start > from && begins_item(text, start) {
        return Some(Item { key, value: from..from, quoted: false, rest: from..from, after: After::Nothing });
    }
    let mark = byte(text, start).filter(|byte| matches!(byte, b'"' | b'\''));
    let Some(mark) = mark else {
        let (end, after) = bare(text, start);
        return Some(Item { key, value: start..end, quoted: false, rest: end..end, after });
    };
    let length = text.get(start + 1..)?.find(char::from(mark))?;
    let end = start + 1 + length + 1;
    let (rest, after) = match byte(text, skip(text, end, is_blank)) {
        Some(b',') => (end, After::Comma),
        _ if begins_item(text, end) => (end, After::Nothing),
        _ => bare(text, end),
    };
    Some(Item { key, value: start..end, quoted: true, rest: end..rest.max(end), after })
}

/// Where text without quotation marks ends, blanks at its end left out, and what follows it.
fn bare(text: &str, start: usize) -> (usize, After) {
    let mut end = start;
    let mut at = start;
    while let Some(byte) = byte(text, at) {
        let next = match byte {
            b',' => {
                let next = skip(text, at + 1, |byte| is_blank(byte) || byte == b',');
                if next == text.len() || begins_item(text, next) {
                    return (end, After::Comma);
                }
                end = next;
                next
            }
            b';' if ends_item(text, skip(text, at + 1, is_blank)) => return (end, After::Semicolon(at)),
            byte if is_blank(byte) => {
                let next = skip(text, at, is_blank);
                if begins_item(text, next) {
                    return (end, After::Nothing);
                }
                next
            }
            _ => {
                end = at + 1;
                end
            }
        };
        at = next;
    }
    (end, After::End)
}

/// True when nothing or the next variable stands at `at`.
fn ends_item(text: &str, at: usize) -> bool {
    at == text.len() || begins_item(text, at)
}

/// True when a name and `=` stand at `at`.
fn begins_item(text: &str, at: usize) -> bool {
    let name = skip(text, at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    let begins = byte(text, at).is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    begins && byte(text, skip(text, name, is_blank)) == Some(b'=')
}

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// Where the run of such bytes that begins at `at` ends.
fn skip(text: &str, at: usize, of: impl Fn(u8) -> bool) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !of(*byte)).unwrap_or(rest.len())
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The characters that need no quotation marks.
pub(crate) fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'.' | b'+' | b'-' | b'(' | b')' | b':')
}

/// Keys are not checked at all; a quotation mark or a blank in one is a slip.
fn is_key(byte: u8) -> bool {
    is_plain(byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sketch(text: &str) -> String {
        let (items, complete) = items(text);
        let one = |item: &Item| {
            let rest = &text[item.rest.clone()];
            let rest = if rest.is_empty() { String::new() } else { format!("+{rest}") };
            let after = match item.after {
                After::End => "",
                After::Comma => ",",
                After::Nothing => "!",
                After::Semicolon(_) => ";",
            };
            format!("{}={}{rest}{after}", &text[item.key.clone()], &text[item.value.clone()])
        };
        items.iter().map(one).collect::<Vec<_>>().join("|") + if complete { "" } else { "…" }
    }

    #[test]
    fn lists_as_they_were_meant() {
        for (text, expected) in [
            (r#"A="1",B='2'"#, r#"A="1",|B='2'"#),
            ("A=hello world,\nB=2,", "A=hello world,|B=2,"),
            ("A=1,2,B=3", "A=1,2,|B=3"),
            (r#"A="1" B="2""#, r#"A="1"!|B="2""#),
            (r#"A="1"B="2""#, r#"A="1"!|B="2""#),
            ("A=1;B=2", "A=1;|B=2"),
            ("A=a;b;c", "A=a;b;c"),
            (r#"A="1";"#, r#"A="1";"#),
            ("A=1 B=2; ", "A=1!|B=2;"),
            ("A=http://x/y?z=1&w=2,B=1", "A=http://x/y?z=1&w=2,|B=1"),
            (r#"P="/opt":/bin,Q=1"#, r#"P="/opt"+:/bin,|Q=1"#),
            (r#"U=""https://x"""#, r#"U=""+https://x"""#),
            ("A=\nB=2", "A=!|B=2"),
            ("A=", "A="),
            (r#"A="1"#, "…"),
            ("A: 1", "…"),
        ] {
            assert_eq!(sketch(text), expected, "{text:?}");
        }
    }

    proptest! {
        /// What no rule has anything to say about is what Supervisor reads.
        #[test]
        fn a_clean_list_is_read_as_it_was_meant(text in r#"((A|B|C1) ?= ?("[a-z ,=]{0,3}"|'[a-z;]{0,3}'|[a-z/:]{1,3}|[a-z$?" ]{0,3})[,; \n]{0,2}){0,4}"#) {
            let (items, complete) = items(&text);
            let clean = |item: &Item| {
                let plain = item.quoted || (!item.value.is_empty() && text[item.value.clone()].bytes().all(is_plain));
                plain && item.rest.is_empty() && matches!(item.after, After::Comma | After::End)
            };
            if complete && items.iter().all(clean) && !text.contains(",,") && !text.starts_with(',') {
                let read = environment::parse(&text, Mode::Legacy).unwrap();
                let read: Vec<_> = read.into_iter().map(|pair| (pair.key_range, pair.value_range)).collect();
                let meant: Vec<_> = items.into_iter().map(|item| (item.key, item.value)).collect();
                prop_assert_eq!(read, meant);
            }
        }

        #[test]
        fn ranges_are_in_order(text in r#"([AB=,;"' \n]|\PC){0,40}"#) {
            let mut end = 0;
            for item in items(&text).0 {
                for range in [item.key, item.value, item.rest] {
                    prop_assert!(end <= range.start && range.start <= range.end, "{text:?}");
                    prop_assert!(text.get(range.clone()).is_some());
                    end = range.end;
                }
            }
        }
    }
}

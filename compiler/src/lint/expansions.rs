//! `%(name)s` in values as they are written.

use std::borrow::Cow;
use std::ops::Range;

use super::{Subject, edits};
use crate::compile::{Opt, Target};
use crate::convert;
use crate::diagnostic::{Edit, Fix};
use crate::schema::ValueType;
use crate::sources::Location;

/// The text with letters in the place of every expansion, of the same length: what is left is what somebody wrote.
pub(crate) fn masked(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("%(") {
        return text;
    }
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (range, _) in expansions(&text) {
        masked.push_str(text.get(done..range.start).unwrap_or_default());
        masked.extend(std::iter::repeat_n('x', range.len()));
        done = range.end;
    }
    masked.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(masked)
}

/// Every `%(name)s` of a text: its range, and the name.
pub(crate) fn expansions(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find('%')?;
            match text.as_bytes().get(start + 1) {
                Some(b'(') => {}
                Some(b'%') => {
                    at = start + 2;
                    continue;
                }
                _ => {
                    at = start + 1;
                    continue;
                }
            }
            let close = start + text.get(start..)?.find(')')?;
            let name = text.get(start + 2..close)?;
            let rest = text.get(close + 1..)?;
            let format = rest
                .bytes()
                .take_while(|byte| matches!(byte, b'0'..=b'9' | b'#' | b'-' | b'+' | b' ' | b'.'));
            let letter = close + 1 + format.count();
            at = letter + usize::from(text.as_bytes().get(letter).is_some_and(u8::is_ascii_alphabetic));
            return Some((start..at, name));
        }
    })
}

/// True when an expansion of an environment variable begins in the text.
pub(crate) fn has_variable(text: &str) -> bool {
    text.contains("%(ENV_")
}

/// True when something else than Supervisor fills the text in first: Jinja, ERB.
pub(crate) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%") || text.contains("<%")
}

/// True when `%HOME%` stands in the text: something else than Supervisor is going to fill it in.
fn has_placeholder(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .any(|part| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        && text.matches('%').count() > 1
}

/// How often the option at a place is expanded: log files and, in 4.3, the daemon's environment twice.
fn passes(subject: &Subject<'_>, place: Location, option: Opt<'_>) -> usize {
    match &*option.key() {
        "stdout_logfile" | "stderr_logfile" => 2,
        "environment" if subject.options().target == Target::V4_3 => {
            let daemon = subject.section_at(place).is_some_and(|section| section.name() == "supervisord");
            1 + usize::from(daemon)
        }
        _ => 1,
    }
}

/// Edits that make every percent sign of a value that begins no name a literal one; `place` is in the value.
pub(crate) fn doubled(subject: &Subject<'_>, place: Location) -> Vec<Edit> {
    let Some(option) = subject.option_at(place) else { return Vec::new() };
    let unit = 1 << passes(subject, place, option);
    let text = option.text();
    if is_template(&text) || has_placeholder(&text) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('%')).map(|found| at + found) {
        let run = text.get(start..).unwrap_or_default().bytes().take_while(|byte| *byte == b'%').count();
        at = start + run;
        let names = text.as_bytes().get(at) == Some(&b'(');
        if !names && run % unit != 0 {
            edits.push(edits::set_part(option, start..at, &"%".repeat(run.next_multiple_of(unit))));
        }
    }
    edits
}

/// The fix for percent signs of a value that begin no name: they are doubled, and the configuration means what it says. Where no such
/// sign can be meant, as in a number or a list of names, they are taken away: most likely they slipped in.
pub(crate) fn mended(subject: &Subject<'_>, place: Location) -> Option<Fix> {
    match without_percent(subject, place) {
        Some(edits) => (!edits.is_empty()).then(|| Fix::suggested("remove the percent sign", edits)),
        None => {
            let edits = doubled(subject, place);
            (!edits.is_empty()).then(|| Fix::safe("double the percent signs", edits))
        }
    }
}

/// Edits that take the percent signs away that begin no name; none for a value that may have such signs. Empty when what is left
/// would be wrong, too.
pub(crate) fn without_percent(subject: &Subject<'_>, place: Location) -> Option<Vec<Edit>> {
    let option = subject.option_at(place)?;
    let row = subject.section_at(place)?.row(&option.key())?;
    let is_right: fn(&str) -> bool = match row.value {
        ValueType::Integer => |left| convert::integer(left).is_ok(),
        ValueType::Boolean => |left| convert::boolean(left).is_ok(),
        ValueType::AutoRestart => |left| convert::autorestart(left).is_ok(),
        ValueType::ByteSize => |left| convert::byte_size(left).is_ok(),
        ValueType::Octal => |left| convert::octal(left).is_ok(),
        ValueType::ExitCodes => |left| convert::exit_codes(left).is_ok(),
        ValueType::Signal => |left| convert::signal(left).is_ok(),
        ValueType::LogLevel => |left| convert::level(left).is_ok(),
        ValueType::InetAddress => |left| convert::inet_address(left).is_ok(),
        ValueType::User
        | ValueType::UserGroup
        | ValueType::Events
        | ValueType::Programs
        | ValueType::Patterns => |left| !left.trim().is_empty(),
        _ => return None,
    };
    let text = option.text();
    let mut edits = Vec::new();
    let mut left = String::new();
    let mut done = 0;
    while let Some(start) = text.get(done..).and_then(|rest| rest.find('%')).map(|found| done + found) {
        let run = text.get(start..).unwrap_or_default().bytes().take_while(|byte| *byte == b'%').count();
        let end = start + run;
        let names = text.as_bytes().get(end) == Some(&b'(');
        left.push_str(text.get(done..if names { end } else { start }).unwrap_or_default());
        if !names {
            edits.push(edits::set_part(option, start..end, ""));
        }
        done = end;
    }
    left.push_str(text.get(done..).unwrap_or_default());
    let may_be = !is_template(&text) && !has_placeholder(&text) && (left.contains("%(") || is_right(&left));
    Some(if may_be { edits } else { Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansions_and_what_is_left_without_them() {
        let text = "a %(b)s%%(c)s %(d)02d%(e)é%(f";
        let found: Vec<_> = expansions(text).map(|(range, name)| (&text[range], name)).collect();
        assert_eq!(found, [("%(b)s", "b"), ("%(d)02d", "d"), ("%(e)", "e")]);
        assert_eq!(masked(text.into()), "a xxxxx%%(c)s xxxxxxxxxxxé%(f");
    }
}

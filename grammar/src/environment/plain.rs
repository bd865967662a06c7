//! The short way for lists that are plainly what a list should be: `KEY="value",KEY2=value`. Nearly every list is, and
//! a parser that builds tokens takes twenty times as long.

use memchr::memchr;

use super::Pair;

/// The pairs of a plain list in the legacy language; none when there is anything about it that only the grammar can
/// tell.
pub(super) fn parse(text: &str) -> Option<Vec<Pair>> {
    let mut pairs = Vec::with_capacity(text.bytes().filter(|byte| *byte == b'=').count().min(MOST_AT_ONCE));
    let mut at = blanks(text, 0);
    while at < text.len() {
        let key_range = at..at + name(text, at)?;
        at = blanks(text, key_range.end);
        at = blanks(text, after(text, at, b'=')?);
        let value_range = at..at + value(text, at)?;
        at = blanks(text, value_range.end);
        pairs.push(Pair {
            key: text.get(key_range.clone())?.to_owned(),
            key_range,
            value: text.get(value_range.clone())?.trim_matches(['\'', '"']).to_owned(),
            value_range,
        });
        if at < text.len() {
            at = blanks(text, after(text, at, b',')?);
        }
    }
    Some(pairs)
}

/// A list that consists of `=` alone is not worth room for as many pairs.
const MOST_AT_ONCE: usize = 16;

/// Where the blanks that begin at `at` end.
fn blanks(text: &str, at: usize) -> usize {
    at + length_of(text, at, |byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// What follows `byte`, which must stand at `at`.
fn after(text: &str, at: usize, byte: u8) -> Option<usize> {
    (text.as_bytes().get(at) == Some(&byte)).then_some(at + 1)
}

/// The length of the quoted or unquoted value at `at`.
fn value(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    match rest {
        [quote @ (b'"' | b'\''), inside @ ..] => Some(memchr(*quote, inside)? + 2),
        _ => name(text, at),
    }
}

/// The length of the run of name characters at `at`, which must not be empty.
fn name(text: &str, at: usize) -> Option<usize> {
    let is_name = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'.' | b'+' | b'-' | b'(' | b')' | b':')
    };
    Some(length_of(text, at, is_name)).filter(|length| *length > 0)
}

fn length_of(text: &str, at: usize, of: impl Fn(u8) -> bool) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    rest.iter().position(|byte| !of(*byte)).unwrap_or(rest.len())
}

//! The short way for templates in which every directive is as plain as `%(here)s` or `%(process_num)02d`. Nearly every
//! template is, and a parser that builds tokens takes twenty times as long.

use memchr::{memchr, memchr3};

use super::{Directive, Flags, Part, Template};

/// A plain template taken apart; none when there is anything about it that only the grammar can tell.
pub(super) fn parse(text: &str) -> Option<Template> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..)?;
        let length = match rest {
            [b'%', b'%', ..] => {
                parts.push(Part::Percent(at..at + 2));
                2
            }
            [b'%', b'(', named @ ..] => {
                let directive = directive(at, named)?;
                let length = directive.range.len();
                parts.push(Part::Directive(directive));
                length
            }
            [b'%', ..] => return None,
            _ => {
                let length = memchr(b'%', rest).unwrap_or(rest.len());
                parts.push(Part::Literal(at..at + length));
                length
            }
        };
        at += length;
    }
    Some(Template { parts, error: None })
}

/// The directive whose `%(` stands at `at` and goes on with `named`. Named ones always have a value to convert, so
/// that nothing can be wrong with what is accepted here.
fn directive(at: usize, named: &[u8]) -> Option<Directive> {
    // A parenthesis or a fault in the name is for the grammar, and so is a name of any length without an end.
    let name_length = memchr3(b')', b'(', b'%', named).filter(|end| named.get(*end) == Some(&b')'))?;
    let mut rest = named.get(name_length + 1..)?;
    let zero = rest.first() == Some(&b'0');
    if zero {
        rest = rest.get(1..)?;
    }
    let width = match rest {
        [digit @ b'1'..=b'9', after @ ..] => {
            rest = after;
            Some(usize::from(digit - b'0'))
        }
        _ => None,
    };
    let conversion = match rest.first() {
        Some(letter @ (b's' | b'd')) => char::from(*letter),
        _ => return None,
    };
    let name = at + 2..at + 2 + name_length;
    let end = name.end + 1 + usize::from(zero) + usize::from(width.is_some()) + 1;
    let flags = Flags { zero, ..Flags::default() };
    Some(Directive { range: at..end, name: Some(name), flags, width, precision: None, conversion })
}

//! Values as text, laid out as the original lays them out: structural elements each on a line of their
//! own, a scalar and its type on the line of its value.

use std::fmt::Write as _;

use crate::Value;

/// What becomes of a carriage return inside a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CarriageReturn {
    /// Written as it is, as the original does; a reader turns it into a line feed (XML 1.0 §2.11).
    Raw,
    /// Written as a character reference, so that it arrives.
    Kept,
}

/// Appends `<value>…</value>` and a line feed.
pub(super) fn push_value(out: &mut String, value: &Value, returns: CarriageReturn) {
    out.push_str("<value>");
    match value {
        Value::Int(number) => push_scalar(out, "int", number),
        Value::Bool(truth) => push_scalar(out, "boolean", i32::from(*truth)),
        Value::String(text) => {
            out.push_str("<string>");
            push_text(out, text, returns);
            out.push_str("</string>");
        }
        // Debug keeps the point of whole numbers: `1.0`, as the original writes them.
        Value::Double(number) => push_scalar(out, "double", format_args!("{number:?}")),
        Value::DateTime(text) => {
            out.push_str("<dateTime.iso8601>");
            push_text(out, text, returns);
            out.push_str("</dateTime.iso8601>");
        }
        Value::Array(elements) => {
            out.push_str("<array><data>\n");
            for element in elements {
                push_value(out, element, returns);
            }
            out.push_str("</data></array>");
        }
        Value::Struct(members) => {
            out.push_str("<struct>\n");
            for (name, member) in members {
                out.push_str("<member>\n<name>");
                push_text(out, name, returns);
                out.push_str("</name>\n");
                push_value(out, member, returns);
                out.push_str("</member>\n");
            }
            out.push_str("</struct>");
        }
        Value::Nil => out.push_str("<nil/>"),
    }
    out.push_str("</value>\n");
}

fn push_scalar(out: &mut String, kind: &str, text: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(out, "<{kind}>{text}</{kind}>");
}

/// Appends escaped text.
///
/// The original escapes `&`, `<` and `>` and sends everything else as it is, control characters
/// included, which no XML parser accepts: one NUL or ESC in a log makes the whole answer unreadable
/// (spec-runtime §7.2). Here each character that XML 1.0 §2.2 forbids becomes U+FFFD.
pub(super) fn push_text(out: &mut String, text: &str, returns: CarriageReturn) {
    let mut rest = text;
    while let Some((at, special)) = rest.char_indices().find(|&(_, c)| is_special(c)) {
        let (plain, after) = rest.split_at(at);
        out.push_str(plain);
        match special {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' if returns == CarriageReturn::Raw => out.push('\r'),
            '\r' => out.push_str("&#13;"),
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
        rest = after.get(special.len_utf8()..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn is_special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '\r') || !is_xml_char(c)
}

/// Whether XML 1.0 §2.2 lets the character stand in a document.
pub(super) fn is_xml_char(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

//! The corners of Python's text handling that show in values and messages.

use std::fmt::Write as _;

use supervisor_grammar::is_space;

use crate::diagnostic::shortened;

/// Bytes that a message quotes.
const LONGEST_QUOTE: usize = 1 << 18;

/// First characters of the runs of ten decimal digits (Unicode category Nd, Unicode 14 as in Python 3.11).
const DIGIT_ZEROS: [u32; 66] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30,
    0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0,
    0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// The value of a decimal digit of any script.
#[must_use]
pub fn digit(character: char) -> Option<u32> {
    if character.is_ascii() {
        return character.to_digit(10);
    }
    let code = u32::from(character);
    let run = DIGIT_ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let value = code - DIGIT_ZEROS.get(run)?;
    (value < 10).then_some(value)
}

/// `str.strip()`.
#[must_use]
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `repr(str)`.
#[must_use]
pub fn repr(text: &str) -> String {
    quote(text, is_printable)
}

/// `repr(str)` for a message: of a text that nobody can read to its end, the middle is left out.
#[must_use]
pub fn quoted(text: &str) -> String {
    repr(&shortened(text, LONGEST_QUOTE))
}

/// `ascii(str)`: like [`repr`], and everything beyond ASCII is escaped.
#[must_use]
pub fn ascii(text: &str) -> String {
    quote(text, |character| character.is_ascii() && is_printable(character))
}

fn quote(text: &str, keep: impl Fn(char) -> bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        let code = u32::from(character);
        let written = match character {
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            _ if character == quote => write!(out, "\\{character}"),
            _ if keep(character) => out.write_char(character),
            _ if code < 0x100 => write!(out, "\\x{code:02x}"),
            _ if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
            _ => write!(out, "\\U{code:08x}"),
        };
        debug_assert!(written.is_ok(), "a String takes everything");
    }
    out.push(quote);
    out
}

/// `str.isprintable`. Rust's debug escapes follow the same Unicode categories; only combining characters are
/// treated apart, and only at the beginning of a string.
fn is_printable(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\0'..='\x7f' => false,
        _ => {
            let text = ['a', character].iter().collect::<String>();
            text.escape_debug().count() == 2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repr_is_pythons() {
        for (text, expected) in [
            ("", "''"),
            ("lots", "'lots'"),
            ("it's", "\"it's\""),
            ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\\b\n\t\r", "'a\\\\b\\n\\t\\r'"),
            ("\u{feff}[s]\n", "'\\ufeff[s]\\n'"),
            ("\0\x7f\u{a0}\u{85}", "'\\x00\\x7f\\xa0\\x85'"),
            ("öä e\u{301} \u{301} 名", "'öä e\u{301} \u{301} 名'"),
            ("\u{2028}\u{3000}\u{e000}\u{10ffff}", "'\\u2028\\u3000\\ue000\\U0010ffff'"),
            ("🦀", "'🦀'"),
        ] {
            assert_eq!(repr(text), expected);
        }
        assert_eq!(ascii("ö🦀'"), "\"\\xf6\\U0001f980'\"");
    }

    #[test]
    fn digits_of_all_scripts_count() {
        assert_eq!(digit('7'), Some(7));
        assert_eq!(digit('٣'), Some(3));
        assert_eq!(digit('９'), Some(9));
        assert_eq!(digit('𝟟'), Some(7));
        for other in ['a', '²', '½', 'Ⅷ', '/', ':', '\u{066a}'] {
            assert_eq!(digit(other), None, "{other}");
        }
    }
}

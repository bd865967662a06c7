//! Bytes in a log or an event, which are text, as the original shows them: a Python bytes literal.

use std::fmt::Write;

/// Such as `b'\xff\x00caf\xc3\xa9\n'`.
#[must_use]
pub(crate) fn bytes_literal(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut shown = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => shown.push_str("\\\\"),
            b'\n' => shown.push_str("\\n"),
            b'\r' => shown.push_str("\\r"),
            b'\t' => shown.push_str("\\t"),
            _ if char::from(byte) == quote => shown.extend(['\\', quote]),
            0x20..=0x7e => shown.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => drop(write!(shown, "\\x{byte:02x}")),
        }
    }
    shown.push(quote);
    shown
}

/// Output as a debug record shows it: text if it is UTF-8 (spec-runtime §3.7).
#[must_use]
pub(crate) fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("Undecodable: {}", bytes_literal(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_python_shows_them() {
        assert_eq!(bytes_literal(b"a\0\xff\n\t\\"), r"b'a\x00\xff\n\t\\'");
        assert_eq!(bytes_literal(b"it's"), r#"b"it's""#);
        assert_eq!(bytes_literal(b"'\""), r#"b'\'"'"#);
        assert_eq!(decoded("caf\u{e9}\n".as_bytes()), "caf\u{e9}\n");
        assert_eq!(decoded(b"caf\xe9"), r"Undecodable: b'caf\xe9'");
    }
}

//! White space as the original's language knows it.

use std::ops::Range;

/// True for the characters that Python's `str.isspace`, `str.strip` and `\s` take for white space.
///
/// They are Unicode's `White_Space` characters and four separators (U+001C to U+001F) that Unicode, and so
/// [`char::is_whitespace`], leaves out. Source: Python library reference, `str.isspace`.
#[must_use]
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// Where `text` stands without the white space at both ends; all white space is cut from the front.
pub(crate) fn trim(text: &str) -> Range<usize> {
    // Nearly everything begins and ends with visible ASCII: no need to decode characters then.
    let visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if visible(bytes.first()) && visible(bytes.last()) {
        return 0..text.len();
    }
    let rest = text.trim_start_matches(is_space);
    let start = text.len() - rest.len();
    start..start + rest.trim_end_matches(is_space).len()
}

#[cfg(test)]
mod tests {
    use super::is_space;

    #[test]
    fn exactly_the_characters_that_python_strips() {
        // [i for i in range(0x110000) if chr(i).isspace()], CPython 3.11.
        let python = [
            0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001,
            0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f,
            0x205f, 0x3000,
        ];
        let ours: Vec<u32> = ('\0'..=char::MAX).filter(|c| is_space(*c)).map(u32::from).collect();
        assert_eq!(ours, python);
    }
}

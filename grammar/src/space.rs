//! White space as the original's language knows it.

/// True for the characters that Python's `str.isspace`, `str.strip` and `\s` take for white space.
///
/// They are Unicode's `White_Space` characters and four separators (U+001C to U+001F) that Unicode, and so
/// [`char::is_whitespace`], leaves out. Source: Python library reference, `str.isspace`.
#[must_use]
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
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

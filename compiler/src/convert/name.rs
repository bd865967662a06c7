//! Names of processes and groups (spec-config §4.11).

use supervisor_grammar::is_space;

use super::ConvertError;
use super::python::strip;

/// A name, trimmed. Blanks, colons and slashes are refused, because names are parts of `group:process` and of
/// file names.
///
/// # Errors
/// [`ConvertError::Name`]
pub fn name(text: &str) -> Result<String, ConvertError> {
    let trimmed = strip(text);
    let leading = text.len() - text.trim_start_matches(is_space).len();
    for character in [' ', ':', '/'] {
        if let Some(offset) = trimmed.find(character) {
            let at = leading + offset..leading + offset + 1;
            return Err(ConvertError::Name { text: text.to_owned(), character, at });
        }
    }
    Ok(trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, value) in [(" foo ", "foo"), ("", ""), ("a\tb", "a\tb"), ("a[%,]ö", "a[%,]ö")] {
            assert_eq!(name(text).as_deref(), Ok(value));
        }
        for (text, message, at) in [
            (" a b", "Invalid name: ' a b' because of character: ' '", 2..3),
            ("a:b", "Invalid name: 'a:b' because of character: ':'", 1..2),
            ("a/b", "Invalid name: 'a/b' because of character: '/'", 1..2),
            ("/:x y", "Invalid name: '/:x y' because of character: ' '", 3..4),
        ] {
            let error = name(text).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert_eq!(error.range(), Some(at));
        }
    }
}

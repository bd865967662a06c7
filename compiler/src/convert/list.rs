//! Comma-separated lists (spec-config §4.5, §4.11).

use std::ops::Range;

use supervisor_grammar::is_space;

use super::ConvertError;
use super::number::integer;
use super::python::strip;

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'t> {
    /// The item, trimmed.
    pub text: &'t str,
    /// Where it stands in the list, without the white space around it. For an empty item: the comma that makes
    /// it one.
    pub range: Range<usize>,
}

/// The items of a list. Empty items stay; an empty list has none.
pub fn items(text: &str) -> impl Iterator<Item = Item<'_>> {
    let mut offset = 0;
    let parts = if text.is_empty() { None } else { Some(text.split(',')) };
    parts.into_iter().flatten().map(move |part| {
        let trimmed = strip(part);
        let leading = part.len() - part.trim_start_matches(is_space).len();
        let range = match (trimmed.is_empty(), offset) {
            (true, 0) => part.len()..text.len().min(part.len() + 1),
            (true, _) => offset - 1..offset,
            (false, _) => offset + leading..offset + leading + trimmed.len(),
        };
        offset += part.len() + 1;
        Item { text: trimmed, range }
    })
}

/// A string list.
#[must_use]
pub fn strings(text: &str) -> Vec<String> {
    items(text).map(|item| item.text.to_owned()).collect()
}

/// Exit codes, in the order written.
///
/// # Errors
/// [`ConvertError::ExitCodes`]
pub fn exit_codes(text: &str) -> Result<Vec<u8>, ConvertError> {
    items(text)
        .map(|item| {
            integer(item.text)
                .ok()
                .and_then(|code| u8::try_from(code).ok())
                .ok_or_else(|| ConvertError::ExitCodes { text: text.to_owned(), item: item.range })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_know_their_places() {
        assert_eq!(strings(" a ,b,, c"), ["a", "b", "", "c"]);
        assert!(strings("").is_empty());
        let ranges: Vec<_> = items(" a ,b,, c").map(|item| item.range).collect();
        assert_eq!(ranges, [1..2, 4..5, 5..6, 8..9]);
        let ranges: Vec<_> = items(" ,a,").map(|item| item.range).collect();
        assert_eq!(ranges, [1..2, 2..3, 3..4], "empty items are where their commas are");
    }

    #[test]
    fn exit_code_lists() {
        assert_eq!(exit_codes("0, 2 ,0,255"), Ok(vec![0, 2, 0, 255]));
        assert_eq!(exit_codes(""), Ok(vec![]));
        for (text, item) in
            [("0,", 1..2), ("256", 0..3), ("-1", 0..2), ("a", 0..1), ("0, 256", 3..6), (" ", 1..1)]
        {
            let error = exit_codes(text).unwrap_err();
            assert_eq!(error.to_string(), format!("not a valid list of exit codes: '{text}'"));
            assert_eq!(error.range(), Some(item));
        }
    }
}

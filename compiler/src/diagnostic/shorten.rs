//! Texts that quote a file, made fit to be read: whatever the file holds, nobody reads a hundred megabytes of it.

use std::borrow::Cow;

/// What stands for the part that is left out.
const GAP: &str = "…";

/// Of a text of more than `most` bytes, its beginning and its end: what quotes a value often goes on after it.
pub(crate) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let head = text.get(..boundary(text, most - most / 4)).unwrap_or_default();
    let tail = text.get(boundary(text, text.len() - most / 4)..).unwrap_or_default();
    Cow::Owned(format!("{head}{GAP}{tail}"))
}

/// Where the letter begins that the byte at `offset` belongs to.
pub(crate) fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The text, [`shortened`], with control characters written as escapes: a terminal must not obey a file. Line ends stay.
pub(crate) fn readable(text: String, most: usize) -> String {
    let obeyed = |letter: char| letter.is_control() && letter != '\n';
    if text.len() <= most && !text.contains(obeyed) {
        return text;
    }
    let short = shortened(&text, most);
    let mut shown = String::with_capacity(short.len());
    for letter in short.chars() {
        if obeyed(letter) { shown.extend(letter.escape_default()) } else { shown.push(letter) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_left_out() {
        assert_eq!(shortened("abcdefghij", 10), "abcdefghij");
        assert_eq!(shortened("abcdefghijk", 8), "abcdef…jk");
        assert_eq!(shortened("äöüßäöüßäöüß", 8), "äöü…ß", "no letter is cut in two");
        assert_eq!(readable("a\0b\u{1b}[1m\tc\nd".to_owned(), 99), "a\\u{0}b\\u{1b}[1m\\tc\nd");
        assert_eq!(readable("\0".repeat(1000), 8), format!("{}…{}", "\\u{0}".repeat(6), "\\u{0}".repeat(2)));
    }
}

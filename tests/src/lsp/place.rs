//! Places in texts as the protocol has them, written with a mark.

use std::path::Path;

use serde_json::{Value, json};

/// What stands for the cursor in texts of tests.
const MARK: char = '‸';

/// What columns count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16.
    Utf16,
}

/// A place in a file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file, below the root.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The byte in front of which the cursor is.
    pub offset: usize,
}

impl Place {
    /// Where `‸` stands in the text.
    ///
    /// # Panics
    /// When it does not stand there.
    #[track_caller]
    pub fn marked(file: &str, text: &str) -> Self {
        let offset = text.find(MARK).unwrap_or_else(|| panic!("no {MARK} in {text:?}"));
        Self { file: file.to_owned(), text: text.replace(MARK, ""), offset }
    }

    /// A part of the text with `‸`.
    ///
    /// # Panics
    /// When the text does not have it.
    #[track_caller]
    pub fn find(file: &str, text: &str, part: &str) -> Self {
        let Self { text: part, offset, .. } = Self::marked(file, part);
        let start = text.find(&part).unwrap_or_else(|| panic!("no {part:?} in {text:?}"));
        Self { file: file.to_owned(), text: text.to_owned(), offset: start + offset }
    }

    /// The position.
    pub fn position(&self, encoding: Encoding) -> Value {
        position(&self.text, self.offset, encoding)
    }
}

/// The position of an offset.
///
/// # Panics
/// When it is none.
#[track_caller]
pub fn position(text: &str, offset: usize, encoding: Encoding) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count() + before.replace("\r\n", "\n").matches('\r').count();
    let line_start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let column = &before[line_start..];
    let character = match encoding {
        Encoding::Utf8 => column.len(),
        Encoding::Utf16 => column.encode_utf16().count(),
    };
    json!({"line": line, "character": character})
}

/// The name of a file.
pub fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// The offset of a position.
///
/// # Panics
/// When the text has no such position.
#[track_caller]
pub fn offset(text: &str, position: &Value, encoding: Encoding) -> usize {
    let (line, wanted) = (position["line"].as_u64(), position["character"].as_u64());
    let (line, wanted) = (line.expect("a line"), wanted.expect("a column"));
    let mut start = 0;
    for _ in 0..line {
        let rest = &text[start..];
        let end = rest.find(['\n', '\r']).unwrap_or_else(|| panic!("no line {line} in {text:?}"));
        start += end + if rest[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    let mut column = 0;
    for (at, letter) in text[start..].char_indices() {
        if column >= wanted {
            assert_eq!(column, wanted, "{position} is within a letter");
            return start + at;
        }
        column += match encoding {
            Encoding::Utf8 => letter.len_utf8() as u64,
            Encoding::Utf16 => letter.len_utf16() as u64,
        };
    }
    assert_eq!(column, wanted, "{position} is past the end");
    text.len()
}

/// The part of a text that a range is about.
#[track_caller]
pub fn part<'t>(text: &'t str, range: &Value, encoding: Encoding) -> &'t str {
    &text[offset(text, &range["start"], encoding)..offset(text, &range["end"], encoding)]
}

/// A text with edits applied.
///
/// # Panics
/// When they overlap, or are none.
#[track_caller]
pub fn edited(text: &str, edits: &Value, encoding: Encoding) -> String {
    let edits = edits.as_array().expect("a list of edits").iter();
    let mut places: Vec<_> = edits
        .map(|edit| {
            let range = &edit["range"];
            let place = |end: &str| offset(text, &range[end], encoding);
            (place("start"), place("end"), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    places.sort_by_key(|(start, end, _)| (*start, *end));
    let mut new = String::new();
    let mut done = 0;
    for (start, end, with) in places {
        assert!(done <= start, "edits overlap");
        new.push_str(&text[done..start]);
        new.push_str(with);
        done = end;
    }
    new + &text[done..]
}

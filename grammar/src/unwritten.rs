//! A section that stands in no file: options that a client sends. Nothing in them is a comment or a continuation.

use crate::{Entry, Pieces, Section, Span};

/// A text of one section, and the block in it. Unlike in a file, a value may contain anything.
#[must_use]
pub fn unwritten<'o>(name: &str, options: impl IntoIterator<Item = (&'o str, &'o str)>) -> (String, Section) {
    let mut text = format!("[{name}]\n");
    let mut block = Section {
        name: Span::new(1..1 + name.len()),
        header: Span::new(0..name.len() + 2),
        line: 0,
        entries: Vec::new(),
    };
    for (key, value) in options {
        let start = text.len();
        let delimiter = start + key.len();
        text.push_str(key);
        text.push('=');
        text.push_str(value);
        let entry = Entry {
            key: Span::new(start..delimiter),
            delimiter: Span::new(delimiter..delimiter + 1),
            pieces: Pieces::new(Span::new(delimiter + 1..text.len())),
        };
        block.entries.push(entry);
        text.push('\n');
    }
    (text, block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_was_given() {
        let options =
            [("command", "sh -c \"a ; b\"  "), ("Environment", "#x"), ("empty", ""), ("lines", "a\n\n b")];
        let (text, block) = unwritten("program:x", options);
        assert_eq!(block.name.of(&text), "program:x");
        assert_eq!(block.header.of(&text), "[program:x]");
        let read: Vec<_> = block
            .entries
            .iter()
            .map(|entry| (entry.key.of(&text), entry.value(&text).text().to_owned()))
            .collect();
        let given: Vec<_> = options.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        assert_eq!(read, given);
    }
}

//! Text in XML documents.

/// The text as it may stand between tags and in attributes. What no XML document can hold becomes a replacement character.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // In an attribute they would come out as blanks.
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(letter))),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
pub(super) mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    /// Every attribute of a document, which must be well-formed.
    pub(in crate::render) fn attributes(document: &str) -> Vec<(String, String)> {
        let mut reader = Reader::from_str(document);
        let mut attributes = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => return attributes,
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        let attribute = attribute.unwrap();
                        let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                        attributes.push((attribute.key.as_ref().to_owned(), value));
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn whatever_is_in_a_text_comes_out_again() {
        let text = "a<b>&\"c\"'d'\n\té\u{1f600}";
        let document = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"{}\"/>\n", escape(text));
        assert_eq!(attributes(&document), [("b".to_owned(), text.to_owned())]);
        assert_eq!(escape("\0\u{1b}\u{ffff}"), "\u{fffd}\u{fffd}\u{fffd}");
    }
}

//! The small languages inside values.

use std::ops::Range;

use supervisor_grammar::environment::{self as list, Mode};
use supervisor_grammar::template::{self as percent, Directive, Part};
use supervisor_grammar::words as shell;

use super::slice;

/// A `%(name)s` template: its parts and its fault lie side by side and cover the text.
pub fn template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let template = percent::parse(text);
    let mut end = 0;
    for part in &template.parts {
        let (Part::Literal(range) | Part::Percent(range) | Part::Directive(Directive { range, .. })) = part;
        assert_eq!(range.start, end, "parts lie side by side");
        assert!(!slice(text, range.clone()).is_empty());
        if let Part::Directive(Directive { name: Some(name), conversion, .. }) = part {
            assert!(range.start < name.start && name.end < range.end);
            slice(text, name.clone());
            assert!("diuoxXeEfFgGcrsa".contains(*conversion));
        }
        end = range.end;
    }
    match &template.error {
        None => assert_eq!(end, text.len(), "all of a faultless template is parts"),
        Some(error) => {
            assert_eq!(error.range.start, end);
            assert!(slice(text, error.range.clone()).starts_with('%'));
            assert!(!error.reason.is_empty());
            if let Some(name) = &error.name {
                slice(text, name.clone());
            }
        }
    }
    assert_eq!(percent::parse(text), template, "parsing is deterministic");
}

/// An `environment=` list, as either release reads it: pairs in order, or a fault inside the text.
pub fn environment(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for mode in [Mode::Legacy, Mode::Posix] {
        match list::parse(text, mode) {
            Ok(pairs) => {
                let ranges = pairs.iter().flat_map(|pair| [&pair.key_range, &pair.value_range]);
                check_order(text, ranges);
            }
            Err(error) => {
                slice(text, error.range.clone());
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

/// A command line: words in order, or a fault inside the text.
pub fn words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match shell::split(text) {
        Ok(words) => {
            check_order(text, words.iter().map(|word| &word.range));
            for word in words {
                assert!(word.text.len() <= word.range.len(), "quotes and escapes only take away");
            }
        }
        Err(error) => assert!(!slice(text, error.range).is_empty()),
    }
}

/// Ranges of text, one after the other and none empty.
fn check_order<'r>(text: &str, ranges: impl Iterator<Item = &'r Range<usize>>) {
    let mut end = 0;
    for range in ranges {
        assert!(end <= range.start && !slice(text, range.clone()).is_empty());
        end = range.end;
    }
}

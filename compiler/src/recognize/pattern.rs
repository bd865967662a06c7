//! The small language of the tables: a text in which `{name}` stands for what varies, and `{name:r}` for a literal of Python,
//! quotation marks and escapes included. `{_}` is passed over.

/// What stood for the names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Captures(Vec<(&'static str, String)>);

impl Captures {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, value.into()));
    }

    /// The words with what stood for the names in their places.
    pub(super) fn fill(&self, words: &str) -> String {
        let mut filled = String::with_capacity(words.len());
        let mut rest = words;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(self.get(name).unwrap_or("…"));
            rest = after;
        }
        filled + rest
    }
}

/// Holds a text against a pattern: all of it, but for white space at the end.
pub(super) fn captures(pattern: &'static str, text: &str) -> Option<Captures> {
    let mut captures = Captures::default();
    let (mut pattern, mut rest) = (pattern, text);
    while let Some((literal, after)) = pattern.split_once('{') {
        let (name, next) = after.split_once('}')?;
        rest = match rest.strip_prefix(literal) {
            Some(rest) => rest,
            // The blank before a value that is empty may have been lost.
            None if next.is_empty() && rest == literal.trim_end() => "",
            None => return None,
        };
        let (name, value) = match name.strip_suffix(":r") {
            Some(name) => {
                let (value, length) = literal_of_python(rest)?;
                rest = rest.get(length..)?;
                (name, value)
            }
            None => {
                let following = next.split('{').next().unwrap_or_default();
                let end = if following.is_empty() {
                    rest.len()
                } else {
                    let lost = following.trim_end();
                    let before = || rest.strip_suffix(lost).filter(|_| !lost.is_empty());
                    rest.find(following).or_else(|| before().map(str::len))?
                };
                let value = rest.get(..end)?.to_owned();
                rest = rest.get(end..)?;
                (name, value)
            }
        };
        if name != "_" {
            // A line is quoted with its end.
            captures.add(name, value.trim_end_matches('\n'));
        }
        pattern = next;
    }
    let left = rest.strip_prefix(pattern.trim_end())?;
    left.trim().is_empty().then_some(captures)
}

/// The string literal at the beginning of a text, and how many bytes it takes.
pub(super) fn literal_of_python(text: &str) -> Option<(String, usize)> {
    let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            _ if letter == quote => return Some((value, at + 1)),
            '\\' => {
                let (_, escaped) = letters.next()?;
                let digits = match escaped {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                if digits == 0 {
                    value.push(match escaped {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        other => other,
                    });
                } else {
                    let code = text.get(at + 2..at + 2 + digits)?;
                    value.push(char::from_u32(u32::from_str_radix(code, 16).ok()?).unwrap_or('\u{fffd}'));
                    letters.nth(digits - 1)?;
                }
            }
            _ => value.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::convert::python::repr;

    #[test]
    fn names_stand_for_what_varies() {
        let found = captures("'{a}' for {b:r} is {_}: {c}", "'x' y' for \"it's\" is bad: 1 2 ").unwrap();
        assert_eq!(found.fill("{a}|{b}|{c}|{d}|}"), "x' y|it's|1 2 |…|}");
        assert_eq!(captures("a {b} c", "a b c d"), None, "the text goes on");
        assert_eq!(captures("a {b} ", "a b").map(|found| found.fill("{b}")), None);
        assert!(captures("no number ''", "no number '' \n").is_some());
        assert_eq!(captures("{a:r}", "'open"), None);
        let empty = captures("[{a}] names {b}", "[x] names");
        assert_eq!(
            empty.map(|found| found.fill("{a}|{b}|")),
            Some("x||".to_owned()),
            "a blank that was lost"
        );
    }

    proptest! {
        #[test]
        fn a_literal_is_read_back(text in any::<String>(), after in "[^'\"]*") {
            let literal = repr(&text);
            let found = literal_of_python(&format!("{literal}{after}"));
            prop_assert_eq!(found, Some((text, literal.len())));
        }

        #[test]
        fn nothing_is_too_odd(text in any::<String>()) {
            let _ = captures("a {b:r} {c} d", &text);
            let _ = literal_of_python(&text);
        }
    }
}

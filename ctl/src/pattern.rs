//! Patterns for names, as shells and Python's `fnmatch` know them: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`.

/// Whether all of `name` fits `pattern`. A `[` without its partner stands for itself.
pub(crate) fn fits(name: &str, pattern: &str) -> bool {
    let parts = parts(pattern);
    let name: Vec<char> = name.chars().collect();
    // Where to go on when what follows the last star does not fit: the star takes one character more.
    let mut retry: Option<(usize, usize)> = None;
    let (mut part, mut at) = (0, 0);
    loop {
        match (parts.get(part), name.get(at)) {
            (Some(Part::Many), _) => {
                retry = Some((part, at));
                part += 1;
            }
            (None, None) => return true,
            (Some(one), Some(character)) if one.takes(*character) => {
                part += 1;
                at += 1;
            }
            _ => match retry.take().filter(|(_, taken)| *taken < name.len()) {
                Some((star, taken)) => {
                    retry = Some((star, taken + 1));
                    (part, at) = (star + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
}

/// What one character, or any number of them, must be.
enum Part {
    Many,
    Any,
    Exactly(char),
    OneOf { ranges: Vec<(char, char)>, inverted: bool },
}

impl Part {
    fn takes(&self, character: char) -> bool {
        match self {
            Part::Many | Part::Any => true,
            Part::Exactly(wanted) => *wanted == character,
            Part::OneOf { ranges, inverted } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&character)) != *inverted
            }
        }
    }
}

fn parts(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        parts.push(match character {
            '*' => Part::Many,
            '?' => Part::Any,
            '[' => match set(rest.as_str()) {
                Some((part, length)) => {
                    rest = rest.as_str().get(length..).unwrap_or_default().chars();
                    part
                }
                None => Part::Exactly('['),
            },
            other => Part::Exactly(other),
        });
    }
    parts
}

/// A set, whose `[` has been read, and its length in bytes; none when it is not closed. A `]` right at the beginning
/// is a member.
fn set(text: &str) -> Option<(Part, usize)> {
    let inverted = text.starts_with('!');
    let start = usize::from(inverted);
    let first = text.get(start..)?.chars().next()?.len_utf8();
    let end = text.get(start + first..)?.find(']')? + start + first;
    let members: Vec<char> = text.get(start..end)?.chars().collect();
    let mut ranges = Vec::new();
    let mut left = members.as_slice();
    while let [low, more @ ..] = left {
        (ranges, left) = match more {
            ['-', high, more @ ..] => ([ranges, vec![(*low, *high)]].concat(), more),
            _ => ([ranges, vec![(*low, *low)]].concat(), more),
        };
    }
    Some((Part::OneOf { ranges, inverted }, end + 1))
}

#[cfg(test)]
mod tests {
    use super::fits;

    /// Compared with `fnmatch.fnmatchcase` of Python 3.11 when this was written.
    #[test]
    fn patterns_fit_as_in_python() {
        for (pattern, fitting, others) in [
            ("*", &["", "a", "a:b"][..], &[][..]),
            ("a*", &["a", "ab", "a*"], &["ba", "", "A"]),
            ("*a*b", &["ab", "xaxb", "aab", "abab"], &["aba", "b"]),
            ("?b", &["ab", "éb"], &["b", "aab"]),
            ("w_[0-2]", &["w_0", "w_2"], &["w_3", "w_", "w_00"]),
            ("[!ab]", &["c", "!"], &["a", "b", ""]),
            ("[]]", &["]"], &["[", "[]"]),
            ("[!]]", &["a"], &["]"]),
            ("[a-]", &["a", "-"], &["b"]),
            ("[-a]", &["a", "-"], &["b"]),
            ("[z-a]", &[], &["z", "a", "m"]),
            ("[ab", &["[ab"], &["a", "ab"]),
            ("[", &["["], &["", "a"]),
            ("[]", &["[]"], &["", "]"]),
            ("[!]", &["[!]"], &["a"]),
            ("g:*_1", &["g:a_1"], &["a_1", "g:a_2"]),
            ("**", &["", "ab"], &[]),
            ("", &[""], &["a"]),
        ] {
            for name in fitting {
                assert!(fits(name, pattern), "{name:?} fits {pattern:?}");
            }
            for name in others {
                assert!(!fits(name, pattern), "{name:?} does not fit {pattern:?}");
            }
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        assert!(!fits(&"a".repeat(5000), &format!("{}b", "a*".repeat(50))));
    }
}

//! Where a line's comment begins.

use memchr::{memchr_iter, memchr2};

use crate::is_space;

/// The offset of the `;` or `#` that begins the comment of `line`, if it has one.
///
/// Both prefixes begin a comment at column 0 or after white space. The original searches in rounds: round *k*
/// looks at the *k*-th `;` and the *k*-th `#`, and the first round in which one of the two begins a comment
/// decides. So a comment can be missed when it is a later occurrence of its own prefix (spec-config §1.1).
///
/// A line whose first visible character is a prefix needs no rule of its own: that character is the first of its
/// kind, begins a comment, and nothing stands before it.
pub(crate) fn start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    // Most lines have neither.
    memchr2(b';', b'#', bytes)?;
    let mut semicolons = memchr_iter(b';', bytes);
    let mut hashes = memchr_iter(b'#', bytes);
    let begins =
        |at: &usize| line.get(..*at).is_none_or(|before| before.chars().next_back().is_none_or(is_space));
    loop {
        let (semicolon, hash) = (semicolons.next(), hashes.next());
        if semicolon.is_none() && hash.is_none() {
            return None;
        }
        let cut = semicolon.filter(begins).into_iter().chain(hash.filter(begins)).min();
        if cut.is_some() {
            return cut;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::start;

    #[test]
    fn the_first_round_with_a_comment_decides() {
        let table = [
            ("a=b;c", None),
            ("a=b ;c", Some(4)),
            ("a=b\t#c", Some(4)),
            (";", Some(0)),
            ("  # x ; y", Some(2)),
            ("a=x;y ;c #d", Some(9)),
            ("a=x#y #c ;d", Some(9)),
            ("a=x;y ;c", Some(6)),
            ("a=1 ;b #c", Some(4)),
            ("a=b\u{a0};c", Some(5)),
            ("a=b\u{1f};c", Some(4)),
            ("a=é;c", None),
            ("", None),
        ];
        for (line, expected) in table {
            assert_eq!(start(line), expected, "{line:?}");
        }
    }
}

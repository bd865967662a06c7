//! Keys, out of the bytes that a terminal sends.
//!
//! crossterm could read them as well, but its reader cannot be ended, which the shell needs after `top`, and turns
//! without pause when the terminal has gone.

/// A key, as far as `top` knows keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A character.
    Char(char),
    /// A letter with Ctrl, in lower case.
    Ctrl(char),
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
    /// Return.
    Enter,
    /// Esc.
    Escape,
    /// Backspace.
    Backspace,
    /// Tab.
    Tab,
}

/// The longest sequence that is waited for, in bytes. Real ones are shorter.
const LONGEST: usize = 32;

/// Makes keys of bytes, in whatever pieces they come.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    /// A sequence whose end has not come.
    pending: Vec<u8>,
    /// Whether what comes is pasted text: nobody means it as keys, some of which stop programs.
    pasting: bool,
}

/// What stands at the beginning of some bytes.
enum Token {
    Key(Key),
    Paste(bool),
    Nothing,
}

impl Keys {
    /// The keys that are complete with these bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<Key> {
        self.pending.extend_from_slice(bytes);
        let all = std::mem::take(&mut self.pending);
        let mut rest = all.as_slice();
        let mut keys = Vec::new();
        while let Some((length, token)) = first(rest) {
            rest = rest.get(length..).unwrap_or_default();
            match token {
                Token::Key(key) if !self.pasting => keys.push(key),
                Token::Paste(pasting) => self.pasting = pasting,
                Token::Key(_) | Token::Nothing => {}
            }
        }
        self.pending = rest.to_vec();
        keys
    }
}

/// The first token and its length in bytes; none: more bytes are needed.
fn first(bytes: &[u8]) -> Option<(usize, Token)> {
    let key = |length, key| Some((length, Token::Key(key)));
    match *bytes {
        [] => None,
        [0x1b, b'[', ref rest @ ..] => control_sequence(rest),
        [0x1b, b'O'] => None,
        [0x1b, b'O', last, ..] => Some((3, named(&[], last))),
        [0x1b, ..] => key(1, Key::Escape),
        [b'\r' | b'\n', ..] => key(1, Key::Enter),
        [b'\t', ..] => key(1, Key::Tab),
        [0x08 | 0x7f, ..] => key(1, Key::Backspace),
        [byte @ 0x01..=0x1a, ..] => key(1, Key::Ctrl(char::from(byte - 1 + b'a'))),
        [0..=0x1f, ..] => Some((1, Token::Nothing)),
        [lead, ..] => character(lead, bytes),
    }
}

/// What follows `ESC [`.
fn control_sequence(rest: &[u8]) -> Option<(usize, Token)> {
    let Some(end) = rest.iter().position(|byte| (0x40..=0x7e).contains(byte)) else {
        return (rest.len() > LONGEST).then_some((2 + rest.len(), Token::Nothing));
    };
    let (parameters, last) = (rest.get(..end)?, *rest.get(end)?);
    Some((2 + end + 1, named(parameters, last)))
}

fn named(parameters: &[u8], last: u8) -> Token {
    let number = parameters.split(|byte| *byte == b';').next().unwrap_or_default();
    Token::Key(match (last, number) {
        (b'A', _) => Key::Up,
        (b'B', _) => Key::Down,
        (b'H', _) | (b'~', b"1" | b"7") => Key::Home,
        (b'F', _) | (b'~', b"4" | b"8") => Key::End,
        (b'M', b"") => Key::Enter,
        (b'~', b"5") => Key::PageUp,
        (b'~', b"6") => Key::PageDown,
        (b'~', b"200") => return Token::Paste(true),
        (b'~', b"201") => return Token::Paste(false),
        _ => return Token::Nothing,
    })
}

fn character(lead: u8, bytes: &[u8]) -> Option<(usize, Token)> {
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let text = match bytes.get(..length) {
        Some(encoded) => std::str::from_utf8(encoded),
        // The rest may still come, if what there is can be the beginning of a character.
        None if bytes.iter().skip(1).all(|byte| byte & 0xc0 == 0x80) => return None,
        None => return Some((1, Token::Nothing)),
    };
    Some(match text.ok().and_then(|text| text.chars().next()) {
        Some(character) => (length, Token::Key(Key::Char(character))),
        None => (1, Token::Nothing),
    })
}

#[cfg(test)]
mod tests {
    use super::{Key, Keys};
    use proptest::prelude::*;

    fn keys(pieces: &[&[u8]]) -> Vec<Key> {
        let mut keys = Keys::default();
        pieces.iter().flat_map(|piece| keys.feed(piece)).collect()
    }

    #[test]
    fn keys_of_terminals() {
        assert_eq!(keys(&[b"q\x03\r"]), [Key::Char('q'), Key::Ctrl('c'), Key::Enter]);
        assert_eq!(keys(&[b"\x1b[A\x1b[B\x1bOA"]), [Key::Up, Key::Down, Key::Up]);
        assert_eq!(keys(&[b"\x1b[5~\x1b[6~"]), [Key::PageUp, Key::PageDown]);
        assert_eq!(keys(&[b"\x1b[1~\x1b[4~\x1b[H\x1bOF"]), [Key::Home, Key::End, Key::Home, Key::End]);
        assert_eq!(keys(&[b"\x7f\x08\t"]), [Key::Backspace, Key::Backspace, Key::Tab]);
        assert_eq!(keys(&["ä€".as_bytes()]), [Key::Char('ä'), Key::Char('€')]);
    }

    #[test]
    fn escape_is_a_key_and_a_beginning() {
        assert_eq!(keys(&[b"\x1b"]), [Key::Escape]);
        assert_eq!(keys(&[b"\x1bq"]), [Key::Escape, Key::Char('q')]);
        assert_eq!(keys(&[b"\x1b[", b"A", b"x"]), [Key::Up, Key::Char('x')]);
        assert_eq!(keys(&[b"\x1b[1;2A\x1b[13~x"]), [Key::Up, Key::Char('x')]);
    }

    #[test]
    fn characters_come_in_pieces_and_nonsense_is_passed_over() {
        assert_eq!(keys(&[b"\xe2\x82", b"\xac"]), [Key::Char('€')]);
        assert_eq!(keys(&[b"\xff\xe2x\x00\x1d"]), [Key::Char('x')]);
    }

    #[test]
    fn pasted_text_is_no_keys() {
        assert_eq!(keys(&[b"a\x1b[200~xyq\x03", b"y\x1b[201~b"]), [Key::Char('a'), Key::Char('b')]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_bounded(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..200) {
            let mut keys = Keys::default();
            let (one, two) = bytes.split_at(cut.min(bytes.len()));
            keys.feed(one);
            keys.feed(two);
            prop_assert!(keys.pending.len() <= super::LONGEST + 2);
        }
    }
}

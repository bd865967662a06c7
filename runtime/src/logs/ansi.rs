//! Removing terminal control sequences from output (`strip_ansi`, spec-runtime §3.5).
//!
//! What is removed are control sequences as ECMA-48 §5.4 defines them: `ESC [`, parameter bytes `0`–`?`,
//! intermediate bytes blank–`/`, one final byte `@`–`~`. The original looks for twelve final letters in each
//! chunk by itself; so it loses text behind other ones and leaves halves of sequences that two reads divide
//! (§12.16).

const ESCAPE: u8 = 0x1b;

/// Strips one stream; remembers between chunks where in a sequence it is.
#[derive(Debug, Default)]
pub struct AnsiStripper {
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// An `ESC` that is held back until the next byte tells what it is.
    Escape,
    /// Inside of a control sequence.
    Sequence,
}

impl AnsiStripper {
    /// Appends to `out` what is left of a chunk.
    pub fn strip(&mut self, chunk: &[u8], out: &mut Vec<u8>) {
        let mut rest = chunk;
        while let Some((&byte, after)) = rest.split_first() {
            match self.state {
                State::Text => {
                    let end = rest.iter().position(|byte| *byte == ESCAPE);
                    let (text, tail) = end.and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, &[]));
                    out.extend_from_slice(text);
                    rest = tail.get(1..).unwrap_or_default();
                    self.state = if tail.is_empty() { State::Text } else { State::Escape };
                }
                State::Escape if byte == b'[' => {
                    self.state = State::Sequence;
                    rest = after;
                }
                State::Escape => {
                    out.push(ESCAPE);
                    self.state = State::Text;
                }
                State::Sequence => match byte {
                    0x20..=0x3f => rest = after,
                    0x40..=0x7e => {
                        self.state = State::Text;
                        rest = after;
                    }
                    // No sequence goes on with this, so it is text again.
                    _ => self.state = State::Text,
                },
            }
        }
    }

    /// The stream has ended: appends what was held back.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if self.state == State::Escape {
            out.push(ESCAPE);
        }
        self.state = State::Text;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn strip(chunks: &[&[u8]]) -> String {
        let mut stripper = AnsiStripper::default();
        let mut out = Vec::new();
        for chunk in chunks {
            stripper.strip(chunk, &mut out);
        }
        stripper.finish(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn colours_and_cursor_movements_go() {
        assert_eq!(strip(&[b"\x1b[1;31mred\x1b[0m plain\n"]), "red plain\n");
        assert_eq!(strip(&[b"\x1b[2J\x1b[10;20Hhome\x1b[K"]), "home");
        assert_eq!(strip(&[b"\x1b[?25lhidden\x1b[?25h"]), "hidden");
    }

    #[test]
    fn text_after_letters_the_original_does_not_know_stays() {
        assert_eq!(strip(&[b"\x1b[10Gy\n"]), "y\n");
    }

    #[test]
    fn sequences_divided_between_reads_go_whole() {
        assert_eq!(strip(&[b"a\x1b", b"[1", b";3", b"mb"]), "ab");
    }

    #[test]
    fn what_is_no_sequence_stays() {
        assert_eq!(strip(&[b"a\x1b", b"b"]), "a\x1bb");
        assert_eq!(strip(&[b"end\x1b"]), "end\x1b");
        assert_eq!(strip(&[b"\x1b\x1b[1mx"]), "\x1bx");
        assert_eq!(strip(&["[1m ünï".as_bytes()]), "[1m ünï");
    }

    #[test]
    fn a_broken_sequence_swallows_no_line() {
        assert_eq!(strip(&[b"\x1b[12\nnext"]), "\nnext");
        assert_eq!(strip(&[b"\x1b[1\x1b[2mx"]), "x");
    }

    proptest! {
        #[test]
        fn chunk_boundaries_do_not_matter(
            bytes in proptest::collection::vec(prop_oneof![Just(0x1b), Just(b'['), Just(b'm'), Just(b'1'), any::<u8>()], 0..60),
            at in 0_usize..60,
        ) {
            let (mut whole, mut halves) = (Vec::new(), Vec::new());
            let mut stripper = AnsiStripper::default();
            stripper.strip(&bytes, &mut whole);
            stripper.finish(&mut whole);
            let (left, right) = bytes.split_at(at.min(bytes.len()));
            stripper.strip(left, &mut halves);
            stripper.strip(right, &mut halves);
            stripper.finish(&mut halves);
            prop_assert_eq!(whole, halves);
        }

        #[test]
        fn text_without_escapes_passes(text in "[^\\x1b]*") {
            prop_assert_eq!(strip(&[text.as_bytes()]), text);
        }
    }
}

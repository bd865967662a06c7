//! The last lines of a log that is followed, made of the bytes that come.

use std::collections::VecDeque;

/// So many lines are kept.
const LINES: usize = 2000;

/// A longer line becomes several, in bytes.
const LONGEST: usize = 4096;

/// Lines that can be shown: no control characters, no escape sequences.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    lines: VecDeque<String>,
    /// The last line, which has not ended.
    open: Vec<u8>,
    escape: Escape,
    /// How many lines have gone out at the top since the beginning.
    gone: usize,
}

/// Where in an escape sequence the stream is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Escape {
    #[default]
    None,
    /// Behind ESC.
    Begun,
    /// In `ESC [ …`, which a letter ends.
    Control,
    /// In `ESC ] …`, which BEL or ESC ends.
    Text,
}

impl Lines {
    /// Adds what has come.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.skips(byte) {
                continue;
            }
            match byte {
                b'\n' => self.end_line(),
                b'\t' => self.open.extend_from_slice(b"    "),
                0..=0x1f | 0x7f => {}
                byte => self.open.push(byte),
            }
            // Rather not inside a character.
            if self.open.len() >= if byte < 0x80 { LONGEST } else { 2 * LONGEST } {
                self.end_line();
            }
        }
    }

    /// Whether a byte belongs to an escape sequence.
    fn skips(&mut self, byte: u8) -> bool {
        let before = self.escape;
        self.escape = match (before, byte) {
            // A line end ends what was left open: nothing hides the rest of the log.
            (_, b'\n') => Escape::None,
            (_, 0x1b) => Escape::Begun,
            (Escape::Begun, b'[') => Escape::Control,
            (Escape::Begun, b']') => Escape::Text,
            (Escape::Control, 0x20..=0x3f) => Escape::Control,
            (Escape::Text, byte) if byte != 0x07 => Escape::Text,
            _ => Escape::None,
        };
        byte != b'\n' && (before != Escape::None || self.escape != Escape::None)
    }

    fn end_line(&mut self) {
        let line = String::from_utf8_lossy(&self.open).into_owned();
        self.open.clear();
        self.lines.push_back(line);
        if self.lines.len() > LINES {
            self.lines.pop_front();
            self.gone += 1;
        }
    }

    /// How many lines there have been since the beginning.
    pub(crate) fn total(&self) -> usize {
        self.gone + self.count()
    }

    /// How many lines there are, with the one that has not ended.
    pub(crate) fn count(&self) -> usize {
        self.lines.len() + usize::from(!self.open.is_empty())
    }

    /// The `height` lines that end `back` lines before the last one.
    pub(crate) fn window(&self, height: usize, back: usize) -> Vec<String> {
        let open = (!self.open.is_empty()).then(|| String::from_utf8_lossy(&self.open).into_owned());
        let end = self.count().saturating_sub(back);
        let begin = end.saturating_sub(height);
        self.lines.iter().cloned().chain(open).skip(begin).take(end - begin).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        for piece in pieces {
            lines.push(piece);
        }
        lines.window(100, 0)
    }

    #[test]
    fn lines_are_what_can_be_shown() {
        assert_eq!(lines(&[b"one\r\ntw", b"o\n", b"thr"]), ["one", "two", "thr"]);
        assert_eq!(lines(&[b"\x1b[1;31mred\x1b", b"[0m \x1b]0;title\x07x\x1b(B\n"]), ["red xB"]);
        assert_eq!(lines(&[b"a\tb\x00\x08c\n\x1b[never ending\n"]), ["a    bc", "ever ending"]);
        assert_eq!(lines(&[b"\xc3", b"\xa4\xff\n"]), ["ä\u{fffd}"]);
    }

    #[test]
    fn old_lines_go_and_long_lines_are_cut() {
        let mut log = Lines::default();
        for number in 0..LINES + 5 {
            log.push(format!("{number}\n").as_bytes());
        }
        assert_eq!((log.count(), log.total()), (LINES, LINES + 5));
        assert_eq!(log.window(2, 0), ["2003", "2004"]);
        assert_eq!(log.window(2, 1), ["2002", "2003"]);
        assert_eq!(log.window(2, LINES), [""; 0]);
        let mut log = Lines::default();
        log.push(&vec![b'x'; 3 * LONGEST]);
        assert_eq!(log.count(), 3);
    }
}

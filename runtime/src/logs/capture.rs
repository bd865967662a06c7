//! Capture mode: text between two tokens goes to the daemon instead of the log (spec-runtime §3.6).
//!
//! Pure: bytes in, pieces out, however the stream is cut. Different from the original on purpose (§12.15): only what
//! may be the beginning of a token is held back, it is not lost when the stream ends, and the text is truly bounded.

use std::collections::VecDeque;
use std::mem;

/// Begins a captured text.
pub(super) const BEGIN: &[u8] = b"<!--XSUPERVISOR:BEGIN-->";

/// Ends it.
pub(super) const END: &[u8] = b"<!--XSUPERVISOR:END-->";

/// A part of a stream. Tokens are no pieces of text; another [`BEGIN`] inside of a captured text is, and so is an
/// [`END`] outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Belongs into the log.
    Text(&'a [u8]),
    /// Belongs to the captured text.
    Captured(&'a [u8]),
    /// The captured text is complete.
    Complete,
}

/// Finds the tokens in a stream; remembers between chunks where in which token it is.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    capturing: bool,
    /// So many bytes of the token that comes next were read and are held back.
    held: usize,
}

impl Splitter {
    /// The pieces of a chunk, as far as they are certain.
    pub(super) fn split<'a>(&mut self, chunk: &'a [u8]) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut rest = chunk;
        if self.held > 0 {
            let Some(after) = self.go_on(chunk, &mut pieces) else { return pieces };
            rest = after;
        }
        loop {
            let token = self.token();
            if let Some((before, after)) = divide(rest, token) {
                self.push(before, &mut pieces);
                self.toggle(&mut pieces);
                rest = after;
            } else {
                self.held = beginning_at_end(rest, token);
                let certain = rest.len().saturating_sub(self.held);
                self.push(rest.get(..certain).unwrap_or_default(), &mut pieces);
                return pieces;
            }
        }
    }

    /// The stream has ended: what was held back was no token.
    pub(super) fn finish(&mut self) -> Vec<Piece<'static>> {
        let mut pieces = Vec::new();
        self.release(&mut pieces);
        pieces
    }

    /// Whether a captured text has begun and is not complete.
    pub(super) fn is_capturing(&self) -> bool {
        self.capturing
    }

    /// Compares a chunk with what is missing of a token that has begun; the rest of the chunk, if the matter is settled.
    fn go_on<'a>(&mut self, chunk: &'a [u8], pieces: &mut Vec<Piece<'a>>) -> Option<&'a [u8]> {
        let missing = self.token().get(self.held..).unwrap_or_default();
        if let Some(after) = chunk.strip_prefix(missing) {
            self.held = 0;
            self.toggle(pieces);
            return Some(after);
        }
        if missing.starts_with(chunk) {
            self.held += chunk.len();
            return None;
        }
        // A token has its first character nowhere else, so no other token can have begun in what is held.
        self.release(pieces);
        Some(chunk)
    }

    fn release(&mut self, pieces: &mut Vec<Piece<'_>>) {
        let held = self.token().get(..mem::take(&mut self.held)).unwrap_or_default();
        self.push(held, pieces);
    }

    fn token(&self) -> &'static [u8] {
        if self.capturing { END } else { BEGIN }
    }

    fn toggle(&mut self, pieces: &mut Vec<Piece<'_>>) {
        if self.capturing {
            pieces.push(Piece::Complete);
        }
        self.capturing = !self.capturing;
    }

    fn push<'a>(&self, text: &'a [u8], pieces: &mut Vec<Piece<'a>>) {
        if !text.is_empty() {
            pieces.push(if self.capturing { Piece::Captured(text) } else { Piece::Text(text) });
        }
    }
}

/// What stands before and after the first `token`.
fn divide<'a>(text: &'a [u8], token: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let first = token.first()?;
    let mut from = 0;
    loop {
        let (_, rest) = text.split_at_checked(from)?;
        let at = from + rest.iter().position(|byte| byte == first)?;
        let (before, found) = text.split_at_checked(at)?;
        if let Some(after) = found.strip_prefix(token) {
            return Some((before, after));
        }
        from = at + 1;
    }
}

/// Length of the longest beginning of `token` that `text` ends with.
fn beginning_at_end(text: &[u8], token: &[u8]) -> usize {
    let longest = text.len().min(token.len() - 1);
    let ends_with = |length: &usize| token.get(..*length).is_some_and(|beginning| text.ends_with(beginning));
    (1..=longest).rev().find(ends_with).unwrap_or(0)
}

/// A captured text: its last so many bytes.
#[derive(Debug)]
pub(super) struct Buffer {
    limit: usize,
    bytes: VecDeque<u8>,
}

impl Buffer {
    /// For at most `limit` bytes; none: there is no capture mode.
    pub(super) fn new(limit: i64) -> Option<Self> {
        (limit > 0).then(|| Self { limit: limit.try_into().unwrap_or(usize::MAX), bytes: VecDeque::new() })
    }

    /// Appends; what comes to stand before the last `limit` bytes goes.
    pub(super) fn push(&mut self, text: &[u8]) {
        let text = text.get(text.len().saturating_sub(self.limit)..).unwrap_or_default();
        let excess = (self.bytes.len() + text.len()).saturating_sub(self.limit);
        self.bytes.drain(..excess);
        self.bytes.extend(text);
    }

    /// Takes everything out.
    pub(super) fn take(&mut self) -> Vec<u8> {
        mem::take(&mut self.bytes).into()
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.bytes = VecDeque::new();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a stream comes to, pieces joined: what is not captured, each captured text, and what is left of one.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Outcome {
        text: String,
        captured: Vec<String>,
        unfinished: String,
    }

    fn outcome(chunks: &[&[u8]]) -> Outcome {
        let (mut splitter, mut outcome) = (Splitter::default(), Outcome::default());
        let mut take = |pieces: Vec<Piece<'_>>| {
            for piece in pieces {
                match piece {
                    Piece::Text(text) => outcome.text.push_str(std::str::from_utf8(text).unwrap()),
                    Piece::Captured(text) => outcome.unfinished.push_str(std::str::from_utf8(text).unwrap()),
                    Piece::Complete => outcome.captured.push(mem::take(&mut outcome.unfinished)),
                }
            }
        };
        for chunk in chunks {
            take(splitter.split(chunk));
        }
        take(splitter.finish());
        outcome
    }

    /// The same for the whole stream at once, by the standard library.
    fn expected(stream: &str) -> Outcome {
        let mut outcome = Outcome::default();
        let mut rest = stream;
        while let Some((text, captured)) = rest.split_once("<!--XSUPERVISOR:BEGIN-->") {
            outcome.text.push_str(text);
            let Some((captured, after)) = captured.split_once("<!--XSUPERVISOR:END-->") else {
                outcome.unfinished = captured.to_owned();
                return outcome;
            };
            outcome.captured.push(captured.to_owned());
            rest = after;
        }
        outcome.text.push_str(rest);
        outcome
    }

    #[test]
    fn pieces_come_in_order_and_without_their_tokens() {
        let mut splitter = Splitter::default();
        let pieces = splitter.split(b"a<!--XSUPERVISOR:BEGIN-->b<!--XSUPERVISOR:END-->c<!--X");
        assert_eq!(pieces, [Piece::Text(b"a"), Piece::Captured(b"b"), Piece::Complete, Piece::Text(b"c")]);
        assert_eq!(splitter.split(b"SUPERVISOR:BEGIN-->d"), [Piece::Captured(b"d")]);
        assert!(splitter.is_capturing());
    }

    #[test]
    fn only_what_may_be_a_token_is_held_back() {
        let mut splitter = Splitter::default();
        assert_eq!(splitter.split(b"x\n"), [Piece::Text(b"x\n")]);
        assert_eq!(splitter.split(b"<"), []);
        assert_eq!(splitter.split(b"!-"), []);
        assert_eq!(splitter.split(b"<!--"), [Piece::Text(b"<!-")]);
        assert_eq!(splitter.finish(), [Piece::Text(b"<!--")]);
    }

    #[test]
    fn an_empty_text_is_a_text() {
        let mut splitter = Splitter::default();
        assert_eq!(splitter.split(&[BEGIN, END].concat()), [Piece::Complete]);
    }

    #[test]
    fn tokens_in_the_wrong_place_are_text() {
        let stream =
            format!("<!--XSUPERVISOR:END-->a{0}b{0}c<!--XSUPERVISOR:END-->", "<!--XSUPERVISOR:BEGIN-->");
        let outcome = outcome(&[stream.as_bytes()]);
        assert_eq!(outcome.text, "<!--XSUPERVISOR:END-->a");
        assert_eq!(outcome.captured, ["b<!--XSUPERVISOR:BEGIN-->c"]);
    }

    #[test]
    fn of_a_long_text_the_end_is_kept() {
        let mut buffer = Buffer::new(5).unwrap();
        buffer.push(b"abc");
        buffer.push(b"def");
        assert_eq!(buffer.take(), b"bcdef");
        assert_eq!(buffer.take(), b"");
        buffer.push(b"a chunk that is longer");
        buffer.push(b"!");
        assert_eq!(buffer.take(), b"nger!");
        buffer.push(b"x");
        buffer.clear();
        assert_eq!(buffer.take(), b"");
        assert!(Buffer::new(0).is_none() && Buffer::new(-1).is_none());
    }

    fn stream() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("<!--XSUPERVISOR:BEGIN-->".to_owned()),
            Just("<!--XSUPERVISOR:END-->".to_owned()),
            Just("<!--XSUPERVISOR:".to_owned()),
            Just("<!--XSUPERVISOR:BEGIN--".to_owned()),
            "[<!x-]{0,3}",
        ];
        proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn however_a_stream_is_cut_it_comes_to_the_same(
            stream in stream(),
            sizes in proptest::collection::vec(1_usize..30, 1..40),
        ) {
            let mut chunks = Vec::new();
            let mut rest = stream.as_bytes();
            for size in sizes.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (chunk, after) = rest.split_at((*size).min(rest.len()));
                chunks.push(chunk);
                rest = after;
            }
            prop_assert_eq!(outcome(&chunks), expected(&stream));
        }

        #[test]
        fn the_buffer_is_the_end_of_the_text(
            pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..30), 0..8),
            limit in 1_usize..40,
        ) {
            let mut buffer = Buffer::new(limit as i64).unwrap();
            pieces.iter().for_each(|piece| buffer.push(piece));
            let whole = pieces.concat();
            prop_assert_eq!(buffer.take(), &whole[whole.len().saturating_sub(limit)..]);
        }
    }
}

//! What one listener says on its standard output, and what state that puts it in (spec-runtime §5.4).

/// What a listener says when it wants an event.
const READY: &[u8] = b"READY\n";

/// `RESULT ` and whatever else has seven bytes: only the number after them is looked at.
const RESULT_WORD: usize = 7;

/// A result line that is longer has no end. Python's largest number that can be written has 4300 digits.
const LONGEST_LINE: usize = 8 * 1024;

/// So much of a result is kept; the rest is taken off the stream and forgotten.
const LONGEST_RESULT: usize = 1024 * 1024;

/// Where a listener is in the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListenerState {
    /// It has not asked for an event since it was started or since its last result.
    Acknowledged,
    /// It waits for an event.
    Ready,
    /// It works on an event.
    Busy,
    /// It broke the protocol: no more events until it is started again.
    Unknown,
}

impl ListenerState {
    /// The name that the log shows.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Acknowledged => "ACKNOWLEDGED",
            Self::Ready => "READY",
            Self::Busy => "BUSY",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// Something that a listener said. The state has changed accordingly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// ACKNOWLEDGED → READY.
    Ready,
    /// BUSY → ACKNOWLEDGED: the complete result.
    Result(Vec<u8>),
    /// BUSY → UNKNOWN: a result line without a number, as it was said.
    BadResultLine(Vec<u8>),
    /// ACKNOWLEDGED or READY → UNKNOWN: anything else.
    Nonsense,
}

/// The dialogue with one listener, from one start of it to the next.
#[derive(Debug)]
pub(super) struct Protocol {
    state: ListenerState,
    /// What it said and is not understood yet.
    heard: Vec<u8>,
    /// The result that is coming in.
    result: Option<Coming>,
}

/// A result of which the line was read.
#[derive(Debug)]
struct Coming {
    rest: u64,
    kept: Vec<u8>,
}

impl Default for Protocol {
    fn default() -> Self {
        Self { state: ListenerState::Acknowledged, heard: Vec::new(), result: None }
    }
}

impl Protocol {
    pub(super) fn state(&self) -> ListenerState {
        self.state
    }

    /// It is being sent an event.
    pub(super) fn engage(&mut self) {
        self.state = ListenerState::Busy;
    }

    /// The event could not be sent after all.
    pub(super) fn disengage(&mut self) {
        self.state = ListenerState::Ready;
    }

    /// Takes what it said; [`Protocol::next`] tells what that means. Nobody listens to one that is UNKNOWN.
    pub(super) fn hear(&mut self, bytes: &[u8]) {
        if self.state != ListenerState::Unknown {
            self.heard.extend_from_slice(bytes);
        }
    }

    /// The next thing that was said completely.
    pub(super) fn next(&mut self) -> Option<Said> {
        match self.state {
            ListenerState::Acknowledged if self.heard.len() < READY.len() => None,
            ListenerState::Acknowledged if self.heard.starts_with(READY) => {
                self.heard.drain(..READY.len());
                self.state = ListenerState::Ready;
                Some(Said::Ready)
            }
            ListenerState::Ready if self.heard.is_empty() => None,
            ListenerState::Acknowledged | ListenerState::Ready => Some(self.stop_listening(Said::Nonsense)),
            ListenerState::Busy => self.next_of_result(),
            ListenerState::Unknown => None,
        }
    }

    fn next_of_result(&mut self) -> Option<Said> {
        let mut coming = match self.result.take() {
            Some(coming) => coming,
            None => {
                let Some(line) = self.line() else {
                    let is_endless = self.heard.len() > LONGEST_LINE;
                    let line = is_endless.then(|| std::mem::take(&mut self.heard))?;
                    return Some(self.stop_listening(Said::BadResultLine(line)));
                };
                match line.get(RESULT_WORD..).and_then(number) {
                    Some(rest) => Coming { rest, kept: Vec::new() },
                    None => return Some(self.stop_listening(Said::BadResultLine(line))),
                }
            }
        };
        let here = self.heard.len().min(usize::try_from(coming.rest).unwrap_or(usize::MAX));
        let room = LONGEST_RESULT.saturating_sub(coming.kept.len());
        coming.kept.extend(self.heard.drain(..here).take(room));
        // A usize always fits.
        coming.rest -= here as u64;
        if coming.rest > 0 {
            self.result = Some(coming);
            return None;
        }
        self.state = ListenerState::Acknowledged;
        Some(Said::Result(coming.kept))
    }

    /// Takes a line, without its end.
    fn line(&mut self) -> Option<Vec<u8>> {
        let end = self.heard.iter().position(|byte| *byte == b'\n')?;
        let rest = self.heard.split_off(end + 1);
        let mut line = std::mem::replace(&mut self.heard, rest);
        line.truncate(end);
        Some(line)
    }

    /// Its result was none that its result handler understands: nobody listens to it any more.
    pub(super) fn distrust(&mut self) {
        self.state = ListenerState::Unknown;
        self.heard = Vec::new();
    }

    fn stop_listening(&mut self, why: Said) -> Said {
        self.distrust();
        why
    }
}

/// A number as Python reads it: white space around it, a sign, single underscores between digits. A negative one,
/// for which the original waits for ever, is none; one that is too big is as big as can be.
fn number(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?.trim_matches([' ', '\t', '\r', '\x0b', '\x0c']);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut value = 0_u64;
    for part in digits.split('_') {
        if part.is_empty() {
            return None;
        }
        for digit in part.chars() {
            value = value.saturating_mul(10).saturating_add(digit.to_digit(10)?.into());
        }
    }
    (!negative || value == 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What comes of a listener that says `chunks`, and is sent an event as soon as it is ready.
    fn listen<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Said>, ListenerState) {
        let mut protocol = Protocol::default();
        let mut said = Vec::new();
        for chunk in chunks {
            protocol.hear(chunk);
            while let Some(next) = protocol.next() {
                said.push(next);
            }
            if protocol.state() == ListenerState::Ready {
                protocol.engage();
            }
        }
        (said, protocol.state())
    }

    fn shown(chunks: &[&str]) -> String {
        let (said, state) = listen(chunks.iter().map(|chunk| chunk.as_bytes()));
        let said: Vec<String> = said
            .into_iter()
            .map(|said| match said {
                Said::Ready => "ready".to_owned(),
                Said::Result(result) => format!("result {:?}", String::from_utf8(result).unwrap()),
                Said::BadResultLine(line) => format!("bad line {:?}", String::from_utf8(line).unwrap()),
                Said::Nonsense => "nonsense".to_owned(),
            })
            .collect();
        format!("{} -> {}", said.join(", "), state.name())
    }

    #[test]
    fn a_dialogue() {
        let dialogues: [&[&str]; 16] = [
            &["READ"],
            &["READY\n"],
            &["nope\n"],
            &["nope\n\n"],
            &["READY\n", "RESULT 2\nOK"],
            &["READY\n", "RESULT 2\nOKREADY\n"],
            &["READY\n", "RESULT 4\nFAIL", "READY\n", "RESULT 2\nO", "K"],
            &["READY\nREADY\n"],
            &["READY\n", "RESULT 0\n"],
            &["READY\n", "xxxxxx 2\nOK"],
            &["READY\n", "RESULT two\nOK"],
            &["READY\n", "\n"],
            &["READY\n", "RESULT -3\nOK"],
            &["READY\n", "RESULT  +1_0 \n0123456789"],
            &["READY\n", "RESULT 1__0\n"],
            &["READY\n", "RESULT 99999999999999999999\nOK"],
        ];
        let shown: Vec<String> =
            dialogues.iter().map(|chunks| format!("{chunks:?}: {}", shown(chunks))).collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        ["READ"]:  -> ACKNOWLEDGED
        ["READY\n"]: ready -> BUSY
        ["nope\n"]:  -> ACKNOWLEDGED
        ["nope\n\n"]: nonsense -> UNKNOWN
        ["READY\n", "RESULT 2\nOK"]: ready, result "OK" -> ACKNOWLEDGED
        ["READY\n", "RESULT 2\nOKREADY\n"]: ready, result "OK", ready -> BUSY
        ["READY\n", "RESULT 4\nFAIL", "READY\n", "RESULT 2\nO", "K"]: ready, result "FAIL", ready, result "OK" -> ACKNOWLEDGED
        ["READY\nREADY\n"]: ready, nonsense -> UNKNOWN
        ["READY\n", "RESULT 0\n"]: ready, result "" -> ACKNOWLEDGED
        ["READY\n", "xxxxxx 2\nOK"]: ready, result "OK" -> ACKNOWLEDGED
        ["READY\n", "RESULT two\nOK"]: ready, bad line "RESULT two" -> UNKNOWN
        ["READY\n", "\n"]: ready, bad line "" -> UNKNOWN
        ["READY\n", "RESULT -3\nOK"]: ready, bad line "RESULT -3" -> UNKNOWN
        ["READY\n", "RESULT  +1_0 \n0123456789"]: ready, result "0123456789" -> ACKNOWLEDGED
        ["READY\n", "RESULT 1__0\n"]: ready, bad line "RESULT 1__0" -> UNKNOWN
        ["READY\n", "RESULT 99999999999999999999\nOK"]: ready -> BUSY
        "#);
    }

    #[test]
    fn a_line_without_end_is_a_bad_one() {
        let endless = vec![b'1'; LONGEST_LINE + 1];
        let (said, state) = listen([READY, &endless]);
        assert!(said == [Said::Ready, Said::BadResultLine(endless)]);
        assert_eq!(state, ListenerState::Unknown);
    }

    #[test]
    fn of_a_huge_result_only_the_beginning_is_kept() {
        let length = 3 * LONGEST_RESULT;
        let line = format!("RESULT {length}\n");
        let (said, state) = listen([READY, line.as_bytes(), &vec![b'x'; length], READY]);
        assert!(said == [Said::Ready, Said::Result(vec![b'x'; LONGEST_RESULT]), Said::Ready]);
        assert_eq!(state, ListenerState::Busy);
    }

    proptest! {
        /// How the bytes are cut into chunks makes no difference, except that a listener that is READY must be silent
        /// until its event has come: so after each READY there is a cut.
        #[test]
        fn cuts_do_not_matter(answers in proptest::collection::vec("[OKFAIL\n]{0,6}", 0..5), cuts in any::<u64>()) {
            let turns: Vec<String> =
                answers.iter().map(|answer| format!("RESULT {}\n{answer}READY\n", answer.len())).collect();
            let whole = listen(std::iter::once(READY).chain(turns.iter().map(String::as_bytes)));
            let mut chunks = vec![READY];
            for turn in &turns {
                let mut rest = turn.as_bytes();
                let mut bits = cuts;
                while !rest.is_empty() {
                    let (chunk, after) = rest.split_at(rest.len().min(1 + (bits % 4) as usize));
                    chunks.push(chunk);
                    rest = after;
                    bits = bits.rotate_right(2);
                }
            }
            prop_assert_eq!(listen(chunks), whole);
        }
    }
}

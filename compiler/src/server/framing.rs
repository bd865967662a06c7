//! Where a message begins and ends: headers, and as many bytes as they say.

use std::io::{self, BufRead, Read as _};

use lsp_server::Message;

/// Bytes of a message: far more than the largest document, and far less than a machine has.
const LARGEST: u64 = 64 << 20;

/// Bytes of a header.
const LONGEST: u64 = 8 << 10;

/// The header that says how long a message is.
const LENGTH: &[u8] = b"Content-Length:";

/// Messages, one after the other.
pub(super) struct Frames<R> {
    input: R,
    /// What comes next is the length of a message: the name of that header has been read.
    begun: bool,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, begun: false }
    }

    /// The next message; none: there will be no more.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when what came is none; there may be another behind it. All others are the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Message>> {
        let mut length = None;
        loop {
            let Some(line) = self.header()? else { return Ok(None) };
            let Some(line) = line.strip_suffix(b"\r\n") else {
                return Err(invalid(format!("malformed header: {:?}", String::from_utf8_lossy(&line))));
            };
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':').unwrap_or(0));
            if name.is_empty() {
                return Err(invalid(format!("malformed header: {:?}", String::from_utf8_lossy(line))));
            }
            if name.eq_ignore_ascii_case(LENGTH.strip_suffix(b":").unwrap_or(LENGTH)) {
                let value = String::from_utf8_lossy(value.strip_prefix(b":").unwrap_or(value));
                let number = value.trim().parse::<u64>();
                length = Some(number.map_err(|_| invalid(format!("no length: {value:?}")))?);
            }
        }
        let length = length.ok_or_else(|| invalid("no Content-Length".to_owned()))?;
        if length > LARGEST {
            // It may be long, or only say so.
            self.find_length()?;
            return Err(invalid(format!("a message of {length} bytes: more than {} MiB", LARGEST >> 20)));
        }
        let mut body = Vec::new();
        if self.input.by_ref().take(length).read_to_end(&mut body)? as u64 != length {
            return Ok(None);
        }
        serde_json::from_slice(&body).map(Some).map_err(|error| invalid(error.to_string()))
    }

    /// A line with its end; none: there will be no more.
    fn header(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = if std::mem::take(&mut self.begun) { LENGTH.to_vec() } else { Vec::new() };
        self.input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        Ok((!line.is_empty()).then_some(line))
    }

    /// Passes over everything up to the next header that says how long a message is.
    fn find_length(&mut self) -> io::Result<()> {
        let mut matched = 0;
        while let Some(byte) = self.input.fill_buf()?.first().copied() {
            self.input.consume(1);
            // The first letter is nowhere else in the name.
            matched =
                if LENGTH.get(matched) == Some(&byte) { matched + 1 } else { usize::from(byte == b'C') };
            if matched == LENGTH.len() {
                self.begun = true;
                break;
            }
        }
        Ok(())
    }
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXIT: &str = "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";

    /// What comes of some bytes: the methods, and what was wrong.
    fn heard(text: &str) -> Vec<String> {
        let mut frames = Frames::new(text.as_bytes());
        let mut all = Vec::new();
        loop {
            match frames.next() {
                Ok(Some(Message::Notification(said))) => all.push(said.method),
                Ok(Some(other)) => panic!("{other:?}"),
                Ok(None) => return all,
                Err(error) => all.push(error.to_string()),
            }
        }
    }

    #[test]
    fn a_length_beyond_reason_is_passed_over() {
        let exit = format!("Content-Length: {}\r\n\r\n{EXIT}", EXIT.len());
        for length in [(64_u64 << 20) + 1, u64::MAX] {
            let said = format!("a message of {length} bytes: more than 64 MiB");
            for body in ["", "{\"a\":\"CContent-Lengt\"}", "\r\n\r\n"] {
                let text = format!("Content-Length: {length}\r\n\r\n{body}{exit}");
                assert_eq!(heard(&text), [said.as_str(), "exit"]);
            }
        }
        assert_eq!(heard("Content-Length: 99999999999999999999999\r\n\r\n").len(), 2);
    }

    #[test]
    fn headers_are_read_as_others_write_them() {
        let text = format!("content-type: x; charset=utf-8\r\nCONTENT-LENGTH:  {}\r\n\r\n{EXIT}", EXIT.len());
        assert_eq!(heard(&text), ["exit"]);
        assert_eq!(heard(&format!("{}\r\n", "x".repeat(10_000))).len(), 2, "a line has an end");
        assert_eq!(heard("Content-Length: 50\r\n\r\n{"), [""; 0], "the client has gone");
    }
}

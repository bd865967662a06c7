//! Bytes to text.

/// Bytes that are not UTF-8.
///
/// The text is what CPython says when it reads a file: it decodes blocks of 8 KiB, and counts from the first byte of a
/// block, or of the character that reaches into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'utf-8' codec can't decode {}: {reason}", self.subject())]
pub struct DecodeError {
    /// Offset of the first byte at fault.
    pub position: usize,
    /// Everything before this offset was decoded before the fault was met; the position that is shown counts from here.
    pub decoded: usize,
    /// How many bytes are at fault: a sequence that breaks off counts as far as it goes.
    pub length: usize,
    /// The first byte at fault.
    pub byte: u8,
    /// Why, in Python's words.
    pub reason: &'static str,
}

impl DecodeError {
    fn subject(&self) -> String {
        let Self { length, byte, .. } = self;
        let position = self.position - self.decoded;
        match length {
            0 | 1 => format!("byte 0x{byte:02x} in position {position}"),
            _ => format!("bytes in position {position}-{}", position + length - 1),
        }
    }
}

/// Decodes a file. Valid text is not copied. Undecodable bytes are replaced one for one by `?`, so that offsets stay
/// true, and the first is reported.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> (String, Option<DecodeError>) {
    let fault = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(fault) => fault,
    };
    let (position, length) = (fault.utf8_error().valid_up_to(), fault.utf8_error().error_len());
    let mut text = String::with_capacity(fault.as_bytes().len());
    for chunk in fault.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    let byte = fault.as_bytes().get(position).copied().unwrap_or_default();
    let reason = reason(byte, length.is_some());
    // The byte that gives the fault away; none when it is the end of the file.
    let telling = length.map(|length| position + if reason == INVALID_START { 0 } else { length });
    let decoded = telling.map_or(position, |telling| {
        let block = telling / BLOCK * BLOCK;
        // A character that reaches into the block is decoded with it.
        let whole = text.as_bytes().get(..block.min(position)).unwrap_or_default().utf8_chunks();
        whole.map(|chunk| chunk.valid().len()).next().unwrap_or(0)
    });
    let length = length.unwrap_or(fault.as_bytes().len() - position);
    (text, Some(DecodeError { position, decoded, length, byte, reason }))
}

/// What CPython reads and decodes at once.
const BLOCK: usize = 8192;
const INVALID_START: &str = "invalid start byte";

/// Python's reason for a faulty sequence that starts with `byte`.
fn reason(byte: u8, complete: bool) -> &'static str {
    match byte {
        _ if !complete => "unexpected end of data",
        // Continuation bytes, starts of overlong forms, and starts of what lies beyond U+10FFFF.
        0x80..=0xc1 | 0xf5..=0xff => INVALID_START,
        _ => "invalid continuation byte",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::decode;

    /// Texts of CPython 3.11's `open(…).read()`.
    #[test]
    fn errors_in_python_s_words() {
        let table: [(&[u8], &str); 14] = [
            (b"[s]\na=\xff", "byte 0xff in position 6: invalid start byte"),
            (b"\x80", "byte 0x80 in position 0: invalid start byte"),
            (b"\xc0\x80", "byte 0xc0 in position 0: invalid start byte"),
            (b"\xc1\xbf", "byte 0xc1 in position 0: invalid start byte"),
            (b"\xf5\x80\x80\x80", "byte 0xf5 in position 0: invalid start byte"),
            (b"a\xc2b", "byte 0xc2 in position 1: invalid continuation byte"),
            (b"\xe0\x80\x80", "byte 0xe0 in position 0: invalid continuation byte"),
            (b"\xed\xa0\x80", "byte 0xed in position 0: invalid continuation byte"),
            (b"\xf4\x90\x80\x80", "byte 0xf4 in position 0: invalid continuation byte"),
            (b"\xe2\x82a", "bytes in position 0-1: invalid continuation byte"),
            (b"\xf0\x90\x80a", "bytes in position 0-2: invalid continuation byte"),
            (b"a\xc3", "byte 0xc3 in position 0: unexpected end of data"),
            (b"a\xf0\x9f\x92", "bytes in position 0-2: unexpected end of data"),
            (b"\xff\xff", "byte 0xff in position 0: invalid start byte"),
        ];
        for (bytes, expected) in table {
            let (text, error) = decode(bytes.to_vec());
            assert_eq!(
                error.unwrap().to_string(),
                format!("'utf-8' codec can't decode {expected}"),
                "{bytes:?}"
            );
            assert_eq!(text.len(), bytes.len());
        }
    }

    #[test]
    fn positions_count_from_the_block() {
        let shown = |before: usize, bytes: &[u8]| {
            let bytes = [vec![b'a'; before], bytes.to_vec()].concat();
            decode(bytes).1.map(|error| (error.position, error.position - error.decoded))
        };
        for (before, bytes, expected) in [
            (8191, &b"\xff"[..], (8191, 8191)),
            (8192, b"\xff", (8192, 0)),
            (8193, b"\xff", (8193, 1)),
            (8190, "\u{20ac}b\u{ff}".as_bytes(), (0, 0)),
            (8190, b"\xe2\x82\xacb\xff", (8194, 4)),
            (8191, b"\xe2\x82b", (8191, 0)),
            (8191, b"\xe2b", (8191, 0)),
            (8190, b"\xe2b", (8190, 8190)),
            (20000, b"\xe2", (20000, 0)),
        ] {
            let expected = (expected != (0, 0)).then_some(expected);
            assert_eq!(shown(before, bytes), expected, "{before} {bytes:?}");
        }
    }

    #[test]
    fn only_what_is_wrong_is_replaced() {
        let (text, error) = decode(b"\xc3\xa9\xff\xe2\x82\xc3\xa9".to_vec());
        assert_eq!((text.as_str(), error.map(|error| error.position)), ("é???é", Some(2)));
    }

    proptest! {
        #[test]
        fn offsets_stay_true(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let (text, error) = decode(bytes.clone());
            prop_assert_eq!(text.len(), bytes.len());
            prop_assert_eq!(error.is_none(), std::str::from_utf8(&bytes).is_ok());
            for (ours, theirs) in text.bytes().zip(bytes) {
                prop_assert!(ours == theirs || ours == b'?');
            }
        }

        #[test]
        fn valid_text_stays_as_it_is(text: String) {
            prop_assert_eq!(decode(text.clone().into_bytes()), (text, None));
        }
    }
}

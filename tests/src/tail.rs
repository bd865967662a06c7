//! A log that is followed over HTTP: `/logtail/…`.

use std::io::{Read as _, Write as _};

use crate::http::{Address, Stream};

/// A request for a log, and what has come of it so far.
pub struct Tail {
    stream: Box<dyn Stream>,
    head: String,
    chunked: bool,
    /// What has come and is not decoded yet.
    raw: Vec<u8>,
    body: Vec<u8>,
}

impl Tail {
    /// Asks for `path` in this version of HTTP and waits for the head of the answer.
    ///
    /// # Panics
    /// When nobody listens, or the answer has no head.
    #[track_caller]
    pub fn open(address: &Address, path: &str, version: &str) -> Self {
        Self::ask(address, &format!("GET {path} {version}\r\nHost: x\r\n\r\n"))
    }

    /// Sends this request and waits for the head of the answer.
    ///
    /// # Panics
    /// When nobody listens, or the answer has no head.
    #[track_caller]
    pub fn ask(address: &Address, request: &str) -> Self {
        let mut stream = address.connect().expect("the daemon listens");
        stream.write_all(request.as_bytes()).expect("the daemon reads");
        let mut tail =
            Self { stream, head: String::new(), chunked: false, raw: Vec::new(), body: Vec::new() };
        loop {
            if let Some(end) = tail.raw.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                tail.head = String::from_utf8_lossy(&tail.raw[..end]).into_owned();
                tail.raw.drain(..end + 4);
                tail.chunked = tail.head.to_ascii_lowercase().contains("transfer-encoding: chunked");
                tail.decode();
                return tail;
            }
            assert!(tail.read() > 0, "{request:?} gets no answer");
        }
    }

    /// Status line and headers.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Everything that has come so far, as soon as it ends with `end`.
    ///
    /// # Panics
    /// When it does not come to that.
    #[track_caller]
    pub fn until(&mut self, end: &[u8]) -> &[u8] {
        while !self.body.ends_with(end) {
            assert!(
                self.more(),
                "waited in vain for {:?} after {:?}",
                String::from_utf8_lossy(end),
                String::from_utf8_lossy(&self.body)
            );
        }
        &self.body
    }

    /// Waits for more; false: that was all, or nothing came for long.
    pub fn more(&mut self) -> bool {
        let count = self.read();
        self.decode();
        count > 0
    }

    /// Everything that has come so far.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Reads to the end and gives everything.
    pub fn rest(mut self) -> Vec<u8> {
        while self.read() > 0 {
            self.decode();
        }
        self.body
    }

    /// 0: that was all, or nothing came for long.
    fn read(&mut self) -> usize {
        let mut bytes = [0; 64 * 1024];
        let count = self.stream.read(&mut bytes).unwrap_or(0);
        self.raw.extend_from_slice(&bytes[..count]);
        count
    }

    /// Moves whole chunks from `raw` to `body`.
    fn decode(&mut self) {
        if !self.chunked {
            self.body.append(&mut self.raw);
            return;
        }
        let mut from = 0;
        while let Some(length) = self.raw[from..].windows(2).position(|bytes| bytes == b"\r\n") {
            let size = String::from_utf8_lossy(&self.raw[from..from + length]).into_owned();
            let size = usize::from_str_radix(&size, 16).expect("a chunk begins with its size");
            let start = from + length + 2;
            if self.raw.len() < start + size + 2 {
                break;
            }
            self.body.extend_from_slice(&self.raw[start..start + size]);
            from = start + size + 2;
        }
        self.raw.drain(..from);
    }
}

//! The status page's server-sent events, as a browser reads them: `/live`.

use std::time::Instant;

use serde_json::Value;

use crate::http::Address;
use crate::tail::Tail;
use crate::wait::PATIENCE;

/// A page that is kept up to date.
pub struct Live {
    tail: Tail,
    /// Bytes of messages that were looked at.
    taken: usize,
}

impl Live {
    /// Asks for the stream and waits for the head of the answer.
    ///
    /// # Panics
    /// When nobody listens, or the answer has no head.
    #[track_caller]
    pub fn open(address: &Address) -> Self {
        Self { tail: Tail::open(address, "/live", "HTTP/1.1"), taken: 0 }
    }

    /// Status line and headers.
    pub fn head(&self) -> &str {
        self.tail.head()
    }

    /// The next message: its event and its data; none when the stream has ended, or nothing came for long.
    ///
    /// # Panics
    /// When it is no message.
    pub fn message(&mut self) -> Option<(String, Value)> {
        loop {
            let rest = String::from_utf8_lossy(&self.tail.body()[self.taken..]);
            if let Some((message, _)) = rest.split_once("\n\n") {
                let (event, data) = message.split_once("\ndata: ").expect("an event and its data");
                let event = event.strip_prefix("event: ").expect("the name of an event").to_owned();
                let data = serde_json::from_str(data).expect("data are JSON");
                self.taken += message.len() + 2;
                return Some((event, data));
            }
            if !self.tail.more() {
                return None;
            }
        }
    }

    /// The next message of that event that is wanted.
    ///
    /// # Panics
    /// When it does not come.
    #[track_caller]
    pub fn until(&mut self, event: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let (mut seen, deadline) = (Vec::new(), Instant::now() + PATIENCE);
        while let Some((name, data)) = self.message().filter(|_| Instant::now() < deadline) {
            if name == event && wanted(&data) {
                return data;
            }
            seen.push(format!("{name} {data}"));
        }
        panic!("waited in vain for {event} after {seen:#?}")
    }

    /// Waits until a message says that a process is in that state, and returns its row.
    ///
    /// # Panics
    /// When that does not come.
    #[track_caller]
    pub fn until_state(&mut self, process: &str, state: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        while let Some((_, data)) = self.message().filter(|_| Instant::now() < deadline) {
            if let Some(row) = row(&data, process).filter(|row| row["state"] == state) {
                return row.clone();
            }
        }
        panic!("{process} does not become {state}")
    }
}

/// The row of a process in a message.
pub fn row<'a>(data: &'a Value, process: &str) -> Option<&'a Value> {
    data["rows"].as_array()?.iter().find(|row| row["namespec"] == process)
}

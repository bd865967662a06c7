//! `/events`, followed: server-sent events as a browser understands them.

use serde_json::Value;

use crate::http::Address;
use crate::tail::Tail;

/// An event of the stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The place it has in the stream; none for one that has no place.
    pub id: Option<String>,
    /// The object.
    pub data: Value,
}

/// A stream, and how far it has been looked at.
pub struct EventStream {
    tail: Tail,
    /// Bytes of the body that were read as events.
    seen: usize,
    /// The last place that the server named.
    last_id: Option<String>,
}

impl Event {
    /// Its type, such as `PROCESS_STATE_RUNNING`.
    pub fn kind(&self) -> &str {
        self.data["type"].as_str().unwrap_or_default()
    }
}

impl EventStream {
    /// Asks for the stream; `query` is what follows the path, such as `?types=TICK`.
    ///
    /// # Panics
    /// When it is not to be had.
    #[track_caller]
    pub fn open(address: &Address, query: &str) -> Self {
        Self::ask(address, query, "")
    }

    /// Asks for the stream from behind a place that is known.
    ///
    /// # Panics
    /// When it is not to be had.
    #[track_caller]
    pub fn open_after(address: &Address, query: &str, id: &str) -> Self {
        Self::ask(address, query, &format!("Last-Event-ID: {id}\r\n"))
    }

    fn ask(address: &Address, query: &str, headers: &str) -> Self {
        let request = format!("GET /events{query} HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        let mut tail = Tail::ask(address, &request);
        assert!(tail.head().starts_with("HTTP/1.1 200 "), "{}", tail.head());
        while !String::from_utf8_lossy(tail.body()).contains("\n\n") {
            assert!(tail.more(), "the stream does not begin");
        }
        Self { tail, seen: 0, last_id: None }
    }

    /// Status line and headers.
    pub fn head(&self) -> &str {
        self.tail.head()
    }

    /// The last place that the server named.
    pub fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// The next event.
    ///
    /// # Panics
    /// When none comes.
    #[track_caller]
    pub fn next_event(&mut self) -> Event {
        self.next_or_end().expect("an event comes")
    }

    /// The next event; none: the stream has ended, or nothing came for long.
    pub fn next_or_end(&mut self) -> Option<Event> {
        loop {
            let rest = &self.tail.body()[self.seen..];
            let Some(end) = rest.windows(2).position(|bytes| bytes == b"\n\n") else {
                if self.tail.more() {
                    continue;
                }
                return None;
            };
            let block = String::from_utf8(rest[..end].to_vec()).expect("the stream is UTF-8");
            self.seen += end + 2;
            let field =
                |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            let id = field("id: ");
            self.last_id = id.clone().or(self.last_id.take());
            if let Some(data) = field("data: ") {
                return Some(Event { id, data: serde_json::from_str(&data).expect("the data is JSON") });
            }
        }
    }

    /// The next event that is `wanted`; others are passed over.
    ///
    /// # Panics
    /// When it does not come.
    #[track_caller]
    pub fn await_event(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.next_event();
            if wanted(&event) {
                return event;
            }
        }
    }

    /// All events to the end of the stream.
    pub fn rest(mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.next_or_end()).collect()
    }
}

//! Event listeners of the machine, and a judge of what they are sent: the table of spec-runtime §5.4, written down a
//! second time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::core::{NotDelivered, ProcessId, State};

/// Where a listener is in the protocol.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Acknowledged,
    Ready,
    Busy,
    Unknown,
}

/// A listener.
#[derive(Debug, Default)]
struct Listener {
    phase: Phase,
    unread: String,
    /// The pool and the number of the event it works on.
    event: Option<(String, u64)>,
}

/// What was sent to a pool.
#[derive(Debug, Default)]
struct Sent {
    /// The daemon's number of each event, by the pool's.
    serials: BTreeMap<u64, u64>,
    accepted: BTreeSet<u64>,
    /// The daemon's numbers of those that the buffer had no room for.
    discarded: BTreeSet<u64>,
}

/// All listeners.
#[derive(Debug, Default)]
pub(super) struct Judge {
    listeners: HashMap<ProcessId, Listener>,
    pools: HashMap<String, Sent>,
    /// How many writes fail from now on, and how.
    pub(super) writes_to_fail: u8,
    pub(super) fail_as_closed: bool,
    /// Writes since the last input: more than there can be events mean that there is no end.
    pub(super) writes: u32,
}

impl Judge {
    /// What a listener that keeps to the protocol says next; empty: it has to wait.
    pub(super) fn proper_words(&self, id: ProcessId, accept: bool) -> &'static str {
        match self.listeners.get(&id).map(|listener| listener.phase) {
            Some(Phase::Acknowledged) => "READY\n",
            Some(Phase::Busy) if accept => "RESULT 2\nOKREADY\n",
            Some(Phase::Busy) => "RESULT 4\nFAILREADY\n",
            Some(Phase::Ready | Phase::Unknown) | None => "",
        }
    }

    /// A listener says something.
    pub(super) fn says(&mut self, id: ProcessId, text: &str) {
        let listener = self.listeners.entry(id).or_default();
        listener.unread.push_str(text);
        loop {
            let text = std::mem::take(&mut listener.unread);
            let (phase, rest) = match (listener.phase, text.as_str()) {
                (Phase::Acknowledged, text) if text.len() < 6 => break listener.unread = text.to_owned(),
                (Phase::Acknowledged, text) => {
                    text.strip_prefix("READY\n").map_or((Phase::Unknown, ""), |rest| (Phase::Ready, rest))
                }
                (Phase::Ready, "") => break,
                (Phase::Ready, _) => (Phase::Unknown, ""),
                (Phase::Busy, text) => {
                    let Some((line, rest)) = text.split_once('\n') else {
                        break listener.unread = text.to_owned();
                    };
                    match line.get(7..).and_then(|length| length.parse().ok()) {
                        Some(length) if rest.len() < length => break listener.unread = text.to_owned(),
                        Some(length) => {
                            let (result, rest) = rest.split_at(length);
                            let (pool, serial) = listener.event.take().unwrap();
                            if result == "OK" {
                                self.pools.get_mut(&pool).unwrap().accepted.insert(serial);
                            }
                            (Phase::Acknowledged, rest)
                        }
                        None => (Phase::Unknown, ""),
                    }
                }
                (Phase::Unknown, _) => break,
            };
            if phase == Phase::Unknown {
                listener.event = None;
            }
            (listener.phase, listener.unread) = (phase, rest.to_owned());
        }
    }

    /// A process has entered a state.
    pub(super) fn changed(&mut self, id: ProcessId, state: State) {
        match state {
            State::Starting => drop(self.listeners.insert(id, Listener::default())),
            State::Backoff | State::Exited | State::Stopped => {
                if let Some(listener) = self.listeners.get_mut(&id) {
                    listener.event = None;
                }
            }
            State::Running | State::Stopping | State::Fatal | State::Unknown => {}
        }
    }

    /// A group was removed.
    pub(super) fn forget(&mut self, group: &str) {
        self.pools.remove(group);
        self.listeners.retain(|_, it| it.event.as_ref().is_none_or(|(pool, _)| pool != group));
    }

    /// A line of the log; some tell of an event that a pool had no room for.
    pub(super) fn reads(&mut self, line: &str) {
        let loss = line.strip_prefix("pool ").and_then(|rest| rest.split_once(" event buffer overflowed, "));
        let Some((pool, serial)) = loss else { return };
        let serial = serial.strip_prefix("discarding event ").unwrap().parse().unwrap();
        assert!(self.pools.entry(pool.to_owned()).or_default().discarded.insert(serial), "twice: {line}");
    }

    /// What was sent and not accepted is somewhere: with a listener, or in the buffer, of which the pool's numbers are
    /// given.
    pub(super) fn assert_nothing_is_lost(&self, pool: &str, buffer: &[u64]) {
        let Some(sent) = self.pools.get(pool) else { return };
        assert!(buffer.iter().all(|serial| !sent.accepted.contains(serial)), "accepted, and kept");
        for (serial, number) in &sent.serials {
            let at_work = || self.listeners.values().any(|it| it.event == Some((pool.to_owned(), *serial)));
            let is_over = sent.accepted.contains(serial) || sent.discarded.contains(number);
            assert!(is_over || buffer.contains(serial) || at_work(), "lost: event {serial} of {pool}");
        }
    }

    /// An event is to be written to a listener in this state.
    pub(super) fn write(
        &mut self,
        id: ProcessId,
        state: State,
        header: &str,
        payload: &str,
    ) -> Result<(), NotDelivered> {
        self.writes += 1;
        assert!(self.writes < 1_000, "no end of writes");
        let fields: HashMap<&str, &str> =
            header.trim_end().split(' ').map(|field| field.split_once(':').unwrap()).collect();
        let number = |name: &str| fields[name].parse::<u64>().unwrap();
        assert_eq!(number("len"), payload.len() as u64);
        let (pool, serial) = (fields["pool"].to_owned(), number("poolserial"));
        let sent = self.pools.entry(pool.clone()).or_default();
        assert!(!sent.accepted.contains(&serial), "sent again though accepted: {header}");
        let at_work = self.listeners.values().any(|it| it.event == Some((pool.clone(), serial)));
        assert!(!at_work, "two listeners with one event: {header}");
        let listener = self.listeners.get_mut(&id).unwrap();
        assert_eq!((state, listener.phase), (State::Running, Phase::Ready), "{header}");
        if let Some(left) = self.writes_to_fail.checked_sub(1) {
            self.writes_to_fail = left;
            return Err(if self.fail_as_closed { NotDelivered::Closed } else { NotDelivered::Full });
        }
        let is_new = sent.serials.insert(serial, number("serial")).is_none();
        let follows = sent.serials.last_key_value().is_some_and(|(last, _)| *last == serial);
        assert!(!is_new || follows, "only what was rejected may be late: {header}");
        assert!(sent.serials.values().is_sorted(), "the pool's numbers and the daemon's go together");
        listener.phase = Phase::Busy;
        listener.event = Some((pool, serial));
        Ok(())
    }
}

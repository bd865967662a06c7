//! What waits for the listeners of one pool, oldest first, and how much memory that takes.

use std::collections::VecDeque;

use super::pool::Queued;

/// Bytes of payloads that may wait for one pool, however many events `buffer_size` allows: a program that prints a
/// hundred megabytes a second fills a buffer of a million events with more than the machine has.
const CAPACITY: usize = 64 * 1024 * 1024;

/// The events of one pool that no listener works on.
#[derive(Debug)]
pub(super) struct Buffer {
    /// How many there may be (`buffer_size`).
    limit: i64,
    events: VecDeque<Queued>,
    /// Of their payloads together.
    bytes: usize,
}

impl Buffer {
    /// An empty one for so many events.
    pub(super) fn new(limit: i64) -> Self {
        Self { limit, events: VecDeque::new(), bytes: 0 }
    }

    /// How many events there may be.
    pub(super) fn limit(&self) -> i64 {
        self.limit
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// The oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Queued> {
        self.events.iter()
    }

    /// Whether the oldest must go before one with so many bytes may come. One that is too large by itself may be here
    /// alone.
    pub(super) fn is_full_for(&self, bytes: usize) -> bool {
        let too_many = i64::try_from(self.events.len()).is_ok_and(|length| length >= self.limit);
        too_many || self.bytes.saturating_add(bytes) > CAPACITY
    }

    /// Adds the newest.
    pub(super) fn push_back(&mut self, event: Queued) {
        self.bytes = self.bytes.saturating_add(event.size());
        self.events.push_back(event);
    }

    /// Puts one back as the oldest.
    pub(super) fn push_front(&mut self, event: Queued) {
        self.bytes = self.bytes.saturating_add(event.size());
        self.events.push_front(event);
    }

    /// Takes the one that is `index` places behind the oldest.
    pub(super) fn remove(&mut self, index: usize) -> Option<Queued> {
        let event = self.events.remove(index)?;
        self.bytes = self.bytes.saturating_sub(event.size());
        Some(event)
    }
}

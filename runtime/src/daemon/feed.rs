//! Everything that happens, for connections that want to be told at once.
//!
//! What a watcher has not taken yet waits for it in a mailbox of its own, up to a bound; then the oldest go, and it is
//! told how many. With no watcher an event costs one addition.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Notify, mpsc};

use super::event_loop::Event;
use crate::core::{CoreEvent, Now, Subscription};

/// Notifications that may wait for one watcher, and that are kept for those who come back.
const MOST: usize = 512;

/// The same in bytes of what programs printed.
const MOST_BYTES: usize = 1024 * 1024;

/// How long after the last watcher has left the latest notifications are kept for its return.
const RECALL: Duration = Duration::from_secs(60);

/// An event, as watchers are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Counts all events of this life of the daemon, told or not, from 1.
    pub number: u64,
    /// The number that event listeners know it by, if one of them wants such events.
    pub serial: Option<u64>,
    /// When it happened.
    pub at: Now,
    /// What happened.
    pub event: CoreEvent,
    rendered: OnceLock<Bytes>,
}

impl Notification {
    /// One that nobody has written down yet.
    #[must_use]
    pub fn new(number: u64, serial: Option<u64>, at: Now, event: CoreEvent) -> Self {
        Self { number, serial, at, event, rendered: OnceLock::new() }
    }

    /// It in writing: made once, for all watchers.
    #[must_use]
    pub fn rendered(&self, write: impl FnOnce(&Self) -> Bytes) -> Bytes {
        self.rendered.get_or_init(|| write(self)).clone()
    }
}

/// A place in the stream of all notifications, also over restarts. Displays as `life-number`, and is read from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Which life of the daemon: when it began.
    pub life: u64,
    /// [`Notification::number`].
    pub number: u64,
}

/// What a watcher is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Something happened.
    Notification(Arc<Notification>),
    /// Something happened, and what it was is lost.
    Missed(Missed),
}

/// What is lost to a watcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// How many of the types it wants, or, when it came back to the stream, of all types; none: nobody knows.
    pub count: Option<u64>,
    /// [`Notification::number`] up to which all that it was not told is lost. Who comes back to this place is not told
    /// of the loss again.
    pub last: u64,
}

/// A watcher's end. Whoever drops it is not told any more.
#[derive(Debug)]
pub struct Watcher {
    id: u64,
    life: u64,
    /// The number of the last event before it came.
    start: u64,
    mailbox: Arc<Mailbox>,
    leave: mpsc::UnboundedSender<Event>,
}

/// What waits for one watcher.
#[derive(Debug, Default)]
struct Mailbox {
    waiting: Mutex<Waiting>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    queue: Queue,
    /// What was lost before the oldest in the queue.
    missed: Option<Missed>,
    /// Nothing more will come.
    ended: bool,
}

/// Notifications up to the bound.
#[derive(Debug, Default)]
struct Queue {
    notifications: VecDeque<Arc<Notification>>,
    bytes: usize,
}

/// The daemon's end: who is told, and what was told lately.
#[derive(Debug)]
pub(super) struct Feed {
    life: u64,
    /// Of the last event.
    number: u64,
    watchers: Vec<(u64, Subscription, Arc<Mailbox>)>,
    last_id: u64,
    recent: Queue,
    /// When the last watcher left.
    alone_since: Duration,
    leave: mpsc::UnboundedSender<Event>,
}

impl Feed {
    /// Nobody watches a life of the daemon that begins now. Watchers that leave say so through `leave`.
    pub(super) fn new(now: Now, leave: mpsc::UnboundedSender<Event>) -> Self {
        let seconds = u64::try_from(now.wall).unwrap_or(0);
        let life = seconds.saturating_mul(1_000_000).saturating_add(u64::from(now.wall_nanos) / 1000);
        Self {
            life,
            number: 0,
            watchers: Vec::new(),
            last_id: 0,
            recent: Queue::default(),
            alone_since: Duration::ZERO,
            leave,
        }
    }

    /// Begins to tell somebody of such events; `after`: and of those since that place that are still known.
    pub(super) fn add(&mut self, events: Subscription, after: Option<Position>) -> Watcher {
        let mut waiting = Waiting::default();
        if let Some(after) = after {
            self.recall(after, events, &mut waiting);
        }
        self.last_id += 1;
        let mailbox = Arc::new(Mailbox { waiting: Mutex::new(waiting), arrived: Notify::new() });
        self.watchers.push((self.last_id, events, Arc::clone(&mailbox)));
        let (id, start) = (self.last_id, self.number);
        Watcher { id, life: self.life, start, mailbox, leave: self.leave.clone() }
    }

    fn recall(&self, after: Position, events: Subscription, waiting: &mut Waiting) {
        if after.life != self.life || after.number > self.number {
            waiting.missed = Some(Missed { count: None, last: self.number });
            return;
        }
        let known = self.recent.notifications.front().map_or(self.number, |oldest| oldest.number - 1);
        if known > after.number {
            waiting.missed = Some(Missed { count: Some(known - after.number), last: known });
        }
        let since = self.recent.notifications.iter().filter(|it| it.number > after.number);
        for notification in since.filter(|it| events.contains(it.event.event_type())) {
            waiting.queue.push(Arc::clone(notification));
        }
    }

    /// A watcher has left.
    pub(super) fn remove(&mut self, id: u64, now: Now) {
        self.watchers.retain(|(known, ..)| *known != id);
        if self.watchers.is_empty() {
            self.alone_since = now.monotonic;
        }
    }

    /// What any of them wants.
    pub(super) fn wanted(&self) -> Subscription {
        let all = self.watchers.iter().map(|(_, events, _)| *events);
        all.fold(Subscription::default(), Subscription::union)
    }

    /// How many watch.
    pub(super) fn watchers(&self) -> usize {
        self.watchers.len()
    }

    /// Something happened.
    pub(super) fn publish(&mut self, event: CoreEvent, serial: Option<u64>, now: Now) {
        self.number += 1;
        if self.watchers.is_empty() {
            let forgotten = now.monotonic.saturating_sub(self.alone_since) > RECALL;
            if forgotten || self.recent.notifications.is_empty() {
                self.recent = Queue::default();
                return;
            }
        }
        let kind = event.event_type();
        let notification = Arc::new(Notification::new(self.number, serial, now, event));
        for (_, _, mailbox) in self.watchers.iter().filter(|(_, events, _)| events.contains(kind)) {
            mailbox.put(Arc::clone(&notification));
        }
        self.recent.push(notification);
    }
}

impl Drop for Feed {
    /// What waits is still told; then comes the end.
    fn drop(&mut self) {
        for (_, _, mailbox) in &self.watchers {
            mailbox.lock().ended = true;
            mailbox.arrived.notify_one();
        }
    }
}

impl Queue {
    /// Adds the newest. Returns which of the oldest had to go, if any.
    fn push(&mut self, notification: Arc<Notification>) -> Option<Missed> {
        self.bytes = self.bytes.saturating_add(size(&notification));
        self.notifications.push_back(notification);
        let (mut gone, mut last) = (0, None);
        while self.notifications.len() > MOST || (self.bytes > MOST_BYTES && self.notifications.len() > 1) {
            last = self.pop().map(|it| it.number);
            gone += 1;
        }
        Some(Missed { count: Some(gone), last: last? })
    }

    fn pop(&mut self) -> Option<Arc<Notification>> {
        let notification = self.notifications.pop_front()?;
        self.bytes = self.bytes.saturating_sub(size(&notification));
        Some(notification)
    }
}

/// What somebody else made as long as they liked.
fn size(notification: &Notification) -> usize {
    match &notification.event {
        CoreEvent::Printed(output) | CoreEvent::Captured(output) => output.data.len(),
        CoreEvent::RemoteCommunication { kind, data } => kind.len() + data.len(),
        _ => 0,
    }
}

impl Mailbox {
    /// It is whole even if somebody panicked while holding it.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, notification: Arc<Notification>) {
        let waiting = &mut *self.lock();
        if let Some(gone) = waiting.queue.push(notification) {
            let before = waiting.missed.map_or(Some(0), |missed| missed.count);
            let count = before.zip(gone.count).map(|(before, gone)| before.saturating_add(gone));
            waiting.missed = Some(Missed { count, ..gone });
        }
        self.arrived.notify_one();
    }
}

impl Waiting {
    fn take(&mut self) -> Option<Told> {
        self.missed.take().map(Told::Missed).or_else(|| self.queue.pop().map(Told::Notification))
    }
}

impl Watcher {
    /// Waits for the next thing to tell; none: the daemon has ended. Safe to abandon: what is not returned stays.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            {
                let mut waiting = self.mailbox.lock();
                match waiting.take() {
                    Some(told) => return Some(told),
                    None if waiting.ended => return None,
                    None => {}
                }
            }
            self.mailbox.arrived.notified().await;
        }
    }

    /// The next thing that waits already.
    pub fn try_next(&mut self) -> Option<Told> {
        self.mailbox.lock().take()
    }

    /// The place after which it is told, if it does not come back to a place it knew.
    #[must_use]
    pub fn start(&self) -> Position {
        Position { life: self.life, number: self.start }
    }

    /// The place in the stream that a [`Notification::number`] stands for.
    #[must_use]
    pub fn position(&self, number: u64) -> Position {
        Position { life: self.life, number }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // Unless the daemon ended before.
        let _ = self.leave.send(Event::WatcherLeft { id: self.id });
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.life, self.number)
    }
}

/// A text that is no [`Position`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the stream of events")]
pub struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let (life, number) = text.split_once('-').ok_or(NoPosition)?;
        let life = u64::from_str_radix(life, 16).map_err(|_| NoPosition)?;
        Ok(Self { life, number: number.parse().map_err(|_| NoPosition)? })
    }
}

#[cfg(test)]
mod tests;

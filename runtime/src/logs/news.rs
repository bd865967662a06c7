//! News for the daemon's loop from the log thread: output that somebody else than a file is waiting for.
//!
//! The loop may be busy for a while, and a child writes as fast as it can. So what is on its way is bounded, in bytes:
//! output that would make events is thrown away first, then captured text and what listeners answer. The log thread
//! counts that and tells it once. It never waits.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::mpsc;

use super::config::OutputStream;
use super::thread::ProcessKey;
use crate::os::Pid;

/// Bytes of output that may be on their way.
const OUTPUT_BUDGET: usize = 4 * 1024 * 1024;

/// Bytes that may be on their way in all: so a flood of output leaves room for captured text and listeners.
const BUDGET: usize = 8 * 1024 * 1024;

/// What a piece of news takes in memory beside its data, about.
const OVERHEAD: usize = 128;

/// What came out of a process. For each process they arrive in the order in which they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Output of a stream with `*_events_enabled`, captured text included: for PROCESS_LOG (spec-runtime §3.1).
    Output {
        /// Whose.
        process: ProcessKey,
        /// The pid it had; it may have ended, and even been started again, since.
        pid: Pid,
        /// Of which stream.
        stream: OutputStream,
        /// As it was read, but for `strip_ansi`.
        data: Vec<u8>,
    },
    /// The text between two tokens of capture mode: for PROCESS_COMMUNICATION (spec-runtime §3.6).
    Captured {
        /// Whose.
        process: ProcessKey,
        /// The pid it had.
        pid: Pid,
        /// Of which stream.
        stream: OutputStream,
        /// The last `*_capture_maxbytes` bytes of it.
        data: Vec<u8>,
    },
    /// What an event listener answers, as it was read (spec-runtime §5.4).
    Listener {
        /// Whose.
        process: ProcessKey,
        /// The pid it had: the answers of an earlier run are none of the present one.
        pid: Pid,
        /// The bytes of the protocol.
        data: Vec<u8>,
    },
}

impl News {
    fn size(&self) -> usize {
        let (News::Output { data, .. } | News::Captured { data, .. } | News::Listener { data, .. }) = self;
        data.len().saturating_add(OVERHEAD)
    }

    fn budget(&self) -> usize {
        match self {
            News::Output { .. } => OUTPUT_BUDGET,
            News::Captured { .. } | News::Listener { .. } => BUDGET,
        }
    }
}

/// The way from the log thread to the daemon's loop.
#[must_use]
pub fn channel() -> (NewsSender, NewsReceiver) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let on_the_way = Arc::<AtomicUsize>::default();
    let sender = NewsSender { sender, on_the_way: Arc::clone(&on_the_way), dropped: None };
    (sender, NewsReceiver { receiver, on_the_way })
}

/// The log thread's end.
#[derive(Debug)]
pub struct NewsSender {
    sender: mpsc::UnboundedSender<News>,
    /// Bytes sent and not yet received.
    on_the_way: Arc<AtomicUsize>,
    /// [`Report::Dropping`] has been said; bytes thrown away since.
    dropped: Option<u64>,
}

/// The daemon's end.
#[derive(Debug)]
pub struct NewsReceiver {
    receiver: mpsc::UnboundedReceiver<News>,
    on_the_way: Arc<AtomicUsize>,
}

/// How the loop keeps up, for the main log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    /// It does not; said once, until [`Report::Sending`].
    Dropping,
    /// It does again.
    Sending {
        /// What was thrown away meanwhile, in bytes.
        dropped: u64,
    },
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Report::Dropping => {
                f.write_str("too much output is waiting to become events; more of it makes no events")
            }
            Report::Sending { dropped } => {
                write!(f, "output becomes events again; {dropped} bytes did not")
            }
        }
    }
}

impl NewsSender {
    /// Sends, or throws away when too much is on its way already; a report is to be passed on. A piece that is too
    /// large by itself is sent when nothing else is on its way.
    pub(super) fn send(&mut self, news: News) -> Option<Report> {
        let size = news.size();
        let before = self.on_the_way.fetch_add(size, Ordering::Relaxed);
        if before > 0 && before.saturating_add(size) > news.budget() {
            self.on_the_way.fetch_sub(size, Ordering::Relaxed);
            let lost = size.saturating_sub(OVERHEAD) as u64;
            let report = self.dropped.is_none().then_some(Report::Dropping);
            self.dropped = Some(self.dropped.unwrap_or(0).saturating_add(lost));
            return report;
        }
        // Fails when the daemon has ended, and then nobody waits for news.
        let _ = self.sender.send(news);
        // Good news wait until the loop has caught up, or a flood would fill the main log with such lines.
        if before > 0 {
            return None;
        }
        self.dropped.take().map(|dropped| Report::Sending { dropped })
    }
}

impl NewsReceiver {
    /// Waits for the next piece; none when the log thread has ended. Safe to abandon: what is not returned stays.
    pub async fn recv(&mut self) -> Option<News> {
        let news = self.receiver.recv().await;
        news.inspect(|news| self.arrived(news))
    }

    /// The next piece that has been sent already. With the answer to a drain, everything that was read before it has
    /// been.
    pub fn try_recv(&mut self) -> Option<News> {
        let news = self.receiver.try_recv().ok();
        news.inspect(|news| self.arrived(news))
    }

    /// How many pieces have been sent and wait here.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.receiver.len()
    }

    fn arrived(&self, news: &News) {
        self.on_the_way.fetch_sub(news.size(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIB: usize = 1024;

    fn output(size: usize) -> News {
        News::Output { process: ProcessKey(1), pid: 7, stream: OutputStream::Stdout, data: vec![b'x'; size] }
    }

    fn answer(size: usize) -> News {
        News::Listener { process: ProcessKey(2), pid: 8, data: vec![b'y'; size] }
    }

    #[test]
    fn news_arrive_in_order() {
        let (mut sender, mut receiver) = channel();
        assert_eq!([sender.send(output(1)), sender.send(answer(2)), sender.send(output(3))], [None; 3]);
        assert_eq!(receiver.try_recv(), Some(output(1)));
        assert_eq!(receiver.try_recv(), Some(answer(2)));
        assert_eq!(receiver.try_recv(), Some(output(3)));
        assert_eq!(receiver.try_recv(), None);
        assert_eq!(receiver.on_the_way.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_flood_is_cut_and_told_once_and_leaves_room_for_listeners() {
        let (mut sender, mut receiver) = channel();
        let reports: Vec<Report> = (0..100).filter_map(|_| sender.send(output(100 * KIB))).collect();
        assert_eq!(reports, [Report::Dropping]);
        assert!(sender.on_the_way.load(Ordering::Relaxed) <= OUTPUT_BUDGET);
        assert_eq!(sender.send(answer(100 * KIB)), None);
        let arrived = receiver.waiting();
        assert_eq!(arrived, 40 + 1, "as many as fit into 4 MiB, and the answer");
        let last = (0..arrived).filter_map(|_| receiver.try_recv()).last();
        assert_eq!(last, Some(answer(100 * KIB)));
        assert_eq!(receiver.on_the_way.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_was_lost_is_told_with_the_next_success() {
        let (mut sender, mut receiver) = channel();
        assert_eq!(sender.send(output(OUTPUT_BUDGET * 2)), None, "too large, but alone");
        assert_eq!(sender.send(output(10)), Some(Report::Dropping));
        assert_eq!(sender.send(output(5)), None);
        assert!(receiver.try_recv().is_some());
        let report = sender.send(output(1)).unwrap();
        assert_eq!(report, Report::Sending { dropped: 15 });
        assert_eq!(report.to_string(), "output becomes events again; 15 bytes did not");
    }

    #[test]
    fn empty_pieces_are_bounded_too() {
        let (mut sender, _receiver) = channel();
        let sent = (0..BUDGET).take_while(|_| sender.send(answer(0)).is_none()).count();
        assert!(sent <= BUDGET / OVERHEAD, "{sent}");
    }

    #[tokio::test]
    async fn the_end_of_the_log_thread_is_the_end_of_news() {
        let (mut sender, mut receiver) = channel();
        sender.send(answer(1));
        drop(sender);
        assert_eq!(receiver.recv().await, Some(answer(1)));
        assert_eq!(receiver.recv().await, None);
    }
}

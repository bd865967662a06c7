//! When the log thread rests, so that small writes gather in the pipes.
//!
//! A program that writes a hundred bytes at a time wakes the thread with each of them; two context switches then cost
//! twenty times what the bytes do, to both. After a few such rounds in quick succession the thread lets the pipe fill
//! for a fraction of a millisecond. A line that comes alone is never delayed.

use std::time::{Duration, Instant};

/// How long a rest takes.
pub(super) const REST: Duration = Duration::from_micros(200);

/// Rounds that are further apart than this do not follow one another.
const TOGETHER: Duration = Duration::from_millis(1);

/// So many rounds together are a stream.
const STREAM: u32 = 8;

/// A round that reads this much, in bytes per pipe, is worth its wake-up.
const WORTH: usize = 32 * 1024;

/// What the rounds so far were like.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Rounds together that were not worth their wake-up.
    small: u32,
    last: Option<Instant>,
}

impl Pace {
    /// A round is over that read `bytes` from so many pipes. Whether to rest before the next one.
    pub(super) fn rests(&mut self, now: Instant, pipes: usize, bytes: usize) -> bool {
        let together = self.last.is_some_and(|last| now.saturating_duration_since(last) < TOGETHER);
        self.last = Some(now);
        let small = pipes > 0 && bytes / pipes < WORTH;
        self.small = if small && together { self.small.saturating_add(1) } else { 0 };
        self.small >= STREAM
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of a hundred rounds end with a rest.
    fn rests(apart: Duration, pipes: usize, bytes: usize) -> usize {
        let (mut pace, start) = (Pace::default(), Instant::now());
        (0..100).filter(|round| pace.rests(start + apart * *round, pipes, bytes)).count()
    }

    #[test]
    fn only_streams_of_small_writes_are_let_gather() {
        let quick = Duration::from_micros(10);
        assert_eq!(rests(quick, 1, 100), 92, "all but the first");
        assert_eq!(rests(quick, 2, 2 * WORTH), 0, "much at a time");
        assert_eq!(rests(Duration::from_millis(2), 1, 100), 0, "now and then");
        assert_eq!(rests(quick, 0, 0), 0, "nothing but commands");
    }

    #[test]
    fn a_pause_ends_a_stream() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        for round in 0..STREAM * 2 {
            pace.rests(start + Duration::from_micros(10) * round, 1, 100);
        }
        assert!(!pace.rests(start + Duration::from_secs(1), 1, 100));
    }
}

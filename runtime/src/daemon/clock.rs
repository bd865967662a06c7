//! Both clocks.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::core::Now;

/// The monotonic clock, from a moment of its own, and the wall clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    origin: Instant,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { origin: Instant::now() }
    }

    pub(super) fn now(self) -> Now {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            monotonic: self.origin.elapsed(),
            wall: i64::try_from(wall.as_secs()).unwrap_or(i64::MAX),
            wall_nanos: wall.subsec_nanos(),
        }
    }

    /// The moment of a deadline of the core.
    pub(super) fn instant(self, deadline: Duration) -> Instant {
        // A deadline centuries ahead is as good as one next year.
        self.origin.checked_add(deadline).unwrap_or_else(|| self.origin + Duration::from_secs(31_536_000))
    }
}

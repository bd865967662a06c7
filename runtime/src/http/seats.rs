//! The places of a server's connections, and who gives way when all are taken.
//!
//! A connection that is waiting for its client, whether for the next request or for the rest of one, holds a place that
//! somebody else could use. When there is none left, the one that has been waiting longest is closed; those that are
//! being served stay.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::{AbortHandle, Id};
use tokio::time::{Duration, Instant};

/// How long a client may take before it can be sent away: the first bytes of an honest one are there by then.
const GRACE: Duration = Duration::from_millis(200);

/// One connection's place.
#[derive(Debug)]
pub(super) struct Seat(Mutex<Use>);

/// What a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It is the client's turn, since then.
    Waiting(Instant),
    /// It is our turn: a whole request is here, its answer is not.
    Serving,
    /// A log is being followed; a reader may rest for as long as it likes.
    Streaming,
}

impl Seat {
    /// A connection that has just been made.
    pub(super) fn taken() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Use::Waiting(Instant::now()))))
    }

    /// It is the client's turn from now on.
    pub(super) fn wait(&self) {
        self.set(Use::Waiting(Instant::now()));
    }

    /// It is our turn from now on.
    pub(super) fn serve(&self) {
        self.set(Use::Serving);
    }

    /// The answer has no end from now on.
    pub(super) fn stream(&self) {
        self.set(Use::Streaming);
    }

    /// Whether the answer has no end.
    pub(super) fn is_streaming(&self) -> bool {
        self.used() == Use::Streaming
    }

    fn waiting_since(&self) -> Option<Instant> {
        match self.used() {
            Use::Waiting(since) => Some(since),
            Use::Serving | Use::Streaming => None,
        }
    }

    fn used(&self) -> Use {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, used: Use) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = used;
    }
}

/// All places of a server.
#[derive(Debug, Default)]
pub(super) struct Seats(HashMap<Id, (Arc<Seat>, AbortHandle)>);

impl Seats {
    /// How many are taken.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// A task has begun to serve the connection of `seat`.
    pub(super) fn add(&mut self, seat: Arc<Seat>, task: AbortHandle) {
        self.0.insert(task.id(), (seat, task));
    }

    /// That task has ended.
    pub(super) fn remove(&mut self, task: Id) {
        self.0.remove(&task);
    }

    /// Closes the connection that has been waiting longest for its client.
    ///
    /// # Errors
    /// The moment from which on that is possible, when none has been waiting long enough; none when all are being
    /// served.
    pub(super) fn evict(&mut self) -> Result<(), Option<Instant>> {
        let waiting = self.0.iter().filter_map(|(id, (seat, _))| Some((seat.waiting_since()?, *id)));
        let (since, id) = waiting.min_by_key(|(since, _)| *since).ok_or(None)?;
        let possible = since + GRACE;
        if Instant::now() < possible {
            return Err(Some(possible));
        }
        if let Some((_, task)) = self.0.remove(&id) {
            task.abort();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::task::JoinSet;
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_has_been_waiting_longest_gives_way() {
        let (mut tasks, mut seats) = (JoinSet::new(), Seats::default());
        let mut enter = |seats: &mut Seats| {
            let seat = Seat::taken();
            seats.add(Arc::clone(&seat), tasks.spawn(pending::<()>()));
            seat
        };
        let first = enter(&mut seats);
        advance(Duration::from_millis(10)).await;
        let second = enter(&mut seats);
        let third = enter(&mut seats);
        third.stream();
        assert_eq!(seats.evict(), Err(Some(Instant::now() + GRACE - Duration::from_millis(10))));
        advance(GRACE).await;
        first.serve();
        assert_eq!(seats.evict(), Ok(()), "the second one is not being served");
        assert_eq!((seats.len(), Arc::strong_count(&second)), (2, 1));
        assert_eq!(seats.evict(), Err(None));
        first.wait();
        assert_eq!(seats.evict(), Err(Some(Instant::now() + GRACE)), "it has just been served");
        advance(GRACE).await;
        assert_eq!(seats.evict(), Ok(()));
        assert_eq!(seats.len(), 1);
    }
}

//! How much memory clients may take all together: a request of one is bounded, those of hundreds are not.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// What is counted, in bytes.
const UNIT: usize = 1024;

/// Requests up to this size need no room of their own, in bytes: that is all but writing a file to a program's stdin.
const SMALL_BODY: usize = 64 * 1024;

/// Pieces of logs up to this size need no room, in bytes.
const SMALL_LOG: u64 = 1024 * 1024;

/// How long to wait until another client has got what it asked for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Large requests that are being received or carried out: 64 MiB.
static BODIES: Semaphore = Semaphore::const_new(64 * 1024 * 1024 / UNIT);

/// Large pieces of logs that are being read or sent: 128 MiB.
static LOGS: Semaphore = Semaphore::const_new(128 * 1024 * 1024 / UNIT);

/// Results of multicalls that are being collected or sent: 128 MiB.
static RESULTS: Semaphore = Semaphore::const_new(128 * 1024 * 1024 / UNIT);

/// There is no room, and there was none for as long as one can be kept waiting.
#[derive(Debug, PartialEq, Eq)]
pub struct NoRoom;

/// The room that one request takes. Shared by everybody who works on it; given back with the last copy.
#[derive(Debug, Clone, Default)]
pub struct Room(Arc<Mutex<Vec<SemaphorePermit<'static>>>>);

impl Room {
    /// Waits for room for a request body of that many bytes.
    ///
    /// # Errors
    /// [`NoRoom`].
    pub async fn take_for_body(&self, bytes: usize) -> Result<(), NoRoom> {
        if bytes <= SMALL_BODY {
            return Ok(());
        }
        self.take(&BODIES, bytes).await
    }

    /// The same for a piece of a log.
    ///
    /// # Errors
    /// [`NoRoom`].
    pub async fn take_for_log(&self, bytes: u64) -> Result<(), NoRoom> {
        if bytes <= SMALL_LOG {
            return Ok(());
        }
        self.take(&LOGS, usize::try_from(bytes).unwrap_or(usize::MAX)).await
    }

    /// The same for results of a multicall, so many more bytes of them. Small answers are no reason to ask.
    ///
    /// # Errors
    /// [`NoRoom`].
    pub async fn take_for_results(&self, bytes: usize) -> Result<(), NoRoom> {
        self.take(&RESULTS, bytes).await
    }

    async fn take(&self, of: &'static Semaphore, bytes: usize) -> Result<(), NoRoom> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).map_err(|_| NoRoom)?;
        let permit = timeout(PATIENCE, of.acquire_many(units)).await;
        let permit = permit.map_err(|_| NoRoom)?.map_err(|_| NoRoom)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(permit);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_takes_too_much_waits_for_the_others() {
        // The only test that takes more than a unit of this one.
        static ALL: Semaphore = Semaphore::const_new(4);
        let (first, second) = (Room::default(), Room::default());
        let take = |room: &Room, bytes| {
            let room = room.clone();
            async move { room.take(&ALL, bytes).await }
        };
        assert_eq!(take(&first, 3 * UNIT).await, Ok(()));
        assert_eq!(take(&second, UNIT + 1).await, Err(NoRoom));
        let waiting = tokio::spawn(take(&second, UNIT + 1));
        tokio::task::yield_now().await;
        drop(first);
        assert_eq!(waiting.await.unwrap(), Ok(()));
        drop(second);
        assert_eq!(ALL.available_permits(), 4);
    }

    #[tokio::test]
    async fn what_is_small_takes_nothing() {
        let room = Room::default();
        room.take_for_body(SMALL_BODY).await.unwrap();
        room.take_for_log(SMALL_LOG).await.unwrap();
        assert!(room.0.lock().unwrap().is_empty());
    }
}

//! One task that looks after the board for all pages of a server.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use supervisor_compiler::plan::EventType;
use tokio::sync::{broadcast, oneshot};
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::board::{self, Board};
use crate::core::Subscription;
use crate::daemon::Watcher;
use crate::http::web::calls::{Calls, Gone};
use crate::os::usage::Usage;
use crate::rpc::{Request, WatchQuery};
use crate::usage::Sample;

/// How often programs are measured.
const MEASURE: Duration = Duration::from_secs(2);

/// Rest after an event, so that a storm of them becomes a few messages.
const GATHER: Duration = Duration::from_millis(50);

/// Messages that may wait for a page. Who falls behind further gets everything anew.
const BEHIND: usize = 16;

/// What pages of a server watch. Ends when the last one lets go of it.
#[derive(Debug)]
pub(super) struct Hub {
    shared: Arc<Shared>,
    task: AbortHandle,
}

#[derive(Debug)]
struct Shared {
    board: Mutex<Board>,
    messages: broadcast::Sender<Bytes>,
}

impl Hub {
    /// Begins to watch.
    pub(super) fn start(calls: Calls) -> Self {
        let shared = Arc::new(Shared { board: Mutex::default(), messages: broadcast::channel(BEHIND).0 });
        let task = tokio::spawn(look_after(Arc::clone(&shared), calls)).abort_handle();
        Self { shared, task }
    }

    /// What to begin with, and what follows it without a gap.
    pub(super) fn join(&self) -> (Option<Bytes>, broadcast::Receiver<Bytes>) {
        let mut board = self.shared.board();
        (board.whole(), self.shared.messages.subscribe())
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    /// It is whole even if somebody panicked while holding it.
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the board and tells everybody, with nobody joining in between.
    fn tell(&self, change: impl FnOnce(&mut Board) -> Option<Bytes>) {
        let mut board = self.board();
        if let Some(message) = change(&mut board) {
            // Nobody there: whoever comes next sees the board.
            let _ = self.messages.send(message);
        }
    }
}

/// Keeps the board up to date while the daemon runs.
async fn look_after(shared: Arc<Shared>, calls: Calls) {
    let (Ok(mut watcher), Ok((_, sampler))) = (watch(&calls).await, calls.state().await) else { return };
    let mut measuring = interval(MEASURE);
    measuring.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        if refresh(&shared, &calls).await.is_err() {
            return;
        }
        tokio::select! {
            told = watcher.next() => {
                if told.is_none() {
                    return;
                }
                sleep(GATHER).await;
                while watcher.try_next().is_some() {}
            }
            _ = measuring.tick() => {
                // Where /proc cannot be read nothing is measured; pages still hear that we are there.
                let sample = sampler.sample().await.ok();
                shared.tell(|board| {
                    let usages = sample.as_ref().map_or_else(Vec::new, |sample| measured(board.living(), sample));
                    let time = sample.map_or(0.0, |sample| sample.time());
                    Some(board.measure(usages, Duration::try_from_secs_f64(time).unwrap_or_default()))
                });
            }
        }
    }
}

/// Asks to be told of what changes a row.
async fn watch(calls: &Calls) -> Result<Watcher, Gone> {
    let wanted = [EventType::ProcessState, EventType::ProcessGroup, EventType::SupervisorStateChange];
    let (reply, watcher) = oneshot::channel();
    let query = WatchQuery { events: Subscription::to(&wanted), after: None, reply };
    calls.0.send(Request::Watch(query)).await.map_err(|_| Gone)?;
    watcher.await.map_err(|_| Gone)
}

/// Puts up the present rows.
async fn refresh(shared: &Shared, calls: &Calls) -> Result<(), Gone> {
    match calls.all_processes().await? {
        Ok(rows) => shared.tell(|board| board.update(rows)),
        // Nothing is told any more while the daemon goes down, but that.
        Err(_) => {
            let (state, _) = calls.state().await?;
            shared.tell(|_| Some(board::mood(state)));
        }
    }
    Ok(())
}

/// What those processes use.
fn measured(living: Vec<(String, i32)>, sample: &Sample) -> Vec<(String, i32, Usage)> {
    living.into_iter().filter_map(|(name, pid)| Some((name, pid, sample.of_child(pid)?))).collect()
}

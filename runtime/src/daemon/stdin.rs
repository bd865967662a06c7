//! The standard input of a child: written at once where possible, else as its pipe empties.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, PoisonError};

use supervisor_wire::{Fault, FaultCode};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::task::JoinHandle;

use crate::os::stdin::{SendError, StdinQueue};

/// The daemon's end of a child's stdin.
#[derive(Debug)]
pub(super) struct Stdin {
    queue: Arc<Mutex<StdinQueue>>,
    /// A second descriptor of the pipe, to wait for it without holding the queue.
    pipe: Arc<OwnedFd>,
    /// Runs while bytes wait.
    flusher: Option<JoinHandle<()>>,
}

impl Stdin {
    /// Takes the write end of the pipe; none when descriptors have run out, and the child then has no stdin to
    /// write to.
    pub(super) fn new(pipe: OwnedFd) -> Option<Self> {
        let second = Arc::new(pipe.as_fd().try_clone_to_owned().ok()?);
        Some(Self { queue: Arc::new(Mutex::new(StdinQueue::new(pipe))), pipe: second, flusher: None })
    }

    /// Writes, or queues, all of `bytes`.
    pub(super) fn send(&mut self, bytes: &[u8], asked: &str) -> Result<(), Fault> {
        let sent = lock(&self.queue).send(bytes);
        let waits = sent.map_err(|error| match error {
            SendError::Closed => Fault::with(FaultCode::NoFile, asked),
            SendError::Full { .. } | SendError::Io(_) => Fault::with(FaultCode::Failed, error),
        })?;
        if waits && self.flusher.as_ref().is_none_or(JoinHandle::is_finished) {
            self.flusher = Some(tokio::spawn(flush(Arc::clone(&self.pipe), Arc::clone(&self.queue))));
        }
        Ok(())
    }
}

impl Drop for Stdin {
    fn drop(&mut self) {
        if let Some(flusher) = &self.flusher {
            flusher.abort();
        }
    }
}

/// Empties the queue as the pipe takes it. Ends when nothing waits, or nobody reads any more: then the next
/// [`Stdin::send`] says so.
async fn flush(pipe: Arc<OwnedFd>, queue: Arc<Mutex<StdinQueue>>) {
    let Ok(pipe) = AsyncFd::with_interest(pipe, Interest::WRITABLE) else { return };
    while let Ok(mut ready) = pipe.writable().await {
        match lock(&queue).flush() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready.clear_ready(),
            Ok(()) | Err(_) => return,
        }
    }
}

/// A queue is whole even if somebody panicked while holding it.
fn lock(queue: &Mutex<StdinQueue>) -> std::sync::MutexGuard<'_, StdinQueue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

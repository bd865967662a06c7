//! How much went into the logs of each process, counted by the log thread and read by the daemon.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::config::OutputStream;
use super::thread::ProcessKey;

/// Bytes of both streams of a process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bytes {
    /// Of standard output, and of standard error when that is redirected.
    pub stdout: u64,
    /// Of standard error.
    pub stderr: u64,
}

/// The count of one stream, for whoever writes it.
pub(super) type Count = Arc<AtomicU64>;

/// The counts of all processes that have had a log and are not forgotten.
#[derive(Debug, Default)]
pub(super) struct Written(Mutex<HashMap<ProcessKey, [Count; 2]>>);

impl Written {
    /// The count of a stream, which goes on from one run of its process to the next.
    pub(super) fn of(&self, process: ProcessKey, stream: OutputStream) -> Count {
        let mut all = self.lock();
        let [stdout, stderr] = all.entry(process).or_default();
        Arc::clone(match stream {
            OutputStream::Stdout => stdout,
            OutputStream::Stderr => stderr,
        })
    }

    /// What was counted of a process.
    pub(super) fn bytes(&self, process: ProcessKey) -> Bytes {
        let all = self.lock();
        let Some([stdout, stderr]) = all.get(&process) else { return Bytes::default() };
        Bytes { stdout: stdout.load(Ordering::Relaxed), stderr: stderr.load(Ordering::Relaxed) }
    }

    /// There is no such process any more.
    pub(super) fn forget(&self, process: ProcessKey) {
        self.lock().remove(&process);
    }

    /// It is whole even if somebody panicked while holding it.
    fn lock(&self) -> MutexGuard<'_, HashMap<ProcessKey, [Count; 2]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_on_until_they_are_forgotten() {
        let (written, process) = (Written::default(), ProcessKey(1));
        written.of(process, OutputStream::Stdout).fetch_add(3, Ordering::Relaxed);
        written.of(process, OutputStream::Stdout).fetch_add(4, Ordering::Relaxed);
        written.of(process, OutputStream::Stderr).fetch_add(1, Ordering::Relaxed);
        assert_eq!(written.bytes(process), Bytes { stdout: 7, stderr: 1 });
        written.forget(process);
        assert_eq!(written.bytes(process), Bytes::default());
    }
}

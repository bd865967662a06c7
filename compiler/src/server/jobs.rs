//! Work on other threads, so that the loop that hears of edits is never kept waiting.

use std::io;
use std::sync::mpsc::{self, Sender};
use std::thread;

/// Something to do.
type Job = Box<dyn FnOnce() + Send>;

/// A thread that does one thing after the other.
pub(super) struct Lane {
    jobs: Sender<Job>,
}

impl Lane {
    /// Starts one.
    ///
    /// # Errors
    /// When no thread can be had.
    pub(super) fn start(name: &str) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel::<Job>();
        let work = move || waiting.iter().for_each(|job| job());
        thread::Builder::new().name(name.to_owned()).spawn(work)?;
        Ok(Self { jobs })
    }

    /// Does something when everything that was wanted before is done.
    pub(super) fn then(&self, job: impl FnOnce() + Send + 'static) {
        // The thread ends after this one: every job catches its own panics.
        let _ = self.jobs.send(Box::new(job));
    }
}

//! Ctrl-C, and other signals, as a message instead of an end, while a command goes on: sigwait(3).

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use nix::sys::pthread::{Pthread, pthread_kill, pthread_self};
use nix::sys::signal::{SigSet, Signal};

/// From its making to its end the signals that are watched do not end the process. Threads that are started meanwhile inherit that; there
/// must be none from before, for the signal would find them.
pub(crate) struct Interrupt {
    before: SigSet,
    over: Arc<AtomicBool>,
    /// One of the signals: it ends the waiting.
    last: Signal,
    waiting: Option<(Pthread, JoinHandle<()>)>,
}

impl Interrupt {
    /// Calls `interrupted`, on another thread, for each SIGINT.
    ///
    /// # Errors
    /// No thread to be had.
    pub(crate) fn watch(interrupted: impl Fn() + Send + 'static) -> io::Result<Self> {
        Self::watch_all(Signal::SIGINT, &[], move |_| interrupted())
    }

    /// The same for several signals: one, and more.
    ///
    /// # Errors
    /// No thread to be had.
    pub(crate) fn watch_all(
        one: Signal,
        more: &[Signal],
        told: impl Fn(Signal) + Send + 'static,
    ) -> io::Result<Self> {
        let signals: SigSet = more.iter().copied().chain([one]).collect();
        let before = signals.thread_swap_mask(nix::sys::signal::SigmaskHow::SIG_BLOCK)?;
        let over = Arc::new(AtomicBool::new(false));
        let mut watch = Self { before, over: Arc::clone(&over), last: one, waiting: None };
        let (tell, own_id) = std::sync::mpsc::channel();
        let thread = thread::Builder::new().name("interrupt".to_owned()).spawn(move || {
            // Fails only when nobody waits for it any more.
            let _ = tell.send(pthread_self());
            while let Ok(signal) = signals.wait()
                && !over.load(Ordering::Acquire)
            {
                told(signal);
            }
        })?;
        watch.waiting = own_id.recv().ok().map(|id| (id, thread));
        Ok(watch)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        if let Some((id, thread)) = self.waiting.take() {
            // To this one thread, whose sigwait it ends. It lives until it is joined.
            let _ = pthread_kill(id, self.last);
            let _ = thread.join();
        }
        let _ = self.before.thread_set_mask();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn an_interrupt_is_told_and_ends_nothing() {
        let (sender, received) = channel();
        let watch = Interrupt::watch(move || sender.send(()).unwrap()).unwrap();
        // As a terminal's would be, but for the threads of other tests, which it must not find.
        pthread_kill(watch.waiting.as_ref().unwrap().0, Signal::SIGINT).unwrap();
        received.recv().unwrap();
        drop(watch);
        assert!(received.recv().is_err(), "the thread has ended and told nothing more");
        assert!(!SigSet::thread_get_mask().unwrap().contains(Signal::SIGINT));
    }
}

//! Waiting for many descriptors at once: epoll(7), eventfd(2).

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::time::TimeSpec;

/// The token under which [`Poller::wait`] reports a call of [`Waker::wake`].
pub const WAKE: u64 = u64::MAX;

/// A set of descriptors to wait for, each under a token of the caller's choice. Level-triggered: what is not
/// read is reported again.
#[derive(Debug)]
pub struct Poller {
    epoll: Epoll,
    wake: Arc<EventFd>,
}

/// Ends a wait from another thread.
#[derive(Debug, Clone)]
pub struct Waker(Arc<EventFd>);

impl Poller {
    /// An empty set.
    ///
    /// # Errors
    /// Out of descriptors.
    pub fn new() -> io::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let wake = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK)?;
        epoll.add(&wake, EpollEvent::new(EpollFlags::EPOLLIN, WAKE))?;
        Ok(Self { epoll, wake: Arc::new(wake) })
    }

    /// What ends a wait from elsewhere.
    #[must_use]
    pub fn waker(&self) -> Waker {
        Waker(Arc::clone(&self.wake))
    }

    /// Reports the descriptor from now on when there is something to read, or nobody left to write it.
    ///
    /// # Errors
    /// `EPERM` for a regular file, `EEXIST` when it is already in the set.
    pub fn add(&self, fd: impl AsFd, token: u64) -> io::Result<()> {
        Ok(self.epoll.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, token))?)
    }

    /// Takes a descriptor out. Necessary before it is closed: as long as a forked child still holds a copy,
    /// closing alone does not.
    ///
    /// # Errors
    /// `ENOENT` when it is not in the set.
    pub fn remove(&self, fd: impl AsFd) -> io::Result<()> {
        Ok(self.epoll.delete(fd)?)
    }

    /// Sleeps for so long, or until [`Waker::wake`] is called; that call will end the next [`Poller::wait`] as well.
    pub fn rest(&self, time: Duration) {
        let mut wake = [PollFd::new(self.wake.as_fd(), PollFlags::POLLIN)];
        // A rest that is cut short does no harm.
        let _ = ppoll(&mut wake, Some(TimeSpec::from_duration(time)), None);
    }

    /// Sleeps until something is ready and puts the tokens into `ready`.
    ///
    /// # Errors
    /// Whatever epoll_wait(2) says, but for `EINTR`, which is repeated.
    pub fn wait(&self, ready: &mut Vec<u64>) -> io::Result<()> {
        let mut events = [EpollEvent::empty(); 64];
        let count = loop {
            match self.epoll.wait(&mut events, EpollTimeout::NONE) {
                Ok(count) => break count,
                Err(Errno::EINTR) => {}
                Err(other) => return Err(other.into()),
            }
        };
        ready.clear();
        ready.extend(events.iter().take(count).map(EpollEvent::data));
        if ready.contains(&WAKE) {
            // Resets the counter; `EAGAIN` would only say that it already was.
            let _ = self.wake.read();
        }
        Ok(())
    }
}

impl Waker {
    /// Ends the wait that is going on, or else the next one.
    pub fn wake(&self) {
        // The only failure, a counter about to overflow, means that a wake-up is pending anyway.
        let _ = self.0.write(1);
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;

    use super::*;
    use crate::os::pipe::Pipe;

    #[test]
    fn tokens_of_what_is_ready() {
        let poller = Poller::new().unwrap();
        let pipe = Pipe::new().unwrap();
        poller.add(&pipe.read, 7).unwrap();
        let mut ready = Vec::new();
        poller.waker().wake();
        poller.wait(&mut ready).unwrap();
        assert_eq!(ready, [WAKE]);
        File::from(pipe.write).write_all(b"x").unwrap();
        for _ in 0..2 {
            poller.wait(&mut ready).unwrap();
            assert_eq!(ready, [7], "unread, it is reported again");
        }
        poller.remove(&pipe.read).unwrap();
        poller.waker().wake();
        poller.wait(&mut ready).unwrap();
        assert_eq!(ready, [WAKE]);
    }
}

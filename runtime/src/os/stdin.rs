//! Writing to a child's stdin (spec-runtime §2.5, §7.6): write(2) on a non-blocking pipe, with a bounded
//! queue for what does not fit (§12.3).

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

/// What may wait for a child that does not read, in bytes.
pub const CAPACITY: usize = 1024 * 1024;

/// The daemon's end of a child's stdin.
///
/// The caller drives it: after [`send`](Self::send) said that something is left, wait until the descriptor is
/// writable (`tokio::io::unix::AsyncFd<StdinQueue>`, `guard.try_io(|fd| fd.get_mut().flush())`) and flush,
/// until nothing is left.
#[derive(Debug)]
pub struct StdinQueue {
    pipe: File,
    pending: VecDeque<u8>,
}

/// Why bytes were not taken. None of them was written, then.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The child has closed its stdin: `NO_FILE` to clients.
    #[error("the process has closed its stdin")]
    Closed,
    /// The child does not read and the queue is full.
    #[error("the process does not read its stdin: {pending} bytes are waiting, and the limit is {CAPACITY}")]
    Full {
        /// What already waits, in bytes.
        pending: usize,
    },
    /// Something else; the pipe is of no use any more.
    #[error("cannot write to the process's stdin: {0}")]
    Io(io::Error),
}

impl StdinQueue {
    /// Takes the non-blocking write end of [`super::spawn::Spawned::stdin`].
    #[must_use]
    pub fn new(pipe: OwnedFd) -> Self {
        Self { pipe: File::from(pipe), pending: VecDeque::new() }
    }

    /// How many bytes wait for the pipe to become writable.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Takes all the bytes, in order after earlier ones: writes what fits and queues the rest. `true` when
    /// something is left to [`flush`](Self::flush).
    ///
    /// # Errors
    /// See [`SendError`].
    pub fn send(&mut self, bytes: &[u8]) -> Result<bool, SendError> {
        if self.pending.len() + bytes.len() > CAPACITY {
            return Err(SendError::Full { pending: self.pending.len() });
        }
        self.pending.extend(bytes);
        match self.flush() {
            Ok(()) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(true),
            Err(error) => {
                self.pending.clear();
                Err(match error.kind() {
                    io::ErrorKind::BrokenPipe => SendError::Closed,
                    _ => SendError::Io(error),
                })
            }
        }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// `WouldBlock` when some of it still waits; `BrokenPipe` when the child has closed its stdin.
    pub fn flush(&mut self) -> io::Result<()> {
        while !self.pending.is_empty() {
            let (front, _) = self.pending.as_slices();
            match self.pipe.write(front) {
                Ok(count) => drop(self.pending.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl AsRawFd for StdinQueue {
    fn as_raw_fd(&self) -> RawFd {
        self.pipe.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::os::pipe::{Pipe, set_nonblocking};

    fn queue() -> (StdinQueue, File) {
        let pipe = Pipe::new().unwrap();
        set_nonblocking(&pipe.write).unwrap();
        (StdinQueue::new(pipe.write), File::from(pipe.read))
    }

    #[test]
    fn what_fits_goes_out_at_once() {
        let (mut queue, mut child) = queue();
        assert!(!queue.send(b"hello\n").unwrap());
        let mut read = [0; 6];
        child.read_exact(&mut read).unwrap();
        assert_eq!(&read, b"hello\n");
    }

    #[test]
    fn the_rest_waits_and_comes_in_order() {
        let (mut queue, mut child) = queue();
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        assert!(queue.send(&bytes).unwrap());
        assert!(queue.send(b"end").unwrap());
        let mut read = Vec::new();
        let mut buffer = [0; 4096];
        while read.len() < bytes.len() + 3 {
            let count = child.read(&mut buffer).unwrap();
            read.extend_from_slice(&buffer[..count]);
            match queue.flush() {
                Ok(()) => {}
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
            }
        }
        assert_eq!(queue.pending(), 0);
        assert!(read.starts_with(&bytes) && read.ends_with(b"end"));
    }

    #[test]
    fn a_full_queue_takes_nothing_of_the_next() {
        let (mut queue, _child) = queue();
        assert!(queue.send(&vec![b'x'; CAPACITY]).unwrap());
        let pending = queue.pending();
        let error = queue.send(&vec![b'y'; CAPACITY]).unwrap_err();
        assert!(matches!(error, SendError::Full { pending: shown } if shown == pending));
        assert_eq!(queue.pending(), pending);
    }

    #[test]
    fn a_closed_stdin_is_told() {
        let (mut queue, child) = queue();
        drop(child);
        assert!(matches!(queue.send(b"x"), Err(SendError::Closed)));
        assert_eq!(queue.pending(), 0);
    }
}

//! The standard input of a child (spec-runtime §2.5, §7.6): written at once where possible, else as its pipe
//! empties, with a bound on what may wait (§12.3).

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::unix::pipe::Sender;
use tokio::task::JoinHandle;

use crate::os::pipe::write_once;

/// What may wait for a child that does not read, in bytes. One message that is longer may wait alone.
const CAPACITY: usize = 1024 * 1024;

/// So much memory a queue may keep while nothing waits, in bytes.
const SMALL: usize = 4096;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    /// The child has closed its end.
    #[error("has closed its stdin")]
    Closed,
    /// The child does not read.
    #[error("does not read its stdin: {waiting} bytes are waiting, and the limit is {CAPACITY}")]
    Full {
        /// How many bytes wait.
        waiting: usize,
    },
    /// The system refuses.
    #[error(transparent)]
    Other(io::Error),
}

/// The daemon's end of a child's stdin.
#[derive(Debug)]
pub(super) struct Stdin {
    pipe: Arc<Sender>,
    waiting: Arc<Mutex<VecDeque<u8>>>,
    /// Runs while bytes wait.
    flusher: Option<JoinHandle<()>>,
}

impl Stdin {
    /// Takes the non-blocking write end of the pipe.
    ///
    /// # Errors
    /// The runtime cannot watch it: descriptors or kernel memory have run out.
    pub(super) fn new(pipe: OwnedFd) -> io::Result<Self> {
        let pipe = Arc::new(Sender::from_owned_fd(pipe)?);
        Ok(Self { pipe, waiting: Arc::default(), flusher: None })
    }

    /// Writes, or queues, all of `message`, which may come in parts, or nothing.
    ///
    /// # Errors
    /// The child has closed its end, or too much waits already.
    pub(super) fn send(&mut self, message: &[&[u8]]) -> Result<(), SendError> {
        let mut waiting = lock(&self.waiting);
        let length: usize = message.iter().map(|part| part.len()).sum();
        if !waiting.is_empty() && waiting.len().saturating_add(length) > CAPACITY {
            return Err(SendError::Full { waiting: waiting.len() });
        }
        for part in message {
            waiting.extend(*part);
        }
        // Not through the runtime, which claims that a pipe is full as long as it has not looked at it.
        match flush(&mut waiting, |bytes| write_once(&*self.pipe, bytes)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                if self.flusher.as_ref().is_none_or(JoinHandle::is_finished) {
                    self.flusher =
                        Some(tokio::spawn(keep_flushing(Arc::clone(&self.pipe), Arc::clone(&self.waiting))));
                }
            }
            Err(error) => {
                waiting.clear();
                return Err(match error.kind() {
                    io::ErrorKind::BrokenPipe => SendError::Closed,
                    _ => SendError::Other(error),
                });
            }
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

/// Writes what waits, as far as the pipe takes it.
fn flush(waiting: &mut VecDeque<u8>, write: impl Fn(&[u8]) -> io::Result<usize>) -> io::Result<()> {
    while !waiting.is_empty() {
        let written = write(waiting.as_slices().0)?;
        waiting.drain(..written);
    }
    // A child that was behind once should not cost memory for ever.
    waiting.shrink_to(SMALL);
    Ok(())
}

/// Empties the queue as the pipe takes it. Ends when nothing waits, or nobody reads any more: then the next
/// [`Stdin::send`] says so.
async fn keep_flushing(pipe: Arc<Sender>, waiting: Arc<Mutex<VecDeque<u8>>>) {
    while pipe.writable().await.is_ok() {
        match flush(&mut lock(&waiting), |bytes| pipe.try_write(bytes)) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Ok(()) | Err(_) => return,
        }
    }
}

/// The queue is whole even if somebody panicked while holding it.
fn lock(queue: &Mutex<VecDeque<u8>>) -> MutexGuard<'_, VecDeque<u8>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read as _;

    use super::*;
    use crate::os::pipe::{Pipe, set_nonblocking};

    fn pair() -> (Stdin, File) {
        let pipe = Pipe::new().unwrap();
        set_nonblocking(&pipe.write).unwrap();
        (Stdin::new(pipe.write).unwrap(), File::from(pipe.read))
    }

    #[tokio::test]
    async fn what_does_not_fit_follows_in_order() {
        let (mut stdin, mut reader) = pair();
        let big: Vec<u8> = (0..300_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        stdin.send(&[&big]).unwrap();
        stdin.send(&[b"e", b"nd"]).unwrap();
        let expected = [big.as_slice(), b"end"].concat();
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; 300_003];
            reader.read_exact(&mut bytes).map(|()| bytes)
        });
        assert!(read.await.unwrap().unwrap() == expected);
    }

    #[tokio::test]
    async fn too_much_is_refused_whole() {
        let (mut stdin, _reader) = pair();
        stdin.send(&[&vec![0; CAPACITY / 2]]).unwrap();
        let left = lock(&stdin.waiting).len();
        let error = stdin.send(&[&vec![0; CAPACITY / 2], &vec![0; CAPACITY / 2]]).unwrap_err();
        assert!(matches!(error, SendError::Full { waiting } if waiting == left), "{error}");
        assert_eq!(lock(&stdin.waiting).len(), left);
    }

    #[tokio::test]
    async fn a_closed_end_is_no_file() {
        let (mut stdin, reader) = pair();
        drop(reader);
        let error = stdin.send(&[b"x"]).unwrap_err();
        assert!(matches!(error, SendError::Closed), "{error}");
    }

    #[tokio::test]
    async fn a_long_message_may_wait_alone() {
        let (mut stdin, _reader) = pair();
        let long = vec![0; 2 * CAPACITY];
        stdin.send(&[&long]).unwrap();
        assert!(matches!(stdin.send(&[b"x"]), Err(SendError::Full { .. })));
    }
}

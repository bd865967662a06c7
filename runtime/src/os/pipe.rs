//! Pipes: pipe(2), fcntl(2), read(2).

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::pipe2;

/// For `OpenOptions::custom_flags`: opening a FIFO without a reader is `ENXIO` instead of a wait without end,
/// fifo(7).
pub const OPEN_NONBLOCKING: i32 = OFlag::O_NONBLOCK.bits();

/// The two ends of a pipe, both closed on exec.
#[derive(Debug)]
pub struct Pipe {
    /// The end to read from.
    pub read: OwnedFd,
    /// The end to write to.
    pub write: OwnedFd,
}

impl Pipe {
    /// Makes a pipe.
    ///
    /// # Errors
    /// `EMFILE` or `ENFILE` when descriptors run out.
    pub fn new() -> io::Result<Self> {
        let (read, write) = pipe2(OFlag::O_CLOEXEC)?;
        Ok(Self { read, write })
    }
}

/// Makes reads and writes on this open file description fail with `EAGAIN` instead of blocking.
///
/// # Errors
/// Whatever fcntl(2) says.
pub fn set_nonblocking(fd: impl AsFd) -> io::Result<()> {
    let flags = OFlag::from_bits_retain(fcntl(&fd, FcntlArg::F_GETFL)?);
    fcntl(&fd, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
    Ok(())
}

/// Sleeps until a write can make progress, or will fail: poll(2).
///
/// # Errors
/// Whatever poll(2) says, but for `EINTR`, which is repeated.
pub fn wait_writable(fd: impl AsFd) -> io::Result<()> {
    loop {
        let mut wanted = [PollFd::new(fd.as_fd(), PollFlags::POLLOUT)];
        match poll(&mut wanted, PollTimeout::NONE) {
            Err(Errno::EINTR) => {}
            Err(other) => return Err(other.into()),
            Ok(_) => return Ok(()),
        }
    }
}

/// The other way round.
///
/// # Errors
/// Whatever fcntl(2) says.
pub fn set_blocking(fd: impl AsFd) -> io::Result<()> {
    let flags = OFlag::from_bits_retain(fcntl(&fd, FcntlArg::F_GETFL)?);
    fcntl(&fd, FcntlArg::F_SETFL(flags - OFlag::O_NONBLOCK))?;
    Ok(())
}

/// What one read from a non-blocking pipe brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOutcome {
    /// So many bytes.
    Bytes(usize),
    /// Nothing at the moment.
    WouldBlock,
    /// Every writer is gone.
    End,
}

/// Reads once.
///
/// # Errors
/// Anything but `EAGAIN`, which is an outcome; `EINTR` is repeated.
pub fn read_once(mut pipe: &File, buffer: &mut [u8]) -> io::Result<ReadOutcome> {
    loop {
        match pipe.read(buffer) {
            Ok(0) => return Ok(ReadOutcome::End),
            Ok(count) => return Ok(ReadOutcome::Bytes(count)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(ReadOutcome::WouldBlock),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Writes once: write(2).
///
/// # Errors
/// `WouldBlock` when nothing fits at the moment, `BrokenPipe` when nobody reads any more; `EINTR` is repeated.
pub fn write_once(pipe: impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    loop {
        match nix::unistd::write(&pipe, bytes) {
            Err(Errno::EINTR) => {}
            result => return Ok(result?),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_pipe_blocks_not_carries_bytes_and_ends() {
        let pipe = Pipe::new().unwrap();
        set_nonblocking(&pipe.read).unwrap();
        let (read, mut write) = (File::from(pipe.read), File::from(pipe.write));
        let mut buffer = [0; 8];
        assert_eq!(read_once(&read, &mut buffer).unwrap(), ReadOutcome::WouldBlock);
        write.write_all(b"abc").unwrap();
        assert_eq!(read_once(&read, &mut buffer).unwrap(), ReadOutcome::Bytes(3));
        drop(write);
        assert_eq!(read_once(&read, &mut buffer).unwrap(), ReadOutcome::End);
    }
}

//! Noticing the end of a process that is nobody's child here: pidfd_open(2).

use std::os::fd::{FromRawFd, OwnedFd, RawFd};

use nix::errno::Errno;
use nix::libc;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::Pid;

/// A process, watched. Its id may come to stand for another one; this does not.
#[derive(Debug)]
pub struct Watched(AsyncFd<OwnedFd>);

impl Watched {
    /// Watches a process. Needs a tokio runtime.
    ///
    /// # Errors
    /// `ESRCH`: there is no such process. `EINVAL`: the number is no process id. `ENOSYS`: the kernel is older than 5.3.
    pub fn new(pid: Pid) -> Result<Self, Errno> {
        // SAFETY: the descriptor is owned by the `AsyncFd`, which never gives it away: it stays open as long.
        let registered = unsafe { AsyncFd::register_with_interest(open(pid)?, Interest::READABLE) };
        registered.map(Self).map_err(|_| Errno::EMFILE)
    }

    /// Returns when the process has ended, whether or not its parent has reaped it.
    pub async fn ended(&self) {
        // An error means that the runtime is being shut down: nobody waits any more.
        let _ = self.0.readable().await;
    }
}

/// A descriptor that becomes readable when the process ends, closed on exec.
fn open(pid: Pid) -> Result<OwnedFd, Errno> {
    // SAFETY: takes two numbers and touches no memory of ours.
    let result = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0_u32) };
    let descriptor = RawFd::try_from(Errno::result(result)?).map_err(|_| Errno::EOVERFLOW)?;
    // SAFETY: the kernel has just opened it, and nothing else knows its number.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor) })
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn the_end_of_a_process_is_noticed() {
        let mut child = Command::new("sleep").arg("100").spawn().unwrap();
        let watched = Watched::new(child.id().cast_signed()).unwrap();
        assert!(timeout(Duration::from_millis(20), watched.ended()).await.is_err(), "it lives");
        child.kill().unwrap();
        assert_eq!(timeout(Duration::from_secs(30), watched.ended()).await, Ok(()));
        child.wait().unwrap();
    }

    #[tokio::test]
    async fn numbers_that_are_nobodys() {
        assert_eq!(Watched::new(i32::MAX).unwrap_err(), Errno::ESRCH);
        assert_eq!(Watched::new(0).unwrap_err(), Errno::EINVAL);
    }
}

//! Sending signals: kill(2).

use nix::errno::Errno;
use nix::libc;
use nix::sys::signal::SigSet;

use super::{Pid, errno};

/// Whom a signal goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// One process.
    Process(Pid),
    /// The process group that this process leads.
    Group(Pid),
}

/// Why a signal was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KillError {
    /// `ESRCH`: nobody there any more; the reap will follow, or has been.
    #[error("[Errno 3] No such process")]
    Gone,
    /// `EPERM`: it belongs to somebody else.
    #[error("[Errno 1] Operation not permitted")]
    NotPermitted,
    /// Anything else, for instance `EINVAL` for a number that is no signal.
    #[error("[Errno {0}] {name}", name = errno::name(*.0))]
    Other(i32),
}

/// Sends a signal. Number 0 only asks whether the recipient exists.
///
/// Pids below 2 are refused as [`KillError::Gone`]: kill(2) gives 0 and negative ones other meanings, and
/// no child ever has them.
///
/// # Errors
/// See [`KillError`].
pub fn send(recipient: Recipient, signal: i32) -> Result<(), KillError> {
    let target = match recipient {
        Recipient::Process(pid) | Recipient::Group(pid) if pid < 2 => return Err(KillError::Gone),
        Recipient::Process(pid) => pid,
        Recipient::Group(pid) => -pid,
    };
    // SAFETY: kill takes two numbers and touches no memory of ours.
    let result = unsafe { libc::kill(target, signal) };
    Errno::result(result).map(drop).map_err(|code| match code {
        Errno::ESRCH => KillError::Gone,
        Errno::EPERM => KillError::NotPermitted,
        other => KillError::Other(other as i32),
    })
}

/// Leaves all signals to other threads: pthread_sigmask(3).
pub fn block_in_this_thread() {
    // Fails only for an operation that is none of the three.
    let _ = SigSet::all().thread_block();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart() {
        let own = std::process::id().cast_signed();
        assert_eq!(send(Recipient::Process(own), 0), Ok(()));
        assert_eq!(send(Recipient::Process(own), 999), Err(KillError::Other(libc::EINVAL)));
        assert_eq!(send(Recipient::Process(i32::MAX), 0), Err(KillError::Gone));
        assert_eq!(send(Recipient::Group(i32::MAX), 0), Err(KillError::Gone));
    }

    #[test]
    fn pids_with_other_meanings_are_refused() {
        for pid in [1, 0, -1] {
            assert_eq!(send(Recipient::Process(pid), 0), Err(KillError::Gone));
            assert_eq!(send(Recipient::Group(pid), 0), Err(KillError::Gone));
        }
    }
}

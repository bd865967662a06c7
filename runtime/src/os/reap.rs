//! Collecting dead children: wait4(2).

use std::mem::MaybeUninit;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;

use super::Pid;
use crate::core::WaitStatus;

/// A child that is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reaped {
    /// Its process id, from now on free for others.
    pub pid: Pid,
    /// How it ended.
    pub status: WaitStatus,
    /// Processor time that it used, with the children that it has waited for.
    pub cpu: Duration,
}

/// Reads a status of wait4(2).
fn decode(status: i32) -> WaitStatus {
    if libc::WIFEXITED(status) {
        WaitStatus::Exited(libc::WEXITSTATUS(status))
    } else if libc::WIFSIGNALED(status) {
        WaitStatus::Killed { signal: libc::WTERMSIG(status), core_dumped: libc::WCOREDUMP(status) }
    } else {
        WaitStatus::Other(status)
    }
}

fn time(value: libc::timeval) -> Duration {
    let seconds = Duration::from_secs(u64::try_from(value.tv_sec).unwrap_or(0));
    seconds.saturating_add(Duration::from_micros(u64::try_from(value.tv_usec).unwrap_or(0)))
}

/// The next dead child, whoever it is. `None`: there is none at the moment. Call until `None`: one SIGCHLD
/// may stand for many.
///
/// # Errors
/// The errno of wait4(2), but for `ECHILD` (no children at all), which is `None`, and `EINTR`, which is repeated.
pub fn next() -> Result<Option<Reaped>, Errno> {
    wait(-1)
}

/// The same for one child.
///
/// # Errors
/// As [`next`].
pub fn one(pid: Pid) -> Result<Option<Reaped>, Errno> {
    wait(pid)
}

fn wait(which: Pid) -> Result<Option<Reaped>, Errno> {
    loop {
        let mut status = 0;
        let mut used = MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: both outlive the call, which writes one int to the first and one structure to the second.
        let result = unsafe { libc::wait4(which, &raw mut status, libc::WNOHANG, used.as_mut_ptr()) };
        return match Errno::result(result) {
            Ok(0) | Err(Errno::ECHILD) => Ok(None),
            Ok(pid) => {
                // SAFETY: it was written; and zeroes, as before, are a value of it, too.
                let used = unsafe { used.assume_init() };
                let cpu = time(used.ru_utime).saturating_add(time(used.ru_stime));
                Ok(Some(Reaped { pid, status: decode(status), cpu }))
            }
            Err(Errno::EINTR) => continue,
            Err(other) => Err(other),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_original() {
        for (raw, text, code) in [
            (0x0000, "exit status 0", 0),
            (0x0300, "exit status 3", 3),
            (0xff00, "exit status 255", 255),
            (0x0009, "terminated by SIGKILL", -1),
            (0x008b, "terminated by SIGSEGV (core dumped)", -1),
            (0x0023, "terminated by signal 35", -1),
            (0x137f, "unknown termination cause 0x137f", -1),
        ] {
            let status = decode(raw);
            assert_eq!((status.to_string().as_str(), status.exit_status()), (text, code));
        }
    }

    #[test]
    fn no_such_child_is_no_error() {
        assert_eq!(one(i32::MAX), Ok(None));
    }
}

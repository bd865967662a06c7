//! Collecting dead children: waitpid(2).

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
}

/// Reads a status of waitpid(2).
fn decode(status: i32) -> WaitStatus {
    if libc::WIFEXITED(status) {
        WaitStatus::Exited(libc::WEXITSTATUS(status))
    } else if libc::WIFSIGNALED(status) {
        WaitStatus::Killed { signal: libc::WTERMSIG(status), core_dumped: libc::WCOREDUMP(status) }
    } else {
        WaitStatus::Other(status)
    }
}

/// The next dead child, whoever it is. `None`: there is none at the moment. Call until `None`: one SIGCHLD
/// may stand for many.
///
/// # Errors
/// The errno of waitpid(2), but for `ECHILD` (no children at all), which is `None`, and `EINTR`, which is repeated.
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
        // SAFETY: `status` outlives the call, which writes one int to it.
        let result = unsafe { libc::waitpid(which, &raw mut status, libc::WNOHANG) };
        return match Errno::result(result) {
            Ok(0) | Err(Errno::ECHILD) => Ok(None),
            Ok(pid) => Ok(Some(Reaped { pid, status: decode(status) })),
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

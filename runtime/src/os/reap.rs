//! Collecting dead children: waitpid(2).

use std::fmt;

use nix::errno::Errno;
use nix::libc;

use super::{Pid, signals};

/// A child that is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reaped {
    /// Its process id, from now on free for others.
    pub pid: Pid,
    /// How it ended.
    pub status: ExitStatus,
}

/// How a process ended. Displays as the text of log lines (spec-runtime §1.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// It exited with this status, 0 to 255.
    Exited(i32),
    /// A signal killed it.
    Signaled {
        /// The signal's number.
        signal: i32,
        /// The kernel wrote a core file.
        core_dumped: bool,
    },
    /// The raw status says neither.
    Other(i32),
}

impl ExitStatus {
    /// Reads a status of waitpid(2).
    #[must_use]
    pub fn from_raw(status: i32) -> Self {
        if libc::WIFEXITED(status) {
            ExitStatus::Exited(libc::WEXITSTATUS(status))
        } else if libc::WIFSIGNALED(status) {
            ExitStatus::Signaled { signal: libc::WTERMSIG(status), core_dumped: libc::WCOREDUMP(status) }
        } else {
            ExitStatus::Other(status)
        }
    }

    /// The `exitstatus` of process infos: −1 for everything but an exit.
    #[must_use]
    pub fn code(self) -> i32 {
        match self {
            ExitStatus::Exited(code) => code,
            ExitStatus::Signaled { .. } | ExitStatus::Other(_) => -1,
        }
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            ExitStatus::Exited(code) => write!(f, "exit status {code}"),
            ExitStatus::Signaled { signal, core_dumped } => {
                let core = if core_dumped { " (core dumped)" } else { "" };
                write!(f, "terminated by {}{core}", signals::name(signal))
            }
            ExitStatus::Other(status) => write!(f, "unknown termination cause 0x{status:04x}"),
        }
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
            Ok(pid) => Ok(Some(Reaped { pid, status: ExitStatus::from_raw(status) })),
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
            let status = ExitStatus::from_raw(raw);
            assert_eq!((status.to_string().as_str(), status.code()), (text, code));
        }
    }

    #[test]
    fn no_such_child_is_no_error() {
        assert_eq!(one(i32::MAX), Ok(None));
    }
}

//! Sending signals, kill(2), and their names, signal(7).

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

/// Numbers and names as on Linux; the first name of a number is the one that is shown.
const NAMES: &[(i32, &str)] = &[
    (libc::SIGHUP, "HUP"),
    (libc::SIGINT, "INT"),
    (libc::SIGQUIT, "QUIT"),
    (libc::SIGILL, "ILL"),
    (libc::SIGTRAP, "TRAP"),
    (libc::SIGABRT, "ABRT"),
    (libc::SIGABRT, "IOT"),
    (libc::SIGBUS, "BUS"),
    (libc::SIGFPE, "FPE"),
    (libc::SIGKILL, "KILL"),
    (libc::SIGUSR1, "USR1"),
    (libc::SIGSEGV, "SEGV"),
    (libc::SIGUSR2, "USR2"),
    (libc::SIGPIPE, "PIPE"),
    (libc::SIGALRM, "ALRM"),
    (libc::SIGTERM, "TERM"),
    (libc::SIGSTKFLT, "STKFLT"),
    (libc::SIGCHLD, "CHLD"),
    (libc::SIGCHLD, "CLD"),
    (libc::SIGCONT, "CONT"),
    (libc::SIGSTOP, "STOP"),
    (libc::SIGTSTP, "TSTP"),
    (libc::SIGTTIN, "TTIN"),
    (libc::SIGTTOU, "TTOU"),
    (libc::SIGURG, "URG"),
    (libc::SIGXCPU, "XCPU"),
    (libc::SIGXFSZ, "XFSZ"),
    (libc::SIGVTALRM, "VTALRM"),
    (libc::SIGPROF, "PROF"),
    (libc::SIGWINCH, "WINCH"),
    (libc::SIGIO, "IO"),
    (libc::SIGIO, "POLL"),
    (libc::SIGPWR, "PWR"),
    (libc::SIGSYS, "SYS"),
    (34, "RTMIN"),
    (64, "RTMAX"),
];

/// How a signal is shown: `SIGTERM`, or `signal 35` for one without a name (spec-runtime §1.6).
#[must_use]
pub fn name(signal: i32) -> String {
    let named = NAMES.iter().find(|(number, _)| *number == signal);
    named.map_or_else(|| format!("signal {signal}"), |(_, name)| format!("SIG{name}"))
}

/// The signal a client named: a number of a named signal (or 0), or a name with or without `SIG`, in any
/// case (spec-runtime §7.6). `None`: there is no such signal.
#[must_use]
pub fn parse(text: &str) -> Option<i32> {
    let text = text.trim().to_uppercase();
    if let Ok(number) = text.parse::<i32>() {
        return (number == 0 || NAMES.iter().any(|(known, _)| *known == number)).then_some(number);
    }
    let bare = text.strip_prefix("SIG").unwrap_or(&text);
    NAMES.iter().find(|(_, name)| *name == bare).map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        for text in ["15", "TERM", "term", "SIGTERM", "sigterm", " Term "] {
            assert_eq!(parse(text), Some(15), "{text}");
        }
        assert_eq!(parse("CLD"), parse("CHLD"));
        assert_eq!(parse("0"), Some(0));
        assert_eq!(parse("RTMAX"), Some(64));
        for text in ["", "SIG", "35", "65", "-1", "SIGSIGTERM", "RTMIN+1", "9.0", "0x9", "_DFL"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(name(9), "SIGKILL");
        assert_eq!(name(6), "SIGABRT");
        assert_eq!(name(35), "signal 35");
    }

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

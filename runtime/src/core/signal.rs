//! Names of signals.

use std::borrow::Cow;

/// Names by number from 1, as Linux counts them on all but MIPS, SPARC, Alpha and PA-RISC: signal(7).
const NAMES: [&str; 31] = [
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGPOLL",
    "SIGPWR",
    "SIGSYS",
];

/// The name that logs show: `SIGTERM`, or `signal 35` for one without a name.
#[must_use]
pub fn signal_name(number: i32) -> Cow<'static, str> {
    let named = usize::try_from(number).ok().and_then(|number| NAMES.get(number.checked_sub(1)?));
    match (named, number) {
        (Some(name), _) => Cow::Borrowed(name),
        (None, 34) => Cow::Borrowed("SIGRTMIN"),
        (None, 64) => Cow::Borrowed("SIGRTMAX"),
        (None, _) => Cow::Owned(format!("signal {number}")),
    }
}

#[cfg(test)]
mod tests {
    use super::signal_name;

    #[test]
    fn names_are_those_of_the_original() {
        let shown = [-1, 0, 1, 9, 15, 16, 17, 29, 31, 32, 34, 64, 65].map(signal_name).join(" ");
        assert_eq!(
            shown,
            "signal -1 signal 0 SIGHUP SIGKILL SIGTERM SIGSTKFLT SIGCHLD SIGPOLL SIGSYS signal 32 SIGRTMIN SIGRTMAX signal 65"
        );
    }
}

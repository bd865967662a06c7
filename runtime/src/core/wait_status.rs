//! How a process ended (spec-runtime §1.6).

use std::fmt;

use super::signal_name;

/// How a process ended. Displays as the log shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitStatus {
    /// It exited with this code.
    Exited(i32),
    /// A signal killed it.
    Killed {
        /// Signal number.
        signal: i32,
        /// It left a core dump.
        core_dumped: bool,
    },
    /// The raw status of wait(2), which is neither.
    Other(i32),
}

impl WaitStatus {
    /// What RPC shows as `exitstatus`: the exit code, or -1.
    #[must_use]
    pub fn exit_status(self) -> i32 {
        match self {
            WaitStatus::Exited(code) => code,
            WaitStatus::Killed { .. } | WaitStatus::Other(_) => -1,
        }
    }
}

impl fmt::Display for WaitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WaitStatus::Exited(code) => write!(f, "exit status {code}"),
            WaitStatus::Killed { signal, core_dumped } => {
                write!(f, "terminated by {}", signal_name(*signal))?;
                if *core_dumped { f.write_str(" (core dumped)") } else { Ok(()) }
            }
            WaitStatus::Other(raw) => write!(f, "unknown termination cause 0x{raw:04x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_of_the_original() {
        let text = |status: WaitStatus| format!("{status} = {}", status.exit_status());
        assert_eq!(text(WaitStatus::Exited(3)), "exit status 3 = 3");
        assert_eq!(text(WaitStatus::Killed { signal: 15, core_dumped: false }), "terminated by SIGTERM = -1");
        assert_eq!(
            text(WaitStatus::Killed { signal: 11, core_dumped: true }),
            "terminated by SIGSEGV (core dumped) = -1"
        );
        assert_eq!(
            text(WaitStatus::Killed { signal: 35, core_dumped: false }),
            "terminated by signal 35 = -1"
        );
        assert_eq!(text(WaitStatus::Other(0x7f)), "unknown termination cause 0x007f = -1");
    }
}

//! What is counted of a process as long as its group is active, through all its runs.

use std::time::Duration;

use crate::core::WaitStatus;

/// How a run ended, seen from `exitcodes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With a code in `exitcodes`.
    Expected,
    /// With another code.
    Unexpected,
    /// By a signal, also one that was asked for.
    Signal,
}

/// The counts of one process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// How often it was spawned.
    pub starts: u64,
    /// How its runs ended.
    pub endings: Endings,
    /// How its last run that has ended did.
    pub last: Option<(WaitStatus, Ending)>,
    /// Processor time of the runs that have ended, and of what they have waited for.
    pub cpu: Duration,
}

/// How often runs ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Endings {
    /// [`Ending::Expected`].
    pub expected: u64,
    /// [`Ending::Unexpected`].
    pub unexpected: u64,
    /// [`Ending::Signal`].
    pub signal: u64,
}

impl Totals {
    /// A run has ended, which took that much processor time. Whether a code is in `exitcodes` says `expects`.
    pub(crate) fn ended(&mut self, status: WaitStatus, cpu: Duration, expects: impl FnOnce(i32) -> bool) {
        let (ending, count) = match status {
            WaitStatus::Exited(code) if expects(code) => (Ending::Expected, &mut self.endings.expected),
            WaitStatus::Exited(_) | WaitStatus::Other(_) => {
                (Ending::Unexpected, &mut self.endings.unexpected)
            }
            WaitStatus::Killed { .. } => (Ending::Signal, &mut self.endings.signal),
        };
        *count += 1;
        self.last = Some((status, ending));
        self.cpu = self.cpu.saturating_add(cpu);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_told_apart() {
        let mut totals = Totals::default();
        let killed = WaitStatus::Killed { signal: 15, core_dumped: false };
        for status in [WaitStatus::Exited(0), WaitStatus::Exited(3), killed, killed] {
            totals.ended(status, Duration::from_secs(1), |code| code == 0);
        }
        assert_eq!(totals.endings, Endings { expected: 1, unexpected: 1, signal: 2 });
        assert_eq!(totals.last, Some((killed, Ending::Signal)));
        assert_eq!(totals.cpu, Duration::from_secs(4));
    }
}

//! What is counted of a process as long as its group is active, through all its runs.

use std::sync::{Arc, Mutex, PoisonError};
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
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// How often it was spawned. The number of its run.
    pub starts: u64,
    /// How its runs ended.
    pub endings: Endings,
    /// How its last run that has ended did.
    pub last: Option<(WaitStatus, Ending)>,
    cpu: Arc<Mutex<Counted>>,
}

/// Processor time as it was told, or would have been. Shared by the loop, which knows what a run took in the end, and those
/// who look at processes beside it: what the system knows of a run becomes less when a descendant ends for which
/// nobody waits, and numbers that were told must not.
#[derive(Debug, Default)]
struct Counted {
    /// Of the runs before.
    before: Duration,
    /// The most that was seen of the run.
    run: Duration,
    /// Which run that is.
    number: u64,
}

/// Processor time of a process with its descendants. Neither number ever falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuTime {
    /// Of its present run.
    pub run: Duration,
    /// Of all its runs.
    pub total: Duration,
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
    /// A run begins.
    pub(crate) fn started(&mut self) {
        self.starts += 1;
        self.with_counted(|counted| {
            counted.before = counted.before.saturating_add(std::mem::take(&mut counted.run));
            counted.number = self.starts;
        });
    }

    /// The processor time, when the system says that the run of which this is a copy has taken `seen`.
    #[must_use]
    pub fn cpu(&self, seen: Duration) -> CpuTime {
        self.with_counted(|counted| {
            // Another run may have begun since the copy was made.
            let run = if counted.number == self.starts {
                counted.run = counted.run.max(seen);
                counted.run
            } else {
                seen
            };
            CpuTime { run, total: counted.before.saturating_add(counted.run) }
        })
    }

    /// It is whole even if somebody panicked while holding it.
    fn with_counted<T>(&self, with: impl FnOnce(&mut Counted) -> T) -> T {
        with(&mut self.cpu.lock().unwrap_or_else(PoisonError::into_inner))
    }

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
        let _: CpuTime = self.cpu(cpu);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_told_apart() {
        let mut totals = Totals::default();
        totals.started();
        let killed = WaitStatus::Killed { signal: 15, core_dumped: false };
        for status in [WaitStatus::Exited(0), WaitStatus::Exited(3), killed, killed] {
            totals.ended(status, Duration::from_secs(1), |code| code == 0);
        }
        assert_eq!(totals.endings, Endings { expected: 1, unexpected: 1, signal: 2 });
        assert_eq!(totals.last, Some((killed, Ending::Signal)));
    }

    #[test]
    fn processor_time_never_falls() {
        let seconds = Duration::from_secs;
        let mut totals = Totals::default();
        let mut run = |most, end| {
            totals.started();
            let copy = totals.clone();
            let told = [most, seconds(1)].map(|seen| copy.cpu(seen));
            assert_eq!(told[0], told[1], "what is gone stays counted");
            totals.ended(WaitStatus::Exited(0), end, |_| true);
            (told[0].run, totals.cpu(Duration::ZERO).total, copy)
        };
        let (told, total, copy) = run(seconds(5), seconds(2));
        assert_eq!((told, total), (seconds(5), seconds(5)));
        let (told, total, _) = run(seconds(3), seconds(4));
        assert_eq!((told, total), (seconds(3), seconds(9)));
        assert_eq!(
            copy.cpu(seconds(70)),
            CpuTime { run: seconds(70), total: seconds(9) },
            "too late to count"
        );
    }
}

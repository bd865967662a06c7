//! What the plan says about starting and stopping, in the form the machine needs.

use std::time::Duration;

use supervisor_compiler::plan;

/// No wait is longer: sums of times must stay representable whatever a configuration says.
const LONGEST: u64 = 100 * 365 * 24 * 60 * 60;

/// An automatic restart comes no sooner than this after the start before it; SIGKILL is not repeated faster either.
pub(super) const PACE: Duration = Duration::from_secs(1);

/// The options of one process that decide transitions.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    pub(super) priority: i64,
    pub(super) autostart: bool,
    pub(super) autorestart: plan::AutoRestart,
    /// `startsecs` as written, for the log.
    pub(super) startsecs: i64,
    /// How long a start must last to be a success. Negative options mean zero, as in the original.
    pub(super) proving_time: Duration,
    pub(super) startretries: i64,
    pub(super) exitcodes: Vec<u8>,
    pub(super) stop_signal: i32,
    /// How long a process may take to stop. Negative options mean zero: SIGKILL follows at once.
    pub(super) stop_time: Duration,
    pub(super) stop_as_group: bool,
    pub(super) kill_as_group: bool,
}

impl Policy {
    pub(super) fn new(process: &plan::Process) -> Self {
        Self {
            priority: process.priority.value,
            autostart: process.autostart.value,
            autorestart: process.autorestart.value,
            startsecs: process.startsecs.value,
            proving_time: seconds(process.startsecs.value),
            startretries: process.startretries.value,
            exitcodes: process.exitcodes.value.clone(),
            stop_signal: process.stopsignal.value.0,
            stop_time: seconds(process.stopwaitsecs.value),
            stop_as_group: process.stopasgroup.value,
            kill_as_group: process.killasgroup.value,
        }
    }

    /// How long to wait after SIGKILL before sending it again.
    pub(super) fn kill_interval(&self) -> Duration {
        self.stop_time.max(PACE)
    }

    /// Whether that exit status (-1: a signal) is among `exitcodes`.
    pub(super) fn expects(&self, exit_status: i32) -> bool {
        self.exitcodes.iter().any(|code| i32::from(*code) == exit_status)
    }
}

fn seconds(option: i64) -> Duration {
    Duration::from_secs(u64::try_from(option).unwrap_or(0).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_times_are_tamed() {
        assert_eq!(seconds(-5), Duration::ZERO);
        assert_eq!(seconds(3), Duration::from_secs(3));
        assert_eq!(seconds(i64::MAX), Duration::from_secs(LONGEST));
    }
}

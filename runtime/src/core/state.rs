//! States of a process and of the daemon (spec-runtime §1.1, §0.3).

/// State of a process. The discriminant is the code that RPC shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Not started yet, or stopped on request.
    Stopped = 0,
    /// Spawned, but not yet up for `startsecs`.
    Starting = 10,
    /// Up.
    Running = 20,
    /// A start failed; waits for the next attempt.
    Backoff = 30,
    /// Asked to end.
    Stopping = 40,
    /// Ended by itself.
    Exited = 100,
    /// Given up after too many failed starts.
    Fatal = 200,
    /// kill(2) was refused: alive perhaps, but out of control.
    Unknown = 1000,
}

impl State {
    /// Every state in the order of its code.
    pub const ALL: [State; 8] = [
        State::Stopped,
        State::Starting,
        State::Running,
        State::Backoff,
        State::Stopping,
        State::Exited,
        State::Fatal,
        State::Unknown,
    ];

    /// The number that RPC shows.
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// The name that RPC, events and logs show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            State::Stopped => "STOPPED",
            State::Starting => "STARTING",
            State::Running => "RUNNING",
            State::Backoff => "BACKOFF",
            State::Stopping => "STOPPING",
            State::Exited => "EXITED",
            State::Fatal => "FATAL",
            State::Unknown => "UNKNOWN",
        }
    }

    /// Counts as started: such a process can be stopped and cannot be started.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, State::Starting | State::Running | State::Backoff)
    }

    /// Counts as stopped: its group can be removed, shutdown does not wait for it.
    #[must_use]
    pub const fn is_stopped(self) -> bool {
        matches!(self, State::Stopped | State::Exited | State::Fatal | State::Unknown)
    }

    /// An operator may signal it.
    #[must_use]
    pub const fn is_signallable(self) -> bool {
        matches!(self, State::Starting | State::Running | State::Stopping)
    }
}

/// State of the daemon, as `getState` reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Working.
    Running = 1,
    /// Stopping everything to begin anew.
    Restarting = 0,
    /// Stopping everything to end.
    Shutdown = -1,
}

impl Mood {
    /// The number that RPC shows.
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// The name that RPC shows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Mood::Running => "RUNNING",
            Mood::Restarting => "RESTARTING",
            Mood::Shutdown => "SHUTDOWN",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_but_stopping_is_either_running_or_stopped() {
        for state in State::ALL {
            assert_eq!(
                state.is_running() as u8 + state.is_stopped() as u8,
                u8::from(state != State::Stopping)
            );
        }
    }

    #[test]
    fn codes_are_those_of_the_original() {
        assert_eq!(State::ALL.map(State::code), [0, 10, 20, 30, 40, 100, 200, 1000]);
        assert_eq!([Mood::Running, Mood::Restarting, Mood::Shutdown].map(Mood::code), [1, 0, -1]);
    }
}

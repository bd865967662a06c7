//! Which types of event somebody wants (spec-runtime §5.1).

use supervisor_compiler::plan::EventType;

/// A set of event types that occur. Whoever subscribes to a type with others below it subscribes to those, and
/// whoever subscribes twice is told once (§12.7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Subscription(u32);

impl Subscription {
    /// What `events=` asks for.
    #[must_use]
    pub fn to(events: &[EventType]) -> Self {
        let wanted = |event: &EventType| events.iter().any(|it| is_or_contains(*it, *event));
        let all = EventType::ALL.iter().map(|(event, _)| event);
        Self(all.filter(|event| wanted(event)).fold(0, |set, event| set | bit(*event)))
    }

    /// Whether the type is one of them.
    #[must_use]
    pub fn contains(self, event: EventType) -> bool {
        self.0 & bit(event) != 0
    }

    /// Those of both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// There are fewer than 32 types.
fn bit(event: EventType) -> u32 {
    1 << event as u32
}

/// The tree of types shows in their names: `PROCESS_STATE` contains `PROCESS_STATE_EXITED`.
fn is_or_contains(above: EventType, event: EventType) -> bool {
    let below = event.name().strip_prefix(above.name());
    above == EventType::Event || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree() {
        let shown: Vec<String> = EventType::ALL
            .iter()
            .map(|(above, name)| {
                let set = Subscription::to(&[*above]);
                let below = EventType::ALL.iter().filter(|(event, _)| event != above && set.contains(*event));
                format!("{name}: {}", below.map(|(_, name)| *name).collect::<Vec<_>>().join(" "))
            })
            .filter(|line| !line.ends_with(": "))
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        EVENT: PROCESS_STATE PROCESS_STATE_STOPPED PROCESS_STATE_EXITED PROCESS_STATE_STARTING PROCESS_STATE_STOPPING PROCESS_STATE_BACKOFF PROCESS_STATE_FATAL PROCESS_STATE_RUNNING PROCESS_STATE_UNKNOWN PROCESS_COMMUNICATION PROCESS_COMMUNICATION_STDOUT PROCESS_COMMUNICATION_STDERR PROCESS_LOG PROCESS_LOG_STDOUT PROCESS_LOG_STDERR REMOTE_COMMUNICATION SUPERVISOR_STATE_CHANGE SUPERVISOR_STATE_CHANGE_RUNNING SUPERVISOR_STATE_CHANGE_STOPPING TICK TICK_5 TICK_60 TICK_3600 PROCESS_GROUP PROCESS_GROUP_ADDED PROCESS_GROUP_REMOVED
        PROCESS_STATE: PROCESS_STATE_STOPPED PROCESS_STATE_EXITED PROCESS_STATE_STARTING PROCESS_STATE_STOPPING PROCESS_STATE_BACKOFF PROCESS_STATE_FATAL PROCESS_STATE_RUNNING PROCESS_STATE_UNKNOWN
        PROCESS_COMMUNICATION: PROCESS_COMMUNICATION_STDOUT PROCESS_COMMUNICATION_STDERR
        PROCESS_LOG: PROCESS_LOG_STDOUT PROCESS_LOG_STDERR
        SUPERVISOR_STATE_CHANGE: SUPERVISOR_STATE_CHANGE_RUNNING SUPERVISOR_STATE_CHANGE_STOPPING
        TICK: TICK_5 TICK_60 TICK_3600
        PROCESS_GROUP: PROCESS_GROUP_ADDED PROCESS_GROUP_REMOVED
        ");
    }

    #[test]
    fn a_type_contains_itself_and_not_its_neighbours() {
        let set = Subscription::to(&[EventType::Tick5, EventType::ProcessLogStderr]);
        assert!(set.contains(EventType::Tick5) && set.contains(EventType::ProcessLogStderr));
        for other in [EventType::Tick60, EventType::ProcessLogStdout, EventType::ProcessLog, EventType::Event]
        {
            assert!(!set.contains(other), "{other:?}");
        }
    }
}

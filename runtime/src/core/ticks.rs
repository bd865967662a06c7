//! TICK events: every 5, 60 and 3600 seconds of the wall clock, for whoever subscribed (spec-runtime §5.3).

use std::time::Duration;

use supervisor_compiler::plan::EventType;

use super::{CoreEvent, Now};

/// The types and their periods in seconds.
const PERIODS: [(EventType, i64); 3] =
    [(EventType::Tick5, 5), (EventType::Tick60, 60), (EventType::Tick3600, 3600)];

/// While somebody waits for a tick, the wall clock is looked at at least this often: it may have been set.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// What is known of the ticks of one type that somebody wants.
#[derive(Debug, Clone, Copy)]
struct Ticking {
    /// The period of the wall clock we are in, counted from 1970.
    period: i64,
    /// When to look at the clock again, on the monotonic clock.
    next: Duration,
}

/// All three.
#[derive(Debug, Default)]
pub(super) struct Ticks([Option<Ticking>; 3]);

impl Ticks {
    /// Looks at the clock: the ticks of the types that are `wanted` and whose period is another one than at the last
    /// look. However far the clock was set, there is one tick of each type, and none at the first look.
    pub(super) fn look(&mut self, now: Now, wanted: impl Fn(EventType) -> bool) -> Vec<CoreEvent> {
        let mut due = Vec::new();
        for (ticking, (event, seconds)) in self.0.iter_mut().zip(PERIODS) {
            if !wanted(event) {
                *ticking = None;
                continue;
            }
            let (period, left) = position(now, seconds);
            let next = now.monotonic.saturating_add(left.min(LONGEST_SLEEP));
            let last = ticking.replace(Ticking { period, next });
            if last.is_some_and(|last| last.period != period) {
                due.push(CoreEvent::Tick { event, when: period.saturating_mul(seconds) });
            }
        }
        due
    }

    /// When to look again, for the types that are `wanted`.
    pub(super) fn deadline(&self, wanted: impl Fn(EventType) -> bool) -> Option<Duration> {
        let all = self.0.iter().zip(PERIODS);
        all.filter(|(_, (event, _))| wanted(*event)).filter_map(|(it, _)| it.map(|it| it.next)).min()
    }
}

/// Which period it is, and how much of it is left.
fn position(now: Now, seconds: i64) -> (i64, Duration) {
    // Below an hour.
    let begun = u64::try_from(now.wall.rem_euclid(seconds)).unwrap_or(0);
    let whole = Duration::from_secs(u64::try_from(seconds).unwrap_or(0).saturating_sub(begun));
    (now.wall.div_euclid(seconds), whole.saturating_sub(Duration::from_nanos(now.wall_nanos.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `look` tells, and how many milliseconds later the next look is due.
    fn look(ticks: &mut Ticks, monotonic: u64, wall: i64, wanted: &[EventType]) -> String {
        let monotonic = Duration::from_millis(monotonic);
        let wall_nanos = monotonic.subsec_nanos();
        let told: Vec<String> = ticks
            .look(Now { monotonic, wall, wall_nanos }, |event| wanted.contains(&event))
            .iter()
            .map(|event| format!("{} {}", event.event_type().name(), event.payload()))
            .collect();
        let next = ticks.deadline(|event| wanted.contains(&event));
        format!("{} | {:?}", told.join(", "), next.map(|next| (next - monotonic).as_millis()))
    }

    #[test]
    fn ticks_come_at_multiples_of_their_period() {
        let (ticks, both) = (&mut Ticks::default(), [EventType::Tick5, EventType::Tick60]);
        assert_eq!(look(ticks, 0, 118, &both), " | Some(2000)", "none at the start");
        assert_eq!(look(ticks, 1_500, 119, &both), " | Some(500)");
        assert_eq!(look(ticks, 2_000, 120, &both), "TICK_5 when:120, TICK_60 when:120 | Some(5000)");
        assert_eq!(look(ticks, 2_500, 120, &both), " | Some(4500)", "once");
        assert_eq!(look(ticks, 7_003, 125, &both), "TICK_5 when:125 | Some(4997)");
    }

    #[test]
    fn the_hour_ticks() {
        let (ticks, hour) = (&mut Ticks::default(), [EventType::Tick3600]);
        assert_eq!(look(ticks, 0, 7_198, &hour), " | Some(2000)");
        let at_the_hour = look(ticks, 2_000, 7_200, &hour);
        assert!(at_the_hour.starts_with("TICK_3600 when:7200 | "), "{at_the_hour}");
        let later = look(ticks, 62_000, 7_260, &hour);
        assert!(later.starts_with(" | "), "{later}");
    }

    #[test]
    fn nobody_is_woken_for_what_nobody_wants() {
        let (ticks, tick) = (&mut Ticks::default(), [EventType::Tick5]);
        assert_eq!(look(ticks, 0, 118, &[]), " | None");
        assert_eq!(look(ticks, 9_000, 127, &tick), " | Some(3000)", "no tick for what was before");
        assert_eq!(look(ticks, 9_500, 127, &[]), " | None");
        assert_eq!(look(ticks, 60_000, 178, &tick), " | Some(2000)", "nor for the time between");
    }

    #[test]
    fn a_clock_that_was_set_ticks_once() {
        let (ticks, tick) = (&mut Ticks::default(), [EventType::Tick5]);
        look(ticks, 0, 1_000, &tick);
        assert_eq!(look(ticks, 1_000, 99_001, &tick), "TICK_5 when:99000 | Some(4000)", "forwards");
        assert_eq!(look(ticks, 2_000, 7, &tick), "TICK_5 when:5 | Some(3000)", "backwards");
        assert_eq!(look(ticks, 3_000, -7, &tick), "TICK_5 when:-10 | Some(2000)", "before 1970");
        assert_eq!(look(ticks, 3_000, i64::MIN, &tick).split(' ').next(), Some("TICK_5"));
    }

    #[test]
    fn a_clock_that_is_set_is_noticed_within_a_minute() {
        let (ticks, tick) = (&mut Ticks::default(), [EventType::Tick3600]);
        assert_eq!(look(ticks, 0, 3_600, &tick), " | Some(60000)");
    }
}

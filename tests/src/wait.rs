//! Waiting for a condition.

use std::time::{Duration, Instant};

/// How long anything may take that a healthy machine does in a second or two.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Polls `condition` until it is true.
///
/// # Panics
/// When [`PATIENCE`] runs out; `what` names the condition.
#[track_caller]
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let _: () = until_some(what, || condition().then_some(()));
}

/// Polls `condition` until it is true; false when [`PATIENCE`] runs out. For messages that say more than what is waited for.
pub fn happens(mut condition: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        if Instant::now() >= deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    true
}

/// Polls `probe` until it returns something.
///
/// # Panics
/// When [`PATIENCE`] runs out; `what` names what is waited for.
#[track_caller]
pub fn until_some<T>(what: &str, mut probe: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    let mut pause = Duration::from_millis(5);
    loop {
        if let Some(found) = probe() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {} s in vain: {what}", PATIENCE.as_secs());
        std::thread::sleep(pause);
        // Questions cost the daemon and the machine something; what takes long can be noticed a little later.
        pause = (pause * 5 / 4).min(Duration::from_millis(50));
    }
}

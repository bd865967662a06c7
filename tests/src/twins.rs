//! One scenario on both daemons at once: what it returns must be the same.

use similar::TextDiff;

use crate::config::Config;
use crate::daemon::Daemon;
use crate::flavor::Flavor;

/// Plays a scenario on the original's daemon and on ours, and returns what it made of both.
///
/// # Panics
/// When it makes something else of ours; the message shows the difference.
#[track_caller]
pub fn assert_same(config: &Config, scenario: impl Fn(&mut Daemon) -> String + Sync) -> String {
    let play = |flavor| scenario(&mut Daemon::start(flavor, config));
    let [original, ours] = std::thread::scope(|scope| {
        [Flavor::Original, Flavor::Ours]
            .map(|flavor| scope.spawn(move || play(flavor)))
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    assert!(
        ours == original,
        "-original +ours:\n{}",
        TextDiff::from_lines(&original, &ours).unified_diff().context_radius(4)
    );
    original
}

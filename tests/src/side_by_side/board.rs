//! Which scenes there are, and playing them beside each other.
//!
//! Each scene is a `#[test]` of its own. `cargo test` runs as many tests at once as there are processors, but scenes
//! mostly wait; so the first one that is asked for has helpers begin to play all of them, unless the command line chooses
//! among the tests.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Scene, compare, message_of};

/// How many scenes are played at once; each has two daemons.
const AT_ONCE: usize = 6;

/// A scene by name and, once it was played, how it went.
#[derive(Debug)]
pub struct Entry {
    make: fn() -> Scene,
    outcome: OnceLock<Result<(), String>>,
}

impl Entry {
    /// A scene that was not played yet.
    pub const fn new(make: fn() -> Scene) -> Self {
        Self { make, outcome: OnceLock::new() }
    }

    /// How the scene went; plays it unless somebody does or did already.
    fn outcome(&self) -> &Result<(), String> {
        self.outcome.get_or_init(|| {
            let played = catch_unwind(AssertUnwindSafe(|| compare(&(self.make)())));
            played.unwrap_or_else(|panic| Err(message_of(panic.as_ref())))
        })
    }
}

/// Plays the scene, or waits until a helper has.
///
/// # Panics
/// When the daemons differ.
#[track_caller]
pub fn check(entry: &'static Entry, all: &'static [&'static [&'static Entry]]) {
    static HELPERS: OnceLock<()> = OnceLock::new();
    let chosen = std::env::args().len() > 1;
    if !chosen {
        HELPERS.get_or_init(|| start_helpers(all));
    }
    if let Err(why) = entry.outcome() {
        panic!("{why}");
    }
}

fn start_helpers(all: &'static [&'static [&'static Entry]]) {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    for _ in 0..AT_ONCE {
        std::thread::spawn(move || {
            while let Some(entry) = all.iter().copied().flatten().nth(NEXT.fetch_add(1, Ordering::Relaxed)) {
                // The test of that scene reports it.
                let _ = entry.outcome();
            }
        });
    }
}

/// Makes a test of each function that returns a [`Scene`], and lists them all as `ENTRIES`. The path before the
/// functions is that of the list of all modules' `ENTRIES`.
#[macro_export]
macro_rules! scenes {
    ($all:path; $($(#[$doc:meta])* fn $name:ident() $body:block)+) => {
        $($(#[$doc])* #[test] fn $name() { $crate::side_by_side::board::check(&scenes::$name, $all); })+

        /// The scenes of this module.
        pub(crate) static ENTRIES: &[&$crate::side_by_side::board::Entry] = &[$(&scenes::$name),+];

        #[allow(non_upper_case_globals, reason = "named like their tests")]
        mod scenes {
            use super::*;
            $(pub(super) static $name: $crate::side_by_side::board::Entry =
                $crate::side_by_side::board::Entry::new(|| $body);)+
        }
    };
}

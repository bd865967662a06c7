//! The same script of actions against the original and against ours: the same answers, log, events and files. One module
//! per family; every scene is a test of its own. See `supervisor_tests::side_by_side`.

use supervisor_tests::side_by_side::board::Entry;

mod ending;
mod exits;
mod groups;
mod spawning;
mod states;
mod stopping;

/// The scenes of all modules.
pub(crate) static ALL: &[&[&Entry]] = &[
    states::ENTRIES,
    exits::ENTRIES,
    stopping::ENTRIES,
    groups::ENTRIES,
    ending::ENTRIES,
    spawning::ENTRIES,
];

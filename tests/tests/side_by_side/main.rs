//! The same script of actions against the original and against ours: the same answers, log, events and files. One module
//! per family; every scene is a test of its own. See `supervisor_tests::side_by_side`.

use supervisor_tests::side_by_side::board::Entry;

mod calls;
mod ending;
mod events;
mod exits;
mod fcgi;
mod groups;
mod logs;
mod options;
mod rereading;
mod spawning;
mod states;
mod stopping;

/// The scenes of all modules, the slow ones first.
pub(crate) static ALL: &[&[&Entry]] = &[
    ending::ENTRIES,
    states::ENTRIES,
    spawning::ENTRIES,
    groups::ENTRIES,
    stopping::ENTRIES,
    logs::ENTRIES,
    events::ENTRIES,
    exits::ENTRIES,
    fcgi::ENTRIES,
    options::ENTRIES,
    rereading::ENTRIES,
    calls::ENTRIES,
];

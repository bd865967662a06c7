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

/// A module that is not listed would be compiled and played one scene at a time, if somebody asks for one.
#[test]
fn every_family_is_played() {
    let directory = supervisor_tests::workspace::root().join("tests/tests/side_by_side");
    let modules = supervisor_tests::workspace::files_below(&directory).len() - 1;
    assert_eq!(ALL.len(), modules, "each file but main.rs has a line in ALL");
    let scenes: usize = ALL.iter().map(|entries| entries.len()).sum();
    assert!(scenes >= 60, "{scenes} scenes");
}

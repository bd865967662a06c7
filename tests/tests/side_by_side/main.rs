//! The same script of actions against the original and against ours: the same answers, log, events and files. One module
//! per family; every scene is a test of its own. See `supervisor_tests::side_by_side`.

mod states;

/// The scenes of all modules.
pub(crate) static ALL: &[&[&supervisor_tests::side_by_side::board::Entry]] = &[states::ENTRIES];

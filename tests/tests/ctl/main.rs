//! Either client on either daemon: hundreds of command lines of supervisorctl, and what is seen of each compared with what the
//! original's client gets from the same daemon. A module per family. See `supervisor_tests::pairings`.

use std::collections::BTreeSet;

use supervisor_tests::pairings::{Step, comparisons};

mod actions;
mod changes;
mod ending;
mod logs;
mod names;
mod odd;
mod options;
mod servers;
mod status;

/// Scripts that the modules play, for counting.
const ALL: [fn() -> Vec<Step>; 13] = [
    actions::one_after_the_other,
    actions::several_at_once,
    changes::rereading,
    changes::groups,
    ending::shutting_down,
    ending::reloading,
    logs::steps,
    logs::of_the_daemon,
    names::steps,
    odd::steps,
    options::steps,
    servers::passwords,
    status::steps,
];

#[test]
fn there_are_hundreds_of_comparisons() {
    let different: BTreeSet<String> = ALL.iter().flat_map(|steps| comparisons(&steps())).collect();
    println!("{} different command lines", different.len());
    assert!(different.len() >= 250, "{} different command lines", different.len());
}

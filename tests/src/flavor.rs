//! Ours or the original.

use std::path::PathBuf;

use crate::{binaries, oracle};

/// Programs for which the original stands in also where ours is meant, with commas between: every comparison must
/// hold with `supervisord,supervisorctl`, which tests the harness itself.
pub const STAND_IN_VARIABLE: &str = "SUPERVISOR_TESTS_STAND_IN";

/// Whose program is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavor {
    /// The workspace's.
    Ours,
    /// Supervisor 4.3.0, in Python.
    Original,
}

impl Flavor {
    /// The path of a program that both have: `supervisord`, `supervisorctl`, …
    pub fn program(self, name: &str) -> PathBuf {
        match self {
            Flavor::Ours if !stands_in(name) => binaries::path(name),
            Flavor::Ours | Flavor::Original => oracle::program(name),
        }
    }
}

/// True when the original plays our daemon's part; tests of what only ours can do have nothing to test then.
pub fn self_test() -> bool {
    stands_in("supervisord")
}

fn stands_in(program: &str) -> bool {
    std::env::var(STAND_IN_VARIABLE).is_ok_and(|programs| programs.split(',').any(|name| name == program))
}

//! Ours or the original.

use std::path::PathBuf;

use crate::{binaries, oracle};

/// When set to `original`, the original stands in for ours too. Every comparison must then hold: that is how the
/// harness itself is tested.
pub const SELF_TEST_VARIABLE: &str = "SUPERVISOR_TESTS_SUBJECT";

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
            Flavor::Ours if !self_test() => binaries::path(name),
            Flavor::Ours | Flavor::Original => oracle::program(name),
        }
    }
}

/// True when the original plays both parts; tests of what only ours can do have nothing to test then.
pub fn self_test() -> bool {
    std::env::var(SELF_TEST_VARIABLE).is_ok_and(|subject| subject == "original")
}

//! Our own programs, built for the test run.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::workspace;

/// Path of one of the workspace's programs, such as `supervisord`.
///
/// A test of one package does not see the programs of another (`CARGO_BIN_EXE_…` exists only inside a package),
/// so the first call in a test process has cargo build them all; when they are fresh that takes no time.
///
/// # Panics
/// When they do not build; cargo's output is on standard error.
pub fn path(name: &str) -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let path = DIRECTORY.get_or_init(build).join(name);
    assert!(path.is_file(), "the workspace builds no program {name}: {} is missing", path.display());
    path
}

fn build() -> PathBuf {
    let directory = workspace::profile_dir();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--workspace", "--bins", "--target-dir"]).arg(workspace::target_dir());
    if directory.ends_with("release") {
        command.arg("--release");
    }
    let status = command.current_dir(workspace::root()).status().expect("cargo can be run");
    assert!(status.success(), "the workspace's programs do not build: {command:?} ended with {status}");
    directory
}

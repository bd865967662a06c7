//! Where things are.

use std::path::{Path, PathBuf};

/// Names the directory that holds the corpus when it is not `../shared` beside the workspace.
pub const SHARED_VARIABLE: &str = "SUPERVISOR_SHARED";

/// The workspace's root.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().expect("the tests crate stands in the workspace's root").to_path_buf()
}

/// A path below `fixtures/`.
pub fn fixture(relative: &str) -> PathBuf {
    root().join("fixtures").join(relative)
}

/// A script below `tests/scripts/`.
pub fn script(name: &str) -> PathBuf {
    root().join("tests/scripts").join(name)
}

/// The corpus of real configurations.
///
/// # Panics
/// When it is not there; the message says how to name it.
pub fn corpus() -> PathBuf {
    let shared = std::env::var_os(SHARED_VARIABLE).map_or_else(|| root().join("../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    assert!(
        corpus.is_dir(),
        "the corpus of real configurations is not at {}; set {SHARED_VARIABLE} to the directory that holds corpus/",
        corpus.display(),
    );
    corpus.canonicalize().expect("the corpus was found a moment ago")
}

/// The directory that cargo built this test into: `target/debug` or `target/release`.
pub fn profile_dir() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let deps = test.parent().expect("a test stands in a directory");
    let profile = if deps.ends_with("deps") { deps.parent() } else { Some(deps) };
    profile.expect("deps stands in a profile's directory").to_path_buf()
}

/// Cargo's target directory.
pub fn target_dir() -> PathBuf {
    profile_dir().parent().expect("a profile stands in the target directory").to_path_buf()
}

/// Every regular file below `directory`, sorted.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut pending = vec![directory.to_path_buf()];
    while let Some(next) = pending.pop() {
        let entries = std::fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for entry in entries {
            let path = entry.expect("a readable directory entry").path();
            if path.is_dir() {
                pending.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

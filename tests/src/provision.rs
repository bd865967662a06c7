//! What tests need from the package registries: fetched once, at the versions named here, and kept in `target/`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::fcntl::{Flock, FlockArg};

use crate::workspace;

/// Makes the directory `target/NAME` unless a run before this one did: `recipe` says what is in it, `make` fills it.
/// A lock keeps parallel test processes apart.
///
/// # Panics
/// When it cannot be made.
pub fn directory(name: &str, recipe: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let target = workspace::target_dir();
    let directory = target.join(name);
    let lock = File::create(target.join(format!("{name}.lock"))).expect("target/ is writable");
    let _lock = Flock::lock(lock, FlockArg::LockExclusive).map_err(|(_, error)| error).expect("flock works");
    // Python's programs name their interpreter by its full path: a directory that was copied from elsewhere is of no use.
    let wanted = format!("{}\n{recipe}", directory.display());
    let mark = directory.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|found| found == wanted) {
        return directory;
    }
    if directory.exists() {
        fs::remove_dir_all(&directory).expect("a half-made or outdated directory can be removed");
    }
    fs::create_dir_all(&directory).expect("target/ is writable");
    make(&directory);
    fs::write(mark, wanted).expect("the directory is writable");
    directory
}

/// A Python virtual environment, `target/NAME`, with `packages`; beside them, in `downloads/`, the `archives`: what
/// `pip download` fetches for such a line of a requirements file, without what it depends on.
///
/// # Panics
/// When it cannot be made.
pub fn venv(name: &str, packages: &[&str], archives: &[&str]) -> PathBuf {
    let recipe = [packages, archives].concat().join("\n");
    directory(name, &recipe, |venv| {
        let advice = format!(
            "tests need {} in {}, which is made by `python3 -m venv` (Debian: package python3-venv) and pip (needs a \
             Python package index)",
            [packages, archives].concat().join(" "),
            venv.display(),
        );
        run(Command::new("python3").args(["-m", "venv"]).arg(venv), &advice);
        let pip = |words: &[&str]| {
            let mut command = Command::new(venv.join("bin/python"));
            command.args(["-m", "pip", "--quiet"]).args(words).current_dir(venv);
            run(&mut command, &advice);
        };
        pip(&[&["install"], packages].concat());
        if !archives.is_empty() {
            fs::write(venv.join("archives"), archives.join("\n")).expect("the environment is writable");
            pip(&["download", "--no-deps", "--ignore-requires-python", "-d", "downloads", "-r", "archives"]);
        }
    })
}

/// Runs a command that has to succeed; otherwise `advice` is in the message.
///
/// # Panics
/// When it does not.
pub fn run(command: &mut Command, advice: &str) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; {advice}"));
    assert!(
        output.status.success(),
        "{command:?} ended with {}:\n{}{}\n{advice}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}

//! `supervisor-lint --watch`: looks again whenever something changes that was looked at.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use super::World;
use crate::system::{Layer, MemorySystem, Pipes, System};

/// How often the files are looked at. Their dates are asked for rather than the kernel told to report: that works on every system,
/// in containers whose files are somebody else's, and on network drives; and it costs nothing for a few dozen files.
const PAUSE: Duration = Duration::from_millis(300);

/// Clears the screen and what has scrolled out of it, and goes to its corner.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// What tells whether a file or directory has changed; none: it is not there.
type Stamp = Option<(i64, i64, u64, u64)>;

/// What was asked of the file system, with its stamp from before.
pub(super) type Seen = BTreeMap<PathBuf, Stamp>;

fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.mtime(), metadata.mtime_nsec(), metadata.size(), metadata.ino()))
}

/// Does a round of work, and again whenever `wait` returns true. Its status is that of the last round.
pub(super) fn watch<'w>(
    world: &mut World<'w>,
    mut round: impl FnMut(&mut World<'w>) -> io::Result<u8>,
    mut wait: impl FnMut(&Seen) -> bool,
) -> io::Result<u8> {
    let seen = Arc::new(Mutex::new(Seen::new()));
    let below = std::mem::replace(&mut world.system, Box::new(MemorySystem::new()));
    world.system = Box::new(Recorder { below, seen: Arc::clone(&seen) });
    let mut first = true;
    loop {
        if world.terminal {
            world.print(CLEAR)?;
        } else if !first {
            world.print("\n")?;
        }
        first = false;
        let status = round(world)?;
        let looked_at = std::mem::take(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner));
        world.complain("supervisor-lint: waiting for changes; Ctrl-C ends it\n");
        if !wait(&looked_at) {
            return Ok(status);
        }
    }
}

/// Waits until something has changed, and nothing more changes.
pub(super) fn changed(seen: &Seen) -> bool {
    let now = || -> Seen { seen.keys().map(|path| (path.clone(), stamp(path))).collect() };
    let mut last = now();
    while last == *seen {
        sleep(PAUSE);
        last = now();
    }
    // A file may be half written, an update of many files half made.
    loop {
        sleep(PAUSE / 3);
        let next = now();
        if next == last {
            return true;
        }
        last = next;
    }
}

/// A system that notes which files it reads, and in which directories it looks for them. Not what it is asked about otherwise:
/// logs change all the time.
struct Recorder {
    below: Box<dyn System>,
    seen: Arc<Mutex<Seen>>,
}

impl Recorder {
    fn note(&self, path: &Path) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.contains_key(path) {
            seen.insert(path.to_path_buf(), stamp(path));
        }
    }
}

impl Layer for Recorder {
    fn below(&self) -> &dyn System {
        &*self.below
    }

    fn read(&self, path: &Path, pipes: Pipes) -> io::Result<Vec<u8>> {
        self.note(path);
        self.below.read(path, pipes)
    }

    fn glob(&self, pattern: &Path) -> Vec<PathBuf> {
        // A file that is put into the directory, or taken out of it, changes the directory.
        let wild = |path: &&Path| !path.to_string_lossy().contains(['*', '?', '[']);
        if let Some(directory) = pattern.ancestors().skip(1).find(wild) {
            self.note(directory);
        }
        self.below.glob(pattern)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::compile::{Options, compile};
    use crate::system::RealSystem;

    /// Watches a main file that includes a directory; before each round but the first, `change` does something to them.
    fn rounds(number: usize, change: impl Fn(usize, &Path)) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        let here = directory.path().canonicalize().unwrap();
        fs::create_dir(here.join("conf.d")).unwrap();
        fs::write(here.join("s.conf"), "[supervisord]\n[include]\nfiles=conf.d/*.conf\n").unwrap();
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut world = World {
            system: Box::new(RealSystem),
            options: Options { cwd: here.clone(), ..Options::default() },
            stdin: &mut io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            terminal: false,
            typed: false,
        };
        let mut outcomes = Vec::new();
        let mut round = 0;
        let look = |world: &mut World<'_>| {
            let compilation = compile(Path::new("s.conf"), &*world.system, &world.options).unwrap();
            outcomes.push(compilation.diagnostics.iter().map(|found| found.code.name()).collect::<String>());
            Ok(0)
        };
        let wait = |seen: &Seen| {
            round += 1;
            if round < number {
                change(round, &here);
            }
            round < number && changed(seen)
        };
        watch(&mut world, look, wait).unwrap();
        outcomes
    }

    #[test]
    fn files_that_change_come_or_go_are_noticed() {
        let outcomes = rounds(4, |round, here| match round {
            1 => fs::write(here.join("conf.d/web.conf"), "[program:web]\n").unwrap(),
            2 => fs::write(here.join("conf.d/web.conf"), "[program:web]\ncommand=/bin/web\n").unwrap(),
            _ => fs::write(here.join("s.conf"), "[supervisord]\numask=9\n").unwrap(),
        });
        assert_eq!(outcomes, ["", "missing-command", "", "bad-octal"]);
    }
}

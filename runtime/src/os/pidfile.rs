//! The pid file: open(2), flock(2).

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};

/// A pid file that this process wrote. As long as it lives no other daemon of ours takes the file over; when it goes out
/// of scope the file is removed, unless somebody has written another pid there since.
#[derive(Debug)]
pub struct PidFile {
    path: PathBuf,
    content: String,
    /// Held open for its lock.
    _held: Held,
}

#[derive(Debug)]
enum Held {
    Locked(Flock<fs::File>),
    /// A device, which any number of daemons may name, or a file system without locks.
    Open(fs::File),
}

impl PidFile {
    /// Writes the own pid and a newline, replacing what was there; mode 0666 less the umask.
    ///
    /// # Errors
    /// Whatever opening or writing says, `EWOULDBLOCK` when another daemon holds it; then the file is as it was.
    /// [`could_not_write`] words it for the log.
    pub fn write(path: &Path) -> io::Result<Self> {
        let content = format!("{}\n", std::process::id());
        let mut file = fs::File::options().write(true).create(true).truncate(false).open(path)?;
        let regular = file.metadata()?.is_file();
        if !regular {
            file.write_all(content.as_bytes())?;
            return Ok(Self { path: path.to_owned(), content, _held: Held::Open(file) });
        }
        let mut held = match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
            Ok(lock) => Held::Locked(lock),
            Err((_, Errno::EWOULDBLOCK)) => return Err(Errno::EWOULDBLOCK.into()),
            Err((file, _)) => Held::Open(file),
        };
        let file = held.file();
        file.set_len(0)?;
        file.write_all(content.as_bytes())?;
        Ok(Self { path: path.to_owned(), content, _held: held })
    }
}

impl Held {
    fn file(&mut self) -> &mut fs::File {
        match self {
            Held::Locked(lock) => lock,
            Held::Open(file) => file,
        }
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        if fs::read_to_string(&self.path).is_ok_and(|found| found == self.content) {
            // Nobody is left to tell at this point, and the next start overwrites the file anyway.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The log line for a pid file that cannot be written.
#[must_use]
pub fn could_not_write(path: &Path) -> String {
    format!("could not write pidfile {}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.pid");
        fs::write(&path, "a longer text than any pid\n").unwrap();
        let file = PidFile::write(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}\n", std::process::id()));
        drop(file);
        assert!(!path.exists());
    }

    #[test]
    fn the_file_of_another_daemon_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.pid");
        let file = PidFile::write(&path).unwrap();
        fs::write(&path, "1\n").unwrap();
        drop(file);
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n");
    }

    #[test]
    fn a_daemon_that_lives_keeps_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.pid");
        let first = PidFile::write(&path).unwrap();
        assert_eq!(PidFile::write(&path).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        assert_eq!(fs::read_to_string(&path).unwrap(), first.content);
        drop(first);
        PidFile::write(&path).unwrap();
        let null = Path::new("/dev/null");
        let _both = [PidFile::write(null).unwrap(), PidFile::write(null).unwrap()];
    }

    #[test]
    fn a_missing_directory_is_an_error() {
        let error = PidFile::write(Path::new("/nonexistent/d.pid")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(could_not_write(Path::new("/x")), "could not write pidfile /x");
    }
}

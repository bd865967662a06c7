//! The pid file.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A pid file that this process wrote. When it goes out of scope the file is removed, unless another daemon has
/// written its own pid there since.
#[derive(Debug)]
pub struct PidFile {
    path: PathBuf,
    content: String,
}

impl PidFile {
    /// Writes the own pid and a newline, replacing what was there; mode 0666 less the umask.
    ///
    /// # Errors
    /// Whatever opening or writing says; [`could_not_write`] words it for the log.
    pub fn write(path: &Path) -> io::Result<Self> {
        let content = format!("{}\n", std::process::id());
        let mut file = fs::File::create(path)?;
        file.write_all(content.as_bytes())?;
        Ok(Self { path: path.to_owned(), content })
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
    fn a_missing_directory_is_an_error() {
        let error = PidFile::write(Path::new("/nonexistent/d.pid")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert_eq!(could_not_write(Path::new("/x")), "could not write pidfile /x");
    }
}

//! Writes files so that nobody ever sees half of one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

/// A new text that lies beside its file, ready to take its place. It goes away unless it does.
pub(super) struct Staged {
    temporary: PathBuf,
    path: PathBuf,
}

impl Staged {
    /// Makes everything ready. Mode and owner stay what they are; a symbolic link stays one, and what it leads to is written.
    /// `before`: what must still be in the file.
    ///
    /// # Errors
    /// Whatever writing says; and the file may be one that is not to be written.
    pub(super) fn new(path: &Path, text: &str, before: Option<&str>) -> io::Result<Self> {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let staged = Self { temporary: temporary(&path)?, path };
        write(&staged.temporary, &staged.path, text, before)?;
        Ok(staged)
    }

    /// Puts it in the place of the file.
    ///
    /// # Errors
    /// Whatever renaming says. Then the file is what it was.
    pub(super) fn put(self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.path)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // It may not be there at all.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Writes a file by way of another in the same directory.
///
/// # Errors
/// Those of [`Staged`]. Then the file is what it was.
pub(super) fn atomically(path: &Path, text: &str, before: Option<&str>) -> io::Result<()> {
    Staged::new(path, text, before)?.put()
}

fn write(temporary: &Path, path: &Path, text: &str, before: Option<&str>) -> io::Result<()> {
    let old = path.metadata().ok();
    // The directory would let us, and so would the system let root.
    if old.as_ref().is_some_and(|old| old.mode() & 0o222 == 0) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is write-protected"));
    }
    let mode = if old.is_some() { 0o600 } else { 0o666 };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(temporary)?;
    file.write_all(text.as_bytes())?;
    if let Some(old) = old {
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            fchown(&file, Some(old.uid()), Some(old.gid()))?;
        }
        // After the owner: changing that may take bits away.
        file.set_permissions(fs::Permissions::from_mode(old.mode() & 0o7777))?;
    }
    file.sync_all()?;
    if before.is_some_and(|before| fs::read(path).is_ok_and(|now| now != before.as_bytes())) {
        return Err(io::Error::other("it has changed in the meantime"));
    }
    Ok(())
}

/// A name beside the file that nobody else uses.
fn temporary(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let name = format!(".{}.{}.new", name.to_string_lossy(), std::process::id());
    Ok(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn mode_and_links_stay() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("a.conf"), directory.path().join("link.conf"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.conf", &link).unwrap();
        atomically(&link, "new", Some("old")).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(file.metadata().unwrap().mode() & 0o7777, 0o640);
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(directory.path().read_dir().unwrap().count(), 2);
    }

    #[test]
    fn what_is_write_protected_stays() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.conf");
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
        assert_eq!(atomically(&file, "new", None).unwrap_err().to_string(), "it is write-protected");
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert_eq!(directory.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn what_somebody_else_has_written_stays() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.conf");
        fs::write(&file, "theirs").unwrap();
        assert!(atomically(&file, "ours", Some("old")).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
        assert_eq!(directory.path().read_dir().unwrap().count(), 1);
    }
}

//! Writes files so that nobody ever sees half of one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

/// Writes a file by way of another in the same directory. Mode and owner stay what they are; a symbolic link stays one, and what
/// it leads to is written. `before`: what must still be in the file.
///
/// # Errors
/// Whatever writing says. Then the file is what it was.
pub(super) fn atomically(path: &Path, text: &str, before: Option<&str>) -> io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let temporary = temporary(&path)?;
    let outcome = write(&temporary, &path, text, before).and_then(|()| fs::rename(&temporary, &path));
    if outcome.is_err() {
        // It may not be there at all.
        let _ = fs::remove_file(&temporary);
    }
    outcome
}

fn write(temporary: &Path, path: &Path, text: &str, before: Option<&str>) -> io::Result<()> {
    let old = path.metadata().ok();
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
    fn what_somebody_else_has_written_stays() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.conf");
        fs::write(&file, "theirs").unwrap();
        assert!(atomically(&file, "ours", Some("old")).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
        assert_eq!(directory.path().read_dir().unwrap().count(), 1);
    }
}

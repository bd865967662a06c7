//! Whether somebody has a file open: fcntl(2), `F_SETLEASE`.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use nix::errno::Errno;
use nix::libc;

use super::pipe::OPEN_NONBLOCKING;

/// Sets the signal that tells of a lease: asm-generic/fcntl.h. The libc crate has it not.
const F_SETSIG: libc::c_int = 10;

/// Whether any process has this file open; `false` also where the kernel cannot say: on file systems without leases,
/// and for files of other users.
///
/// # Errors
/// The file cannot be opened.
pub fn is_open(path: &Path) -> io::Result<bool> {
    // Without waiting for the other end, should it be a pipe.
    let file = File::options().read(true).custom_flags(OPEN_NONBLOCKING).open(path)?;
    let descriptor = file.as_raw_fd();
    // Should somebody open it while the lease lasts, which is no longer than this function, the kernel sends a signal,
    // and that had better be one that is ignored by default.
    // SAFETY: takes numbers.
    Errno::result(unsafe { libc::fcntl(descriptor, F_SETSIG, libc::SIGURG) })?;
    // A write lease is given only to the one descriptor there is; it ends when that is closed.
    // SAFETY: as above.
    let lease = Errno::result(unsafe { libc::fcntl(descriptor, libc::F_SETLEASE, libc::F_WRLCK) });
    Ok(lease == Err(Errno::EAGAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_in_use_while_somebody_has_it_open() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let file = File::create(&path).unwrap();
        assert!(is_open(&path).unwrap());
        drop(file);
        assert!(!is_open(&path).unwrap());
        assert!(is_open(&dir.path().join("none")).is_err());
    }
}

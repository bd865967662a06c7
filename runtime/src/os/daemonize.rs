//! Going to the background: fork(2), setsid(2), umask(2) (spec-runtime §0.2).

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use nix::errno::Errno;
use nix::libc;
use nix::unistd::{self, ForkResult, fork, setsid};

/// Forks once; the parent exits with status 0 at once, and only the child returns. Call [`detach`] next.
///
/// The caller must not have started a thread yet: a child has only the thread that forked.
///
/// # Errors
/// The errno of fork(2); then this is still the only process.
pub fn fork_to_background() -> Result<(), Errno> {
    // SAFETY: as documented, no other thread exists, so the child may do anything.
    match unsafe { fork() }? {
        // SAFETY: _exit(2) leaves without flushing or removing what now belongs to the child.
        ForkResult::Parent { .. } => unsafe { libc::_exit(0) },
        ForkResult::Child => Ok(()),
    }
}

/// In the child: enters `directory`, points descriptors 0 to 2 at /dev/null, starts a session, sets the
/// umask. The result of entering the directory is returned, because it is logged and nothing more.
///
/// # Errors
/// /dev/null cannot be opened, or the session not be started.
pub fn detach(directory: Option<&Path>, umask: u32) -> io::Result<io::Result<()>> {
    let entered = directory.map_or(Ok(()), std::env::set_current_dir);
    let null = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    unistd::dup2_stdin(&null)?;
    unistd::dup2_stdout(&null)?;
    unistd::dup2_stderr(&null)?;
    setsid()?;
    set_umask(umask);
    Ok(entered)
}

/// umask(2).
pub fn set_umask(umask: u32) {
    // SAFETY: takes a number and cannot fail.
    unsafe { libc::umask(umask & 0o777) };
}

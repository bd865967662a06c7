//! Being told when a file changes: inotify(7).

use std::fs::File;
use std::io;
use std::os::fd::{AsFd as _, AsRawFd, RawFd};
use std::path::Path;
use std::sync::{Arc, Mutex};

use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, WatchDescriptor};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Tells when a file has changed, and when its directory has got another file. Readable, for whoever waits for
/// descriptors, as soon as something has happened. Changes that other machines make on a network file system are
/// not seen.
#[derive(Debug)]
pub struct Watch {
    inotify: Inotify,
    file: Mutex<Option<WatchDescriptor>>,
}

impl Watch {
    /// Watches `directory` for files that are made in it or come to it by rename(2).
    ///
    /// # Errors
    /// `EMFILE` or `ENOSPC` when the user has too many of these (`/proc/sys/fs/inotify`), `ENOSYS`, `ENOENT`.
    pub fn new(directory: &Path) -> io::Result<Self> {
        let inotify = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC)?;
        let arrivals = AddWatchFlags::IN_CREATE | AddWatchFlags::IN_MOVED_TO | AddWatchFlags::IN_ONLYDIR;
        inotify.add_watch(directory, arrivals)?;
        Ok(Self { inotify, file: Mutex::new(None) })
    }

    /// Watches the content and the length of `file`, wherever it is renamed to, in the place of the one before.
    ///
    /// # Errors
    /// As [`new`](Self::new); `ENOENT` also where `/proc` is not mounted.
    pub fn follow(&self, file: &File) -> io::Result<()> {
        // The name may stand for another file by now; the descriptor cannot.
        let exact = format!("/proc/self/fd/{}", file.as_raw_fd());
        let added = self.inotify.add_watch(exact.as_str(), AddWatchFlags::IN_MODIFY)?;
        let mut watched = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(before) = watched.replace(added).filter(|before| *before != added) {
            // It is gone already when its file is.
            let _ = self.inotify.rm_watch(before);
        }
        Ok(())
    }

    /// Throws away what has been told so far: from here on readable means that something new has happened.
    fn forget(&self) -> io::Result<()> {
        loop {
            match self.inotify.read_events() {
                Ok(_) | Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) => return Ok(()),
                Err(other) => return Err(other.into()),
            }
        }
    }
}

/// Waits for what a [`Watch`] has to tell.
#[derive(Debug)]
pub struct Listener(AsyncFd<Arc<Watch>>);

impl Listener {
    /// Begins to listen. Needs a tokio runtime.
    ///
    /// # Errors
    /// The runtime cannot wait for the descriptor.
    pub fn new(watch: Arc<Watch>) -> io::Result<Self> {
        // SAFETY: the `Arc` keeps the watch, which owns its descriptor and never replaces it.
        let registered = unsafe { AsyncFd::register_with_interest(watch, Interest::READABLE) };
        Ok(Self(registered?))
    }

    /// Returns once something has happened since the last call.
    ///
    /// # Errors
    /// What read(2) says.
    pub async fn changed(&self) -> io::Result<()> {
        let mut told = self.0.readable().await?;
        self.0.get_ref().forget()?;
        told.clear_ready();
        Ok(())
    }
}

impl AsRawFd for Watch {
    fn as_raw_fd(&self) -> RawFd {
        self.inotify.as_fd().as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;
    use std::os::fd::BorrowedFd;

    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    use super::*;

    /// Whether something has happened since the last question.
    fn stirred(watch: &Watch) -> bool {
        // SAFETY: `watch` owns the descriptor and outlives this.
        let fd = unsafe { BorrowedFd::borrow_raw(watch.as_raw_fd()) };
        let ready = poll(&mut [PollFd::new(fd, PollFlags::POLLIN)], PollTimeout::ZERO).unwrap();
        watch.forget().unwrap();
        ready > 0
    }

    #[test]
    fn what_happens_to_the_file_and_what_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let (path, old) = (dir.path().join("log"), dir.path().join("log.1"));
        let mut file = File::create(&path).unwrap();
        let watch = Watch::new(dir.path()).unwrap();
        watch.follow(&file).unwrap();
        assert!(!stirred(&watch));
        file.write_all(b"x").unwrap();
        assert!(stirred(&watch), "written");
        file.set_len(0).unwrap();
        assert!(stirred(&watch), "truncated");
        let mut other = File::create(dir.path().join("other")).unwrap();
        assert!(stirred(&watch), "another file was made");
        other.write_all(b"x").unwrap();
        assert!(!stirred(&watch), "somebody else's file is written");
        fs::rename(&path, &old).unwrap();
        stirred(&watch);
        file.write_all(b"x").unwrap();
        assert!(stirred(&watch), "written under its new name");
        let mut next = File::create(&path).unwrap();
        watch.follow(&next).unwrap();
        stirred(&watch);
        file.write_all(b"x").unwrap();
        assert!(!stirred(&watch), "not followed any more");
        next.write_all(b"x").unwrap();
        assert!(stirred(&watch), "followed now");
    }

    #[test]
    fn without_a_directory_there_is_nothing_to_watch() {
        assert!(Watch::new(Path::new("/nonexistent")).is_err());
    }
}

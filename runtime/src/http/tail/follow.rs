//! Reading a log for ever, through rotations and truncations. Blocks on the disk: for a thread that may.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use crate::logs::rotating::numbered;
use crate::os::inotify::Watch;
use crate::os::pipe::OPEN_NONBLOCKING;

/// What of the present content comes first, in bytes (spec-runtime §8.5).
pub(super) const BACKLOG: u64 = 1024;

/// Most that is read at once, in bytes.
const CHUNK: u64 = 64 * 1024;

/// How often looking for the next of several rotated files starts again because it was renamed meanwhile. A log that
/// rotates faster than that is not read by anybody.
const ATTEMPTS: usize = 16;

/// What is put in the place of what an in-place truncation removed.
const TRUNCATED: Bytes = Bytes::from_static(b"==> File truncated <==\n");

/// A log and the place up to which it has been read.
#[derive(Debug)]
pub(super) struct Follower {
    path: PathBuf,
    /// None: a device such as `/dev/null`, from which nothing comes back.
    reading: Option<Reading>,
    watch: Option<Arc<Watch>>,
}

/// The file that is read. It need not be what the path names: after a rotation the end of the old one comes first.
#[derive(Debug)]
struct Reading {
    file: File,
    identity: Identity,
    position: u64,
}

/// What makes a file the same under another name: device and inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    fn of(metadata: &Metadata) -> Self {
        Self(metadata.dev(), metadata.ino())
    }
}

impl Follower {
    /// Opens the log at `path` so many bytes before its end, and says when it was last written.
    ///
    /// # Errors
    /// What stat(2) and open(2) say; anything that is neither a file nor a device is refused: reading from a pipe would
    /// take away what somebody else is to get.
    pub(super) fn open(path: PathBuf, backlog: u64) -> io::Result<(Self, Timestamp)> {
        let metadata = fs::metadata(&path)?;
        let written = Timestamp::new(metadata.mtime(), 0).unwrap_or(Timestamp::UNIX_EPOCH);
        if metadata.file_type().is_char_device() {
            return Ok((Self { path, reading: None, watch: None }, written));
        }
        let mut reading = Reading::open(&path)?;
        reading.position = metadata.len().saturating_sub(backlog);
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        // Without it somebody has to look from time to time.
        let watch = Watch::new(directory).ok().filter(|watch| watch.follow(&reading.file).is_ok());
        Ok((Self { path, reading: Some(reading), watch: watch.map(Arc::new) }, written))
    }

    /// What tells that there may be something new; none where the system cannot tell.
    pub(super) fn watch(&self) -> Option<Arc<Watch>> {
        self.watch.clone()
    }

    /// Whether nothing will ever come.
    pub(super) fn is_silent(&self) -> bool {
        self.reading.is_none()
    }

    /// Bytes between the place and the present end.
    ///
    /// # Errors
    /// What fstat(2) says.
    pub(super) fn rest(&self) -> io::Result<u64> {
        let Some(reading) = &self.reading else { return Ok(0) };
        Ok(reading.file.metadata()?.len().saturating_sub(reading.position))
    }

    /// The next bytes; none: that is all for now.
    ///
    /// # Errors
    /// What reading says.
    pub(super) fn read(&mut self) -> io::Result<Option<Bytes>> {
        let Some(reading) = &mut self.reading else { return Ok(None) };
        loop {
            if let Some(bytes) = reading.read()? {
                return Ok(Some(bytes));
            }
            let Ok(Some(next)) = successor(&self.path, reading.identity) else { return Ok(None) };
            // The writer is done with this file. What it wrote between the two looks comes before the next file.
            if let Some(bytes) = reading.read()? {
                return Ok(Some(bytes));
            }
            if let Some(watch) = &self.watch {
                // If that fails, its first rotation will be noticed all the same.
                let _ = watch.follow(&next.file);
            }
            *reading = next;
        }
    }
}

impl Reading {
    fn open(path: &Path) -> io::Result<Self> {
        // A FIFO without a writer would be waited for.
        let file = OpenOptions::new().read(true).custom_flags(OPEN_NONBLOCKING).open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::ErrorKind::NotSeekable.into());
        }
        Ok(Self { file, identity: Identity::of(&metadata), position: 0 })
    }

    /// The next bytes of this file, or the news that there are fewer than there were.
    fn read(&mut self) -> io::Result<Option<Bytes>> {
        let size = self.file.metadata()?.len();
        if size < self.position {
            self.position = 0;
            return Ok(Some(TRUNCATED));
        }
        let wanted = usize::try_from((size - self.position).min(CHUNK)).unwrap_or_default();
        let mut buffer = vec![0; wanted];
        let count = self.file.read_at(&mut buffer, self.position)?;
        buffer.truncate(count);
        self.position += count as u64;
        Ok((count > 0).then(|| Bytes::from(buffer)))
    }
}

/// The file that was written after the one of that identity: the log itself, or one of its numbered files when it was
/// rotated more than once since. None as long as nothing is in it: the writer may still have the old file, as between
/// the rename of logrotate(8) and its signal.
fn successor(path: &Path, of: Identity) -> io::Result<Option<Reading>> {
    if is(path, of) {
        return Ok(None);
    }
    let mut next = Reading::open(path)?;
    for _ in 0..ATTEMPTS {
        let Some(number) = number_of(path, of) else { break };
        next = match number {
            1 => Reading::open(path)?,
            number => Reading::open(&numbered(path, number - 1))?,
        };
        // Unless everything was renamed once more between the two looks.
        if is(&numbered(path, number), of) {
            break;
        }
    }
    let written = next.file.metadata()?.len() > 0 && next.identity != of;
    Ok(written.then_some(next))
}

/// Which of the rotated files has that identity. While they are renamed, one number is free; two are the end.
fn number_of(path: &Path, identity: Identity) -> Option<i64> {
    let mut missing = 0;
    for number in 1.. {
        match fs::metadata(numbered(path, number)) {
            Ok(metadata) if Identity::of(&metadata) == identity => return Some(number),
            Ok(_) => missing = 0,
            Err(_) if missing > 0 => break,
            Err(_) => missing += 1,
        }
    }
    None
}

fn is(path: &Path, identity: Identity) -> bool {
    fs::metadata(path).is_ok_and(|metadata| Identity::of(&metadata) == identity)
}

#[cfg(test)]
mod tests;

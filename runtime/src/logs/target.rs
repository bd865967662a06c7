//! Opening whatever a log file's path names: a file, a terminal, a pipe, a FIFO.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use crate::os::pipe;

use super::rotating::FileConfig;

/// Opens the target for append; creates it as a regular file when there is nothing.
pub(super) fn open(config: &FileConfig) -> io::Result<File> {
    let path = config.path.as_path();
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(config.mode);
    if fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo()) {
        return open_fifo(&mut options, path);
    }
    options.open(path).or_else(|error| own_stream(path).unwrap_or(Err(error)))
}

/// A FIFO without a reader is `ENXIO` instead of a wait without end.
fn open_fifo(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let opened = options.custom_flags(pipe::OPEN_NONBLOCKING).open(path);
    let file = opened.or_else(|error| own_stream(path).unwrap_or(Err(error)))?;
    pipe::set_blocking(&file)?;
    Ok(file)
}

/// The daemon's own stdout or stderr, which cannot be opened by name when it is a socket, or when it belongs
/// to the user the daemon was before.
fn own_stream(path: &Path) -> Option<io::Result<File>> {
    let copy = match path.to_str()? {
        "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" => io::stdout().as_fd().try_clone_to_owned(),
        "/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2" => io::stderr().as_fd().try_clone_to_owned(),
        _ => return None,
    };
    Some(copy.map(File::from))
}

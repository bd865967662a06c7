//! Reading logs for clients: `readLog` and `tailLog` (spec-runtime §7.7).

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Longest piece that is read at once, in bytes: more than a log of the default `logfile_maxbytes` holds. As an answer
/// it is in memory four times, so that a log without a limit could be the end of the daemon.
pub const LONGEST: u64 = 64 * 1024 * 1024;

/// Why a log cannot be read: the fault a client gets.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// `NO_FILE`: nothing has that name.
    #[error("no such log file")]
    NoFile,
    /// `BAD_ARGUMENTS`: a negative length, or an offset from the end together with a length.
    #[error("bad offset or length")]
    BadArguments,
    /// `FAILED`: more than [`LONGEST`] bytes were asked for, and are there.
    #[error("{0} bytes are too many to be read at once; ask for at most {LONGEST}")]
    TooLong(u64),
    /// `FAILED`: it cannot be read.
    #[error("the log file cannot be read: {0}")]
    Failed(#[from] io::Error),
}

/// `read*Log`: `length` bytes from `offset` on; length 0 is all the rest; a negative offset counts from the
/// end and goes with length 0 only. Past the end there is nothing, and no fault.
///
/// # Errors
/// See [`ReadFault`].
pub fn read(path: &Path, offset: i64, length: i64) -> Result<Vec<u8>, ReadFault> {
    let mut file = open(path)?;
    let wanted = u64::try_from(length).map_err(|_| ReadFault::BadArguments)?;
    let from_end = offset < 0;
    if from_end && wanted != 0 {
        return Err(ReadFault::BadArguments);
    }
    let size = size_of(&mut file)?;
    let distance = offset.unsigned_abs();
    let start = if from_end { size.saturating_sub(distance) } else { distance.min(size) };
    let rest = size.saturating_sub(start);
    let length = if wanted == 0 { rest } else { wanted.min(rest) };
    if length > LONGEST {
        return Err(ReadFault::TooLong(length));
    }
    Ok(slice(file, start, length)?)
}

/// What `tail*Log` answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tail {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where to go on: the file's size.
    pub offset: i64,
    /// There was more than `length` bytes behind `offset`, and some are skipped.
    pub overflow: bool,
}

/// `tail*Log`: at most the last `length` bytes, for a client that has seen `offset` bytes so far. A missing
/// log is an empty one; one that cannot be read has nothing new. No more than [`LONGEST`] bytes come at once.
#[must_use]
pub fn tail(path: &Path, offset: i64, length: i64) -> Tail {
    match tail_of(path, offset, length) {
        Ok(tail) => tail,
        Err(ReadFault::NoFile) => Tail::default(),
        Err(_) => Tail { bytes: Vec::new(), offset, overflow: false },
    }
}

fn tail_of(path: &Path, offset: i64, length: i64) -> Result<Tail, ReadFault> {
    let mut file = open(path)?;
    let bytes = size_of(&mut file)?;
    let size = i64::try_from(bytes).unwrap_or(i64::MAX);
    let length = length.min(LONGEST as i64);
    let overflow = size > offset.saturating_add(length);
    let wanted = if overflow || offset < size { u64::try_from(length).unwrap_or(0) } else { 0 };
    let start = bytes.saturating_sub(wanted);
    Ok(Tail { bytes: slice(file, start, wanted)?, offset: size, overflow })
}

/// Opens a regular file. Anything else is refused unopened: opening a FIFO would wait for a writer, reading a
/// pipe take what somebody else is to read.
fn open(path: &Path) -> Result<File, ReadFault> {
    let metadata = fs::metadata(path).map_err(fault)?;
    if !metadata.is_file() {
        return Err(ReadFault::Failed(io::ErrorKind::NotSeekable.into()));
    }
    File::open(path).map_err(fault)
}

fn fault(error: io::Error) -> ReadFault {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadFault::NoFile,
        _ => ReadFault::Failed(error),
    }
}

fn size_of(file: &mut File) -> io::Result<u64> {
    file.seek(SeekFrom::End(0))
}

fn slice(mut file: File, start: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits() -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "0123456789").unwrap();
        file
    }

    #[test]
    fn the_table_of_read() {
        let file = digits();
        for (offset, length, expected) in [
            (0, 0, Some("0123456789")),
            (0, 4, Some("0123")),
            (2, 4, Some("2345")),
            (2, 0, Some("23456789")),
            (8, 100, Some("89")),
            (10, 0, Some("")),
            (10, 5, Some("")),
            (50, 0, Some("")),
            (50, 5, Some("")),
            (2_147_483_647, 1, Some("")),
            (-4, 0, Some("6789")),
            (-10, 0, Some("0123456789")),
            (-50, 0, Some("0123456789")),
            (-4, 2, None),
            (-4, -2, None),
            (0, -1, None),
            (3, -1, None),
            (3, 4, Some("3456")),
        ] {
            let result = read(file.path(), offset, length);
            match expected {
                Some(text) => assert_eq!(result.unwrap(), text.as_bytes(), "{offset},{length}"),
                None => assert!(matches!(result, Err(ReadFault::BadArguments)), "{offset},{length}"),
            }
        }
    }

    #[test]
    fn the_table_of_tail() {
        let file = digits();
        for (offset, length, text, overflow) in [
            (0, 0, "", true),
            (0, 4, "6789", true),
            (0, 10, "0123456789", false),
            (0, 100, "0123456789", false),
            (2, 4, "6789", true),
            (2, 8, "23456789", false),
            (2, 100, "0123456789", false),
            (6, 4, "6789", false),
            (8, 1, "9", true),
            (9, 1, "9", false),
            (9, 5, "56789", false),
            (10, 0, "", false),
            (10, 5, "", false),
            (11, 5, "", false),
            (50, 5, "", false),
            (-4, 0, "", true),
            (-4, 4, "6789", true),
            (-4, 14, "0123456789", false),
            (-4, 20, "0123456789", false),
            (0, -1, "", true),
            (5, -3, "", true),
            (12, -2, "", false),
        ] {
            let expected = Tail { bytes: text.into(), offset: 10, overflow };
            assert_eq!(tail(file.path(), offset, length), expected, "{offset},{length}");
        }
    }

    #[test]
    fn logs_that_are_missing_or_unreadable() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("no.log");
        assert!(matches!(read(&missing, 0, 0), Err(ReadFault::NoFile)));
        assert!(matches!(read(&missing, -1, 5), Err(ReadFault::NoFile)));
        assert_eq!(tail(&missing, 5, 5), Tail::default());
        assert!(matches!(read(dir.path(), 0, 0), Err(ReadFault::Failed(_))));
        assert_eq!(tail(dir.path(), 5, 7), Tail { bytes: Vec::new(), offset: 5, overflow: false });
    }

    #[test]
    fn a_log_too_long_for_memory_is_read_in_pieces() {
        let file = digits();
        file.as_file().set_len(LONGEST + 1).unwrap();
        assert!(matches!(read(file.path(), 0, 0), Err(ReadFault::TooLong(length)) if length == LONGEST + 1));
        assert_eq!(read(file.path(), 0, 10).unwrap(), b"0123456789");
        assert_eq!(read(file.path(), -5, 0).unwrap().len(), 5);
        let tail = tail(file.path(), 0, i64::MAX);
        assert_eq!((tail.bytes.len() as u64, tail.overflow), (LONGEST, true));
    }

    #[test]
    fn extreme_numbers_do_not_overflow() {
        let file = digits();
        for offset in [i64::MIN, -1, 0, i64::MAX] {
            for length in [i64::MIN, 0, i64::MAX] {
                assert_eq!(tail(file.path(), offset, length).offset, 10);
                assert!(
                    read(file.path(), offset, length).is_ok_and(|bytes| bytes.len() <= 10) || length != 0
                );
            }
        }
    }
}

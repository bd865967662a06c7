//! The file that keeps what is typed into the shell: a line each and nothing else, as GNU readline writes and reads it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// So many lines can be called back.
pub(crate) const LINES: usize = 10_000;

/// So much of a file is read; it may have been written by anybody.
const BYTES: u64 = 16 << 20;

/// The lines of a file, oldest first; none when it is not there or is no file.
pub(crate) fn read(file: &Path) -> Vec<String> {
    let mut bytes = Vec::new();
    // A pipe would be waited for.
    if file.is_file()
        && let Ok(opened) = File::open(file)
    {
        // What was read before an error is as good as all of it.
        let _ = opened.take(BYTES).read_to_end(&mut bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let newest = lines.len().saturating_sub(LINES);
    lines.into_iter().skip(newest).map(str::to_owned).collect()
}

/// Adds a line to a file, which is made for its owner alone when it is not there.
///
/// # Errors
/// What open(2) and write(2) say.
pub(crate) fn append(file: &Path, line: &str) -> io::Result<()> {
    let mut opened = OpenOptions::new().append(true).create(true).mode(0o600).open(file)?;
    opened.write_all(format!("{line}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn lines_are_kept_as_they_are() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("history");
        assert_eq!(read(&file), [""; 0]);
        for line in ["status", "tail a\\b ü", "#V2"] {
            append(&file, line).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "status\ntail a\\b ü\n#V2\n");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&file), ["status", "tail a\\b ü", "#V2"]);
        assert_eq!(read(directory.path()), [""; 0], "a directory is no history");
        assert_eq!(read(Path::new("/dev/zero")), [""; 0]);
    }

    #[test]
    fn the_newest_lines_count() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("history");
        let text: String = (0..LINES + 5).map(|number| format!("pid {number}\n")).collect();
        std::fs::write(&file, text).unwrap();
        let lines = read(&file);
        assert_eq!((lines.len(), lines[0].as_str()), (LINES, "pid 5"));
    }
}

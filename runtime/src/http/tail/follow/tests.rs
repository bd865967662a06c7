//! Logs in every state, written by hand and by the log thread's own [`RotatingFile`].

use std::io::Write as _;

use proptest::prelude::*;

use super::*;
use crate::logs::rotating::{FileConfig, RotatingFile, SHARED};

/// A log in a directory of its own.
fn log(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    fs::write(&path, content).unwrap();
    (dir, path)
}

fn open(path: &Path) -> Follower {
    Follower::open(path.to_owned(), BACKLOG).unwrap().0
}

/// Everything that is there now.
fn all(follower: &mut Follower) -> String {
    let mut bytes = Vec::new();
    while let Some(chunk) = follower.read().unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).unwrap()
}

fn append(path: &Path, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[test]
fn the_last_kilobyte_comes_first_then_what_is_new() {
    let (_dir, path) = log(&[&[b'a'; 2000][..], b"end"].concat());
    let mut follower = open(&path);
    assert_eq!(all(&mut follower), format!("{}end", "a".repeat(1021)));
    assert_eq!(all(&mut follower), "");
    append(&path, "more");
    assert_eq!(all(&mut follower), "more");
}

#[test]
fn a_rotation_loses_nothing() {
    let (_dir, path) = log(b"1");
    let mut follower = open(&path);
    append(&path, "2");
    fs::rename(&path, numbered(&path, 1)).unwrap();
    assert_eq!(all(&mut follower), "12", "the log is missing for a moment");
    fs::write(&path, "").unwrap();
    append(&numbered(&path, 1), "3");
    assert_eq!(all(&mut follower), "3", "its writer has not noticed yet");
    append(&numbered(&path, 1), "4");
    append(&path, "5");
    assert_eq!(all(&mut follower), "45");
    append(&path, "6");
    assert_eq!(all(&mut follower), "6");
}

#[test]
fn several_rotations_between_two_looks_lose_nothing() {
    let (_dir, path) = log(b"0");
    let mut follower = open(&path);
    let config = FileConfig { path: path.clone(), max_bytes: 10, backups: 8, mode: SHARED };
    let mut writer = RotatingFile::open(config).unwrap();
    let mut written = "0".to_owned();
    for line in ["one\n", "two\n", "three\n", "four\n", "five\n", "six\n", "seven\n", "eight\n", "nine\n"] {
        writer.write(line.as_bytes());
        written.push_str(line);
    }
    assert!(numbered(&path, 3).exists(), "it was rotated several times");
    assert_eq!(all(&mut follower), written);
}

#[test]
fn a_look_into_the_middle_of_a_rotation_loses_nothing() {
    let (_dir, path) = log(b"1");
    let mut follower = open(&path);
    assert_eq!(all(&mut follower), "1");
    fs::rename(&path, numbered(&path, 1)).unwrap();
    append(&path, "2");
    fs::rename(numbered(&path, 1), numbered(&path, 2)).unwrap();
    assert_eq!(all(&mut follower), "", "the next file has no name that tells where it belongs");
    fs::rename(&path, numbered(&path, 1)).unwrap();
    append(&path, "3");
    assert_eq!(all(&mut follower), "23");
}

#[test]
fn a_truncation_is_told_and_followed() {
    let (_dir, path) = log(b"something long");
    let mut follower = open(&path);
    all(&mut follower);
    fs::write(&path, "new").unwrap();
    assert_eq!(all(&mut follower), "==> File truncated <==\nnew");
}

#[test]
fn a_cleared_log_goes_on_with_the_new_file() {
    let (_dir, path) = log(b"");
    let config = FileConfig { path: path.clone(), max_bytes: 0, backups: 0, mode: SHARED };
    let mut writer = RotatingFile::open(config).unwrap();
    let mut follower = open(&path);
    writer.write(b"before");
    writer.clear().unwrap();
    writer.write(b"after");
    assert_eq!(all(&mut follower), "beforeafter");
}

#[test]
fn what_is_no_file_is_refused_or_silent() {
    let (dir, path) = log(b"");
    assert!(Follower::open(dir.path().join("none"), BACKLOG).is_err());
    assert!(Follower::open(dir.path().to_owned(), BACKLOG).is_err());
    let mut null = open(Path::new("/dev/null"));
    assert!(null.is_silent() && null.read().unwrap().is_none());
    let fifo = dir.path().join("fifo");
    nix::unistd::mkfifo(&fifo, nix::sys::stat::Mode::S_IRWXU).unwrap();
    assert!(Follower::open(fifo.clone(), BACKLOG).is_err());
    let mut follower = open(&path);
    fs::rename(&fifo, &path).unwrap();
    assert_eq!(all(&mut follower), "", "and nobody waits for the writer of a FIFO");
}

proptest! {
    /// Whatever is written between two looks, with rotations at any moment, arrives once and in order.
    #[test]
    fn every_byte_arrives(writes in prop::collection::vec((0usize..40, prop::bool::ANY), 1..60)) {
        let (_dir, path) = log(b"");
        let mut follower = open(&path);
        let config = FileConfig { path, max_bytes: 50, backups: 100, mode: SHARED };
        let mut writer = RotatingFile::open(config).unwrap();
        let (mut sent, mut received) = (String::new(), String::new());
        for (index, (length, look)) in writes.into_iter().enumerate() {
            let text = format!("{index}{}\n", "x".repeat(length));
            writer.write(text.as_bytes());
            sent.push_str(&text);
            if look {
                received.push_str(&all(&mut follower));
            }
        }
        received.push_str(&all(&mut follower));
        prop_assert_eq!(received, sent);
    }
}

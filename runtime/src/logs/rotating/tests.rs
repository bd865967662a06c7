use std::io::Read;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

fn config(dir: &TempDir, max_bytes: i64, backups: i64) -> FileConfig {
    FileConfig { path: dir.path().join("log"), max_bytes, backups, mode: SHARED }
}

fn open(dir: &TempDir, max_bytes: i64, backups: i64) -> RotatingFile {
    RotatingFile::open(config(dir, max_bytes, backups)).unwrap()
}

/// The log and its backups, newest first, as far as they go.
fn contents(dir: &TempDir) -> Vec<String> {
    let log = dir.path().join("log");
    let backups = (1..).map(|number| numbered(&log, number)).take_while(|path| path.exists());
    [log.clone()].into_iter().chain(backups).map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn write(file: &mut RotatingFile, text: &str) {
    assert!(file.write(text.as_bytes()).is_empty());
}

#[test]
fn twelve_records_as_in_the_original() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = open(&dir, 30, 2);
    for number in 1..=12 {
        write(&mut file, &format!("record {number:02}\n"));
    }
    let records = |numbers: std::ops::RangeInclusive<i32>| -> String {
        numbers.map(|number| format!("record {number:02}\n")).collect()
    };
    assert_eq!(contents(&dir), [String::new(), records(10..=12), records(7..=9)]);
}

#[test]
fn a_chunk_is_never_split() {
    let dir = tempfile::tempdir().unwrap();
    write(&mut open(&dir, 40, 3), &"x".repeat(200));
    assert_eq!(contents(&dir), [String::new(), "x".repeat(200)]);
}

#[test]
fn without_backups_the_content_is_discarded() {
    for backups in [0, -1] {
        let dir = tempfile::tempdir().unwrap();
        let mut file = open(&dir, 10, backups);
        write(&mut file, "12345");
        assert_eq!(contents(&dir), ["12345"]);
        write(&mut file, "67890");
        assert_eq!(contents(&dir), [""]);
        write(&mut file, "a");
        assert_eq!(contents(&dir), ["a"]);
    }
}

#[test]
fn without_limit_it_grows() {
    for limit in [0, -5] {
        let dir = tempfile::tempdir().unwrap();
        let mut file = open(&dir, limit, 3);
        write(&mut file, &"x".repeat(100_000));
        write(&mut file, "y");
        assert_eq!(contents(&dir)[0].len(), 100_001);
    }
}

#[test]
fn an_existing_long_file_rotates_after_the_first_write() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("log"), "old old old ").unwrap();
    let mut file = open(&dir, 10, 1);
    write(&mut file, "new");
    assert_eq!(contents(&dir), ["", "old old old new"]);
}

#[test]
fn truncation_from_outside_leaves_no_hole() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = open(&dir, 1000, 1);
    write(&mut file, "before\n");
    File::options().write(true).truncate(true).open(dir.path().join("log")).unwrap();
    write(&mut file, "after\n");
    assert_eq!(contents(&dir), ["after\n"]);
}

#[test]
fn two_writers_of_one_file_do_not_overwrite_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (open(&dir, 1000, 1), open(&dir, 1000, 1));
    for _ in 0..3 {
        write(&mut one, "one\n");
        write(&mut two, "two\n");
    }
    assert_eq!(contents(&dir), ["one\ntwo\n".repeat(3)]);
}

#[test]
fn reopening_completes_an_external_rotation() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = open(&dir, 0, 0);
    write(&mut file, "old");
    fs::rename(dir.path().join("log"), dir.path().join("log.1")).unwrap();
    write(&mut file, "er");
    assert!(file.reopen().is_none());
    write(&mut file, "new");
    assert_eq!(contents(&dir), ["new", "older"]);
}

#[test]
fn clearing_empties_the_log_and_keeps_backups() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = open(&dir, 4, 1);
    write(&mut file, "full");
    write(&mut file, "x");
    file.clear().unwrap();
    assert_eq!(contents(&dir), ["", "full"]);
    fs::remove_file(file.path()).unwrap();
    file.clear().unwrap();
    write(&mut file, "y");
    assert_eq!(contents(&dir), ["y", "full"]);
}

#[test]
fn modes_survive_rotation() {
    let dir = tempfile::tempdir().unwrap();
    let private = FileConfig { mode: PRIVATE, ..config(&dir, 1, 1) };
    let mut file = RotatingFile::open(private).unwrap();
    write(&mut file, "x");
    for name in ["log", "log.1"] {
        assert_eq!(fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_directory_or_a_missing_one_cannot_be_opened() {
    let dir = tempfile::tempdir().unwrap();
    let error = |path: PathBuf| {
        let config = FileConfig { path, ..config(&dir, 1, 1) };
        errno::of(&RotatingFile::open(config).unwrap_err())
    };
    assert_eq!(error(dir.path().to_owned()), "EISDIR");
    assert_eq!(error(dir.path().join("no/log")), "ENOENT");
}

#[test]
fn a_fifo_is_written_but_neither_rotated_nor_cleared() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    mkfifo(&path, Mode::from_bits_truncate(0o600)).unwrap();
    let unread = RotatingFile::open(config(&dir, 5, 2)).unwrap_err();
    assert_eq!(errno::of(&unread), "ENXIO", "nobody reads it, and that must not hang");
    let mut reader = File::options().read(true).write(true).open(&path).unwrap();
    let mut file = open(&dir, 5, 2);
    write(&mut file, "longer than five");
    file.clear().unwrap();
    assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
    let mut read = [0; 16];
    reader.read_exact(&mut read).unwrap();
    assert_eq!(&read, b"longer than five");
    assert!(!dir.path().join("log.1").exists());
}

#[test]
fn a_full_disk_is_told_once_and_so_is_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    symlink("/dev/full", &path).unwrap();
    let mut file = open(&dir, 100, 1);
    let reports = file.write(b"12345");
    let text = format!(
        "cannot write log file {}: ENOSPC; output is thrown away until that works again",
        path.display()
    );
    assert_eq!(reports.iter().map(Report::to_string).collect::<Vec<_>>(), [text]);
    assert!(file.write(b"678").is_empty());
    fs::remove_file(&path).unwrap();
    assert!(file.reopen().is_none());
    let reports = file.write(b"healed");
    let text = format!("log file {} can be written again; 8 bytes were lost", path.display());
    assert_eq!(reports.iter().map(Report::to_string).collect::<Vec<_>>(), [text]);
    write(&mut file, "!");
    assert_eq!(contents(&dir), ["healed!"]);
}

#[test]
fn a_vanished_directory_loses_nothing_and_heals() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let path = inner.join("log");
    let mut file =
        RotatingFile::open(FileConfig { path: path.clone(), max_bytes: 4, backups: 1, mode: SHARED })
            .unwrap();
    // The old file keeps a name, so that it can be looked at.
    fs::hard_link(&path, dir.path().join("kept")).unwrap();
    fs::remove_dir_all(&inner).unwrap();
    let reports = file.write(b"1234");
    let text = format!("cannot start a new log file {}: ENOENT; the old one stays in use", path.display());
    assert_eq!(reports.iter().map(Report::to_string).collect::<Vec<_>>(), [text]);
    assert!(file.write(b"56").is_empty());
    assert_eq!(fs::read_to_string(dir.path().join("kept")).unwrap(), "123456");
    fs::create_dir(&inner).unwrap();
    let reports = file.write(b"78");
    assert!(matches!(reports.as_slice(), [Report::Renewed { .. }]), "{reports:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "78");
}

#[test]
fn a_rotation_that_fails_keeps_the_backups() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    // A directory cannot be replaced by a file.
    fs::create_dir_all(dir.path().join("log.3/x")).unwrap();
    fs::write(dir.path().join("log.2"), "two").unwrap();
    fs::write(dir.path().join("log.1"), "one").unwrap();
    let mut file = open(&dir, 4, 3);
    assert!(matches!(file.write(b"1234").as_slice(), [Report::NotRenewed { .. }]));
    for _ in 0..10 {
        write(&mut file, "5678");
    }
    assert_eq!(fs::read_to_string(&path).unwrap().len(), 44);
    assert_eq!(fs::read_to_string(dir.path().join("log.2")).unwrap(), "two");
    fs::remove_dir_all(dir.path().join("log.3")).unwrap();
    assert!(matches!(file.write(b"90").as_slice(), []));
    let mut reports = Vec::new();
    while reports.is_empty() {
        reports = file.write(b"more");
    }
    assert!(matches!(reports.as_slice(), [Report::Renewed { .. }]));
    assert_eq!(fs::read_to_string(dir.path().join("log.3")).unwrap(), "two");
}

/// What the original's rules make of a sequence of chunks: the files, newest first.
fn model(chunks: &[String], limit: usize, backups: usize) -> Vec<String> {
    let mut files = vec![String::new()];
    for chunk in chunks {
        files[0].push_str(chunk);
        if files[0].len() >= limit {
            files.insert(0, String::new());
            files.truncate(backups + 1);
        }
    }
    files
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_sequence_of_chunks_is_kept_as_the_rules_say(
        chunks in proptest::collection::vec("[a-z]{1,12}\n", 0..30),
        limit in 1_usize..40,
        backups in 0_usize..4,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut file = open(&dir, limit as i64, backups as i64);
        for chunk in &chunks {
            prop_assert!(file.write(chunk.as_bytes()).is_empty());
        }
        prop_assert_eq!(contents(&dir), model(&chunks, limit, backups));
    }
}

#[test]
fn a_huge_number_of_backups_costs_nothing_until_they_are_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = open(&dir, 1, i64::MAX);
    for text in ["a", "b", "c"] {
        // Counting down from the number would not come to an end.
        write(&mut file, text);
    }
    assert_eq!(contents(&dir), ["", "c", "b", "a"]);
}

#[test]
fn a_backup_somebody_has_taken_away_leaves_room() {
    let dir = tempfile::tempdir().unwrap();
    let mut file = open(&dir, 1, 4);
    for text in ["a", "b", "c"] {
        write(&mut file, text);
    }
    fs::remove_file(dir.path().join("log.2")).unwrap();
    write(&mut file, "d");
    assert_eq!(contents(&dir), ["", "d", "c", "a"]);
}

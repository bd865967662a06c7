use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A system log of this test's own, and a way to it.
fn pair() -> (TempDir, UnixDatagram, Syslog) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let log = UnixDatagram::bind(&path).unwrap();
    log.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let config = SyslogConfig { path, ident: "supervisord".to_owned() };
    (dir, log, Syslog { zone: TimeZone::UTC, ..Syslog::new(config) })
}

fn at() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

fn next(log: &UnixDatagram) -> String {
    let mut buffer = vec![0; 100_000];
    let count = log.recv(&mut buffer).unwrap();
    String::from_utf8(buffer[..count].to_vec()).unwrap()
}

#[test]
fn a_record_looks_like_glibcs() {
    let (_dir, log, mut syslog) = pair();
    assert!(syslog.send(at(), b"cat hello").is_none());
    assert_eq!(next(&log), "<14>Jan  2 03:04:05 supervisord: cat hello");
    assert!(syslog.send(at(), b"cat \0").is_none());
    assert_eq!(next(&log), "<14>Jan  2 03:04:05 supervisord: cat \0");
}

#[test]
fn the_name_is_the_programs() {
    let config = SyslogConfig::of_program("/usr/sbin/supervisord");
    assert_eq!((config.path.as_path(), config.ident.as_str()), (Path::new("/dev/log"), "supervisord"));
    assert_eq!(SyslogConfig::of_program("/").ident, "/");
}

#[test]
fn a_system_log_that_comes_back_is_found_again() {
    let (dir, log, mut syslog) = pair();
    assert!(syslog.send(at(), b"one").is_none());
    drop(log);
    let report = syslog.send(at(), b"two").unwrap();
    let path = dir.path().join("log");
    let text = format!(
        "cannot write to the system log at {}: ECONNREFUSED; records for it are thrown away until that works again",
        path.display()
    );
    assert_eq!((report.level(), report.to_string()), (LogLevel::Critical, text));
    std::fs::remove_file(&path).unwrap();
    assert!(syslog.send(at(), b"three").is_none(), "said once");
    let log = UnixDatagram::bind(&path).unwrap();
    let report = syslog.send(at(), b"four").unwrap();
    let text = format!("the system log at {} takes records again; 2 were lost", path.display());
    assert_eq!((report.level(), report.to_string()), (LogLevel::Warn, text));
    assert!(next(&log).ends_with(": four"));
    assert!(syslog.send(at(), b"five").is_none());
}

#[test]
fn a_system_log_that_hangs_costs_one_moment() {
    let (_dir, log, mut syslog) = pair();
    let begin = std::time::Instant::now();
    let reports: Vec<String> =
        (0..5000).filter_map(|_| syslog.send(at(), &[b'x'; 1000])).map(|report| report.to_string()).collect();
    assert!(begin.elapsed() < PATIENCE * 100, "not once for each: {:?}", begin.elapsed());
    let [report] = reports.as_slice() else { panic!("{reports:?}") };
    assert!(report.contains("EAGAIN"), "{report}");
    let waiting = 5000 - syslog.lost.unwrap();
    for _ in 0..waiting {
        next(&log);
    }
    assert!(syslog.send(at(), b"again").is_some());
    assert!(next(&log).ends_with(": again"));
}

#[test]
fn a_burst_waits_for_a_system_log_that_reads() {
    let (_dir, log, mut syslog) = pair();
    syslog.patience = Duration::from_secs(30);
    let reader = std::thread::spawn(move || (0..2000).map(|_| next(&log)).collect::<Vec<_>>());
    for number in 0..2000 {
        assert!(syslog.send(at(), format!("{number}").as_bytes()).is_none());
    }
    let records = reader.join().unwrap();
    assert!(records.iter().enumerate().all(|(number, record)| record.ends_with(&format!(": {number}"))));
}

fn lines(chunks: &[&[u8]]) -> Vec<Vec<u8>> {
    let (mut lines, mut found) = (Lines::default(), Vec::new());
    for chunk in chunks {
        lines.split(chunk, |line| found.push(line.to_vec()));
    }
    lines.finish(|line| found.push(line.to_vec()));
    found
}

#[test]
fn lines_are_put_together() {
    let found = lines(&[b"one\ntw", b"o", b"\n\nthr", b"ee"]);
    assert_eq!(found, [b"one".as_slice(), b"two", b"", b"three"]);
}

#[test]
fn a_line_without_end_becomes_several() {
    let text = vec![b'x'; LONGEST_LINE * 2 + 1];
    let lengths = |chunks: &[&[u8]]| lines(chunks).iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(lengths(&[&text]), [LONGEST_LINE, LONGEST_LINE, 1]);
    let (head, tail) = text.split_at(LONGEST_LINE);
    assert_eq!(lengths(&[head, b"\n", tail]), [LONGEST_LINE, LONGEST_LINE, 1]);
}

proptest! {
    #[test]
    fn chunk_boundaries_do_not_matter(text in "[ab\n]{0,40}", at in 0_usize..40) {
        let (left, right) = text.as_bytes().split_at(at.min(text.len()));
        prop_assert_eq!(lines(&[left, right]), lines(&[text.as_bytes()]));
        let mut expected: Vec<&[u8]> = text.as_bytes().split(|byte| *byte == b'\n').collect();
        if expected.last().is_some_and(|last| last.is_empty()) {
            expected.pop();
        }
        prop_assert_eq!(lines(&[text.as_bytes()]), expected);
    }
}

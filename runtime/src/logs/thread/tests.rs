use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use tempfile::TempDir;

use super::*;
use crate::logs::config::StreamConfig;
use crate::logs::main_log::MainLogConfig;
use crate::logs::news::{self, News, NewsReceiver};
use crate::logs::rotating::{FileConfig, SHARED};
use crate::os::pipe::{Pipe, set_nonblocking};

const KEY: ProcessKey = ProcessKey(7);

fn file(path: &Path) -> Option<FileConfig> {
    Some(FileConfig { path: path.to_owned(), max_bytes: 0, backups: 0, mode: SHARED })
}

/// The pid that the processes of these tests have.
const PID: Pid = 4711;

fn stream(file: Option<FileConfig>) -> StreamConfig {
    StreamConfig {
        file,
        strip_ansi: false,
        events: false,
        capture_maxbytes: 0,
        syslog: false,
        listener: false,
    }
}

struct Fixture {
    dir: TempDir,
    logs: LogHandle,
    news: NewsReceiver,
}

impl Fixture {
    fn new(level: LogLevel) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config =
            MainLogConfig { level, file: file(&dir.path().join("main")), syslog: None, stdout: false };
        let (sender, news) = news::channel();
        let syslog = SyslogConfig { path: dir.path().join("syslog"), ident: "supervisord".to_owned() };
        let logs = LogHandle::start(MainLog::open(&config).unwrap(), syslog, sender).unwrap();
        Self { dir, logs, news }
    }

    fn config(&self) -> ProcessConfig {
        let stream = |name| stream(file(&self.dir.path().join(name)));
        ProcessConfig { name: "cat".to_owned(), stdout: stream("out"), stderr: Some(stream("err")) }
    }

    /// Opens the logs and attaches a pipe for each stream; returns the children's ends.
    fn start(&self, config: ProcessConfig) -> (File, File) {
        self.logs.open(KEY, config).blocking_recv().unwrap().unwrap();
        let attach = |stream| {
            let pipe = Pipe::new().unwrap();
            set_nonblocking(&pipe.read).unwrap();
            self.logs.attach(KEY, stream, PID, pipe.read);
            File::from(pipe.write)
        };
        (attach(OutputStream::Stdout), attach(OutputStream::Stderr))
    }

    fn drain(&self) {
        self.logs.drain(KEY).blocking_recv().unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(name)).unwrap()
    }

    /// What the daemon has been told.
    fn told(&mut self) -> Vec<News> {
        std::iter::from_fn(|| self.news.try_recv()).collect()
    }

    /// Waits until everything asked for so far is done.
    fn main_log(&self) -> String {
        self.logs.drain(ProcessKey(0)).blocking_recv().unwrap();
        self.read("main")
    }
}

fn until(mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "it does not happen");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn both_streams_reach_their_files() {
    let fixture = Fixture::new(LogLevel::Info);
    let (mut out, mut err) = fixture.start(fixture.config());
    out.write_all(b"to out\n").unwrap();
    err.write_all(b"to err\n").unwrap();
    until(|| fixture.read("out") == "to out\n" && fixture.read("err") == "to err\n");
}

#[test]
fn last_words_are_written_before_the_answer() {
    let fixture = Fixture::new(LogLevel::Info);
    for round in 1..=20 {
        let (mut out, err) = fixture.start(fixture.config());
        out.write_all(&[b'x'; 50_000]).unwrap();
        drop((out, err));
        fixture.drain();
        assert_eq!(fixture.read("out").len(), round * 50_000);
    }
}

#[test]
fn a_grandchild_does_not_keep_the_drain_and_is_read_to_its_end() {
    let mut fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.capture_maxbytes = 100;
    config.stdout.events = true;
    let (mut out, err) = fixture.start(config);
    drop(err);
    out.write_all(b"said\n").unwrap();
    fixture.drain();
    assert_eq!(fixture.read("out"), "said\n");
    out.write_all(b"later\n<!--X").unwrap();
    until(|| fixture.read("out") == "said\nlater\n");
    drop(out);
    until(|| fixture.read("out") == "said\nlater\n<!--X");
    let pids = fixture.told().into_iter().map(|news| match news {
        News::Output { pid, .. } => pid,
        other => panic!("{other:?}"),
    });
    assert_eq!(pids.collect::<Vec<_>>(), [PID; 3]);
}

#[test]
fn the_next_run_and_the_end_of_a_group_cut_grandchildren_off() {
    let fixture = Fixture::new(LogLevel::Info);
    let (mut first, _err) = fixture.start(fixture.config());
    fixture.drain();
    first.write_all(b"from the first run\n").unwrap();
    let (mut second, _err) = fixture.start(fixture.config());
    assert_eq!(first.write_all(b"x").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    fixture.drain();
    second.write_all(b"from the second run\n").unwrap();
    fixture.logs.forget(KEY);
    assert_eq!(fixture.main_log(), "");
    assert_eq!(second.write_all(b"x").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(fixture.read("out"), "from the first run\nfrom the second run\n");
}

#[test]
fn captured_text_goes_to_the_daemon_and_not_into_the_log() {
    let mut fixture = Fixture::new(LogLevel::Debug);
    let mut config = fixture.config();
    config.stdout = StreamConfig { capture_maxbytes: 20, events: true, strip_ansi: true, ..config.stdout };
    let (mut out, _err) = fixture.start(config);
    out.write_all(b"a\x1b[1<!--XSUPERVISOR:BEGIN-->some \x1b[7mmore than twenty bytes").unwrap();
    out.write_all(b"<!--XSUPERVISOR:END-->mb\n").unwrap();
    fixture.drain();
    assert_eq!(fixture.read("out"), "ab\n", "tokens end no sequence, and stand in none");
    let told = fixture.told();
    let captured = News::Captured {
        process: KEY,
        pid: PID,
        stream: OutputStream::Stdout,
        data: b"re than twenty bytes".to_vec(),
    };
    let at = told.iter().position(|news| *news == captured).unwrap();
    let output: Vec<u8> = told
        .iter()
        .flat_map(|news| match news {
            News::Output { data, .. } => data.clone(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(output, b"asome more than twenty bytesb\n", "events for captured text, too");
    assert!(matches!(told.get(at + 1), Some(News::Output { data, .. }) if data == b"b\n"), "{told:?}");
    let log = fixture.main_log();
    assert!(log.contains(" DEBG 'cat' stdout emitted a comm event\n"), "{log}");
}

#[test]
fn a_captured_text_without_end_is_in_the_log() {
    let mut fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.capture_maxbytes = 100;
    let (mut out, _err) = fixture.start(config);
    out.write_all(b"a<!--XSUPERVISOR:BEGIN-->b<!--XSUPERVISOR:EN").unwrap();
    drop(out);
    fixture.drain();
    assert_eq!(fixture.read("out"), "a<!--XSUPERVISOR:BEGIN-->b<!--XSUPERVISOR:EN");
    assert_eq!(fixture.told(), []);
}

#[test]
fn clearing_empties_the_captured_text_too() {
    let mut fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.capture_maxbytes = 100;
    let (mut out, _err) = fixture.start(config.clone());
    out.write_all(b"a<!--XSUPERVISOR:BEGIN-->old").unwrap();
    until(|| fixture.read("out") == "a");
    fixture.logs.clear(KEY, config).blocking_recv().unwrap().unwrap();
    out.write_all(b"new<!--XSUPERVISOR:END-->").unwrap();
    fixture.drain();
    let told = fixture.told();
    assert!(matches!(told.as_slice(), [News::Captured { data, .. }] if data == b"new"), "{told:?}");
}

#[test]
fn lines_reach_the_system_log_whole_and_trouble_with_it_the_main_log() {
    let fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.syslog = true;
    let (mut out, _err) = fixture.start(config);
    out.write_all(b"lost\n").unwrap();
    until(|| fixture.main_log().contains("CRIT cannot write to the system log at "));
    let socket = UnixDatagram::bind(fixture.dir.path().join("syslog")).unwrap();
    out.write_all(b"one\ntw").unwrap();
    until(|| fixture.read("out").ends_with("tw"));
    out.write_all(b"o\nthree").unwrap();
    drop(out);
    fixture.drain();
    assert!(fixture.main_log().contains(" takes records again; 1 were lost\n"));
    for expected in ["cat one", "cat two", "cat three"] {
        let mut buffer = [0; 100];
        let count = socket.recv(&mut buffer).unwrap();
        let record = std::str::from_utf8(&buffer[..count]).unwrap();
        assert!(
            record.starts_with("<14>") && record.ends_with(&format!(" supervisord: {expected}")),
            "{record}"
        );
    }
    assert_eq!(fixture.read("out"), "lost\none\ntwo\nthree");
}

#[test]
fn a_log_that_cannot_be_opened_names_the_reason() {
    let fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stderr = Some(stream(file(fixture.dir.path())));
    let error = fixture.logs.open(KEY, config).blocking_recv().unwrap().unwrap_err();
    assert_eq!(error.spawn_text("cat"), "unknown error making dispatchers for 'cat': EISDIR");
    let too_many = LogFileError { path: "x".into(), error: io::Error::from_raw_os_error(24) };
    assert_eq!(too_many.spawn_text("cat"), "too many open files to spawn 'cat'");
}

#[test]
fn opening_can_be_waited_for_with_patience() {
    let fixture = Fixture::new(LogLevel::Info);
    fixture.logs.open_within(KEY, fixture.config(), Duration::from_secs(30)).unwrap();
    assert_eq!(fixture.read("out"), "");
    let mut config = fixture.config();
    config.stdout.file = file(fixture.dir.path());
    let error = fixture.logs.open_within(KEY, config, Duration::from_secs(30)).unwrap_err();
    assert_eq!(error.error.kind(), io::ErrorKind::IsADirectory);
    fixture.logs.stop().blocking_recv().unwrap();
    let error = fixture.logs.open_within(KEY, fixture.config(), Duration::from_millis(1)).unwrap_err();
    assert_eq!(error.spawn_text("cat"), "unknown error making dispatchers for 'cat': ETIMEDOUT");
}

#[test]
fn output_without_a_log_is_read_and_thrown_away() {
    let fixture = Fixture::new(LogLevel::Info);
    let config = ProcessConfig { name: "cat".to_owned(), stdout: stream(None), stderr: None };
    let (mut out, mut err) = fixture.start(config);
    // More than a pipe holds: it must be read for this to end.
    out.write_all(&vec![b'x'; 1_000_000]).unwrap();
    until(|| err.write_all(b"nobody listens").is_err());
    fixture.drain();
}

#[test]
fn ansi_sequences_go_even_when_divided_and_at_the_end() {
    let fixture = Fixture::new(LogLevel::Debug);
    let mut config = fixture.config();
    config.stdout.strip_ansi = true;
    let (mut out, _err) = fixture.start(config);
    out.write_all(b"a\x1b[1").unwrap();
    until(|| fixture.read("out") == "a");
    out.write_all(b"mb\x1b").unwrap();
    until(|| fixture.read("out") == "ab");
    drop(out);
    fixture.drain();
    assert_eq!(fixture.read("out"), "ab\x1b");
    assert!(fixture.main_log().contains("DEBG 'cat' stdout output:\na\n"));
}

#[test]
fn at_debug_the_main_log_has_a_copy() {
    let fixture = Fixture::new(LogLevel::Debug);
    let (mut out, mut err) = fixture.start(fixture.config());
    out.write_all(b"line\n").unwrap();
    err.write_all(b"caf\xe9").unwrap();
    fixture.drain();
    let lines: Vec<_> = fixture.main_log().lines().map(|l| l.get(24..).unwrap_or(l).to_owned()).collect();
    let expected =
        ["DEBG 'cat' stdout output:", "line", "", "DEBG 'cat' stderr output:", "Undecodable: b'caf\\xe9'"];
    assert_eq!(lines, expected);
}

#[test]
fn output_with_events_is_news_before_the_drain_is_answered() {
    let mut fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.events = true;
    config.stdout.strip_ansi = true;
    let (mut out, mut err) = fixture.start(config);
    out.write_all(b"a\x1b[1mb").unwrap();
    err.write_all(b"no events here").unwrap();
    until(|| fixture.read("out") == "ab");
    out.write_all(b"last words").unwrap();
    fixture.drain();
    let told = fixture.told();
    let output = |text: &[u8]| News::Output {
        process: KEY,
        pid: PID,
        stream: OutputStream::Stdout,
        data: text.to_vec(),
    };
    assert_eq!(told, [output(b"ab"), output(b"last words")]);
}

#[test]
fn what_a_listener_answers_is_news_byte_for_byte_and_logged() {
    let mut fixture = Fixture::new(LogLevel::Debug);
    let mut config = fixture.config();
    config.stdout = StreamConfig { strip_ansi: true, listener: true, ..config.stdout };
    let (mut out, mut err) = fixture.start(config);
    out.write_all(b"READY\n\x1b[1m").unwrap();
    err.write_all(b"hello").unwrap();
    fixture.drain();
    assert_eq!((fixture.read("out"), fixture.read("err")), ("READY\n".to_owned(), "hello".to_owned()));
    let data = b"READY\n\x1b[1m".to_vec();
    assert_eq!(fixture.told(), [News::Listener { process: KEY, pid: PID, data }]);
    let log = fixture.main_log();
    assert!(log.contains("DEBG 'cat' stdout output:\nb'READY\\n\\x1b[1m'\n"), "{log}");
    assert_eq!(log.matches("stdout output").count(), 1);
}

#[test]
fn a_daemon_that_does_not_listen_neither_stalls_nor_swells_the_thread() {
    let mut fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.events = true;
    let (mut out, _err) = fixture.start(config);
    let chunk = vec![b'x'; 1024 * 1024];
    for _ in 0..16 {
        out.write_all(&chunk).unwrap();
    }
    fixture.drain();
    assert_eq!(fs::metadata(fixture.dir.path().join("out")).unwrap().len(), 16 * 1024 * 1024);
    let size = |news: &News| match news {
        News::Output { data, .. } => data.len(),
        other => panic!("{other:?}"),
    };
    let told: usize = fixture.told().iter().map(size).sum();
    assert!((1..=4 * 1024 * 1024).contains(&told), "{told}");
    let log = fixture.main_log();
    assert_eq!(log.matches("WARN too much output is waiting to become events").count(), 1, "{log}");
}

#[test]
fn main_log_lines_keep_their_order_and_level() {
    let fixture = Fixture::new(LogLevel::Info);
    assert!(fixture.logs.enabled(LogLevel::Info) && !fixture.logs.enabled(LogLevel::Debug));
    for number in 0..100 {
        fixture.logs.log(LogLevel::Info, format!("line {number}"));
        fixture.logs.log(LogLevel::Debug, "unwanted");
    }
    let text = fixture.main_log();
    assert_eq!(text.lines().count(), 100);
    for (number, line) in text.lines().enumerate() {
        assert!(line.ends_with(&format!(" INFO line {number}")), "{line}");
    }
}

#[test]
fn reopening_takes_all_files() {
    let fixture = Fixture::new(LogLevel::Info);
    let (mut out, _err) = fixture.start(fixture.config());
    out.write_all(b"old").unwrap();
    until(|| fixture.read("out") == "old");
    for name in ["out", "err", "main"] {
        let path = fixture.dir.path().join(name);
        fs::rename(&path, path.with_extension("1")).unwrap();
    }
    fixture.logs.log(LogLevel::Info, "before");
    fixture.logs.reopen();
    fixture.logs.log(LogLevel::Info, "after");
    out.write_all(b"new").unwrap();
    fixture.drain();
    assert_eq!(
        (fixture.read("out"), fixture.read("out.1"), fixture.read("err")),
        ("new".into(), "old".into(), String::new())
    );
    assert!(fixture.read("main").ends_with("after\n") && fixture.read("main.1").ends_with("before\n"));
}

#[test]
fn logs_are_cleared_whether_the_process_runs_or_not() {
    let fixture = Fixture::new(LogLevel::Info);
    let clear = || fixture.logs.clear(KEY, fixture.config()).blocking_recv().unwrap();
    let (mut out, _err) = fixture.start(fixture.config());
    out.write_all(b"first").unwrap();
    until(|| fixture.read("out") == "first");
    clear().unwrap();
    assert_eq!(fixture.read("out"), "");
    out.write_all(b"second").unwrap();
    fixture.drain();
    assert_eq!(fixture.read("out"), "second");
    clear().unwrap();
    assert_eq!(fixture.read("out"), "");
    fixture.logs.log(LogLevel::Info, "x");
    fixture.logs.clear_main().blocking_recv().unwrap().unwrap();
    assert_eq!(fixture.read("main"), "");
}

#[test]
fn a_full_log_disk_is_told_in_the_main_log() {
    let fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.file = file(Path::new("/dev/full"));
    let (mut out, mut err) = fixture.start(config);
    out.write_all(b"lost").unwrap();
    err.write_all(b"kept").unwrap();
    fixture.drain();
    assert_eq!(fixture.read("err"), "kept");
    assert!(fixture.main_log().contains("CRIT cannot write log file /dev/full: ENOSPC"));
}

/// The main log is a FIFO that nobody reads for a while: what a hung disk looks like.
#[test]
fn a_hung_disk_stalls_nobody_and_memory_stays_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("main");
    mkfifo(&path, Mode::from_bits_truncate(0o600)).unwrap();
    let mut reader = File::options().read(true).write(true).open(&path).unwrap();
    let config = MainLogConfig { level: LogLevel::Info, file: file(&path), syslog: None, stdout: false };
    let logs = LogHandle::start(
        MainLog::open(&config).unwrap(),
        SyslogConfig::of_program("test"),
        news::channel().0,
    )
    .unwrap();
    let line = "x".repeat(1000);
    for _ in 0..5000 {
        logs.log(LogLevel::Info, line.as_str());
    }
    assert!(logs.counters.backlog.load(Ordering::Relaxed) <= BACKLOG + line.len());
    let mut text = String::new();
    let mut buffer = [0; 65536];
    let (mut written, mut dropped) = (0, 0);
    while written + dropped < 5000 {
        let count = reader.read(&mut buffer).unwrap();
        text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        let lines = || text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        written = lines().filter(|it| it.contains(&line)).count();
        let told = lines().filter_map(|line| line.split_once(" WARN ")?.1.strip_suffix(DROPPED));
        dropped = told.map(|number| number.parse::<usize>().unwrap()).sum();
    }
    assert_eq!(written + dropped, 5000);
    assert!(written <= BACKLOG / line.len() + 65, "no more than wait in memory and in the FIFO: {written}");
}

const DROPPED: &str = " lines of this log were dropped: it could not be written fast enough\n";

#[test]
fn a_stopped_thread_has_read_everything() {
    let fixture = Fixture::new(LogLevel::Info);
    let mut config = fixture.config();
    config.stdout.strip_ansi = true;
    let (mut out, _err) = fixture.start(config);
    out.write_all(b"last words\x1b").unwrap();
    fixture.logs.stop().blocking_recv().unwrap();
    assert_eq!(fixture.read("out"), "last words\x1b");
}

#[test]
fn a_stopped_thread_has_done_everything_and_answers_nobody() {
    let fixture = Fixture::new(LogLevel::Info);
    fixture.logs.log(LogLevel::Info, "last line");
    fixture.logs.stop().blocking_recv().unwrap();
    assert!(fixture.read("main").ends_with("INFO last line\n"));
    until(|| fixture.logs.drain(KEY).blocking_recv().is_err());
}

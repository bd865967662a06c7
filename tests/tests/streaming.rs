//! `/logtail/…` and `/mainlogtail`: what is written arrives as it is written, whole and in order, and a tail that nobody
//! reads or nothing is written to costs nothing.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use nix::sys::signal::Signal;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::http::Address;
use supervisor_tests::tail::Tail;
use supervisor_tests::{procfs, wait};

const PROGRAMS: &str = "[program:cat]\ncommand=/bin/cat\nstdout_logfile=%(here)s/run/cat.log\n\n\
                        [program:null]\ncommand=/bin/cat\nstdout_logfile=%(here)s/run/null\nstdout_logfile_maxbytes=0\n\
                        stderr_logfile=NONE\n\n\
                        [group:pair]\nprograms=one,two\n\n\
                        [program:one]\ncommand=/bin/cat\n\n[program:two]\ncommand=/bin/cat\nredirect_stderr=true\n";

/// Status and the headers that somebody may look at.
fn head(address: &Address, path: &str) -> String {
    let tail = Tail::open(address, path, "HTTP/1.1");
    let lines = tail.head().lines().map(|line| match line.split_once(": ") {
        Some((name @ ("Date" | "Last-Modified" | "Content-Length"), _)) => name,
        _ => line,
    });
    format!("{path}: {}\n", lines.collect::<Vec<_>>().join(" | "))
}

#[test]
fn urls_and_heads_are_the_originals() {
    let paths = [
        "/logtail/cat",
        "/logtail/cat/stdout",
        "/logtail/cat/stderr",
        "/logtail/cat:cat",
        "/logtail/pair:one",
        "/logtail/pair:two/stderr",
        "/logtail/%63at",
        "/logtail/cat%2Fstderr",
        "/logtail/cat?x=1",
        "/logtailXX/cat",
        "/logtail/null",
        "/logtail/null/stderr",
        "/logtail/cat/",
        "/logtail/cat/STDOUT",
        "/logtail/cat/stderr/x",
        "/logtail/one",
        "/logtail/pair",
        "/logtail/pair:*",
        "/logtail/nosuch",
        "/logtail/",
        "/logtail//cat",
        "/mainlogtail",
        "/mainlogtailfoo/bar",
    ];
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        // By a link: the original deletes what it is told to clear.
        let link =
            |directory: &Path| symlink("/dev/null", directory.join("run/null")).expect("a link can be made");
        let daemon = Daemon::start(flavor, &Config::programs(PROGRAMS).prepared_by(link));
        for process in ["cat", "null", "pair:one", "pair:two"] {
            daemon.await_state(process, "RUNNING");
        }
        paths.map(|path| head(&daemon.unix(), path)).concat()
    });
    assert_eq!(ours, original);
    insta::assert_snapshot!(ours.lines().next().unwrap_or_default(), @"/logtail/cat: HTTP/1.1 200 OK | Server: Medusa/1.12 | Date | Last-Modified | Content-Type: text/plain;charset=utf-8 | X-Accel-Buffering: no | Transfer-Encoding: chunked");
}

/// A daemon with the program `cat`, whose log is there.
fn with_cat() -> Daemon {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS));
    daemon.await_state("cat", "RUNNING");
    daemon
}

/// Writes to the log as another program would.
fn append(daemon: &Daemon, bytes: &[u8]) {
    let file = OpenOptions::new().append(true).open(daemon.path("run/cat.log"));
    file.expect("the log is there").write_all(bytes).expect("the log can be written");
}

fn say(daemon: &Daemon, text: &str) {
    let parameters = ["<string>cat</string>".to_owned(), format!("<string>{text}</string>")];
    daemon.call("supervisor.sendProcessStdin", &parameters).expect("the daemon answers");
}

#[test]
fn what_is_written_arrives_at_once_and_as_it_is() {
    let daemon = with_cat();
    append(&daemon, &[&[b'-'; 5000][..], b"before\n"].concat());
    for version in ["HTTP/1.1", "HTTP/1.0"] {
        let mut tail = Tail::open(&daemon.unix(), "/logtail/cat", version);
        assert_eq!(tail.until(b"\n").len(), 1024, "the last kilobyte comes first");
        say(&daemon, "caf\u{e9}\n");
        tail.until("caf\u{e9}\n".as_bytes());
        // Neither text nor whole characters: it is bytes that are passed on.
        append(&daemon, b"\xff\0\x1b[1m\xc3");
        tail.until(b"\xff\0\x1b[1m\xc3");
        append(&daemon, b"\xa9 end\n");
        tail.until(b"\xc3\xa9 end\n");
    }
}

#[test]
fn a_truncation_is_announced_and_the_log_goes_on() {
    let daemon = with_cat();
    append(&daemon, b"something\n");
    let mut tail = Tail::open(&daemon.unix(), "/logtail/cat", "HTTP/1.1");
    tail.until(b"something\n");
    let file = OpenOptions::new().write(true).open(daemon.path("run/cat.log")).expect("the log is there");
    file.set_len(0).expect("the log can be truncated");
    assert_eq!(tail.until(b"==> File truncated <==\n"), b"something\n==> File truncated <==\n");
    say(&daemon, "again\n");
    tail.until(b"again\n");
}

/// Lines that are all different, written by a program that rotates its log every few milliseconds.
#[test]
fn a_log_that_rotates_all_the_time_arrives_whole() {
    let count = 40_000;
    let daemon = Daemon::start(
        Flavor::Ours,
        &Config::programs(&format!(
            "[program:seq]\ncommand=/usr/bin/seq 1 {count}\nautostart=false\nautorestart=false\nstartsecs=0\n\
             stdout_logfile_maxbytes=20000\nstdout_logfile_backups=50\n"
        )),
    );
    let mut tail = Tail::open(&daemon.unix(), "/logtail/seq", "HTTP/1.1");
    daemon.call("supervisor.startProcess", &["<string>seq</string>".to_owned()]);
    let expected: String = (1..=count).map(|number| format!("{number}\n")).collect();
    let received = tail.until(format!("{count}\n").as_bytes());
    assert!(received == expected.as_bytes(), "{} bytes of {}", received.len(), expected.len());
}

#[test]
fn the_daemons_own_log_is_followed_to_its_end() {
    let mut daemon = with_cat();
    let tail = Tail::open(&daemon.unix(), "/mainlogtail", "HTTP/1.1");
    daemon.signal(Signal::SIGTERM);
    let rest = tail.rest();
    daemon.await_end();
    let rest = String::from_utf8_lossy(&rest);
    assert!(rest.contains("received SIGTERM indicating exit request"), "{rest}");
    assert!(rest.contains("stopped: cat (terminated by SIGTERM)"), "{rest}");
}

#[test]
fn a_tail_of_a_silent_log_wakes_nobody() {
    if self_test() {
        return; // The original looks ten times a second.
    }
    let daemon = with_cat();
    let mut tails = ["/logtail/cat", "/mainlogtail"].map(|path| Tail::open(&daemon.unix(), path, "HTTP/1.1"));
    let switches = || procfs::context_switches(daemon.pid());
    let quiet = |seconds| {
        let before = switches();
        // The one place where a test sleeps: time passing is what it is about.
        std::thread::sleep(Duration::from_secs(seconds));
        // A thread that ends takes its count along.
        switches().abs_diff(before)
    };
    // Answers may still be on their way out, threads on their way to rest.
    wait::until("the daemon has come to rest", || quiet(1) == 0);
    assert_eq!(quiet(5), 0, "something woke the daemon while nothing was written");
    say(&daemon, "awake\n");
    tails[0].until(b"awake\n");
}

#[test]
fn a_client_that_does_not_read_is_waited_for_without_memory() {
    let (size, daemon) = (40_000_000, with_cat());
    let mut tail = Tail::open(&daemon.unix(), "/logtail/cat", "HTTP/1.1");
    append(&daemon, b"begin\n");
    tail.until(b"begin\n");
    let before = procfs::resident_kib(daemon.pid());
    let line = [&[b'x'; 999][..], b"\n"].concat().repeat(1000);
    for _ in 0..size / line.len() {
        append(&daemon, &line);
    }
    append(&daemon, b"end\n");
    daemon.await_state("cat", "RUNNING");
    let grown = procfs::resident_kib(daemon.pid()).saturating_sub(before);
    assert!(grown < 8 * 1024, "the daemon has grown by {grown} KiB for a client that does not read");
    assert_eq!(tail.until(b"end\n").len(), "begin\nend\n".len() + size);
}

//! Logs under stress: floods, full disks, directories that vanish, output that comes late, bytes of every kind.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::{namespace, wait};

/// How many megabytes the flood has.
const SIZE_VARIABLE: &str = "SUPERVISOR_TESTS_FLOOD_MB";

/// A read that fills the log thread's buffer, which is what a file may exceed its limit by.
const CHUNK: u64 = 128 * 1024;

/// A log and its rotated files, the oldest first.
fn rotated(log: &Path) -> Vec<PathBuf> {
    let numbered = |number: usize| PathBuf::from(format!("{}.{number}", log.display()));
    let backups = (1..).take_while(|number| numbered(*number).exists()).count();
    (1..=backups).rev().map(numbered).chain([log.to_owned()]).collect()
}

#[test]
fn a_flood_goes_through_rotation_with_every_byte() {
    let megabytes: u64 = std::env::var(SIZE_VARIABLE).map_or(200, |text| text.parse().expect("a number"));
    // Lines of nine digits, so that all have ten bytes.
    let lines = megabytes * 1_000_000 / 10;
    let (first, last) = (100_000_000_u64, 100_000_000 + lines - 1);
    let programs = format!(
        "[program:flood]\ncommand=seq {first} {last}\nautorestart=false\nstartsecs=0\n\
         stdout_logfile=%(here)s/run/flood.log\nstdout_logfile_maxbytes=5MB\nstdout_logfile_backups=1000\n"
    );
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&programs));
    daemon.await_state("flood", "EXITED");
    let files = rotated(&daemon.path("run/flood.log"));
    let limit = 5 * 1024 * 1024;
    let (newest, full) = files.split_last().expect("there is a log");
    for file in full {
        let size = fs::metadata(file).expect("it is there").len();
        assert!((limit..limit + CHUNK).contains(&size), "{}: {size}", file.display());
    }
    assert!(fs::metadata(newest).expect("it is there").len() < limit);
    let total = megabytes * 1_000_000;
    assert!((total / (limit + CHUNK)..=total / limit).contains(&(full.len() as u64)), "{} files", full.len());

    let mut expected = Command::new("seq")
        .args([first, last].map(|number| number.to_string()))
        .stdout(Stdio::piped())
        .spawn()
        .expect("there is a seq");
    let mut lines = expected.stdout.take().expect("a pipe was asked for");
    let mut wanted = Vec::new();
    for file in &files {
        let content = fs::read(file).expect("it is readable");
        wanted.resize(content.len(), 0);
        lines.read_exact(&mut wanted).expect("as many bytes as were printed");
        assert!(content == wanted, "{} is not what was printed", file.display());
    }
    assert_eq!(lines.read(&mut [0]).expect("a pipe can be read"), 0, "everything that was printed");
    expected.wait().expect("a child can be waited for");
}

#[test]
fn bytes_of_every_kind_are_kept_as_with_the_original() {
    let programs = "[program:binary]\ncommand=/bin/sh -c 'head -c 300000 /dev/urandom | tee run/copy'\n\
                    directory=%(here)s\nautorestart=false\nstartsecs=0\nstdout_logfile=%(here)s/run/binary.log\n";
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::programs(programs));
        daemon.await_state("binary", "EXITED");
        let [copy, log] =
            ["run/copy", "run/binary.log"].map(|name| fs::read(daemon.path(name)).expect("it is there"));
        assert_eq!(copy.len(), 300_000);
        assert!(copy == log, "{flavor:?}");
    }
}

#[test]
fn what_a_grandchild_says_after_its_parents_death_is_logged() {
    let script = "(until test -e run/go; do sleep 0.01; done; echo late; echo late >&2) &\necho early\n";
    let programs = "[program:parent]\ncommand=/bin/sh run/parent\ndirectory=%(here)s\nautorestart=false\n\
                    startsecs=0\nstdout_logfile=%(here)s/run/parent.log\nredirect_stderr=true\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(programs).with_file("run/parent", script));
    // The end of the parent is not held up.
    daemon.await_state("parent", "EXITED");
    assert_eq!(daemon.read("run/parent.log"), "early\n");
    daemon.write("run/go", "");
    wait::until("the grandchild was heard", || daemon.read("run/parent.log") == "early\nlate\nlate\n");
}

/// A FIFO that nobody reads is what a disk that hangs looks like.
#[test]
fn a_log_that_hangs_stalls_nobody_but_its_program() {
    let programs = "[program:flood]\ncommand=yes\nautostart=false\nstdout_logfile=%(here)s/run/fifo\nstdout_logfile_maxbytes=0\n\n\
                    [program:cat]\ncommand=/bin/cat\nstartsecs=0\nautostart=false\n";
    let make =
        |home: &Path| mkfifo(&home.join("run/fifo"), Mode::S_IRWXU).expect("the directory is writable");
    let config = Config::programs(programs).prepared_by(make);
    let daemon = Daemon::start(Flavor::Ours, &config);
    let fifo =
        File::options().read(true).write(true).open(daemon.path("run/fifo")).expect("a FIFO can be opened");
    assert_eq!(daemon.ctl(Flavor::Ours, &["start", "flood"], "").code, 0);
    let waits = || {
        let pid = daemon.process_pid("flood");
        fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") S "))
    };
    wait::until("the program waits for its log", waits);
    for words in [&["start", "cat"][..], &["restart", "cat"], &["stop", "flood"], &["stop", "cat"]] {
        assert_eq!(daemon.ctl(Flavor::Ours, words, "").code, 0, "{words:?}");
    }
    drop(fifo);
    wait::until("the log goes on", || told(&daemon, "stopped: cat ") == 2);
}

/// Counts in its log, a line every hundredth of a second.
const COUNTER: &str = "#!/bin/sh\nnumber=10000\n\
                       while true; do number=$((number+1)); echo \"line $number\"; sleep 0.01; done\n";

/// The length of a line of [`COUNTER`].
const LINE: usize = "line 10000\n".len();

fn counter(options: &str) -> Config {
    let programs = format!("[program:counter]\ncommand=/bin/sh %(here)s/run/counter\n{options}\n");
    Config::programs(&programs).with_file("run/counter", COUNTER)
}

/// How often a text is in the daemon's log.
fn told(daemon: &Daemon, text: &str) -> usize {
    daemon.read("run/supervisord.log").matches(text).count()
}

#[test]
fn a_full_disk_costs_output_and_nothing_else() {
    let config = counter("stdout_logfile=%(here)s/run/disk/log\nstdout_logfile_maxbytes=0");
    let small = "mkdir etc/run/disk; mount -t tmpfs -o size=64k none etc/run/disk";
    let daemon = Daemon::start(Flavor::Ours, &namespace::inside(config, small));
    daemon.await_state("counter", "RUNNING");
    let pid = daemon.process_pid("counter");
    // The disk as the daemon sees it.
    let disk = PathBuf::from(format!("/proc/{}/root{}", daemon.pid(), daemon.path("run/disk").display()));
    let log = || fs::read_to_string(disk.join("log")).expect("it is there");
    wait::until("something is logged", || !log().is_empty());

    let mut filler = File::create(disk.join("filler")).expect("there is room");
    while filler.write(&[b'x'; 512]).is_ok_and(|count| count > 0) {}
    wait::until("it is noticed", || told(&daemon, "CRIT cannot write log file ") == 1);
    let lines_before = log().lines().count();
    // Some output is lost; that it is takes time to see.
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(filler);
    fs::remove_file(disk.join("filler")).expect("it is there");
    wait::until("it goes on", || told(&daemon, " can be written again; ") == 1);
    wait::until("output is logged again", || log().lines().count() > lines_before + 10);

    assert_eq!(told(&daemon, "CRIT cannot write log file "), 1, "said once");
    assert_eq!((daemon.process_pid("counter"), daemon.state("counter").as_deref()), (pid, Some("RUNNING")));
    let text = log();
    let numbers: Vec<usize> = text
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .map(|line| line.trim_end().strip_prefix("line ").and_then(|number| number.parse().ok()))
        .map(|number| number.unwrap_or_else(|| panic!("a torn line in {text}")))
        .collect();
    let missing: usize = numbers.windows(2).map(|pair| pair[1] - pair[0] - 1).sum();
    let lost = format!(" can be written again; {} bytes were lost", missing * LINE);
    assert_eq!((numbers[0], told(&daemon, &lost)), (10001, 1), "{missing} lines are missing");
}

#[test]
fn a_directory_that_vanishes_and_comes_back() {
    let options =
        "stdout_logfile=%(here)s/run/logs/log\nstdout_logfile_maxbytes=200\nstdout_logfile_backups=2";
    let make = |home: &Path| fs::create_dir(home.join("run/logs")).expect("the directory is writable");
    let daemon = Daemon::start(Flavor::Ours, &counter(options).prepared_by(make));
    let directory = daemon.path("run/logs");
    daemon.await_state("counter", "RUNNING");
    let pid = daemon.process_pid("counter");
    wait::until("it rotates", || directory.join("log.2").exists());
    let away = daemon.path("run/away");
    fs::rename(&directory, &away).expect("it is there");
    wait::until("it is noticed", || told(&daemon, "WARN cannot start a new log file ") == 1);
    fs::create_dir(&directory).expect("the daemon's directory is writable");
    wait::until("it goes on", || told(&daemon, "INFO started a new log file ") == 1);
    wait::until("it rotates again", || directory.join("log.2").exists());
    assert_eq!(told(&daemon, "WARN cannot start a new log file "), 1, "said once");
    assert_eq!(daemon.process_pid("counter"), pid);
}

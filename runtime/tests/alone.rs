//! Tests that need a process of their own: they fork, reap whoever dies, change limits or users, or count
//! wake-ups. Each one is an ignored test, run by its namesake in a fresh copy of this program.

#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

use std::fs;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::{User, getgroups, getpid, getppid, getsid, getuid};
use supervisor_runtime::logs::main_log::{MainLog, MainLogConfig};
use supervisor_runtime::logs::news;
use supervisor_runtime::logs::rotating::{FileConfig, Report, RotatingFile, SHARED};
use supervisor_runtime::logs::syslog::SyslogConfig;
use supervisor_runtime::logs::thread::LogHandle;
use supervisor_runtime::os::rlimits::{self, Limit};
use supervisor_runtime::os::spawn::{SpawnRequest, Stdin, UserChange, spawn};
use supervisor_runtime::os::{daemonize, privileges, reap};

use supervisor_compiler::plan::LogLevel;

const DIRECTORY: &str = "ALONE_DIRECTORY";

/// Runs one of the ignored tests in a process of its own, with a scratch directory.
fn alone(name: &str, directory: &Path) -> Output {
    command(name, directory).output().unwrap()
}

fn command(name: &str, directory: &Path) -> Command {
    // SIGXFSZ stays ignored over exec: past a limit on file sizes a write is to fail, not to kill.
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", name, "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory);
    command
}

/// The same, for one that checks its results itself.
fn passes(name: &str) {
    let directory = tempfile::tempdir().unwrap();
    let output = alone(name, directory.path());
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}\n{output:?}");
}

fn scratch() -> PathBuf {
    PathBuf::from(std::env::var_os(DIRECTORY).unwrap())
}

fn until(mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !condition() {
        assert!(Instant::now() < deadline, "it does not happen");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn the_parent_leaves_and_the_child_is_detached() {
    let directory = tempfile::tempdir().unwrap();
    let output = alone("child_daemonizes", directory.path());
    assert_eq!((output.status.code(), output.status.signal()), (Some(0), None));
    let report = directory.path().join("report");
    until(|| fs::read_to_string(&report).is_ok_and(|text| text.ends_with("end\n")));
    let home = fs::canonicalize(directory.path()).unwrap();
    let null = "/dev/null";
    let expected =
        format!("leads=true\nadopted=true\ncwd={}\nfds={null} {null} {null}\nend\n", home.display());
    assert_eq!(fs::read_to_string(&report).unwrap(), expected);
    assert_eq!(fs::metadata(&report).unwrap().permissions().mode() & 0o777, 0o640, "the umask is 027");
}

#[test]
#[ignore = "run by the_parent_leaves_and_the_child_is_detached"]
fn child_daemonizes() {
    let directory = scratch();
    let launcher = getpid();
    daemonize::fork_to_background().unwrap();
    daemonize::detach(Some(&directory), 0o27).unwrap().unwrap();
    until(|| getppid() != launcher);
    let target = |fd: u32| fs::read_link(format!("/proc/self/fd/{fd}")).unwrap().display().to_string();
    let report = format!(
        "leads={}\nadopted={}\ncwd={}\nfds={}\nend\n",
        getsid(None).unwrap() == getpid(),
        getpid() != launcher,
        std::env::current_dir().unwrap().display(),
        [0, 1, 2].map(target).join(" "),
    );
    fs::write("report", report).unwrap();
}

#[test]
fn a_missing_directory_does_not_stop_the_daemon() {
    let directory = tempfile::tempdir().unwrap();
    assert!(alone("child_daemonizes_nowhere", directory.path()).status.success());
    let report = directory.path().join("report");
    until(|| fs::read_to_string(&report).is_ok_and(|text| text == "NotFound\n"));
}

#[test]
#[ignore = "run by a_missing_directory_does_not_stop_the_daemon"]
fn child_daemonizes_nowhere() {
    daemonize::fork_to_background().unwrap();
    let entered = daemonize::detach(Some(Path::new("/nonexistent")), 0o22).unwrap();
    fs::write(scratch().join("report"), format!("{:?}\n", entered.unwrap_err().kind())).unwrap();
}

#[test]
fn every_dead_child_is_reaped() {
    passes("child_reaps");
}

fn request(script: &str) -> SpawnRequest<'static> {
    SpawnRequest {
        program: "/bin/sh".into(),
        argv: ["sh", "-c", script].map(Into::into).to_vec(),
        environment: Vec::new(),
        directory: None,
        umask: None,
        user: UserChange::Keep,
        stdin: Stdin::Pipe,
        redirect_stderr: false,
    }
}

#[test]
#[ignore = "run by every_dead_child_is_reaped"]
fn child_reaps() {
    assert_eq!(reap::next(), Ok(None), "no children at all is no error");
    let scripts = ["exit 0", "exit 3", "kill -9 $$", "kill -15 $$"];
    let spawned: Vec<_> = scripts.iter().map(|script| spawn(&request(script)).unwrap()).collect();
    let mut ends: Vec<(i32, String)> = Vec::new();
    until(|| {
        ends.extend(reap::next().unwrap().map(|reaped| (reaped.pid, reaped.status.to_string())));
        ends.len() == scripts.len()
    });
    ends.sort();
    let texts = ["exit status 0", "exit status 3", "terminated by SIGKILL", "terminated by SIGTERM"];
    let mut expected: Vec<_> = spawned.iter().map(|child| child.pid).zip(texts.map(str::to_owned)).collect();
    expected.sort();
    assert_eq!(ends, expected);
    assert_eq!(reap::next(), Ok(None));
}

#[test]
fn the_daemon_drops_its_privileges_for_good() {
    passes("child_drops_privileges");
}

#[test]
#[ignore = "run by the_daemon_drops_its_privileges_for_good"]
fn child_drops_privileges() {
    let other = if getuid().is_root() { "nobody" } else { "root" };
    let other = User::from_name(other).unwrap().unwrap();
    if getuid().is_root() {
        assert_eq!(privileges::drop_to(other.uid.as_raw()), Ok(true));
        assert_eq!(getuid(), other.uid);
        assert!(!getgroups().unwrap().iter().any(|group| group.as_raw() == 0));
        assert_eq!(privileges::drop_to(other.uid.as_raw()), Ok(false));
        assert!(privileges::drop_to(0).is_err(), "there is no way back");
    } else {
        let error = privileges::drop_to(other.uid.as_raw()).unwrap_err();
        assert_eq!(error.to_string(), "Can't drop privilege as nonroot user");
    }
}

#[test]
fn a_soft_limit_is_raised() {
    passes("child_raises_its_limit");
}

#[test]
#[ignore = "run by a_soft_limit_is_raised"]
fn child_raises_its_limit() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, 64, hard.min(200)).unwrap();
    assert_eq!(rlimits::ensure(Limit::Descriptors, 100), Ok(Some(100)));
    assert_eq!(getrlimit(Resource::RLIMIT_NOFILE).unwrap(), (100, hard.min(200)));
    match rlimits::ensure(Limit::Descriptors, 300) {
        // Allowed to raise hard limits: CAP_SYS_RESOURCE.
        Ok(raised) => {
            assert_eq!(raised, Some(300));
            assert_eq!(getrlimit(Resource::RLIMIT_NOFILE).unwrap(), (300, 300));
        }
        Err(error) => assert_eq!(error.available, 200, "the limit that is in the way"),
    }
}

#[test]
fn a_disk_that_fills_up_in_the_middle_of_a_chunk_tears_nothing() {
    passes("child_writes_past_a_limit");
}

/// A limit on file sizes stands for the full disk: the kernel writes what fits and refuses the rest.
#[test]
#[ignore = "run by a_disk_that_fills_up_in_the_middle_of_a_chunk_tears_nothing"]
fn child_writes_past_a_limit() {
    let path = scratch().join("log");
    let config = FileConfig { path: path.clone(), max_bytes: 0, backups: 0, mode: SHARED };
    let mut file = RotatingFile::open(config).unwrap();
    let (_, hard) = getrlimit(Resource::RLIMIT_FSIZE).unwrap();
    setrlimit(Resource::RLIMIT_FSIZE, 1000, hard).unwrap();
    assert!(file.write(&[b'a'; 800]).is_empty());
    assert!(matches!(file.write(&[b'b'; 400]).as_slice(), [Report::NotWritable { .. }]));
    assert!(file.write(b"thrown away").is_empty());
    assert_eq!(fs::metadata(&path).unwrap().len(), 1000);
    setrlimit(Resource::RLIMIT_FSIZE, hard, hard).unwrap();
    assert!(matches!(file.write(b"c").as_slice(), [Report::Writable { lost: 11, .. }]));
    let expected = ["a".repeat(800), "b".repeat(400), "c".to_owned()].concat();
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn in_the_foreground_lines_go_to_stdout_too() {
    let directory = tempfile::tempdir().unwrap();
    let output = alone("child_logs_to_stdout", directory.path());
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find(|line| line.ends_with(" INFO to both")).unwrap();
    // The test harness begins its own line before it.
    let (_, line) = line.rsplit_once(" ... ").unwrap();
    assert_eq!(fs::read_to_string(directory.path().join("main")).unwrap(), format!("{line}\n"));
}

#[test]
#[ignore = "run by in_the_foreground_lines_go_to_stdout_too"]
fn child_logs_to_stdout() {
    let file = FileConfig { path: scratch().join("main"), max_bytes: 0, backups: 0, mode: SHARED };
    let config = MainLogConfig { level: LogLevel::Info, file: Some(file), syslog: None, stdout: true };
    MainLog::open(&config).unwrap().write(LogLevel::Info, jiff::Timestamp::now(), "to both");
}

/// A socket cannot be opened by name, so `/dev/stdout` must be taken for the descriptor it stands for.
#[test]
fn a_log_may_be_the_stdout_of_the_daemon_whatever_that_is() {
    let directory = tempfile::tempdir().unwrap();
    let piped = alone("child_logs_to_dev_stdout", directory.path());
    assert!(String::from_utf8(piped.stdout).unwrap().contains("written by name\n"));
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let mut child = command("child_logs_to_dev_stdout", directory.path());
    assert!(child.stdout(OwnedFd::from(theirs)).status().unwrap().success());
    drop(child);
    let mut text = String::new();
    ours.read_to_string(&mut text).unwrap();
    assert!(text.contains("written by name\n"), "{text}");
}

#[test]
#[ignore = "run by a_log_may_be_the_stdout_of_the_daemon_whatever_that_is"]
fn child_logs_to_dev_stdout() {
    let config = FileConfig { path: "/dev/stdout".into(), max_bytes: 5, backups: 1, mode: SHARED };
    let mut file = RotatingFile::open(config).unwrap();
    assert!(file.write(b"written by name\n").is_empty());
    file.clear().unwrap();
    assert!(Path::new("/dev/stdout").exists());
}

#[test]
fn nothing_wakes_an_idle_log_thread() {
    passes("child_idles");
}

#[test]
#[ignore = "run by nothing_wakes_an_idle_log_thread"]
fn child_idles() {
    let file = FileConfig { path: scratch().join("main"), max_bytes: 0, backups: 0, mode: SHARED };
    let config = MainLogConfig { level: LogLevel::Info, file: Some(file), syslog: None, stdout: false };
    let logs = LogHandle::start(
        MainLog::open(&config).unwrap(),
        SyslogConfig::of_program("test"),
        news::channel().0,
    )
    .unwrap();
    logs.log(LogLevel::Info, "awake");
    let sleeping = || {
        fs::read_dir("/proc/self/task").unwrap().find_map(|task| {
            let status = fs::read_to_string(task.unwrap().path().join("status")).unwrap();
            let asleep = status.contains("Name:\tlogs\n") && status.contains("State:\tS");
            asleep.then(|| {
                status
                    .lines()
                    .filter(|line| line.contains("ctxt_switches"))
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
        })
    };
    until(|| sleeping().is_some() && fs::metadata(scratch().join("main")).unwrap().len() > 0);
    until(|| {
        let before = sleeping();
        std::thread::sleep(Duration::from_millis(20));
        before.is_some() && before == sleeping()
    });
    let before = sleeping();
    // That nothing happens takes time to see.
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(sleeping(), before);
    logs.log(LogLevel::Info, "still there");
    until(|| sleeping() != before);
}

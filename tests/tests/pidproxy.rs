//! `pidproxy` passes signals on to the process of a pid file: as the original does, and what it does better.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use supervisor_tests::command::run;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::{binaries, oracle, procfs, wait};

const BOTH: [Flavor; 2] = [Flavor::Original, Flavor::Ours];

/// Variable that marks every process of a test, so that none outlives it.
const MARK: &str = "SUPERVISOR_TESTS_PIDPROXY";

/// Writes its pid to a file, notes the signals it gets in another, and ends with the last of them that asks for it.
const REAL: &str = "\
for s in HUP USR1 USR2; do trap \"echo $s >> signals\" $s; done
for s in TERM INT QUIT; do trap \"echo $s >> signals; exit 0\" $s; done
echo $$ > pid.new
mv pid.new pid
while :; do sleep 100 & wait $!; kill $! 2>/dev/null; done
";

fn pidproxy(flavor: Flavor) -> Command {
    Command::new(match flavor {
        Flavor::Original => oracle::program("pidproxy"),
        Flavor::Ours => binaries::path("pidproxy"),
    })
}

/// A pidproxy at work in a directory of its own.
struct Proxy {
    child: Child,
    directory: tempfile::TempDir,
}

impl Proxy {
    /// Runs a shell script under pidproxy, with `pid` as its pid file.
    fn start(flavor: Flavor, script: &str) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        fs::write(directory.path().join("real"), REAL).expect("the directory is writable");
        let output = fs::File::create(directory.path().join("output")).expect("the directory is writable");
        let child = pidproxy(flavor)
            // The original keeps what it prints to itself until it ends.
            .env("PYTHONUNBUFFERED", "1")
            .env(MARK, directory.path())
            .args(["pid", "/bin/sh", "-c", script])
            .current_dir(directory.path())
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a descriptor can be copied"))
            .stderr(output)
            .spawn()
            .expect("pidproxy starts");
        Self { child, directory }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed());
        kill(pid, signal).expect("pidproxy is there to be signalled");
    }

    fn await_file(&self, name: &str) -> String {
        wait::until(&format!("{name} is written"), || self.read(name).ends_with('\n'));
        self.read(name)
    }

    /// The pid in the pid file, once it is there.
    fn await_pid(&self) -> i32 {
        self.await_file("pid").trim().parse().expect("a pid")
    }

    fn await_end(&mut self) -> Option<i32> {
        wait::until_some("pidproxy ends", || self.child.try_wait().expect("it is our child")).code()
    }
}

/// Nothing of it outlives the test.
impl Drop for Proxy {
    fn drop(&mut self) {
        let mark = format!("{MARK}={}", self.directory.path().display());
        for pid in procfs::with_environment(&mark) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn signals_reach_the_process_of_the_file() {
    for flavor in BOTH {
        for last in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGQUIT] {
            let mut proxy = Proxy::start(flavor, "setsid --fork sh ./real; exec sleep 100");
            proxy.await_pid();
            let mut expected = String::new();
            for signal in [Signal::SIGHUP, Signal::SIGUSR1, Signal::SIGUSR2, last] {
                proxy.signal(signal);
                expected.push_str(&format!("{}\n", &signal.as_str()[3..]));
                wait::until("the signal arrives", || proxy.read("signals") == expected);
            }
            assert_eq!(proxy.await_end(), Some(0), "{flavor:?} {last}");
            assert_eq!(proxy.read("output"), "", "{flavor:?} {last}");
        }
    }
}

#[test]
fn without_a_pid_file_it_says_so_and_goes_on() {
    for flavor in BOTH {
        let mut proxy = Proxy::start(flavor, "echo > started; while [ ! -e end ]; do sleep 0.05; done");
        proxy.await_file("started");
        let mut expected = String::new();
        for content in [None, Some("nonsense\n"), Some("")] {
            if let Some(content) = content {
                fs::write(proxy.path("pid"), content).expect("the directory is writable");
            }
            proxy.signal(Signal::SIGTERM);
            expected.push_str("Can't read child pidfile pid!\n");
            wait::until("it complains", || proxy.read("output") == expected);
        }
        fs::write(proxy.path("end"), "").expect("the directory is writable");
        assert_eq!(proxy.await_end(), Some(0), "{flavor:?}");
    }
}

#[test]
fn without_a_command_it_explains_itself() {
    for arguments in [&[][..], &["pid"], &["--help"]] {
        for flavor in BOTH {
            let said = run(pidproxy(flavor).args(arguments), "");
            assert!(said.stdout.contains("Usage: "), "{flavor:?}: {said:?}");
            assert_eq!((said.stderr.as_str(), said.code), ("", 1), "{flavor:?} {arguments:?}");
        }
    }
}

#[test]
fn the_status_of_the_command_is_passed_on() {
    for (script, status) in [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -TERM $$", 143)] {
        let said = run(pidproxy(Flavor::Ours).args(["pid", "/bin/sh", "-c", script]), "");
        assert_eq!((said.stdout.as_str(), said.stderr.as_str(), said.code), ("", "", status), "{script}");
    }
}

#[test]
fn a_command_without_slash_is_one_of_the_current_directory() {
    for flavor in BOTH {
        let directory = tempfile::tempdir().expect("a temporary directory");
        // `sh` would be on PATH as well.
        let program = directory.path().join("sh");
        fs::write(&program, "#!/bin/sh\necho mine $1\n").expect("the directory is writable");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("the owner may");
        let said = run(pidproxy(flavor).args(["pid", "sh", "a"]).current_dir(&directory), "");
        assert_eq!((said.stdout.as_str(), said.code), ("mine a\n", 0), "{flavor:?}");
    }
}

#[test]
fn otherwise_it_is_searched_along_path() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut command = pidproxy(Flavor::Ours);
    let said =
        run(command.args(["pid", "sh", "-c", "echo $0 \"$@\"", "a", "b c"]).current_dir(&directory), "");
    assert_eq!((said.stdout.as_str(), said.code), ("a b c\n", 0));
    let missing = run(pidproxy(Flavor::Ours).args(["pid", "no-such-command"]).current_dir(&directory), "");
    assert_eq!(missing.code, 127);
    assert!(missing.stderr.contains("cannot run no-such-command: No such file"), "{missing:?}");
    fs::write(directory.path().join("plain"), "").expect("the directory is writable");
    let plain = run(pidproxy(Flavor::Ours).args(["pid", "./plain"]).current_dir(&directory), "");
    assert_eq!(plain.code, 126);
}

#[test]
fn a_stop_lasts_until_the_process_is_gone() {
    let real = "trap 'echo TERM > signals' TERM; echo $$ > pid; while [ ! -e end ]; do sleep 0.05; done";
    // The command ends as soon as the process gets its signal; the process takes its time.
    let script =
        format!("setsid sh -c '{}' & while [ ! -e signals ]; do sleep 0.05; done", real.replace('\'', "\""));
    let mut proxy = Proxy::start(Flavor::Ours, &script);
    let pid = proxy.await_pid();
    let shell = procfs::children(proxy.child.id().cast_signed());
    proxy.signal(Signal::SIGTERM);
    wait::until("the command has ended", || shell.iter().all(|pid| !procfs::is_alive(*pid)));
    assert!(
        proxy.child.try_wait().expect("it is our child").is_none(),
        "the process lives, and so does pidproxy"
    );
    assert!(procfs::is_alive(pid));
    fs::write(proxy.path("end"), "").expect("the directory is writable");
    assert_eq!(proxy.await_end(), Some(0));
    assert!(!procfs::is_alive(pid));
}

#[test]
fn a_stale_pid_file_harms_nobody() {
    let mut proxy =
        Proxy::start(Flavor::Ours, "echo > started; while [ ! -e end ]; do sleep 0.05; done; exit 4");
    proxy.await_file("started");
    // To kill(2), 0 and -1 mean a group, and everybody.
    let mut expected = String::new();
    for (content, complaint) in [
        ("0", "Can't read child pidfile pid!\n"),
        ("-1", "Can't read child pidfile pid!\n"),
        ("2147483647", "cannot send SIGTERM to process 2147483647 of pid: [Errno 3] No such process\n"),
    ] {
        fs::write(proxy.path("pid"), content).expect("the directory is writable");
        proxy.signal(Signal::SIGTERM);
        expected.push_str(complaint);
        wait::until("it complains", || {
            let prefix = format!("{}: ", binaries::path("pidproxy").display());
            proxy.read("output").replace(&prefix, "") == expected
        });
    }
    fs::write(proxy.path("end"), "").expect("the directory is writable");
    assert_eq!(proxy.await_end(), Some(4));
}

#[test]
fn under_a_daemon_stopped_means_gone() {
    let real = "trap 'sleep 0.5; exit 0' TERM; echo $$ > %(here)s/run/real.pid; while :; do sleep 0.05; done";
    let config = Config::programs(&format!(
        "[program:real]\ncommand={} %(here)s/run/real.pid /bin/sh -c \"setsid sh -c \\\"{real}\\\" & wait\"\n",
        binaries::path("pidproxy").display(),
    ));
    let daemon = Daemon::start(Flavor::Ours, &config);
    daemon.await_state("real", "RUNNING");
    wait::until("the process has written its pid", || daemon.read("run/real.pid").ends_with('\n'));
    let pid: i32 = daemon.read("run/real.pid").trim().parse().expect("a pid");
    daemon.call("supervisor.stopProcess", &["<string>real</string>".to_owned()]).expect("an answer");
    assert_eq!(daemon.state("real").as_deref(), Some("STOPPED"));
    assert!(!procfs::is_alive(pid));
}

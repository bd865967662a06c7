//! A second daemon on the files of a running one refuses or keeps away from them, and a daemon that was killed leaves
//! nothing that keeps the next one from starting.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use nix::sys::signal::Signal;
use supervisor_tests::command;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::{Daemon, run_to_end};
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{procfs, wait};

const PROGRAM: &str = "[program:p]\ncommand=%(here)s/../bin/server p\n";

/// Every file in `run`, and what is in it; of sockets only that they are there.
fn files(daemon: &Daemon) -> BTreeMap<String, String> {
    let entries = fs::read_dir(daemon.path("run")).expect("it was laid out").flatten();
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let text = daemon.read(&format!("run/{name}"));
            (name, text)
        })
        .filter(|(name, _)| name != "supervisord.log")
        .collect()
}

#[test]
fn the_one_that_is_refused_has_touched_nothing() {
    if self_test() {
        return; // The original deletes the logs of the first.
    }
    let mut first = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM).with_tcp());
    first.await_state("p", "RUNNING");
    wait::until("p has said everything", || files(&first).values().any(|text| text.contains("plain HTTP")));
    let before = files(&first);
    let text = fs::read_to_string(first.file()).expect("it was laid out");
    // The same file, and one that shares nothing but the port, the pid file and the directory of logs.
    let other = text.replace("run/supervisor.sock", "run/other.sock");
    fs::write(first.path("other.conf"), other).expect("the directory is writable");
    for name in ["supervisord.conf", "other.conf"] {
        let file = first.path(name).display().to_string();
        let run = run_to_end(Flavor::Ours, first.directory(), &["-n", "-c", &file]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(
            run.stderr.starts_with("Error: Another program is already listening on a port"),
            "{}",
            run.stderr
        );
        assert_eq!(files(&first), before, "{name}");
    }
    assert!(first.is_alive());
    assert_eq!(first.state("p").as_deref(), Some("RUNNING"));
}

/// Without servers there is no socket to refuse for: both run, as in the original, which lets them share the pid file.
#[test]
fn the_pid_file_of_a_daemon_that_runs_is_its_own() {
    if self_test() {
        return;
    }
    let first = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM));
    let own = format!("{}\n", first.pid());
    assert_eq!(first.read("run/supervisord.pid"), own);
    let text = "[supervisord]\nlogfile=%(here)s/run/second.log\npidfile=%(here)s/run/supervisord.pid\nnodaemon=true\n";
    first.write("second.conf", text);
    let mut second = std::process::Command::new(Flavor::Ours.program("supervisord"))
        .arg("-c")
        .arg(first.path("second.conf"))
        .current_dir(first.directory())
        .env_clear()
        .envs(command::environment(first.directory()))
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it can be started");
    wait::until("the second runs", || first.read("run/second.log").contains("supervisord started"));
    let line = "/run/supervisord.pid: it belongs to another supervisord that runs";
    assert!(first.read("run/second.log").contains(line));
    let pid = nix::unistd::Pid::from_raw(i32::try_from(second.id()).expect("a pid fits"));
    nix::sys::signal::kill(pid, Signal::SIGTERM).expect("it runs");
    assert!(second.wait().expect("it is ours").success());
    assert_eq!(first.read("run/supervisord.pid"), own);
}

/// They share identifier and directory of logs, and nothing else.
#[test]
fn the_logs_of_a_daemon_that_runs_stay() {
    if self_test() {
        return; // The original deletes them.
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM));
    wait::until("p has said everything", || files(&daemon).values().any(|text| text.contains("plain HTTP")));
    let text = format!(
        "[supervisord]\nlogfile=%(here)s/second.log\npidfile=%(here)s/second.pid\nchildlogdir={}\nnodaemon=true\n",
        daemon.path("run").display()
    );
    let second = Config::text(&text).lay_out();
    let mut child = std::process::Command::new(Flavor::Ours.program("supervisord"))
        .arg("-c")
        .arg(&second.file)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it can be started");
    let log = second.file.with_file_name("second.log");
    wait::until("the second runs", || {
        fs::read_to_string(&log).is_ok_and(|log| log.contains("supervisord started"))
    });
    assert!(files(&daemon).values().any(|text| text.contains("plain HTTP")), "the log of p is still there");
    child.kill().expect("it runs");
    child.wait().expect("it is ours");
}

#[test]
fn a_killed_daemon_is_started_again() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut daemon = Daemon::start(flavor, &Config::programs(PROGRAM).with_tcp());
        daemon.await_state("p", "RUNNING");
        let (before, program) = (daemon.pid(), daemon.process_pid("p"));
        daemon.signal(Signal::SIGKILL);
        daemon.await_end();
        assert!(daemon.path("run/supervisor.sock").exists() && daemon.path("run/supervisord.pid").exists());
        wait::until("the program has seen the end of its input", || !procfs::is_alive(program));
        daemon.start_again();
        daemon.await_state("p", "RUNNING");
        assert_eq!(daemon.read("run/supervisord.pid"), format!("{}\n", daemon.pid()), "{flavor:?}");
        assert_ne!(daemon.pid(), before);
        let stale = format!("Unlinking stale socket {}\n", daemon.path("run/supervisor.sock").display());
        assert!(daemon.console().contains(&stale), "{flavor:?}: {}", daemon.console());
        let auto = |name: &Path| name.to_string_lossy().contains("-stdout---supervisor-");
        let logs = fs::read_dir(daemon.path("run")).expect("it is there").flatten();
        assert_eq!(
            logs.filter(|entry| auto(&entry.path())).count(),
            1,
            "{flavor:?}: the old log is cleaned up"
        );
    }
}

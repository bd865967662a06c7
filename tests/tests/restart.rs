//! Restarts: at once for a program that had been up, never in a tight loop for one that dies at once, and not at all
//! for one that was told to stop. What stops takes its process group along when the configuration says so.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use jiff::civil::DateTime;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{procfs, wait};

#[test]
fn a_killed_program_is_back_in_milliseconds() {
    if self_test() {
        return; // The original takes up to a second.
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::fixture("demo"));
    let times: Vec<Duration> = (0..5)
        .map(|_| {
            daemon.await_state("site:web", "RUNNING");
            let before = daemon.process_pid("site:web");
            let killed = Instant::now();
            kill(Pid::from_raw(before), Signal::SIGKILL).expect("it is running");
            wait::until("another process has taken its place", || {
                let now = daemon.process_pid("site:web");
                now != before && now != 0
            });
            killed.elapsed()
        })
        .collect();
    // The original polls once a second. A loaded machine may delay one of five, not all.
    let quickest = times.iter().min().expect("five were measured");
    assert!(*quickest < Duration::from_millis(100), "restarts took {times:?}");
    assert!(times.iter().all(|time| *time < Duration::from_secs(1)), "restarts took {times:?}");
}

#[test]
fn a_kill_leaves_the_same_trace_in_the_log() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::fixture("includes"));
        daemon.await_state("cron", "RUNNING");
        let pid = daemon.process_pid("cron");
        kill(Pid::from_raw(pid), Signal::SIGKILL).expect("it is running");
        wait::until("cron runs again", || {
            // In this order: the state belongs to the new process once there is one.
            daemon.process_pid("cron") != pid && daemon.state("cron").as_deref() == Some("RUNNING")
        });
        let log = daemon.read("run/supervisord.log");
        let lines: Vec<&str> = log
            .lines()
            .filter_map(|line| line.split_once(" INFO ").or_else(|| line.split_once(" WARN ")))
            .map(|(_, message)| message.split(" with pid").next().unwrap_or_default())
            .filter(|message| message.contains("cron") && !message.contains("extra file"))
            .collect();
        let success =
            "success: cron entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)";
        let expected = [
            "spawned: 'cron'",
            success,
            "exited: cron (terminated by SIGKILL; not expected)",
            "spawned: 'cron'",
            success,
        ];
        assert_eq!(lines, expected, "{flavor:?}");
    }
}

#[test]
fn a_program_that_dies_at_once_starts_once_a_second_at_most() {
    // The original's loop turns faster than once a second when something else happens: only ours promises it for 0.
    let startsecs_values: &[u32] = if self_test() { &[1] } else { &[0, 1] };
    for startsecs in startsecs_values {
        let programs = format!(
            "[program:dier]\ncommand=%(here)s/../bin/refuser\nautorestart=true\nstartsecs={startsecs}\n\
             startretries=10\nstdout_logfile=NONE\nredirect_stderr=true\n",
        );
        let daemon = Daemon::start(Flavor::Ours, &Config::programs(&programs));
        let mut starts = Vec::new();
        wait::until("it was started four times", || {
            starts = start_times(&daemon.read("run/supervisord.log"));
            starts.len() >= 4
        });
        for pair in starts.windows(2) {
            let gap = pair[1].duration_since(pair[0]);
            // The log cuts milliseconds off.
            assert!(
                gap >= SignedDuration::from_millis(999),
                "startsecs={startsecs}: started again after {gap:?}"
            );
        }
    }
}

#[test]
fn a_program_that_never_comes_up_is_given_up_after_its_retries() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::fixture("demo"));
        daemon.await_state("refuser", "FATAL");
        let log = daemon.read("run/supervisord.log");
        assert_eq!(
            log.matches("spawned: 'refuser'").count(),
            3,
            "{flavor:?}: one start and two retries\n{log}"
        );
        let message = "gave up: refuser entered FATAL state, too many start retries too quickly";
        assert!(log.contains(message), "{flavor:?}:\n{log}");
        assert_eq!(
            daemon.state("report").as_deref(),
            Some("EXITED"),
            "{flavor:?}: status 0 is no reason to restart"
        );
    }
}

#[test]
fn stopping_takes_the_process_group_along() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::fixture("java-server"));
        daemon.await_state("tomcat", "RUNNING");
        let java: i32 = wait::until_some("the launcher has started the server", || {
            daemon.read("run/java.pid").trim().parse().ok()
        });
        assert!(procfs::is_alive(java));
        let run = daemon.ctl(Flavor::Original, &["stop", "tomcat"], "");
        assert_eq!((run.stdout.as_str(), run.code), ("tomcat: stopped\n", 0), "{flavor:?}");
        wait::until("the server has stopped with its launcher", || !procfs::is_alive(java));
    }
}

#[test]
fn a_program_that_ignores_the_stop_signal_is_killed() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::fixture("webapp"));
        daemon.await_state("stubborn", "RUNNING");
        let pid = daemon.process_pid("stubborn");
        let run = daemon.ctl(Flavor::Original, &["stop", "stubborn"], "");
        assert_eq!((run.stdout.as_str(), run.code), ("stubborn: stopped\n", 0), "{flavor:?}");
        assert!(!procfs::is_alive(pid));
        let log = daemon.read("run/supervisord.log");
        assert!(log.contains(&format!("WARN killing 'stubborn' ({pid}) with SIGKILL")), "{flavor:?}:\n{log}");
        assert!(log.contains("WARN stopped: stubborn (terminated by SIGKILL)"), "{flavor:?}:\n{log}");
    }
}

/// When `dier` was started, as the log says: dates too, for a test may run at midnight.
fn start_times(log: &str) -> Vec<DateTime> {
    log.lines()
        .filter(|line| line.contains("spawned: 'dier'"))
        .map(|line| {
            let (time, _) = line.split_once(" INFO ").expect("a start is told as INFO");
            DateTime::strptime("%Y-%m-%d %H:%M:%S,%f", time).expect("every line begins with its time")
        })
        .collect()
}

#[test]
fn starts_around_midnight_are_a_second_apart() {
    let log = "2026-11-21 23:59:59,700 INFO spawned: 'dier' with pid 7\n\
               2026-11-22 00:00:00,701 INFO spawned: 'dier' with pid 8\n";
    let starts = start_times(log);
    assert_eq!(starts[1].duration_since(starts[0]), SignedDuration::from_millis(1001));
}

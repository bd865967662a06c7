//! The daemon's signals do and log what they do in the original.

use std::fs;

use nix::sys::signal::Signal;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{mask, wait};

/// The messages of the main log without their times, pids masked.
fn messages(daemon: &Daemon) -> Vec<String> {
    let masked = mask::text(&daemon.hide_places(&daemon.read("run/supervisord.log")));
    masked.lines().map(|line| line.trim_start_matches("TIMESTAMP ").to_owned()).collect()
}

#[track_caller]
fn both(test: impl Fn(Daemon) -> Vec<String>) -> Vec<String> {
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = Daemon::start(flavor, &Config::fixture("includes"));
        for process in ["apps:app1", "apps:app2", "cron"] {
            daemon.await_state(process, "RUNNING");
        }
        test(daemon)
    });
    assert_eq!(ours, original);
    original
}

#[test]
fn term_int_and_quit_end_it_group_by_group() {
    for (signal, name) in
        [(Signal::SIGTERM, "SIGTERM"), (Signal::SIGINT, "SIGINT"), (Signal::SIGQUIT, "SIGQUIT")]
    {
        let log = both(|mut daemon| {
            daemon.signal(signal);
            let status = daemon.await_end();
            assert_eq!(status.code(), Some(0));
            assert!(!daemon.path("run/supervisor.sock").exists(), "the socket is removed");
            assert!(!daemon.path("run/supervisord.pid").exists(), "the pid file is removed");
            let mut log = messages(&daemon);
            // The order in which the members of a group die, and how often the wait is reported, is chance.
            log.retain(|line| !line.starts_with("INFO waiting for"));
            if let Some(start) = log.iter().position(|line| line.starts_with("WARN received")) {
                log[start..].sort();
            }
            log
        });
        assert!(log.contains(&format!("WARN received {name} indicating exit request")), "{log:#?}");
    }
}

#[test]
fn hup_restarts_everything_under_the_same_pid() {
    let log = both(|daemon| {
        let before = (daemon.pid(), daemon.process_pid("cron"));
        daemon.signal(Signal::SIGHUP);
        wait::until("cron has been started anew", || {
            let now = daemon.info("cron", "pid").and_then(|pid| pid.parse().ok());
            now.is_some_and(|now: i32| now != before.1) && daemon.state("cron").as_deref() == Some("RUNNING")
        });
        for process in ["apps:app1", "apps:app2"] {
            daemon.await_state(process, "RUNNING");
        }
        assert_eq!(daemon.read("run/supervisord.pid"), format!("{}\n", before.0));
        let mut log = messages(&daemon);
        log.retain(|line| !line.starts_with("INFO waiting for"));
        log.sort();
        log
    });
    assert!(log.contains(&"WARN received SIGHUP indicating restart request".to_owned()), "{log:#?}");
}

#[test]
fn usr2_reopens_the_logs() {
    both(|daemon| {
        for file in ["run/supervisord.log", "run/cron.log"] {
            fs::rename(daemon.path(file), daemon.path(&format!("{file}.old"))).expect("the log is there");
        }
        daemon.signal(Signal::SIGUSR2);
        wait::until("both logs are there again", || {
            daemon.path("run/supervisord.log").exists() && daemon.path("run/cron.log").exists()
        });
        wait::until("the old log has the last word on it", || {
            daemon.read("run/supervisord.log.old").contains("supervisord logreopen")
        });
        let masked = mask::text(&daemon.hide_places(&daemon.read("run/supervisord.log.old")));
        masked.lines().rev().take(2).map(str::to_owned).collect()
    });
}

#[test]
fn a_restart_is_not_begun_during_a_shutdown() {
    let program = "[program:slow]\ncommand=%(here)s/../bin/stubborn\nstopwaitsecs=2\nstdout_logfile=NONE\n";
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut daemon = Daemon::start(flavor, &Config::programs(program));
        daemon.await_state("slow", "RUNNING");
        daemon.signal(Signal::SIGTERM);
        wait::until("it shuts down", || {
            daemon.read("run/supervisord.log").contains("waiting for slow to die")
        });
        daemon.signal(Signal::SIGHUP);
        let line = "WARN ignored SIGHUP indicating restart request (shutdown in progress)";
        wait::until("the restart is ignored", || daemon.read("run/supervisord.log").contains(line));
        // A second request for the end is told, and changes nothing.
        daemon.signal(Signal::SIGINT);
        assert_eq!(daemon.await_end().code(), Some(0), "{flavor:?}");
        let log = daemon.read("run/supervisord.log");
        assert!(log.contains("WARN received SIGINT indicating exit request"), "{flavor:?}: {log}");
    }
}

#[test]
fn other_signals_mean_nothing() {
    let config = Config::programs("[program:p]\ncommand=/bin/cat\n")
        .with_replacement("[supervisord]\n", "[supervisord]\nloglevel=blather\n");
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut daemon = Daemon::start(flavor, &config);
        daemon.await_state("p", "RUNNING");
        let pid = daemon.process_pid("p");
        for signal in [Signal::SIGPIPE, Signal::SIGXFSZ, Signal::SIGCHLD] {
            daemon.signal(signal);
        }
        if flavor == Flavor::Ours && !self_test() {
            // It kills the original.
            daemon.signal(Signal::SIGUSR1);
            for name in ["SIGUSR1", "SIGXFSZ"] {
                let line = format!("BLAT received {name} indicating nothing");
                wait::until(&line, || daemon.read("run/supervisord.log").contains(&line));
            }
        }
        let line = "DEBG received SIGCHLD indicating a child quit";
        wait::until(line, || daemon.read("run/supervisord.log").contains(line));
        assert_eq!(daemon.process_pid("p"), pid, "{flavor:?}");
        assert!(daemon.is_alive(), "{flavor:?}");
    }
}

//! Starting, failing to, exiting, starting again.

use std::time::Duration;

use supervisor_compiler::plan::AutoRestart;

use crate::core::testing::{Bench, TERMINATED, group, program};
use crate::core::{Description, Input, SpawnFailure, State, WaitStatus};

#[test]
fn a_start_is_a_success_exactly_at_startsecs() {
    let mut bench = Bench::with(|it| it.startsecs.value = 3);
    bench.at(5.0);
    insta::assert_snapshot!(bench.transcript(), @r#"
    0.00 GroupAdded("cat")
    0.00 SupervisorRunning
    0.00 cat STOPPED -> STARTING tries:0
    0.00 spawn cat
    0.00 INFO spawned: 'cat' with pid 101
    3.00 cat STARTING -> RUNNING pid:101
    3.00 INFO success: cat entered RUNNING state, process has stayed up for > than 3 seconds (startsecs)
    "#);
    assert_eq!(bench.core.deadline(), None, "nothing is left to wake for");
}

#[test]
fn without_startsecs_it_runs_at_once() {
    for startsecs in [0, -7] {
        let mut bench = Bench::with(|it| it.startsecs.value = startsecs);
        assert_eq!(bench.state("cat"), State::Running);
        assert!(bench.transcript().ends_with(&format!("for > than {startsecs} seconds (startsecs)")));
        bench.exit("cat", WaitStatus::Exited(0));
        assert_eq!(bench.state("cat"), State::Exited, "an exit is never too quick");
    }
}

#[test]
fn exits_too_quickly_until_given_up() {
    let mut bench = Bench::with(|it| it.startretries.value = 1);
    bench.exit("cat", WaitStatus::Exited(0));
    bench.at(1.4).exit("cat", WaitStatus::Exited(2));
    bench.at(60.0);
    insta::assert_snapshot!(bench.transcript(), @r#"
    0.00 GroupAdded("cat")
    0.00 SupervisorRunning
    0.00 cat STOPPED -> STARTING tries:0
    0.00 spawn cat
    0.00 INFO spawned: 'cat' with pid 101
    0.00 cat STARTING -> BACKOFF tries:1
    0.00 WARN exited: cat (exit status 0; not expected)
    1.00 cat BACKOFF -> STARTING tries:1
    1.00 spawn cat
    1.00 INFO spawned: 'cat' with pid 102
    1.40 cat STARTING -> BACKOFF tries:2
    1.40 WARN exited: cat (exit status 2; not expected)
    1.40 cat BACKOFF -> FATAL
    1.40 INFO gave up: cat entered FATAL state, too many start retries too quickly
    "#);
    let info = bench.core.info(bench.id("cat"), bench.world.now).unwrap();
    assert_eq!(info.spawnerr, "Exited too quickly (process log may have details)");
    assert_eq!((info.exit_status, info.pid, info.description), (0, None, Description::Failed));
    assert_eq!((info.start, info.stop), (1_000_001, 1_000_001));
    assert_eq!(bench.core.deadline(), None);
}

#[test]
fn a_failed_spawn_takes_the_same_way() {
    let mut bench = Bench::idle();
    bench.world.spawn_failures = vec!["can't find command 'cat'"; 2];
    bench.add(group("cat", 999, vec![program("cat", |_| {})]));
    bench.input(Input::Begin);
    bench.at(10.0);
    insta::assert_snapshot!(bench.transcript(), @r#"
    0.00 GroupAdded("cat")
    0.00 SupervisorRunning
    0.00 cat STOPPED -> STARTING tries:0
    0.00 spawn cat
    0.00 INFO spawnerr: can't find command 'cat'
    0.00 cat STARTING -> BACKOFF tries:1
    1.00 cat BACKOFF -> STARTING tries:1
    1.00 spawn cat
    1.00 INFO spawnerr: can't find command 'cat'
    1.00 cat STARTING -> BACKOFF tries:2
    3.00 cat BACKOFF -> STARTING tries:2
    3.00 spawn cat
    3.00 INFO spawned: 'cat' with pid 101
    4.00 cat STARTING -> RUNNING pid:101
    4.00 INFO success: cat entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)
    "#);
}

#[test]
fn a_new_start_forgets_how_the_last_one_ended() {
    let mut bench = Bench::with(|it| it.autorestart.value = AutoRestart::Never);
    bench.at(2.0).exit("cat", WaitStatus::Exited(3));
    bench.start("cat", false);
    let info = bench.core.info(bench.id("cat"), bench.world.now).unwrap();
    assert_eq!((info.spawnerr.as_str(), info.exit_status), ("", 0));
    assert_eq!((info.start, info.stop, info.description), (1_000_002, 1_000_002, Description::Nothing));
}

#[test]
fn attempt_k_waits_k_seconds() {
    let mut bench = Bench::idle();
    bench.world.spawn_failures = vec!["no"; 9];
    bench.add(group("cat", 999, vec![program("cat", |_| {})]));
    bench.input(Input::Begin);
    bench.at(100.0);
    let transcript = bench.transcript();
    let attempts: Vec<&str> = transcript.lines().filter(|line| line.contains("spawn cat")).collect();
    assert_eq!(attempts, ["0.00 spawn cat", "1.00 spawn cat", "3.00 spawn cat", "6.00 spawn cat"]);
    assert!(transcript.contains("6.00 cat STARTING -> BACKOFF tries:4\n"));
    assert_eq!(bench.state("cat"), State::Fatal);
}

#[test]
fn no_retries_means_a_single_attempt() {
    for startretries in [0, -1] {
        let mut bench = Bench::with(|it| it.startretries.value = startretries);
        bench.exit("cat", WaitStatus::Exited(1));
        assert_eq!(bench.state("cat"), State::Fatal);
    }
}

#[test]
fn an_exit_after_startsecs_that_nobody_noticed_passes_through_running() {
    let mut bench = Bench::with(|it| it.autorestart.value = AutoRestart::Never);
    bench.forget().world.now.monotonic = Duration::from_secs(1);
    bench.exit("cat", WaitStatus::Exited(0));
    insta::assert_snapshot!(bench.transcript(), @r"
    1.00 cat STARTING -> RUNNING pid:101
    1.00 cat RUNNING -> EXITED expected:1 pid:101
    1.00 INFO exited: cat (exit status 0; expected)
    ");
}

#[test]
fn after_a_second_of_uptime_it_is_restarted_at_once() {
    let mut bench = Bench::with(|_| {});
    bench.at(1.0).forget().exit("cat", TERMINATED);
    insta::assert_snapshot!(bench.transcript(), @r"
    1.00 cat RUNNING -> EXITED expected:0 pid:101
    1.00 WARN exited: cat (terminated by SIGTERM; not expected)
    1.00 cat EXITED -> STARTING tries:0
    1.00 spawn cat
    1.00 INFO spawned: 'cat' with pid 102
    ");
}

#[test]
fn one_that_dies_at_once_is_started_once_a_second() {
    let mut bench = Bench::with(|it| {
        it.startsecs.value = 0;
        it.autorestart.value = AutoRestart::Always;
    });
    bench.exit("cat", WaitStatus::Exited(0));
    bench.at(0.99);
    assert_eq!(bench.state("cat"), State::Exited);
    bench.at(1.0);
    bench.exit("cat", WaitStatus::Exited(0));
    bench.at(1.5);
    assert_eq!(bench.state("cat"), State::Exited);
    bench.at(2.0);
    assert_eq!(bench.state("cat"), State::Running);
}

#[test]
fn autorestart_decides_by_the_exit_code() {
    let ends = |autorestart, status| {
        let mut bench = Bench::with(|it| {
            it.autorestart.value = autorestart;
            it.exitcodes.value = vec![0, 2];
        });
        bench.at(2.0).exit("cat", status);
        bench.state("cat")
    };
    let (two, three) = (WaitStatus::Exited(2), WaitStatus::Exited(3));
    assert_eq!(ends(AutoRestart::Unexpected, two), State::Exited);
    assert_eq!(ends(AutoRestart::Unexpected, three), State::Starting);
    assert_eq!(ends(AutoRestart::Unexpected, TERMINATED), State::Starting);
    assert_eq!(ends(AutoRestart::Always, two), State::Starting);
    assert_eq!(ends(AutoRestart::Never, three), State::Exited);
}

#[test]
fn a_bad_exit_code_is_kept() {
    let mut bench = Bench::with(|it| it.autorestart.value = AutoRestart::Never);
    bench.at(2.0).exit("cat", TERMINATED);
    let info = bench.core.info(bench.id("cat"), bench.world.now).unwrap();
    assert_eq!((info.exit_status, info.spawnerr.as_str()), (-1, "Bad exit code -1"));
    assert_eq!((info.stop, info.description), (1_000_002, Description::Ended));
}

#[test]
fn running_clears_the_count_of_failures() {
    let mut bench = Bench::with(|_| {});
    bench.exit("cat", WaitStatus::Exited(1));
    bench.at(3.0).exit("cat", WaitStatus::Exited(1));
    assert!(bench.transcript().ends_with("3.00 INFO spawned: 'cat' with pid 103"));
    bench.exit("cat", WaitStatus::Exited(1));
    assert!(bench.transcript().contains("STARTING -> BACKOFF tries:1"));
}

#[test]
fn what_kept_it_from_running_is_its_spawn_error() {
    let obstacle = |bench: &mut Bench| {
        let pid = bench.core.info(bench.id("cat"), bench.world.now).unwrap().pid.unwrap();
        bench.input(Input::NotExecuted {
            pid,
            failure: SpawnFailure("couldn't exec cat: ENOEXEC".to_owned()),
        });
        bench.exit("cat", WaitStatus::Exited(127));
        bench.core.info(bench.id("cat"), bench.world.now).unwrap().spawnerr
    };
    let mut bench = Bench::with(|_| {});
    assert_eq!(obstacle(&mut bench), "couldn't exec cat: ENOEXEC");
    assert_eq!(bench.state("cat"), State::Backoff);
    bench.at(1.0).exit("cat", WaitStatus::Exited(127));
    let again = bench.core.info(bench.id("cat"), bench.world.now).unwrap().spawnerr;
    assert_eq!(again, "Exited too quickly (process log may have details)", "the next attempt has its own");
    let mut bench = Bench::with(|it| it.startsecs.value = 0);
    assert_eq!(obstacle(&mut bench), "couldn't exec cat: ENOEXEC", "instead of the bad exit code");
    assert_eq!(bench.state("cat"), State::Exited);
}

/// A machine that wakes up, or whose time is set: only what is shown follows.
#[test]
fn a_wall_clock_that_jumps_moves_no_deadline() {
    const DAY: i64 = 86_400;
    for jump in [-DAY, DAY] {
        let mut bench = Bench::with(|it| it.startsecs.value = 3);
        bench.jump(jump);
        bench.at(2.9);
        assert_eq!(bench.state("cat"), State::Starting, "{jump}");
        bench.at(3.0);
        assert_eq!(bench.state("cat"), State::Running, "{jump}");

        bench.stop("cat", false);
        bench.jump(-jump);
        bench.at(12.9);
        assert_eq!(bench.state("cat"), State::Stopping, "{jump}: its ten seconds are not over");
        assert!(!bench.transcript().contains("SIGKILL"), "{jump}");
        bench.at(13.0);
        assert!(bench.transcript().contains("with SIGKILL"), "{jump}");
        bench.exit("cat", WaitStatus::Killed { signal: 9, core_dumped: false });

        bench.start("cat", false);
        bench.jump(jump);
        bench.exit("cat", WaitStatus::Exited(1));
        assert_eq!(
            bench.state("cat"),
            State::Backoff,
            "{jump}: it exited too quickly, whatever the clock says"
        );
        bench.jump(-jump);
        bench.at(13.9);
        assert_eq!(bench.state("cat"), State::Backoff, "{jump}");
        bench.at(14.0);
        assert_eq!(bench.state("cat"), State::Starting, "{jump}");
    }
}

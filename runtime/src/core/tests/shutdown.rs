//! Order of start, shutdown and restart (spec-runtime §1.9, §1.10).

use std::time::Duration;

use crate::core::testing::{Bench, TERMINATED, group, program};
use crate::core::{Input, Mood, State, WaitStatus};

fn two_groups() -> Bench {
    let first = group(
        "first",
        1,
        vec![program("a", |it| it.priority.value = 20), program("b", |it| it.priority.value = 10)],
    );
    let last = group("last", 2, vec![program("c", |_| {})]);
    Bench::begin([last, first])
}

#[test]
fn starts_by_group_priority_then_process_priority() {
    let mut bench = two_groups();
    let transcript = bench.transcript();
    let spawns: Vec<&str> = transcript.lines().filter(|line| line.contains(" spawn ")).collect();
    assert_eq!(spawns, ["0.00 spawn first:b", "0.00 spawn first:a", "0.00 spawn last:c"]);
}

#[test]
fn shutdown_stops_one_group_after_the_other() {
    let mut bench = two_groups();
    bench.at(2.0).forget().input(Input::Shutdown);
    bench.at(6.0).exit("last:c", TERMINATED);
    bench.at(6.5).exit("first:b", WaitStatus::Exited(0));
    bench.exit("first:a", WaitStatus::Exited(0));
    insta::assert_snapshot!(bench.transcript(), @r"
    2.00 SupervisorStopping
    2.00 DEBG killing c (pid 103) with signal SIGTERM
    2.00 c RUNNING -> STOPPING pid:103
    2.00 kill 15 103
    2.00 INFO waiting for c, a, b to die
    2.00 BLAT c state: STOPPING
    2.00 BLAT a state: RUNNING
    2.00 BLAT b state: RUNNING
    5.00 INFO waiting for c, a, b to die
    5.00 BLAT c state: STOPPING
    5.00 BLAT a state: RUNNING
    5.00 BLAT b state: RUNNING
    6.00 c STOPPING -> STOPPED pid:103
    6.00 WARN stopped: c (terminated by SIGTERM)
    6.00 DEBG killing a (pid 102) with signal SIGTERM
    6.00 a RUNNING -> STOPPING pid:102
    6.00 kill 15 102
    6.00 DEBG killing b (pid 101) with signal SIGTERM
    6.00 b RUNNING -> STOPPING pid:101
    6.00 kill 15 101
    6.50 b STOPPING -> STOPPED pid:101
    6.50 INFO stopped: b (exit status 0)
    6.50 a STOPPING -> STOPPED pid:102
    6.50 INFO stopped: a (exit status 0)
    6.50 finished Shutdown
    ");
    assert_eq!(bench.core.deadline(), None);
}

#[test]
fn dead_groups_take_no_time_and_nothing_starts_any_more() {
    let stubborn = |it: &mut supervisor_compiler::plan::Process| it.startretries.value = 100;
    let groups = (0..3).map(|index| group(&format!("g{index}"), index, vec![program("x", stubborn)]));
    let mut bench = Bench::begin(groups);
    bench.exit("g0:x", WaitStatus::Exited(1));
    bench.at(1.0);
    bench.exit("g1:x", WaitStatus::Exited(0));
    bench.exit("g2:x", WaitStatus::Exited(0));
    bench.forget().exit("g0:x", WaitStatus::Exited(1));
    bench.input(Input::Shutdown);
    insta::assert_snapshot!(bench.transcript(), @r"
    1.00 x STARTING -> BACKOFF tries:2
    1.00 WARN exited: x (exit status 1; not expected)
    1.00 SupervisorStopping
    1.00 x BACKOFF -> FATAL
    1.00 finished Shutdown
    ");
}

#[test]
fn a_retry_due_during_shutdown_does_not_come() {
    let mut bench = two_groups();
    bench.exit("first:a", WaitStatus::Exited(1));
    bench.input(Input::Restart);
    bench.at(0.5).exit("first:b", WaitStatus::Exited(1));
    assert_eq!((bench.state("first:a"), bench.state("first:b")), (State::Backoff, State::Backoff));
    assert_eq!(bench.core.deadline(), Some(Duration::from_secs(3)), "next is the report, no retry");
    bench.at(5.0).forget().exit("last:c", TERMINATED);
    insta::assert_snapshot!(bench.transcript(), @r"
    5.00 c STOPPING -> STOPPED pid:103
    5.00 WARN stopped: c (terminated by SIGTERM)
    5.00 a BACKOFF -> FATAL
    5.00 b BACKOFF -> FATAL
    5.00 finished Restart
    ");
}

#[test]
fn a_shutdown_wins_over_a_restart_but_not_the_other_way_round() {
    for (first, second) in [(Input::Restart, Input::Shutdown), (Input::Shutdown, Input::Restart)] {
        let mut bench = two_groups();
        bench.input(first);
        bench.input(second);
        assert_eq!(bench.core.mood(), Mood::Shutdown);
        for name in ["last:c", "first:a", "first:b"] {
            bench.exit(name, TERMINATED);
        }
        assert!(bench.transcript().ends_with("finished Shutdown"));
    }
}

#[test]
fn an_idle_daemon_is_finished_at_once() {
    let mut bench = Bench::begin([]);
    bench.input(Input::Restart);
    assert_eq!(bench.transcript(), "0.00 SupervisorRunning\n0.00 SupervisorStopping\n0.00 finished Restart");
}

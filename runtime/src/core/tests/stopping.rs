//! Stopping, escalation, and losing control.

use crate::core::testing::{Bench, TERMINATED};
use crate::core::{Description, SignalFailure, State, WaitStatus};

fn refused() -> SignalFailure {
    SignalFailure::Refused("Operation not permitted".to_owned())
}

#[test]
fn a_stop_ends_with_the_process() {
    let mut bench = Bench::with(|_| {});
    bench.at(2.0).forget().stop("cat", true);
    bench.at(6.5).exit("cat", TERMINATED);
    insta::assert_snapshot!(bench.transcript(), @r"
    2.00 DEBG killing cat (pid 101) with signal SIGTERM
    2.00 cat RUNNING -> STOPPING pid:101
    2.00 kill 15 101
    2.00 INFO waiting for cat to stop
    4.00 INFO waiting for cat to stop
    6.00 INFO waiting for cat to stop
    6.50 cat STOPPING -> STOPPED pid:101
    6.50 reply 1 Ok(())
    6.50 WARN stopped: cat (terminated by SIGTERM)
    ");
    assert_eq!(bench.core.deadline(), None);
}

#[test]
fn a_stop_with_an_expected_exit_code_is_no_warning() {
    let mut bench = Bench::with(|_| {});
    bench.at(2.0).stop("cat", false);
    bench.forget().exit("cat", WaitStatus::Exited(0));
    insta::assert_snapshot!(bench.transcript(), @r"
    2.00 cat STOPPING -> STOPPED pid:101
    2.00 INFO stopped: cat (exit status 0)
    ");
}

#[test]
fn sigkill_follows_after_stopwaitsecs_and_again() {
    let mut bench = Bench::with(|it| {
        it.stopwaitsecs.value = 2;
        it.stopasgroup.value = true;
        it.killasgroup.value = true;
    });
    bench.forget().stop("cat", false);
    bench.at(4.5).exit("cat", WaitStatus::Killed { signal: 9, core_dumped: false });
    insta::assert_snapshot!(bench.transcript(), @r"
    0.00 DEBG killing cat (pid 101) process group with signal SIGTERM
    0.00 cat STARTING -> STOPPING pid:101
    0.00 kill 15 -101
    0.00 reply 1 Ok(())
    2.00 WARN killing 'cat' (101) with SIGKILL
    2.00 DEBG killing cat (pid 101) process group with signal SIGKILL
    2.00 kill 9 -101
    4.00 WARN killing 'cat' (101) with SIGKILL
    4.00 DEBG killing cat (pid 101) process group with signal SIGKILL
    4.00 kill 9 -101
    4.50 cat STOPPING -> STOPPED pid:101
    4.50 WARN stopped: cat (terminated by SIGKILL)
    ");
}

#[test]
fn without_stopwaitsecs_sigkill_follows_at_once_but_is_not_repeated_without_end() {
    for stopwaitsecs in [0, -3] {
        let mut bench = Bench::with(|it| it.stopwaitsecs.value = stopwaitsecs);
        bench.forget().stop("cat", false);
        bench.at(1.5);
        let transcript = bench.transcript();
        let signals: Vec<&str> = transcript.lines().filter(|line| line.contains(" kill ")).collect();
        assert_eq!(signals, ["0.00 kill 15 101", "0.00 kill 9 101", "1.00 kill 9 101"]);
    }
}

#[test]
fn one_that_has_just_exited_is_reaped_in_time() {
    let mut bench = Bench::with(|_| {});
    bench.at(2.0).forget().world.signal_failures = vec![SignalFailure::Gone("No such process".to_owned())];
    bench.stop("cat", false);
    bench.exit("cat", WaitStatus::Exited(0));
    insta::assert_snapshot!(bench.transcript(), @r"
    2.00 DEBG killing cat (pid 101) with signal SIGTERM
    2.00 cat RUNNING -> STOPPING pid:101
    2.00 kill 15 101
    2.00 DEBG unable to signal cat (pid 101), it probably just exited on its own: No such process
    2.00 reply 1 Ok(())
    2.00 cat STOPPING -> STOPPED pid:101
    2.00 INFO stopped: cat (exit status 0)
    ");
}

#[test]
fn a_stop_in_backoff_succeeds_at_once() {
    let mut bench = Bench::with(|_| {});
    bench.exit("cat", WaitStatus::Exited(1));
    bench.forget().stop("cat", true);
    bench.at(60.0);
    insta::assert_snapshot!(bench.transcript(), @r"
    0.00 DEBG Attempted to kill cat, which is in BACKOFF state.
    0.00 cat BACKOFF -> STOPPED pid:0
    0.00 reply 1 Ok(())
    ");
}

#[test]
fn a_stop_between_exit_and_restart_keeps_it_down() {
    let mut bench = Bench::with(|it| it.startsecs.value = 0);
    bench.exit("cat", WaitStatus::Exited(1));
    bench.forget().stop("cat", true);
    bench.at(60.0);
    insta::assert_snapshot!(bench.transcript(), @"0.00 reply 1 Err(NotRunning)");
    assert_eq!(bench.state("cat"), State::Exited);
}

#[test]
fn a_refused_stop_signal_loses_the_process_until_it_is_reaped() {
    let mut bench = Bench::with(|_| {});
    bench.at(2.0).forget().world.signal_failures = vec![refused()];
    bench.stop("cat", true);
    let info = bench.core.info(bench.id("cat"), bench.world.now).unwrap();
    assert_eq!((info.state, info.pid, info.description), (State::Unknown, Some(101), Description::Nothing));
    bench.start("cat", false);
    bench.stop("cat", false);
    bench.signal("cat", 1);
    bench.exit("cat", WaitStatus::Exited(3));
    insta::assert_snapshot!(bench.transcript(), @r#"
    2.00 DEBG killing cat (pid 101) with signal SIGTERM
    2.00 cat RUNNING -> STOPPING pid:101
    2.00 kill 15 101
    2.00 CRIT unknown problem killing cat (101):Operation not permitted
    2.00 reply 1 Err(Failed("unknown problem killing cat (101):Operation not permitted"))
    2.00 cat STOPPING -> UNKNOWN
    2.00 reply 2 Err(UnknownState)
    2.00 reply 3 Err(NotRunning)
    2.00 reply 4 Err(NotRunning)
    2.00 cat UNKNOWN -> EXITED expected:0 pid:101
    2.00 WARN exited: cat (exit status 3; not expected)
    "#);
    assert_eq!(bench.state("cat"), State::Exited, "somebody wanted it down, so it is not restarted");
}

#[test]
fn a_refused_sigkill_ends_the_waiting() {
    let mut bench = Bench::with(|it| it.stopwaitsecs.value = 1);
    bench.at(2.0).stop("cat", true);
    bench.forget().world.signal_failures = vec![refused()];
    bench.at(10.0);
    insta::assert_snapshot!(bench.transcript(), @r"
    3.00 WARN killing 'cat' (101) with SIGKILL
    3.00 DEBG killing cat (pid 101) with signal SIGKILL
    3.00 kill 9 101
    3.00 CRIT unknown problem killing cat (101):Operation not permitted
    3.00 cat STOPPING -> UNKNOWN
    3.00 reply 1 Ok(())
    ");
}

#[test]
fn a_refused_plain_signal_loses_the_process_but_it_may_come_back() {
    let mut bench = Bench::with(|_| {});
    bench.at(2.0).forget().world.signal_failures = vec![refused()];
    bench.signal("cat", 1);
    bench.exit("cat", TERMINATED);
    insta::assert_snapshot!(bench.transcript(), @r#"
    2.00 DEBG sending cat (pid 101) sig SIGHUP
    2.00 kill 1 101
    2.00 CRIT unknown problem sending sig cat (101):Operation not permitted
    2.00 reply 1 Err(Failed("unknown problem sending sig cat (101):Operation not permitted"))
    2.00 cat RUNNING -> UNKNOWN
    2.00 cat UNKNOWN -> EXITED expected:0 pid:101
    2.00 WARN exited: cat (terminated by SIGTERM; not expected)
    2.00 cat EXITED -> STARTING tries:0
    2.00 spawn cat
    2.00 INFO spawned: 'cat' with pid 102
    "#);
}

#[test]
fn who_wants_it_settled_waits_for_the_stop_that_somebody_else_asked_for() {
    let mut bench = Bench::with(|_| {});
    bench.at(2.0).stop("cat", false);
    bench.forget().settle("cat");
    bench.at(3.0).exit("cat", TERMINATED);
    bench.settle("cat");
    insta::assert_snapshot!(bench.transcript(), @r"
    3.00 cat STOPPING -> STOPPED pid:101
    3.00 reply 2 Ok(())
    3.00 WARN stopped: cat (terminated by SIGTERM)
    3.00 reply 3 Err(NotRunning)
    ");
}

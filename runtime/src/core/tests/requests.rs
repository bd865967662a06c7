//! Requests of operators and their replies (spec-runtime §7.10).

use crate::core::testing::{Bench, TERMINATED, group, program};
use crate::core::{Input, ProcessId, SignalFailure, State, WaitId, WaitStatus};

/// The replies since the last call.
fn replies(bench: &mut Bench) -> Vec<String> {
    bench.transcript().lines().filter(|line| line.contains(" reply ")).map(str::to_owned).collect()
}

fn stopped() -> Bench {
    Bench::with(|it| it.autostart.value = false)
}

#[test]
fn a_waiting_start_is_answered_when_it_runs() {
    let mut bench = stopped();
    bench.start("cat", true);
    bench.at(5.0);
    assert_eq!(replies(&mut bench), ["1.00 reply 1 Ok(())"]);
}

#[test]
fn a_start_that_does_not_wait_is_answered_when_it_is_spawned() {
    let mut bench = stopped();
    bench.start("cat", false);
    assert_eq!(replies(&mut bench), ["0.00 reply 1 Ok(())"]);
}

#[test]
fn a_failed_spawn_is_told_to_those_who_wait_and_those_who_do_not() {
    for wait in [true, false] {
        let mut bench = stopped();
        bench.world.spawn_failures = vec!["too many open files to spawn 'cat'"];
        bench.start("cat", wait);
        assert_eq!(replies(&mut bench), ["0.00 reply 1 Err(SpawnError)"]);
        bench.at(5.0);
        assert_eq!(bench.state("cat"), State::Running, "retries go on");
    }
}

#[test]
fn a_quick_exit_is_a_spawn_error() {
    let mut bench = stopped();
    bench.start("cat", true);
    bench.at(0.5).exit("cat", WaitStatus::Exited(0));
    assert_eq!(replies(&mut bench), ["0.50 reply 1 Err(SpawnError)"]);
}

#[test]
fn a_stop_disappoints_who_waits_for_a_start() {
    let mut bench = stopped();
    bench.start("cat", true);
    bench.stop("cat", true);
    bench.exit("cat", TERMINATED);
    assert_eq!(replies(&mut bench), ["0.00 reply 1 Err(AbnormalTermination)", "0.00 reply 2 Ok(())"]);
}

#[test]
fn what_runs_or_is_about_to_is_already_started() {
    let mut bench = Bench::with(|_| {});
    bench.start("cat", true);
    bench.exit("cat", WaitStatus::Exited(0));
    bench.start("cat", true);
    bench.at(5.0).start("cat", true);
    let already = |time, wait| format!("{time} reply {wait} Err(AlreadyStarted)");
    assert_eq!(replies(&mut bench), [already("0.00", 1), already("0.00", 2), already("5.00", 3)]);
}

#[test]
fn a_start_while_it_stops_starts_nothing() {
    let mut bench = Bench::with(|_| {});
    bench.stop("cat", false);
    bench.forget().start("cat", false);
    bench.start("cat", true);
    bench.stop("cat", true);
    bench.exit("cat", TERMINATED);
    bench.at(60.0);
    insta::assert_snapshot!(bench.transcript(), @r"
    0.00 WARN process 'cat' already running
    0.00 reply 2 Err(AbnormalTermination)
    0.00 WARN process 'cat' already running
    0.00 reply 3 Err(AbnormalTermination)
    0.00 reply 4 Err(NotRunning)
    0.00 cat STOPPING -> STOPPED pid:101
    0.00 WARN stopped: cat (terminated by SIGTERM)
    ");
}

#[test]
fn an_operators_start_begins_a_new_count() {
    let mut bench = Bench::with(|_| {});
    bench.exit("cat", WaitStatus::Exited(1));
    bench.at(1.0).exit("cat", WaitStatus::Exited(1));
    bench.stop("cat", true);
    bench.forget().start("cat", false);
    assert!(bench.transcript().starts_with("1.00 cat STOPPED -> STARTING tries:0"));
}

#[test]
fn a_fatal_or_exited_process_can_be_started() {
    let mut bench = Bench::with(|it| it.startretries.value = 0);
    bench.exit("cat", WaitStatus::Exited(1));
    assert_eq!(bench.state("cat"), State::Fatal);
    bench.start("cat", true);
    bench.at(2.0).exit("cat", WaitStatus::Exited(0));
    assert_eq!(bench.state("cat"), State::Exited);
    bench.start("cat", false);
    assert_eq!(replies(&mut bench), ["1.00 reply 1 Ok(())", "2.00 reply 2 Ok(())"]);
}

#[test]
fn only_what_lives_can_be_stopped_or_signalled() {
    let mut bench = stopped();
    bench.stop("cat", true);
    bench.signal("cat", 1);
    assert_eq!(replies(&mut bench), ["0.00 reply 1 Err(NotRunning)", "0.00 reply 2 Err(NotRunning)"]);
}

#[test]
fn signals_go_to_the_process_alone() {
    let mut bench = Bench::with(|it| {
        it.stopasgroup.value = true;
        it.killasgroup.value = true;
    });
    bench.forget().signal("cat", 1);
    bench.stop("cat", false);
    bench.world.signal_failures = vec![SignalFailure::Gone("No such process".to_owned())];
    bench.signal("cat", 35);
    insta::assert_snapshot!(bench.transcript(), @r"
    0.00 DEBG sending cat (pid 101) sig SIGHUP
    0.00 kill 1 101
    0.00 reply 1 Ok(())
    0.00 DEBG killing cat (pid 101) process group with signal SIGTERM
    0.00 cat STARTING -> STOPPING pid:101
    0.00 kill 15 -101
    0.00 reply 2 Ok(())
    0.00 DEBG sending cat (pid 101) sig signal 35
    0.00 kill 35 101
    0.00 DEBG unable to signal cat (pid 101), it probably just now exited on its own: No such process
    0.00 reply 3 Ok(())
    ");
}

#[test]
fn a_process_that_is_gone_is_refused() {
    let mut bench = stopped();
    let process = bench.id("cat");
    let mut effects = Vec::new();
    bench.core.remove_group("cat", &mut effects).unwrap();
    bench.input(Input::Start { process, wait: true, reply: WaitId(7) });
    bench.input(Input::Stop { process: ProcessId(99), wait: true, reply: WaitId(8) });
    assert_eq!(replies(&mut bench), ["0.00 reply 7 Err(NoSuchProcess)", "0.00 reply 8 Err(NoSuchProcess)"]);
}

#[test]
fn requests_during_a_shutdown_start_nothing() {
    let mut bench = Bench::begin([group(
        "pets",
        999,
        vec![program("cat", |it| it.autostart.value = false), program("dog", |_| {})],
    )]);
    bench.input(Input::Shutdown);
    bench.forget().start("pets:cat", true);
    assert_eq!(replies(&mut bench), ["0.00 reply 1 Err(ShuttingDown)"]);
}

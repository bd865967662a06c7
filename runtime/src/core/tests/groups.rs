//! Groups that come and go, names, and order in lists.

use crate::core::testing::{Bench, group, program};
use crate::core::{AlreadyAdded, Found, Input, NotRemoved, SignalFailure, State, WaitStatus};

#[test]
fn a_group_added_later_starts_at_once() {
    let mut bench = Bench::begin([]);
    bench.at(5.0).forget().add(group(
        "pets",
        1,
        vec![program("cat", |_| {}), program("dog", |it| it.autostart.value = false)],
    ));
    insta::assert_snapshot!(bench.transcript(), @r#"
    5.00 GroupAdded("pets")
    5.00 cat STOPPED -> STARTING tries:0
    5.00 spawn pets:cat
    5.00 INFO spawned: 'cat' with pid 101
    "#);
    let again = group("pets", 1, vec![]);
    assert_eq!(bench.core.add_group(bench.world.now, again, &mut Vec::new()), Err(AlreadyAdded));
}

#[test]
fn only_a_stopped_group_can_be_removed() {
    let mut bench = Bench::with(|_| {});
    let remove = |bench: &mut Bench, name: &str| bench.core.remove_group(name, &mut Vec::new()).map(|_| ());
    assert_eq!(remove(&mut bench, "dog"), Err(NotRemoved::NoSuchGroup));
    assert_eq!(remove(&mut bench, "cat"), Err(NotRemoved::StillRunning));
    bench.exit("cat", WaitStatus::Exited(1));
    assert_eq!(remove(&mut bench, "cat"), Err(NotRemoved::StillRunning), "BACKOFF is not stopped");
    bench.stop("cat", false);
    assert_eq!(remove(&mut bench, "cat"), Ok(()));
    assert!(bench.core.find("cat").is_none());
    assert_eq!(bench.core.deadline(), None);
}

#[test]
fn a_pid_that_nobody_knows_is_only_logged() {
    let mut bench = Bench::begin([]);
    bench.forget().input(Input::Exited { pid: 4711, status: WaitStatus::Exited(3) });
    assert_eq!(bench.transcript(), "0.00 INFO reaped unknown pid 4711 (exit status 3)");
}

#[test]
fn nobody_knows_a_lost_child_whose_group_was_removed() {
    let mut bench = Bench::with(|_| {});
    bench.world.signal_failures = vec![SignalFailure::Refused("Operation not permitted".to_owned())];
    bench.stop("cat", false);
    bench.core.remove_group("cat", &mut Vec::new()).unwrap();
    bench.forget().input(Input::Exited { pid: 101, status: WaitStatus::Exited(0) });
    assert_eq!(bench.transcript(), "0.00 INFO reaped unknown pid 101 (exit status 0)");
}

#[test]
fn of_processes_with_the_same_name_the_last_one_counts() {
    let twice = vec![
        program("cat", |it| it.priority.value = 1),
        program("dog", |_| {}),
        program("cat", |it| it.startsecs.value = 0),
    ];
    let bench = Bench::begin([group("pets", 1, twice)]);
    assert_eq!(bench.core.by_name().len(), 2);
    assert_eq!(bench.state("pets:cat"), State::Running);
}

#[test]
fn names() {
    let bench = Bench::begin([
        group("cat", 1, vec![program("cat", |_| {})]),
        group("pets", 1, vec![program("dog", |_| {})]),
    ]);
    let found = |name: &str| match bench.core.find(name) {
        None => "nothing".to_owned(),
        Some(Found::Group(group)) => format!("group {}", group.name()),
        Some(Found::Process(id)) => bench.core.info(id, bench.world.now).unwrap().namespec(),
    };
    let names =
        ["cat", "cat:cat", "cat:*", "cat:", "pets", "pets:dog", "pets:cat", "dog", "", ":", "*", "pets:*"];
    let shown: Vec<String> = names.iter().map(|name| format!("{name:?} = {}", found(name))).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    "cat" = cat
    "cat:cat" = cat
    "cat:*" = group cat
    "cat:" = group cat
    "pets" = nothing
    "pets:dog" = pets:dog
    "pets:cat" = nothing
    "dog" = nothing
    "" = nothing
    ":" = nothing
    "*" = nothing
    "pets:*" = group pets
    "#);
}

#[test]
fn lists_are_sorted_by_name_starts_by_priority() {
    let bench = Bench::begin([
        group(
            "z",
            5,
            vec![program("b", |it| it.priority.value = 2), program("a", |it| it.priority.value = 3)],
        ),
        group("y", 9, vec![program("c", |_| {})]),
        group("x", 5, vec![program("d", |_| {})]),
    ]);
    let names = |ids: Vec<crate::core::ProcessId>| -> Vec<String> {
        ids.into_iter().map(|id| bench.core.info(id, bench.world.now).unwrap().namespec()).collect()
    };
    assert_eq!(names(bench.core.by_name()), ["x:d", "y:c", "z:a", "z:b"]);
    assert_eq!(names(bench.core.by_priority()), ["z:b", "z:a", "x:d", "y:c"]);
}

#[test]
fn a_process_knows_its_configuration_and_its_pid_the_process() {
    let bench = Bench::with(|it| it.command.value = "/bin/cat -v".to_owned());
    let id = bench.id("cat");
    let (group, process) = bench.core.config(id).unwrap();
    assert_eq!((group.name.as_str(), process.command.value.as_str()), ("cat", "/bin/cat -v"));
    assert_eq!(bench.core.process_with_pid(101), Some(id));
    assert_eq!(bench.core.process_with_pid(102), None);
}

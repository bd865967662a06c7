//! Processes that join and leave an active group.

use std::sync::Arc;

use supervisor_compiler::plan::Group;

use crate::core::testing::{Bench, group, program};
use crate::core::{ProcessNotRemoved, State, WaitStatus};

/// The plan of the group `pets`, with more processes.
fn with(bench: &Bench, more: Vec<supervisor_compiler::plan::Process>) -> Arc<Group> {
    let mut plan = Group::clone(bench.core.group("pets").unwrap().plan());
    plan.processes.extend(more);
    Arc::new(plan)
}

fn members(bench: &Bench) -> Vec<String> {
    let group = bench.core.group("pets").unwrap();
    let names = group.members().iter().map(|id| bench.core.config(*id).unwrap().1.command.value.clone());
    names.collect()
}

#[test]
fn who_joins_starts_at_once_and_the_others_stay_as_they_are() {
    let mut bench = Bench::begin([]);
    bench.add(group("pets", 1, vec![program("cat", |_| {})]));
    let plan = with(&bench, vec![program("dog", |_| {}), program("cow", |it| it.autostart.value = false)]);
    bench.at(5.0).forget();
    bench.extend(&plan);
    insta::assert_snapshot!(bench.transcript(), @r"
    5.00 dog STOPPED -> STARTING tries:0
    5.00 spawn pets:dog
    5.00 INFO spawned: 'dog' with pid 102
    ");
    assert_eq!(members(&bench), ["/bin/cat", "/bin/dog", "/bin/cow"]);
    assert_eq!(bench.state("pets:cat"), State::Running);
}

#[test]
fn who_leaves_must_have_stopped_and_the_others_keep_their_own_configuration() {
    let mut bench = Bench::begin([]);
    let three = ["cat", "dog", "cow"].map(|name| program(name, |_| {}));
    bench.add(group("pets", 1, three.into()));
    let remove = |bench: &mut Bench, group: &str, name: &str| {
        bench.core.remove_process(group, name).map(|(_, plan)| plan.processes.len())
    };
    assert_eq!(remove(&mut bench, "birds", "cat"), Err(ProcessNotRemoved::NoSuchGroup));
    assert_eq!(remove(&mut bench, "pets", "hen"), Err(ProcessNotRemoved::NoSuchProcess));
    assert_eq!(remove(&mut bench, "pets", "cat"), Err(ProcessNotRemoved::StillRunning));
    bench.stop("pets:cat", false);
    assert_eq!(remove(&mut bench, "pets", "cat"), Err(ProcessNotRemoved::StillRunning), "STOPPING");
    bench.exit("pets:cat", WaitStatus::Exited(0));
    assert_eq!(remove(&mut bench, "pets", "cat"), Ok(2));
    assert_eq!(members(&bench), ["/bin/dog", "/bin/cow"]);
    assert!(bench.core.find("pets:cat").is_none());
    let plan = with(&bench, vec![program("cat", |it| it.autostart.value = false)]);
    bench.extend(&plan);
    assert_eq!(members(&bench), ["/bin/dog", "/bin/cow", "/bin/cat"]);
}

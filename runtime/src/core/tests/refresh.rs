//! Groups that become others while some of their processes run on.

use std::collections::HashSet;
use std::sync::Arc;

use crate::core::testing::{Bench, group, program};
use crate::core::{NotRemoved, State, WaitStatus};

#[test]
fn who_did_not_change_runs_on_and_the_others_are_made_anew() {
    let mut bench = Bench::begin([]);
    let three = ["cat", "dog", "cow"].map(|name| program(name, |_| {}));
    bench.add(group("pets", 5, three.into()));
    bench.at(5.0);
    bench.stop("pets:cow", false);
    bench.exit("pets:cow", WaitStatus::Exited(0));
    // The dog changed, the hen is new, the order is another one, the cow stays stopped.
    let names = ["hen", "cow", "dog", "cat"];
    let plan = group("pets", 7, names.map(|name| program(name, |_| {})).into());
    let anew = HashSet::from(["dog", "hen"]);
    assert_eq!(bench.refresh(&plan, &anew), Err(NotRemoved::StillRunning));
    bench.stop("pets:dog", false);
    bench.exit("pets:dog", WaitStatus::Exited(0));
    let (cat, dog) = (bench.id("pets:cat"), bench.id("pets:dog"));
    bench.forget();
    assert_eq!(bench.refresh(&plan, &anew), Ok(vec![dog]));
    insta::assert_snapshot!(bench.transcript());
    assert_eq!((bench.id("pets:cat"), bench.state("pets:cat")), (cat, State::Running));
    assert_eq!(bench.state("pets:cow"), State::Stopped);
    let active = bench.core.group("pets").unwrap();
    assert!(Arc::ptr_eq(active.plan(), &plan));
    let order = active.members().iter().map(|id| bench.core.config(*id).unwrap().1.name.value.clone());
    assert_eq!(order.collect::<Vec<_>>(), names);
    let strangers = group("birds", 1, Vec::new());
    assert_eq!(bench.refresh(&strangers, &HashSet::new()), Err(NotRemoved::NoSuchGroup));
}

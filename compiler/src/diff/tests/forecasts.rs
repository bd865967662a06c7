//! What an update would do, in which order, and how long it can take.

use super::*;
use crate::diff::forecast::{Extent, Forecast, Life, ProcessAction, Running, Server, Step, Terms, forecast};

fn with(name: &str, change: impl FnOnce(&mut Process)) -> Process {
    let mut process = process(name);
    change(&mut process);
    process
}

fn web(processes: Vec<Process>) -> Vec<Group> {
    vec![Group { processes, ..program("web") }]
}

/// `group action: process action because why, …; stops > starts; seconds`.
fn told(forecast: &Forecast<'_>) -> String {
    let names = |list: &[&Process]| {
        list.iter().map(|process| process.name.value.as_str()).collect::<Vec<_>>().join(" ")
    };
    let step = |step: &Step<'_>| {
        let fates: Vec<_> = step
            .processes
            .iter()
            .map(|fate| format!("{} {} ({})", fate.process.name.value, fate.action.name(), fate.why.name()))
            .collect();
        format!(
            "{} {}: {}; {} > {}; {}+{} s",
            step.group,
            step.action.name(),
            fates.join(", "),
            names(&step.stops),
            names(&step.starts),
            step.stop_seconds,
            step.start_seconds
        )
    };
    let steps: Vec<_> = forecast.steps.iter().map(step).collect();
    format!("{}\n{} s, {} s", steps.join("\n"), forecast.update_seconds, forecast.started_seconds)
}

#[test]
fn steps_follow_one_another_and_nobody_waits_for_a_start() {
    let slow = |name| with(name, |it| it.stopwaitsecs.value = 30);
    let old = [program("gone"), Group { processes: vec![slow("a"), process("b")], ..program("web") }];
    let starting = with("a", |it| it.startsecs.value = 60);
    let new = [Group { processes: vec![starting, process("b")], ..program("web") }, program("new")];
    let diff = groups(&old, &new);
    insta::assert_snapshot!(told(&forecast(&diff, &Terms::default())), @"
    gone remove: gone stop (group-removed); gone > ; 10+0 s
    web replace: a restart (options), b restart (neighbours); a b > a b; 30+60 s
    new add: new start (group-added);  > new; 0+1 s
    40 s, 100 s
    ");
}

#[test]
fn priority_decides_who_starts_first_with_us() {
    let new = web(vec![with("a", |it| it.priority.value = 9), with("b", |it| it.priority.value = 1)]);
    let starts = |server| {
        let diff = groups(&[] as &[Group], &new);
        let forecast = forecast(&diff, &Terms { server, ..Terms::default() });
        forecast.steps[0].starts.iter().map(|process| process.name.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(starts(Server::Ours), ["b", "a"]);
    assert_eq!(starts(Server::Original), ["a", "b"]);
}

#[test]
fn what_does_not_run_is_not_stopped_and_what_has_no_autostart_is_not_started() {
    let lazy = |name| with(name, |it| it.autostart.value = false);
    let command = |mut process: Process| {
        process.command.value.push_str(" -u");
        process
    };
    let old = web(vec![process("up"), lazy("lazy"), process("down")]);
    let new = web(vec![command(process("up")), lazy("lazy"), process("down"), lazy("new")]);
    let diff = groups(&old, &new);
    let running = ["up", "lazy", "down"]
        .map(|name| ("web".to_owned(), name.to_owned(), if name == "down" { Life::Down } else { Life::Up }));
    let known = Terms { running: Running::of(running), ..Terms::default() };
    insta::assert_snapshot!(told(&forecast(&diff, &Terms::default())), @"
    web replace: up restart (options), lazy stop-if-running (neighbours), down restart (neighbours), new nothing (added); up lazy down > up down; 10+1 s
    10 s, 11 s
    ");
    insta::assert_snapshot!(told(&forecast(&diff, &known)), @"
    web replace: up restart (options), lazy stop (neighbours), down start (neighbours), new nothing (added); up lazy > up down; 10+1 s
    10 s, 11 s
    ");
    let minimal = Terms { extent: Extent::Processes, ..known };
    insta::assert_snapshot!(told(&forecast(&diff, &minimal)), @"
    web refresh: up restart (options), lazy keep (unchanged), down nothing (unchanged), new nothing (added); up > up; 10+1 s
    10 s, 11 s
    ");
}

#[test]
fn what_is_being_stopped_already_is_told() {
    let changed = with("a", |it| it.stopwaitsecs.value = 30);
    let (old, new) = (web(vec![process("a")]), web(vec![changed]));
    let diff = groups(&old, &new);
    let running = Running::of([("web".to_owned(), "a".to_owned(), Life::Stopping)]);
    let terms = Terms { running, ..Terms::default() };
    let told_of = |terms: &Terms| {
        let forecast = forecast(&diff, terms);
        let step = &forecast.steps[0];
        let runs = terms.running.beneath(&forecast.steps).unwrap()["web"]["a"];
        (step.stopping.len(), step.processes[0].action, step.stop_seconds, runs)
    };
    assert_eq!(told_of(&terms), (1, ProcessAction::Start, 0, false));
    let minimal = Terms { extent: Extent::Processes, ..terms };
    assert_eq!(told_of(&minimal), (1, ProcessAction::Start, 10, false), "it is waited for");
}

#[test]
fn pools_and_sockets_are_replaced_as_a_whole() {
    let refreshed = |old: Group, change: fn(&mut Process)| {
        let mut new = old.clone();
        change(&mut new.processes[0]);
        let (old, new) = ([old], [new]);
        let diff = groups(&old, &new);
        diff.changed[0].can_be_refreshed()
    };
    let change: fn(&mut Process) = |process| process.startsecs.value = 9;
    assert!(refreshed(program("x"), change));
    assert!(!refreshed(listener(), change));
    assert!(!refreshed(fast_cgi(), change));
}

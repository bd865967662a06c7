//! What was foretold against what happened: processes by their pids, steps by the log.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value as Json;
use supervisor_tests::command::{self, Run};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::schema::Schema;
use supervisor_tests::{binaries, wait, workspace};
use supervisor_wire::{Client, ServerUrl, Value};

/// Group and name of a process to its pid; 0: it does not run.
pub(crate) type Pids = BTreeMap<(String, String), i32>;

pub(crate) fn pids(daemon: &Daemon) -> Pids {
    let url = format!("unix://{}", daemon.path("run/supervisor.sock").display());
    let mut client = Client::new(ServerUrl::parse(&url).expect("a URL"), None).expect("a client");
    let answer = client.call("supervisor.getAllProcessInfo", &[]).expect("an answer");
    let text =
        |process: &Value, name| process.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let one = |process: &Value| {
        let pid = process.get("pid").and_then(Value::as_int).unwrap_or_default();
        ((text(process, "group"), text(process, "name")), pid)
    };
    answer.as_array().unwrap_or_default().iter().map(one).collect()
}

#[track_caller]
pub(crate) fn diff(daemon: &Daemon, words: &[&str]) -> Run {
    let mut command = Command::new(binaries::path("supervisor-diff"));
    command.args(words).current_dir(daemon.directory()).env_clear();
    command.envs(command::environment(daemon.directory()));
    command::run(&mut command, "")
}

#[track_caller]
pub(crate) fn json(daemon: &Daemon, words: &[&str], schema: &mut Schema) -> Json {
    let run = diff(daemon, words);
    assert!(matches!(run.code, 0 | 2), "{words:?}: {run:?}");
    assert!(!run.stdout.contains("hunter"), "{}", run.stdout);
    let document = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    schema.check(&document).unwrap_or_else(|fault| panic!("{words:?}: {fault}"));
    document
}

pub(crate) fn schema() -> Schema {
    let path = workspace::root().join("docs/schemas/diff-1.json");
    Schema::new(&std::fs::read_to_string(&path).expect("the schema is there"))
}

/// Whether it is our daemon that plays its part.
pub(crate) fn is_ours(flavor: Flavor) -> bool {
    flavor == Flavor::Ours && !self_test()
}

/// The steps of a forecast: what stops, and what starts, in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) stops: BTreeSet<String>,
    pub(crate) starts: Vec<String>,
}

pub(crate) fn names(list: &Json) -> Vec<String> {
    let names = list.as_array().into_iter().flatten();
    names.filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Those steps in which something happens. In the original the processes of a group start in the order of the file
/// (docs/differences.md, "Autostart ignores `priority` inside a group").
pub(crate) fn steps(document: &Json, flavor: Flavor) -> Vec<Step> {
    let steps = document["steps"].as_array().into_iter().flatten();
    let step = |step: &Json| {
        let mut starts = names(&step["starts"]);
        if !is_ours(flavor) {
            let order: Vec<String> = step["processes"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|process| process["name"].as_str().map(str::to_owned))
                .collect();
            starts.sort_by_key(|name| order.iter().position(|other| other == name));
        }
        Step { stops: names(&step["stops"]).into_iter().collect(), starts }
    };
    steps.map(step).filter(|step| !step.stops.is_empty() || !step.starts.is_empty()).collect()
}

/// What the log tells: the same steps, cut where a foretold one ends.
pub(crate) fn happened(log: &str, foretold: &[Step]) -> Vec<Step> {
    let mut events = log.lines().filter_map(|line| {
        let (_, stopped) = line.split_once(" stopped: ").unzip();
        let (_, spawned) = line.split_once(" spawned: '").unzip();
        match (stopped, spawned) {
            (Some(rest), _) => Some((false, rest.split(' ').next()?.to_owned())),
            (None, Some(rest)) => Some((true, rest.split('\'').next()?.to_owned())),
            (None, None) => None,
        }
    });
    let mut steps = Vec::new();
    for step in foretold {
        let stops = events.by_ref().take(step.stops.len()).map(|(starts, name)| mark(starts, false, name));
        let stops = stops.collect();
        let starts = events.by_ref().take(step.starts.len()).map(|(starts, name)| mark(starts, true, name));
        steps.push(Step { stops, starts: starts.collect() });
    }
    let rest: Vec<String> = events.map(|(starts, name)| format!("{starts} {name}")).collect();
    if !rest.is_empty() {
        steps.push(Step { stops: BTreeSet::new(), starts: rest });
    }
    steps
}

/// The log from `start` on, when it tells as much as there is to come: it is written by a thread of its own.
pub(crate) fn log_of(daemon: &Daemon, start: usize, foretold: &[Step]) -> String {
    let log = || daemon.read("run/supervisord.log").get(start..).unwrap_or_default().to_owned();
    let expected: usize = foretold.iter().map(|step| step.stops.len() + step.starts.len()).sum();
    let told = |log: &str| log.matches(" stopped: ").count() + log.matches(" spawned: '").count();
    wait::until("the log tells of the update", || told(&log()) >= expected);
    log()
}

/// Who was asked to stop, in order.
pub(crate) fn asked(log: &str) -> Vec<String> {
    let mut asked: Vec<String> = Vec::new();
    for line in log.lines() {
        let name = line.split_once(" DEBG killing ").and_then(|(_, rest)| rest.split(' ').next());
        // A second time with SIGKILL.
        asked.extend(name.filter(|name| !asked.iter().any(|known| known == name)).map(str::to_owned));
    }
    asked
}

/// The same, foretold.
pub(crate) fn stops(document: &Json) -> Vec<String> {
    let steps = document["steps"].as_array().into_iter().flatten();
    steps.flat_map(|step| names(&step["stops"])).collect()
}

pub(crate) fn mark(starts: bool, expected: bool, name: String) -> String {
    if starts == expected { name } else { format!("{name} (the other way)") }
}

/// What became of each process: foretold, by group and name.
pub(crate) fn actions(document: &Json) -> BTreeMap<(String, String), String> {
    let mut actions = BTreeMap::new();
    for step in document["steps"].as_array().into_iter().flatten() {
        for process in step["processes"].as_array().into_iter().flatten() {
            let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
            actions.insert((text(&step["group"]), text(&process["name"])), text(&process["action"]));
        }
    }
    actions
}

/// Holds pids before and after against what was foretold.
pub(crate) fn judge(what: &str, before: &Pids, after: &Pids, actions: &BTreeMap<(String, String), String>) {
    for key in before.keys().chain(after.keys()) {
        let (old, new) = (before.get(key).copied().unwrap_or(0), after.get(key).copied().unwrap_or(0));
        let foretold = actions.get(key).map_or("keep", String::as_str);
        let right = match foretold {
            "keep" => old == new,
            "restart" => old != 0 && new != 0 && old != new,
            "start" => new != 0 && old != new,
            "stop" => old != 0 && new == 0,
            "stop-if-running" => new == 0,
            "restart-if-running" => new != 0 && old != new,
            "nothing" => old == 0 && new == 0,
            other => panic!("{what}: there is no action {other}"),
        };
        assert!(right, "{what}: {key:?} was to {foretold}, and its pid was {old} and is {new}");
    }
}

//! What supervisor-diff foretells is what an update then does: which processes start, stop, restart and keep their pids, in
//! which order, by our daemon and by the original on the same files; told from two directories and from what runs.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value as Json;
use supervisor_tests::command::{self, Run};
use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::schema::Schema;
use supervisor_tests::{binaries, wait, workspace};
use supervisor_wire::{Client, ServerUrl, Value};

/// What runs first. Every process has a name of its own, by which the log tells them apart.
const BASE: &str = "\
[program:one]
command=/bin/sleep 601
startsecs=0
exitcodes=0,2
environment=A=\"1\",TOKEN=\"hunter2\"

[program:two]
command=/bin/sleep 602
process_name=two_%(process_num)d
numprocs=3
startsecs=0

[program:idle]
command=/bin/sleep 603
redirect_stderr=true
autostart=false
startsecs=0

[program:x]
command=/bin/sleep 604
startsecs=0

[program:y]
command=/bin/sleep 605
startsecs=0
stopwaitsecs=7

[group:pair]
programs=x,y
priority=5

[eventlistener:ear]
command=/bin/sleep 606
events=TICK_3600
startsecs=0

[fcgi-program:fast]
command=/bin/sleep 607
socket=unix://%(here)s/run/fast.sock
startsecs=0

[program:log]
command=/bin/sleep 608
stdout_logfile=%(here)s/run/log.log
startsecs=0
";

/// A change of the base: each text is replaced by another.
struct Scenario {
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    /// The original tells enough of what runs to foretell it.
    told: bool,
}

const fn told(name: &'static str, edits: &'static [(&'static str, &'static str)]) -> Scenario {
    Scenario { name, edits, told: true }
}

const fn untold(name: &'static str, edits: &'static [(&'static str, &'static str)]) -> Scenario {
    Scenario { name, edits, told: false }
}

const SCENARIOS: [Scenario; 43] = [
    told("a comment", &[("[program:one]\n", "; a comment\n[program:one]\n")]),
    told("another spelling", &[("exitcodes=0,2", "EXITCODES = 0, 2")]),
    told("an unknown option", &[("exitcodes=0,2", "exitcodes=0,2\nnonsense=1")]),
    told("a default written out", &[("exitcodes=0,2", "exitcodes=0,2\nstopsignal=15")]),
    told("the command", &[("sleep 601", "sleep 611")]),
    untold("a variable", &[("A=\"1\"", "A=\"2\"")]),
    untold("a secret", &[("hunter2", "hunter3")]),
    untold("one variable more", &[("A=\"1\"", "A=\"1\",B=\"2\"")]),
    told("variables in another order", &[("A=\"1\",TOKEN=\"hunter2\"", "TOKEN=\"hunter2\",A=\"1\"")]),
    told("priority", &[("exitcodes=0,2", "exitcodes=0,2\npriority=998")]),
    told("stopwaitsecs", &[("stopwaitsecs=7", "stopwaitsecs=8")]),
    told("stopsignal", &[("exitcodes=0,2", "exitcodes=0,2\nstopsignal=INT")]),
    untold("autorestart", &[("exitcodes=0,2", "exitcodes=0,2\nautorestart=true")]),
    told("exitcodes", &[("exitcodes=0,2", "exitcodes=2,0")]),
    told("directory", &[("exitcodes=0,2", "exitcodes=0,2\ndirectory=/")]),
    untold("umask", &[("exitcodes=0,2", "exitcodes=0,2\numask=027")]),
    told("one process more", &[("numprocs=3", "numprocs=4")]),
    told("one process less", &[("numprocs=3", "numprocs=2")]),
    told("other numbers", &[("numprocs=3", "numprocs=3\nnumprocs_start=1")]),
    told("other names", &[("two_%(process_num)d", "deux_%(process_num)d")]),
    told("no autostart any more", &[("exitcodes=0,2", "exitcodes=0,2\nautostart=false")]),
    told("autostart from now on", &[("autostart=false", "autostart=true")]),
    told("the command of what does not run", &[("sleep 603", "sleep 613")]),
    told(
        "a program goes",
        &[(
            "[program:log]\ncommand=/bin/sleep 608\nstdout_logfile=%(here)s/run/log.log\n",
            "[program:log2]\ncommand=/bin/sleep 608\nautostart=false\n",
        )],
    ),
    told(
        "a program comes",
        &[("[program:one]\n", "[program:zero]\ncommand=/bin/sleep 600\nstartsecs=0\n[program:one]\n")],
    ),
    told(
        "a program without autostart comes",
        &[("[program:one]\n", "[program:zero]\ncommand=/bin/sleep 600\nautostart=false\n[program:one]\n")],
    ),
    told("another name", &[("[program:one]", "[program:uno]")]),
    told("priority of a group", &[("priority=5", "priority=6")]),
    untold("programs in another order", &[("programs=x,y", "programs=y,x")]),
    told("a program joins a group", &[("programs=x,y", "programs=x,y,one")]),
    told("a program leaves a group", &[("programs=x,y", "programs=x")]),
    told("a group is dissolved", &[("[group:pair]\nprograms=x,y\npriority=5\n", "")]),
    told("another name of a group", &[("[group:pair]", "[group:couple]")]),
    told("one of a group", &[("sleep 604", "sleep 614")]),
    told("priority inside a group", &[("sleep 605\n", "sleep 605\npriority=1\n")]),
    untold("events of a listener", &[("TICK_3600", "TICK_60")]),
    untold("buffer_size", &[("TICK_3600", "TICK_3600\nbuffer_size=20")]),
    untold("a listener becomes a program", &[("[eventlistener:ear]", "[program:ear]")]),
    untold("a FastCGI socket", &[("run/fast.sock", "run/slow.sock")]),
    told("what is overlooked of a socket", &[("run/fast.sock", "run/fast.sock\nsocket_mode=0600")]),
    told("a log becomes AUTO", &[("stdout_logfile=%(here)s/run/log.log", "stdout_logfile=AUTO")]),
    told("a log goes", &[("stdout_logfile=%(here)s/run/log.log", "stdout_logfile=NONE")]),
    untold(
        "the daemon's environment",
        &[("[program:one]", "[supervisord]\nenvironment=X=\"1\"\n[program:one]")],
    ),
];

/// For daemons that have just started: of several groups that are gone, those that became active first go first.
const AT_ONCE: Scenario = told(
    "several at once",
    &[
        ("[program:one]", "[program:eins]"),
        ("sleep 604", "sleep 614"),
        ("sleep 602", "sleep 612"),
        ("[program:log]", "[program:last]"),
        ("stdout_logfile=%(here)s/run/log.log", "priority=1"),
    ],
);

impl Scenario {
    fn text(&self) -> String {
        let mut text = BASE.to_owned();
        for (old, new) in self.edits {
            assert!(text.contains(old), "{}: {old:?} is not there", self.name);
            text = text.replace(old, new);
        }
        text
    }
}

/// Group and name of a process to its pid; 0: it does not run.
type Pids = BTreeMap<(String, String), i32>;

fn pids(daemon: &Daemon) -> Pids {
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
fn diff(daemon: &Daemon, words: &[&str]) -> Run {
    let mut command = Command::new(binaries::path("supervisor-diff"));
    command.args(words).current_dir(daemon.directory()).env_clear();
    command.envs(command::environment(daemon.directory()));
    command::run(&mut command, "")
}

#[track_caller]
fn json(daemon: &Daemon, words: &[&str], schema: &mut Schema) -> Json {
    let run = diff(daemon, words);
    assert!(matches!(run.code, 0 | 2), "{words:?}: {run:?}");
    assert!(!run.stdout.contains("hunter"), "{}", run.stdout);
    let document = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    schema.check(&document).unwrap_or_else(|fault| panic!("{words:?}: {fault}"));
    document
}

fn schema() -> Schema {
    let path = workspace::root().join("docs/schemas/diff-1.json");
    Schema::new(&std::fs::read_to_string(&path).expect("the schema is there"))
}

/// Whether it is our daemon that plays its part.
fn is_ours(flavor: Flavor) -> bool {
    flavor == Flavor::Ours && !self_test()
}

/// The steps of a forecast: what stops, and what starts, in order.
#[derive(Debug, PartialEq, Eq)]
struct Step {
    stops: BTreeSet<String>,
    starts: Vec<String>,
}

fn names(list: &Json) -> Vec<String> {
    let names = list.as_array().into_iter().flatten();
    names.filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Those steps in which something happens. In the original the processes of a group start in the order of the file
/// (docs/differences.md, "Autostart ignores `priority` inside a group").
fn steps(document: &Json, flavor: Flavor) -> Vec<Step> {
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
fn happened(log: &str, foretold: &[Step]) -> Vec<Step> {
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
fn log_of(daemon: &Daemon, start: usize, foretold: &[Step]) -> String {
    let log = || daemon.read("run/supervisord.log").get(start..).unwrap_or_default().to_owned();
    let expected: usize = foretold.iter().map(|step| step.stops.len() + step.starts.len()).sum();
    let told = |log: &str| log.matches(" stopped: ").count() + log.matches(" spawned: '").count();
    wait::until("the log tells of the update", || told(&log()) >= expected);
    log()
}

/// Who was asked to stop, in order.
fn asked(log: &str) -> Vec<String> {
    let mut asked: Vec<String> = Vec::new();
    for line in log.lines() {
        let name = line.split_once(" DEBG killing ").and_then(|(_, rest)| rest.split(' ').next());
        // A second time with SIGKILL.
        asked.extend(name.filter(|name| !asked.iter().any(|known| known == name)).map(str::to_owned));
    }
    asked
}

/// The same, foretold.
fn stops(document: &Json) -> Vec<String> {
    let steps = document["steps"].as_array().into_iter().flatten();
    steps.flat_map(|step| names(&step["stops"])).collect()
}

fn mark(starts: bool, expected: bool, name: String) -> String {
    if starts == expected { name } else { format!("{name} (the other way)") }
}

/// What became of each process: foretold, by group and name.
fn actions(document: &Json) -> BTreeMap<(String, String), String> {
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
fn judge(what: &str, before: &Pids, after: &Pids, actions: &BTreeMap<(String, String), String>) {
    for key in before.keys().chain(after.keys()) {
        let (old, new) = (before.get(key).copied().unwrap_or(0), after.get(key).copied().unwrap_or(0));
        let foretold = actions.get(key).map_or("keep", String::as_str);
        let right = match foretold {
            "keep" => old == new,
            "restart" => old != 0 && new != 0 && old != new,
            "start" => new != 0 && old != new,
            "stop" => old != 0 && new == 0,
            "stop-if-running" => new == 0,
            "nothing" => old == 0 && new == 0,
            other => panic!("{what}: there is no action {other}"),
        };
        assert!(right, "{what}: {key:?} was to {foretold}, and its pid was {old} and is {new}");
    }
}

/// The scenario there and back on one daemon.
fn play(daemon: &Daemon, scenario: &Scenario, schema: &mut Schema) {
    let flavor = daemon.flavor();
    let mut active = BASE.to_owned();
    for (direction, to) in [("", scenario.text()), (", back", BASE.to_owned())] {
        let what = format!("{flavor:?}: {}{direction}", scenario.name);
        let main = std::fs::read_to_string(daemon.file()).expect("the main file");
        let old = daemon.directory().join("old");
        std::fs::create_dir_all(&old).expect("a directory");
        std::fs::write(old.join("supervisord.conf"), main).expect("a file");
        std::fs::write(old.join("programs.conf"), &active).expect("a file");
        daemon.write("programs.conf", &to);
        let new = daemon.file().with_file_name("");
        let (old, new) = (old.display().to_string(), new.display().to_string());
        // In the place of the new directory, where the daemon runs: `%(here)s` is that.
        let foretold = json(daemon, &["--json", &old, &new], schema);
        let file = daemon.file().display().to_string();
        let live = json(daemon, &["--live", "--json", &file], schema);
        let before = pids(daemon);
        let log_before = daemon.read("run/supervisord.log").len();
        let update = daemon.ctl(flavor, &["update"], "");
        assert_eq!(update.code, 0, "{what}: {update:?}");
        let settled =
            || pids(daemon).iter().all(|((_, name), pid)| *pid != 0 || !is_to_run(name, &foretold, &before));
        wait::until(&format!("{what}: everything has started"), settled);
        let after = pids(daemon);
        judge(&what, &before, &after, &actions(&foretold));
        let steps_foretold = steps(&without_maybes(&foretold, &before), flavor);
        let log = log_of(daemon, log_before, &steps_foretold);
        if foretold["update"] == true {
            // What an update overlooks does not become active.
            active = to;
        }
        assert_eq!(happened(&log, &steps_foretold), steps_foretold, "{what}:\n{log}");
        assert_eq!(
            asked(&log),
            stops(&without_maybes(&foretold, &before)),
            "{what}: the order of stops\n{log}"
        );
        if is_ours(flavor) || scenario.told {
            let same = |document: &Json| actions(&without_maybes(document, &before));
            assert_eq!(same(&live), same(&foretold), "{what}, as foretold of what runs");
        }
        for line in update.stdout.lines() {
            let (group, _) = line.split_once(": ").expect("a line of update");
            let steps = foretold["steps"].as_array().into_iter().flatten();
            let groups: Vec<_> = steps.filter_map(|step| step["group"].as_str()).collect();
            assert!(groups.contains(&group), "{what}: {line} was not foretold: {groups:?}");
        }
    }
}

/// Whether a process runs in the end.
fn is_to_run(name: &str, foretold: &Json, before: &Pids) -> bool {
    let action = actions(foretold).into_iter().find(|((_, process), _)| process == name);
    match action {
        Some((_, action)) => matches!(action.as_str(), "start" | "restart"),
        None => before.iter().any(|((_, process), pid)| process == name && *pid != 0),
    }
}

/// What only might have been stopped, because it might have run, and did not.
fn without_maybes(document: &Json, before: &Pids) -> Json {
    let mut document = document.clone();
    for step in document["steps"].as_array_mut().into_iter().flatten() {
        let group = step["group"].as_str().unwrap_or_default().to_owned();
        let runs = |name: &str| before.get(&(group.clone(), name.to_owned())).is_some_and(|pid| *pid != 0);
        if let Some(stops) = step["stops"].as_array_mut() {
            stops.retain(|name| name.as_str().is_some_and(runs));
        }
        for process in step["processes"].as_array_mut().into_iter().flatten() {
            if process["action"] == "stop-if-running" && !process["name"].as_str().is_some_and(runs) {
                process["action"] = "nothing".into();
            }
        }
    }
    document
}

fn started(flavor: Flavor, programs: &str) -> Daemon {
    let main = "[include]\nfiles=programs.conf\n";
    // The log tells at this level who is asked to stop, in order.
    let config =
        Config::programs(main).with_replacement("[supervisord]\n", "[supervisord]\nloglevel=debug\n");
    let daemon = Daemon::start(flavor, &config.with_file("programs.conf", programs));
    wait::until("everything runs", || {
        pids(&daemon).iter().all(|((_, name), pid)| *pid != 0 || name == "idle")
    });
    let spawned = pids(&daemon).values().filter(|pid| **pid != 0).count();
    wait::until("the log tells of the start", || {
        daemon.read("run/supervisord.log").matches(" spawned: '").count() >= spawned
    });
    daemon
}

/// A part of the scenarios on a daemon of either kind: the parts run at the same time.
fn play_part(part: usize) {
    let mut schema = schema();
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = started(flavor, BASE);
        for scenario in SCENARIOS.iter().skip(part).step_by(4) {
            play(&daemon, scenario, &mut schema);
        }
    }
}

#[test]
fn updates_of_everything_at_once_do_what_was_foretold() {
    let mut schema = schema();
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = started(flavor, BASE);
        play(&daemon, &AT_ONCE, &mut schema);
    }
}

#[test]
fn updates_do_what_was_foretold_1() {
    play_part(0);
}

#[test]
fn updates_do_what_was_foretold_2() {
    play_part(1);
}

#[test]
fn updates_do_what_was_foretold_3() {
    play_part(2);
}

#[test]
fn updates_do_what_was_foretold_4() {
    play_part(3);
}

/// Only what changed is replaced; the others keep their pids, also those that somebody stopped.
#[test]
fn a_minimal_update_spares_what_did_not_change() {
    if self_test() {
        return;
    }
    let daemon = started(Flavor::Ours, BASE);
    let mut schema = schema();
    for (what, old, new) in [
        ("one of a group", "sleep 604", "sleep 614"),
        ("one process more", "numprocs=3", "numprocs=4"),
        ("one process less", "numprocs=3", "numprocs=2"),
        ("priority of a group", "priority=5", "priority=6"),
        ("programs in another order", "programs=x,y", "programs=y,x"),
        ("a program joins a group", "programs=x,y", "programs=x,y,one"),
        ("a listener", "TICK_3600", "TICK_60"),
        ("a socket", "fast.sock", "slow.sock"),
        ("the command of all", "sleep 602", "sleep 612"),
    ] {
        for (from, to) in [(old, new), (new, old)] {
            let text = BASE.replace(old, to);
            assert_ne!(from, to);
            daemon.write("programs.conf", &text);
            let file = daemon.file().display().to_string();
            let foretold = json(&daemon, &["--live", "--minimal", "--json", &file], &mut schema);
            let before = pids(&daemon);
            let start = daemon.read("run/supervisord.log").len();
            let update = daemon.ctl(Flavor::Ours, &["update", "--minimal"], "");
            assert_eq!(update.code, 0, "{what}: {update:?}");
            wait::until(&format!("{what}: everything has started"), || {
                pids(&daemon).iter().all(|((_, name), pid)| *pid != 0 || !is_to_run(name, &foretold, &before))
            });
            let after = pids(&daemon);
            judge(what, &before, &after, &actions(&foretold));
            let steps = steps(&foretold, Flavor::Ours);
            assert_eq!(happened(&log_of(&daemon, start, &steps), &steps), steps, "{what}");
            let again = daemon.ctl(Flavor::Ours, &["update", "--plan"], "");
            assert_eq!(again.code, 0, "{what}: {again:?}");
        }
    }
    assert_eq!(daemon.ctl(Flavor::Ours, &["stop", "pair:y"], "").code, 0);
    let before = pids(&daemon);
    daemon.write("programs.conf", &BASE.replace("sleep 604", "sleep 614"));
    let shown = daemon.ctl(Flavor::Ours, &["update", "--plan", "--minimal"], "");
    assert!(shown.stdout.contains("~ group pair (will restart: x)"), "{shown:?}");
    let update = daemon.ctl(Flavor::Ours, &["update", "--minimal"], "");
    assert_eq!(update.stdout, "pair:x: stopped\npair: updated process group\n");
    let after = pids(&daemon);
    let key = |name: &str| ("pair".to_owned(), name.to_owned());
    assert_eq!((before[&key("y")], after[&key("y")]), (0, 0));
    assert_ne!(before[&key("x")], after[&key("x")]);

    let original = started(Flavor::Original, BASE);
    original.write("programs.conf", &BASE.replace("sleep 604", "sleep 614"));
    let refused = original.ctl(Flavor::Ours, &["update", "--minimal"], "");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("can only replace whole groups"), "{refused:?}");
}

/// A saved plan is carried out when it fits, and else nothing is done.
#[test]
fn a_saved_plan_is_carried_out_if_it_fits() {
    if self_test() {
        return;
    }
    let daemon = started(Flavor::Ours, BASE);
    let file = daemon.file().display().to_string();
    let changed = BASE.replace("sleep 604", "sleep 614").replace("hunter2", "hunter3");
    daemon.write("programs.conf", &changed);
    let saved = daemon.directory().join("plan.json").display().to_string();
    let made = diff(&daemon, &["--live", "--out", &saved, &file]);
    assert_eq!(made.code, 2, "{made:?}");
    let document = std::fs::read_to_string(&saved).expect("a plan");
    assert!(!document.contains("hunter"), "{document}");
    let path = workspace::root().join("docs/schemas/update-plan-1.json");
    let mut schema = Schema::new(&std::fs::read_to_string(path).expect("the schema"));
    schema.check(&serde_json::from_str(&document).expect("JSON")).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(schema.unused(), [""; 0]);
    let before = pids(&daemon);
    let apply = format!("--plan={saved}");
    // The configuration moves on.
    daemon.write("programs.conf", &changed.replace("hunter3", "hunter4"));
    let refused = daemon.ctl(Flavor::Ours, &["update", &apply], "");
    assert_eq!(
        (refused.code, refused.stderr.as_str(), refused.stdout.as_str()),
        (
            1,
            "ERROR: the plan does not fit any more, and nothing was done:\n  one is configured otherwise by now\n",
            ""
        )
    );
    assert_eq!(pids(&daemon), before);
    daemon.write("programs.conf", &changed);
    let done = daemon.ctl(Flavor::Ours, &["update", &apply], "");
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done:?}");
    assert_eq!(
        done.stdout,
        "pair: stopped\npair: updated process group\none: stopped\none: updated process group\n"
    );
    // Once.
    let again = daemon.ctl(Flavor::Ours, &["update", &apply], "");
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.stderr.contains("  one runs with other options than it did\n"), "{again:?}");
    let nonsense = daemon.ctl(Flavor::Ours, &["update", &format!("--plan={file}")], "");
    assert_eq!(nonsense.code, 1, "{nonsense:?}");
    assert!(nonsense.stderr.contains("it is no saved plan"), "{nonsense:?}");
}

/// `reread --verbose` says what `reread` says, and then what an update would do.
#[test]
fn reread_tells_more_when_asked() {
    if self_test() {
        return;
    }
    let daemon = started(Flavor::Ours, BASE);
    daemon.write("programs.conf", &BASE.replace("sleep 604", "sleep 614"));
    let plain = daemon.ctl(Flavor::Ours, &["reread"], "");
    let verbose = daemon.ctl(Flavor::Ours, &["reread", "--verbose"], "");
    assert_eq!((plain.stdout.as_str(), verbose.code), ("pair: changed\n", 0), "{verbose:?}");
    for part in [
        "pair: changed\n\n~ group pair (will restart: x, y)",
        "command: /bin/sleep 604 → /bin/sleep 614",
        "y: nothing of it changed, but its group is replaced as a whole",
        "in this order:\n  pair: stop x, y, then start x, y",
        "the update takes 10 s at most",
    ] {
        assert!(verbose.stdout.contains(part), "{part}:\n{}", verbose.stdout);
    }
}

/// Which of several groups goes first depends on what happened before; who asks what runs is told.
#[test]
fn groups_that_are_gone_go_in_the_order_in_which_they_came() {
    let one = "[program:one]\ncommand=/bin/sleep 601\nstartsecs=0\npriority=5\n";
    let late = "[program:late]\ncommand=/bin/sleep 602\nstartsecs=0\npriority=1\n";
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = started(flavor, one);
        daemon.write("programs.conf", &format!("{one}{late}"));
        assert_eq!(daemon.ctl(flavor, &["update"], "").stdout, "late: added process group\n");
        daemon.write("programs.conf", "");
        if is_ours(flavor) {
            let file = daemon.file().display().to_string();
            let foretold = json(&daemon, &["--live", "--json", &file], &mut schema());
            assert_eq!(stops(&foretold), ["one", "late"]);
        }
        assert_eq!(
            daemon.ctl(flavor, &["update"], "").stdout,
            "one: stopped\none: removed process group\nlate: stopped\nlate: removed process group\n",
            "{flavor:?}"
        );
    }
}

/// The server is the one that the configuration names, or that of `-s`, with `-u` and `-p`.
#[test]
fn servers_with_a_password_are_asked() {
    let config = Config::programs("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n").with_tcp();
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = Daemon::start(flavor, &config);
        daemon.await_state("cat", "RUNNING");
        let (file, url) =
            (daemon.file().display().to_string(), format!("http://127.0.0.1:{}", daemon.port()));
        let with = |password: &str| diff(&daemon, &["-s", &url, "-u", USER, "-p", password, &file]);
        let told = with(PASSWORD);
        assert_eq!((told.code, told.stderr.as_str()), (0, ""), "{told:?}");
        for refused in [with("wrong"), diff(&daemon, &["-s", &url, &file])] {
            assert_eq!(refused.code, 1, "{refused:?}");
            assert!(refused.stderr.contains("401"), "{refused:?}");
        }
        assert_eq!(diff(&daemon, &["--live", &file]).code, 0);
    }
}

/// What the original cannot tell is said, and counts as unchanged.
#[test]
fn what_the_original_does_not_tell_is_named() {
    let daemon = started(Flavor::Original, BASE);
    let file = daemon.file().display().to_string();
    daemon.write("programs.conf", &BASE.replace("A=\"1\"", "A=\"2\"").replace("sleep 608", "sleep 618"));
    let url = format!("unix://{}", daemon.path("run/supervisor.sock").display());
    let shown = diff(&daemon, &["-s", &url, &file]);
    assert_eq!(shown.code, 2, "{shown:?}");
    assert!(shown.stdout.contains("~ group log (will restart: log)"), "{}", shown.stdout);
    assert!(shown.stdout.contains("command: /bin/sleep 608 → /bin/sleep 618"), "{}", shown.stdout);
    assert!(!shown.stdout.contains("group one"), "{}", shown.stdout);
    assert!(shown.stdout.contains("the server does not tell these options"), "{}", shown.stdout);
    let refused = diff(&daemon, &["-s", &url, "--out", "plan.json", &file]);
    assert_eq!(refused.code, 1, "{refused:?}");
    let nobody = diff(&daemon, &["-s", "unix:///nonexistent/socket", &file]);
    assert_eq!(nobody.code, 1, "{nobody:?}");
}

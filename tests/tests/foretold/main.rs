//! What supervisor-diff foretells is what an update then does: which processes start, stop, restart and keep their pids, in
//! which order, by our daemon and by the original on the same files; told from two directories and from what runs.

mod environment;
mod halfway;
mod judged;
mod scenarios;

use judged::*;
use scenarios::*;
use serde_json::Value as Json;
use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::schema::Schema;
use supervisor_tests::{wait, workspace};
use supervisor_wire::{Client, ServerUrl};

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
        Some((_, action)) => matches!(action.as_str(), "start" | "restart" | "restart-if-running"),
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
            if process["action"] == "restart-if-running" {
                let runs = process["name"].as_str().is_some_and(runs);
                process["action"] = if runs { "restart" } else { "start" }.into();
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
    let mut parsed: Json = serde_json::from_str(&document).expect("JSON");
    schema.check(&parsed).unwrap_or_else(|fault| panic!("{fault}"));
    // Only what is being stopped has this: see the test about that.
    parsed["steps"][0]["stopping"] = vec!["x"].into();
    schema.check(&parsed).unwrap_or_else(|fault| panic!("{fault}"));
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
    // Somebody takes a step out of a plan.
    let path = daemon.directory().join("edited.json").display().to_string();
    let mut edited: Json = serde_json::from_str(&document).expect("JSON");
    edited["steps"] = Json::Array(Vec::new());
    std::fs::write(&path, edited.to_string()).expect("it can be written");
    let refused = daemon.ctl(Flavor::Ours, &["update", &format!("--plan={path}")], "");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("it has been edited since supervisor-diff wrote it"), "{refused:?}");
    let nonsense = daemon.ctl(Flavor::Ours, &["update", &format!("--plan={file}")], "");
    assert_eq!(nonsense.code, 1, "{nonsense:?}");
    assert!(nonsense.stderr.contains("it is no saved plan"), "{nonsense:?}");
}

/// What runs is part of what a plan rests on, and so is the configuration, up to the last step.
#[test]
fn a_saved_plan_rests_on_what_runs_and_on_what_was_read() {
    if self_test() {
        return;
    }
    let daemon = started(Flavor::Ours, BASE);
    let file = daemon.file().display().to_string();
    daemon.write("programs.conf", &BASE.replace("sleep 603", "sleep 613"));
    let saved = daemon.directory().join("plan.json").display().to_string();
    let made = diff(&daemon, &["--live", "--out", &saved, &file]);
    assert_eq!(made.code, 2, "{made:?}");
    let apply = format!("--plan={saved}");
    assert_eq!(daemon.ctl(Flavor::Ours, &["start", "idle"], "").code, 0);
    let before = pids(&daemon);
    let refused = daemon.ctl(Flavor::Ours, &["update", &apply], "");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.ends_with("nothing was done:\n  idle:idle runs now\n"), "{refused:?}");
    assert_eq!(pids(&daemon), before);
    assert_eq!(daemon.ctl(Flavor::Ours, &["stop", "idle"], "").code, 0);
    let url = format!("unix://{}", daemon.path("run/supervisor.sock").display());
    let mut client = Client::new(ServerUrl::parse(&url).expect("a URL"), None).expect("a client");
    for method in ["extension.stopChangedProcesses", "extension.refreshProcessGroup"] {
        let words = ["one".into(), "of another configuration".into(), true.into()];
        let refused = client.call(method, &words).expect_err("it is not this one").to_string();
        assert!(refused.contains("another configuration has been read meanwhile"), "{refused}");
    }
    let done = daemon.ctl(Flavor::Ours, &["update", &apply], "");
    assert_eq!((done.code, done.stdout.as_str()), (0, "idle: stopped\nidle: updated process group\n"));
    let meant = daemon.ctl(Flavor::Ours, &["update", "--plan", &saved], "");
    assert!(meant.stderr.contains("plan.json carries out the plan in that file"), "{meant:?}");
}

/// Somebody has asked a process to stop, which takes its time.
#[test]
fn what_is_being_stopped_already_is_foretold_and_waited_for() {
    if self_test() {
        return;
    }
    let stubborn = "[program:stubborn]\ncommand=/bin/sh -c \"trap '' TERM; while :; do sleep 0.1; done\"\n\
                    startsecs=0\nstopwaitsecs=3\nstopasgroup=true\nkillasgroup=true\n";
    let daemon = started(Flavor::Ours, stubborn);
    let url = format!("unix://{}", daemon.path("run/supervisor.sock").display());
    let mut client = Client::new(ServerUrl::parse(&url).expect("a URL"), None).expect("a client");
    client.call("supervisor.stopProcess", &["stubborn".into(), false.into()]).expect("it is asked to");
    daemon.await_state("stubborn", "STOPPING");
    daemon.write("programs.conf", &stubborn.replace("sleep 0.1", "sleep 0.2"));
    let file = daemon.file().display().to_string();
    let foretold = json(&daemon, &["--live", "--json", &file], &mut schema());
    assert_eq!(names(&foretold["steps"][0]["stopping"]), ["stubborn"]);
    let shown = diff(&daemon, &["--live", &file]);
    assert!(shown.stdout.contains("the update breaks off here with STILL_RUNNING"), "{}", shown.stdout);
    let update = daemon.ctl(Flavor::Ours, &["update", "--minimal"], "");
    assert_eq!((update.code, update.stderr.as_str()), (0, ""), "{update:?}");
    assert!(update.stdout.ends_with("stubborn: updated process group\n"), "{update:?}");
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
        "y: unchanged, but the group is replaced as a whole",
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
        let with_slash = diff(&daemon, &["-s", &format!("http://localhost:{}/", daemon.port()), &file]);
        assert!(!with_slash.stderr.contains(PASSWORD), "{with_slash:?}");
        let inside = format!("http://{USER}:{PASSWORD}@127.0.0.1:{}", daemon.port());
        let unused = diff(&daemon, &["-s", &inside, &file]);
        assert_eq!(unused.code, 1, "{unused:?}");
        assert!(
            unused.stderr.contains("in the URL are not used") && !unused.stderr.contains(PASSWORD),
            "{unused:?}"
        );
    }
}

/// Nothing that the original tells differs, and yet an update would do something: nothing may claim that it would not.
#[test]
fn what_the_original_does_not_tell_is_no_promise() {
    let programs = "[program:one]\ncommand=/bin/sleep 601\nstartsecs=0\n";
    let daemon = started(Flavor::Original, programs);
    let file = daemon.file().display().to_string();
    // Two groups of one name: the original replaces one of them at every update.
    let more = "environment=A=\"2\"\n[group:one]\nprograms=two\n[program:two]\ncommand=/bin/sleep 602\n";
    daemon.write("programs.conf", &format!("{programs}environment=A=\"1\"\n"));
    for (words, said) in [
        (["--color=never", "--live"].as_slice(), "no group changes in what this server tells: "),
        (&["--markdown", "--live"], "**Nothing of what this server tells:**"),
        (&["--unified", "--live"], "# the server does not tell these options"),
    ] {
        let shown = diff(&daemon, &[words, &[&file]].concat());
        assert_eq!(shown.code, 0, "{shown:?}");
        assert!(shown.stdout.contains(said), "{}", shown.stdout);
    }
    let warned = diff(&daemon, &["--live", "--fail-on", "restart", &file]);
    assert_eq!(warned.code, 0, "{warned:?}");
    let warning =
        "warning: --fail-on cannot see changes of what this server does not tell: autorestart, environment,";
    assert!(warned.stderr.contains(warning), "{}", warned.stderr);
    daemon.write("programs.conf", &format!("{programs}{more}"));
    let shown = diff(&daemon, &["--live", &file]);
    assert!(shown.stdout.contains("groups that share their name with another"), "{}", shown.stdout);
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

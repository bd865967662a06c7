//! The supervisorctl module of Ansible and the supervisord module and states of Salt, unmodified from the Python package
//! index, drive our daemon through our supervisorctl: each task's result is what it is with the original's pair.

use serde_json::{Value, json};
use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::operators::play;
use supervisor_tests::twins::assert_same;
use supervisor_tests::wait;

/// A program, two of a group, one that says which signals it gets, one that cannot be started, one that takes a moment.
const PROGRAMS: &str = "[program:web]\ncommand=/bin/cat\nstartsecs=0\n\n\
                        [group:pair]\nprograms=one,two\n\n\
                        [program:one]\ncommand=/bin/cat\nstartsecs=0\n\n\
                        [program:two]\ncommand=/bin/cat\nstartsecs=0\n\n\
                        [program:ears]\ncommand=/bin/sh -c \"trap 'echo heard' USR1; echo ready; while :; do sleep 1000 & wait; done\"\n\
                        stdout_logfile=%(here)s/run/ears.log\n\n\
                        [program:missing]\ncommand=nosuchcommand\nautostart=false\nstartretries=0\n\n\
                        [program:slow]\ncommand=/bin/cat\nautostart=false\nstartsecs=2\n\n";
const LATE: &str = "[program:late]\ncommand=/bin/cat\nstartsecs=0\n";

fn ready(daemon: &Daemon) {
    for process in ["web", "pair:one", "pair:two", "ears"] {
        daemon.await_state(process, "RUNNING");
    }
    wait::until("it has a trap", || daemon.read("run/ears.log").contains("ready"));
}

fn ansible(name: &str, state: &str) -> Value {
    json!({ "ansible": { "name": name, "state": state } })
}

/// The task in check mode.
fn checked(mut task: Value) -> Value {
    task["check"] = Value::Bool(true);
    task
}

#[test]
fn ansible_starts_stops_and_restarts() {
    let seen = assert_same(&Config::programs(PROGRAMS), |daemon| {
        ready(daemon);
        let tasks = [
            ansible("web", "started"),
            checked(ansible("web", "stopped")),
            ansible("web", "stopped"),
            ansible("web", "stopped"),
            checked(ansible("web", "started")),
            ansible("web", "started"),
            ansible("web", "restarted"),
            ansible("pair:", "started"),
            ansible("pair:", "stopped"),
            ansible("pair:one", "started"),
            ansible("pair:", "started"),
            ansible("pair:", "restarted"),
            ansible("slow", "started"),
            ansible("missing", "started"),
            ansible("missing", "restarted"),
            ansible("nosuch", "started"),
            ansible("nosuch:", "stopped"),
            ansible("pair", "restarted"),
            json!({ "ansible": { "name": "ears", "state": "signalled", "signal": "USR1" } }),
            json!({ "ansible": { "name": "ears", "state": "signalled", "signal": "NOSUCH" } }),
            json!({ "ansible": { "name": "missing", "state": "signalled", "signal": "HUP" } }),
            ansible("all", "stopped"),
            ansible("all", "stopped"),
        ];
        let said = play(daemon, &tasks);
        assert_eq!(daemon.state("web").as_deref(), Some("STOPPED"));
        wait::until("the signal was heard", || daemon.read("run/ears.log").contains("heard"));
        format!("{said}{}", daemon.read("run/ears.log"))
    });
    insta::assert_snapshot!(seen);
}

#[test]
fn ansible_adds_and_removes() {
    let (config, with_late) = (Config::programs(PROGRAMS), Config::programs(&format!("{PROGRAMS}{LATE}")));
    let seen = assert_same(&config, |daemon| {
        ready(daemon);
        let mut said = play(daemon, &[ansible("late", "present"), ansible("late", "absent")]);
        daemon.configure(&with_late);
        said += &play(daemon, &[checked(ansible("late", "present")), ansible("late", "present")]);
        daemon.await_state("late", "RUNNING");
        let mut stop_first = ansible("late", "absent");
        stop_first["ansible"]["stop_before_removing"] = Value::Bool(true);
        said += &play(daemon, &[ansible("late", "present"), ansible("late", "absent"), stop_first]);
        assert_eq!(daemon.state("late"), None);
        // Restarting begins with an update, which brings it back.
        said += &play(daemon, &[ansible("web", "restarted"), ansible("late", "started")]);
        daemon.configure(&config);
        said + &play(daemon, &[ansible("late", "restarted"), ansible("late", "absent")])
    });
    insta::assert_snapshot!(seen);
}

#[test]
fn ansible_with_address_and_password() {
    let config = Config::programs(PROGRAMS).with_tcp();
    let seen = assert_same(&config, |daemon| {
        ready(daemon);
        let url = format!("http://127.0.0.1:{}", daemon.port());
        let task = |password: &str| {
            json!({ "ansible": {
            "name": "web", "state": "restarted", "config": null,
            "server_url": url, "username": USER, "password": password,
        } })
        };
        let said = play(daemon, &[task(PASSWORD), task("wrong")]);
        // What follows names a line of the original's source.
        let (said, _) = said.split_once("401 Unauthorized").expect("the second password is wrong");
        said.to_owned()
    });
    insta::assert_snapshot!(seen);
}

fn salt(function: &str, arguments: &Value) -> Value {
    json!({ "salt": function, "with": arguments })
}

#[test]
fn salts_module_calls() {
    let (config, with_late) = (Config::programs(PROGRAMS), Config::programs(&format!("{PROGRAMS}{LATE}")));
    let seen = assert_same(&config, |daemon| {
        ready(daemon);
        let named =
            |function: &str, name: &str| salt(&format!("supervisord.{function}"), &json!({ "name": name }));
        let plain = |function: &str| salt(&format!("supervisord.{function}"), &json!({}));
        let said = play(
            daemon,
            &[
                named("start", "web"),
                named("stop", "web"),
                named("stop", "web"),
                named("restart", "web"),
                named("start", "missing"),
                named("start", "nosuch"),
                named("stop", "pair:*"),
                named("start", "pair:"),
                named("restart", "pair:*"),
                plain("status"),
                named("status", "pair:one"),
                named("status_raw", "web"),
                named("status_raw", "nosuch"),
                salt("supervisord.status_bool", &json!({ "name": "web" })),
                salt("supervisord.status_bool", &json!({ "name": "web", "expected_state": "STOPPED" })),
                salt("supervisord.custom", &json!({ "command": "signal USR1 ears" })),
                salt("supervisord.custom", &json!({ "command": "nosuchcommand" })),
                named("options", "web"),
                named("add", "late"),
                plain("reread"),
                plain("update"),
            ],
        );
        daemon.configure(&with_late);
        let mut said = said + &play(daemon, &[plain("reread"), named("add", "late:")]);
        daemon.await_state("late", "RUNNING");
        said += &play(
            daemon,
            &[
                named("add", "late"),
                named("remove", "late"),
                named("stop", "late"),
                named("remove", "late:*"),
                named("remove", "late"),
                salt("supervisord.update", &json!({ "name": "late:" })),
            ],
        );
        daemon.configure(&config);
        said + &play(daemon, &[plain("update"), plain("stop"), plain("status"), plain("start")])
    });
    insta::assert_snapshot!(seen);
}

#[test]
fn salts_states_hold() {
    let (config, with_late) = (Config::programs(PROGRAMS), Config::programs(&format!("{PROGRAMS}{LATE}")));
    let seen = assert_same(&config, |daemon| {
        ready(daemon);
        let running = |name: &str| salt("states.running", &json!({ "name": name }));
        let dead = |name: &str| salt("states.dead", &json!({ "name": name }));
        let said = play(
            daemon,
            &[
                running("web"),
                checked(dead("web")),
                dead("web"),
                dead("web"),
                checked(running("web")),
                running("web"),
                salt("states.running", &json!({ "name": "web", "restart": true })),
                salt("states.mod_watch", &json!({ "name": "pair:" })),
                dead("pair:"),
                running("pair:*"),
                running("missing"),
                running("nosuch"),
                dead("nosuch"),
            ],
        );
        daemon.configure(&with_late);
        let said =
            said + &play(daemon, &[checked(running("late")), running("late"), running("late"), dead("late")]);
        daemon.configure(&config);
        said + &play(
            daemon,
            &[salt("states.running", &json!({ "name": "web", "update": true })), running("late")],
        )
    });
    insta::assert_snapshot!(seen);
}

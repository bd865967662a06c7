//! Python's `xmlrpc.client`, unmodified, gets the same answers from both daemons, over both kinds of socket.

use serde_json::{Value, json};
use similar::TextDiff;
use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{self, Flavor};
use supervisor_tests::{additions, command, mask, oracle, wait};

/// Struct members that no two runs have in common, unless they are 0.
const RUNTIME_MEMBERS: [&str; 4] = ["pid", "start", "stop", "now"];

#[test]
fn over_a_unix_socket() {
    compare(
        |daemon| json!({ "url": null, "socket": daemon.path("run/supervisor.sock"), "user": "", "password": "" }),
    );
}

#[test]
fn over_tcp_with_a_password() {
    compare(|daemon| {
        let url = format!("http://{USER}:{PASSWORD}@127.0.0.1:{}", daemon.port());
        json!({ "url": url, "socket": null, "user": null, "password": null })
    });
}

#[test]
fn a_wrong_password_is_http_401() {
    compare_calls(&json!([["supervisor.getState"], ["system.listMethods"]]), |daemon| {
        let url = format!("http://{USER}:wrong@127.0.0.1:{}", daemon.port());
        json!({ "url": url, "socket": null, "user": null, "password": null })
    });
}

/// Every kind of call that a client makes in a day, in an order in which each has something to do.
const EVERYDAY_CALLS: &str = include_str!("../scripts/everyday_calls.json");

fn compare(endpoint: impl Fn(&Daemon) -> Value + Sync) {
    let calls = serde_json::from_str(EVERYDAY_CALLS).expect("the file is JSON");
    compare_calls(&calls, endpoint);
}

/// Makes the calls on both daemons and compares the answers one by one.
#[track_caller]
fn compare_calls(calls: &Value, endpoint: impl Fn(&Daemon) -> Value + Sync) {
    let [original, ours] = std::thread::scope(|scope| {
        let threads = [Flavor::Original, Flavor::Ours].map(|server| {
            let endpoint = &endpoint;
            scope.spawn(move || answers(server, calls, endpoint))
        });
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    println!("{original}");
    assert!(
        original == ours,
        "ours answers Python's client otherwise than the original (-original +ours):\n{}",
        TextDiff::from_lines(&original, &ours).unified_diff().context_radius(6),
    );
}

/// The masked answers of one daemon, a call and its answer after the other.
fn answers(server: Flavor, calls: &Value, endpoint: impl Fn(&Daemon) -> Value) -> String {
    let daemon = Daemon::start(server, &Config::fixture("webapp").with_tcp());
    daemon.await_state("flaskapp", "RUNNING");
    daemon.await_state("stubborn", "RUNNING");
    wait::until("the application has said everything", || {
        daemon.read("run/flaskapp.log").contains("Supervised as")
            && daemon.read("run/flaskapp.err").contains("Running on")
    });
    let mut request = endpoint(&daemon);
    request["calls"] = calls.clone();
    let environment = command::environment(daemon.directory());
    let printed = oracle::script("xmlrpc_client.py", &request.to_string(), &environment);
    let answers: Vec<Value> = serde_json::from_str(&printed).expect("the script prints a list");
    let calls = calls.as_array().expect("calls are a list");
    assert_eq!(answers.len(), calls.len());
    let mut text = String::new();
    for (call, mut answer) in calls.iter().zip(answers) {
        hide_run(&mut answer, &daemon);
        if call[0] == "supervisor.getPID" {
            answer["value"] = (answer["value"] == daemon.pid()).into();
        }
        if server == Flavor::Ours
            && !flavor::self_test()
            && call[0] == "system.listMethods"
            && answer["value"].is_array()
        {
            without_own_methods(&mut answer["value"]);
        }
        let answer = serde_json::to_string_pretty(&answer).expect("JSON prints");
        text.push_str(&format!("{call}\n{answer}\n"));
    }
    text
}

/// Takes our own methods out of a list, in which they must be.
fn without_own_methods(list: &mut Value) {
    let list = list.as_array_mut().expect("it was asked for");
    for method in additions::METHODS {
        let place = list.iter().position(|listed| listed == method);
        list.remove(place.unwrap_or_else(|| panic!("{method} is not listed")));
    }
}

/// Masks what is this run's alone.
fn hide_run(value: &mut Value, daemon: &Daemon) {
    match value {
        Value::String(text) => {
            *text = mask::auto_logs(&mask::text(&daemon.hide_places(text)));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| hide_run(value, daemon)),
        Value::Object(members) => {
            for (name, member) in members {
                if RUNTIME_MEMBERS.contains(&name.as_str())
                    && member.as_i64().is_some_and(|number| number > 0)
                {
                    *member = "NUMBER".into();
                }
                hide_run(member, daemon);
            }
        }
        _ => {}
    }
}

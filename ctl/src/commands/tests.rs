mod beyond;

use supervisor_wire::{Fault, FaultCode, Value};

use crate::console::ReadLine;
use crate::testing::{Script, info, run, serve, serve_protected, transcript};

/// A daemon with a stopped process, a running one, a broken one, and a group of two.
fn daemon() -> String {
    serve(|method, params| {
        let name = params.first().and_then(Value::as_str).unwrap_or_default();
        let fault = |code| Err(Fault::with(code, name));
        let status = |group: &str, name: &str, code: FaultCode| {
            Value::structure([
                ("name", Value::from(name)),
                ("group", Value::from(group)),
                ("status", Value::from(code.number())),
                ("description", Value::from(code.name())),
            ])
        };
        let group = |code| Ok(Value::from(vec![status("web", "a", code), status("web", "b", code)]));
        match (method, name) {
            ("getVersion", _) => Ok(Value::from("3.0")),
            ("getSupervisorVersion", _) => Ok(Value::from("4.3.0")),
            ("getPID", _) => Ok(Value::from(1)),
            ("getAllProcessInfo", _) => Ok(Value::from(vec![
                info("broken", "broken", 200, "FATAL", 0),
                info("cat", "cat", 20, "RUNNING", 7),
                info("idle", "idle", 0, "STOPPED", 0),
                info("web", "a", 20, "RUNNING", 8),
                info("web", "b", 20, "RUNNING", 9),
            ])),
            ("getProcessInfo", "cat") => Ok(info("cat", "cat", 20, "RUNNING", 7)),
            ("getProcessInfo", "idle") => Ok(info("idle", "idle", 0, "STOPPED", 0)),
            ("getProcessInfo", "web:a") => Ok(info("web", "a", 20, "RUNNING", 8)),
            ("getAllConfigInfo", _) => Ok(Value::from(vec![Value::structure([
                ("name", Value::from("a")),
                ("group", Value::from("web")),
                ("inuse", Value::from(true)),
                ("autostart", Value::from(false)),
                ("group_prio", Value::from(20)),
                ("process_prio", Value::from(999)),
            ])])),
            ("startProcess", "cat") => fault(FaultCode::AlreadyStarted),
            ("startProcess", "broken") => fault(FaultCode::SpawnError),
            ("startProcess", "stuck") => fault(FaultCode::Failed),
            ("startProcess", "idle") | ("stopProcess", "cat") => Ok(Value::from(true)),
            ("stopProcess", "idle") => fault(FaultCode::NotRunning),
            ("stopProcess", "stuck") => fault(FaultCode::Failed),
            ("signalProcess", "cat") if params.get(1).and_then(Value::as_str) == Some("HUP") => {
                Ok(Value::from(true))
            }
            ("signalProcess", "cat") => fault(FaultCode::BadSignal),
            ("signalProcess", "idle") => fault(FaultCode::NotRunning),
            ("startProcessGroup" | "stopProcessGroup" | "signalProcessGroup", "web") => {
                group(FaultCode::Success)
            }
            ("stopProcessGroup", "old") => group(FaultCode::Success),
            ("stopProcessGroup", "clinging") => group(FaultCode::Failed),
            ("clearAllProcessLogs", _) => group(FaultCode::Failed),
            ("clearProcessLogs", "cat") => Ok(Value::from(true)),
            ("readProcessStdoutLog", "cat") => Ok(Value::from(format!("last {:?}", &params[1..]))),
            ("readProcessStderrLog", "cat") => fault(FaultCode::NoFile),
            ("extension.previewUpdate", "json") => {
                let asked = serde_json::json!({ "previewed": format!("{params:?}") }).to_string() + "\n";
                Ok(Value::structure([("text", Value::from(asked)), ("differs", Value::from(true))]))
            }
            ("extension.previewUpdate", _) => {
                let asked = format!("previewed as {:?}\n", params);
                Ok(Value::structure([("text", Value::from(asked)), ("differs", Value::from(true))]))
            }
            ("readLog", _) => Ok(Value::from("daemon's log")),
            ("reloadConfig", _) => {
                let names = |names: &[&str]| names.iter().map(|name| Value::from(*name)).collect::<Value>();
                let lists = [names(&["new"]), names(&["web"]), names(&["old", "clinging"])];
                Ok(Value::from(vec![lists.into_iter().collect()]))
            }
            ("addProcessGroup", "new" | "web") | ("removeProcessGroup", "old" | "web") => {
                Ok(Value::from(true))
            }
            ("addProcessGroup", "cat") => fault(FaultCode::AlreadyAdded),
            ("removeProcessGroup", "cat") => fault(FaultCode::StillRunning),
            ("system.multicall", _) => Ok(Value::from(vec![
                Value::from(vec![
                    info("cat", "cat", 20, "RUNNING", 7),
                    info("idle", "idle", 0, "STOPPED", 0),
                ]),
                Value::from("store"),
                // No daemon here has this pid.
                Value::from(i32::MAX),
            ])),
            ("shutdown" | "restart", _) => Ok(Value::from(true)),
            _ => fault(FaultCode::BadName),
        }
    })
}

fn transcripts(url: &str, lines: &[&str]) -> String {
    let all: Vec<String> = lines.iter().map(|line| transcript(url, &[line])).collect();
    all.join("\n")
}

#[test]
fn status_and_pids() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &[
            "status",
            "status cat",
            "status web:* cat:cat",
            "status nope nope:x nope:* cat",
            "status idle nope",
            "pid",
            "pid all",
            "pid cat idle nope",
            "version",
            "version x",
            "avail",
        ]
    ));
}

#[test]
fn start_stop_restart_signal() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &[
            "start",
            "start idle cat broken",
            "start cat",
            "start broken nope:x",
            "start nope:* web:*",
            "start stuck cat",
            "stop",
            "stop cat idle",
            "stop idle",
            "stop stuck",
            "stop nope: web:",
            "restart cat",
            "restart nope",
            "signal HUP",
            "signal HUP cat web:*",
            "signal FOO cat",
            "signal HUP idle",
        ]
    ));
}

#[test]
fn logs() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &[
            "tail",
            "tail cat",
            "tail -100 cat",
            "tail cat STDERR",
            "tail cat foo",
            "tail -x cat",
            "tail -5",
            "tail nope",
            "tail a b c d",
            "maintail",
            "maintail x",
            "maintail -1 -2",
            "clear",
            "clear cat nope web:*",
            "clear all",
        ]
    ));
}

#[test]
fn configuration_and_daemon() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &[
            "reread",
            "update",
            "update all",
            "update new nope",
            "add new cat nope",
            "remove old cat nope",
            "add",
            "shutdown",
            "shutdown now",
            "reload",
            "fg",
            "fg a b",
            "fg idle",
            "fg nope",
            "open gopher://x",
        ]
    ));
}

#[test]
fn lines_that_are_no_command_and_help() {
    insta::assert_snapshot!(transcripts(
        "unix:///nonexistent",
        &[
            "",
            "foo bar",
            "!ls",
            ";",
            "STATUS",
            "quit",
            "EOF",
            "help",
            "?",
            "?pid",
            "help help",
            "help start pid"
        ]
    ));
}

#[test]
fn every_command_has_help_in_the_usual_layout() {
    let commands = std::iter::once(&super::help::COMMAND).chain(super::listed());
    let topics: Vec<String> = commands.map(|command| format!("help {}", command.name)).collect();
    let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
    insta::assert_snapshot!(transcripts("unix:///nonexistent", &topics));
}

#[test]
fn words_on_the_command_line_are_joined_and_split_again() {
    let url = daemon();
    let shown = |arguments: &[&str]| transcript(&url, arguments).split_once('\n').unwrap().1.to_owned();
    assert_eq!(shown(&["status", "cat", "web:a"]), shown(&["status cat web:a"]));
    assert_eq!(shown(&["signal HUP", "cat"]), "cat: signalled\n[0]\n");
    assert_eq!(shown(&["start;stop"]), ";stop: ERROR (no such process)\n[1]\n");
}

#[test]
fn servers_that_cannot_be_talked_to() {
    let unbound = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refusing = format!("http://{unbound}");
    let old = serve(|_, _| Ok(Value::from("2.0")));
    let bare = serve(|_, _| Err(Fault::new(FaultCode::UnknownMethod)));
    let leaving = serve(|_, _| Err(Fault::new(FaultCode::ShutdownState)));
    let mut all = String::new();
    for (kind, url) in [
        ("refuses", refusing.as_str()),
        ("missing", "unix:///nonexistent/socket"),
        ("old", &old),
        ("no namespace", &bare),
        ("shutting down", &leaving),
        ("no such scheme", "https://localhost"),
    ] {
        all += &format!("--- {kind}\n");
        for line in ["status", "pid", "shutdown", "reload", "reread", "update", "avail", "add cat"] {
            all += &transcript(url, &[line]);
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_server_that_wants_a_password() {
    // ann and p:w
    let url = serve_protected(Some("Basic YW5uOnA6dw=="), |method, _| match method {
        "getVersion" => Ok(Value::from("3.0")),
        _ => Ok(Value::from(42)),
    });
    let mut all = String::new();
    for arguments in [&["pid"][..], &["-u", "ann", "pid"], &["-u", "ann", "-p", "p:w", "pid"]] {
        all += &transcript(&url, arguments);
    }
    let mut console = Script::typing(&["bob", "x", "ann", "p:w"]);
    let status = run(&url, &["-i", "pid"], &mut console);
    all += &format!("asked:\n{}[{status}]\n", console.out);
    let mut console = Script::typing(&["ann"]);
    let status = run(&url, &["-i", "pid"], &mut console);
    all += &format!("asked and left alone:\n{}[{status}]\n", console.out.replace(&url, "URL"));
    insta::assert_snapshot!(all);
}

#[test]
fn questions_before_the_end() {
    let url = daemon();
    let ask = |line, answer| {
        let mut console = Script { input: [answer].into(), ..Script::default() };
        let status = run(&url, &["-i", line], &mut console);
        (console.out, status)
    };
    let question = "Really shut the remote supervisord process down y/N? ";
    let line = |text: &str| ReadLine::Line(text.to_owned());
    assert_eq!(ask("shutdown", line("Yes")), (format!("{question}«Yes»\nShut down\n"), 0));
    assert_eq!(ask("shutdown", line("")), (format!("{question}«»\n"), 0));
    assert_eq!(ask("shutdown", ReadLine::Interrupted), (format!("{question}«interrupted»\n"), 1));
    let question = "Really restart the remote supervisord process y/N? ";
    assert_eq!(ask("reload", line("y")), (format!("{question}«y»\nRestarted supervisord\n"), 0));
    assert_eq!(ask("reload", line("no")), (format!("{question}«no»\n"), 0));
}

#[test]
fn a_closed_pipe_ends_the_command() {
    let mut console = Script { closed: true, ..Script::default() };
    assert_eq!(run(&daemon(), &["status"], &mut console), 1);
    assert_eq!(console.err, "");
}

/// Scripts ask in loops: what a command costs is decided by how often it asks.
#[test]
fn status_asks_twice() {
    let (sender, asked) = std::sync::mpsc::channel();
    let url = serve(move |method, _| {
        sender.send(method.to_owned()).expect("the test listens");
        Ok(if method == "getVersion" {
            "3.0".into()
        } else {
            vec![info("cat", "cat", 20, "RUNNING", 7)].into()
        })
    });
    assert_eq!(run(&url, &["status"], &mut Script::default()), 0);
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["getVersion", "getAllProcessInfo"]);
}

#[test]
fn further_commands_are_listed_for_people() {
    let help = |terminal| {
        let mut console = Script { terminal, ..Script::default() };
        assert_eq!(run("unix:///nonexistent", &["help"], &mut console), 0);
        console.out
    };
    let (scripts, people) = (help(false), help(true));
    let more = people.strip_prefix(&scripts).expect("people get what scripts get, and more");
    insta::assert_snapshot!(more);
}

#[test]
fn top_without_a_terminal() {
    let mut console = Script::default();
    assert_eq!(run("unix:///nonexistent", &["top"], &mut console), 2);
    assert_eq!(console.err, "Error: top needs a terminal; top -b -n 1 prints one frame as plain text\n");
    insta::assert_snapshot!(transcripts(&daemon(), &["top", "top -x", "top -b -n 0", "top -b -n 1"]));
    insta::assert_snapshot!(transcript("unix:///nonexistent", &["top -b -n 1"]));
}

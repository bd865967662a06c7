//! Commands with what they have beyond the original, against a server of the test's own.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use supervisor_wire::{Fault, FaultCode, Value};

use super::{daemon, transcripts};
use crate::testing::{Script, info, run, serve, transcript};

#[test]
fn json() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &[
            "status --json cat nope broken",
            "avail --json",
            "reread --json",
            "update --json new web nope",
            "status --json=1"
        ]
    ));
}

#[test]
fn json_is_all_of_standard_output() {
    for line in ["status --json", "avail --json", "reread --json", "update --json", "reread --plan --json"] {
        let mut console = Script::default();
        let status = run("http://127.0.0.1:1", &[line], &mut console);
        assert_eq!(console.out, "", "{line}");
        assert!(console.err.contains("refused"), "{line}: {}", console.err);
        assert_ne!(status, 0, "{line}");
    }
    let url = daemon();
    let both = [&["--json", "status", "cat"][..], &["status --json cat"]];
    let [before, behind] = both.map(|arguments| {
        let mut console = Script::default();
        assert_eq!(run(&url, arguments, &mut console), 0);
        console.out
    });
    assert_eq!(before, behind);
    assert_eq!(
        transcript(&url, &["--json", "stop", "cat"]),
        "$ supervisorctl --json stop cat\n! Error: stop prints no JSON\n[2]\n"
    );
}

#[test]
fn status_sorted_grouped_and_judged() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &[
            "status --sort state",
            "status --sort -pid w* cat",
            "status --group",
            "status --fail-on FATAL cat idle",
            "status --fail-on=stopped,exited cat idle",
            "status --fail-on never",
            "status --fail-on never nope",
            "status --fail-on",
            "status --fail-on DEAD",
            "status --sort size",
        ]
    ));
}

#[test]
fn names_that_are_patterns() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &[
            "status web*",
            "status *:[ab] c*",
            "status nope* w*:*",
            "start idl? broke?",
            "stop *t idle",
            "restart c?t",
            "signal HUP c* nope*",
            "clear ca*",
            "pid web:? cat",
            "pid [ci]*",
            "tail -5 c*",
            "tail c* stderr",
            "tail -f web*",
            "tail nope*",
        ]
    ));
}

#[test]
fn plans() {
    insta::assert_snapshot!(transcripts(
        &daemon(),
        &["reread --plan", "update --plan web new", "update --plan --json"]
    ));
    let answering = |code: FaultCode, text: &'static str| {
        serve(move |method, _| match method {
            "getAllProcessInfo" => Ok(Value::from(Vec::new())),
            _ => Err(Fault::with(code, text)),
        })
    };
    let said = |code, text| transcript(&answering(code, text), &["update --plan"]);
    assert!(said(FaultCode::CantReread, "no section").contains("! ERROR: CANT_REREAD: no section\n[1]"));
    assert!(said(FaultCode::UnknownMethod, "").contains("! Error: the supervisord at URL does not tell"));
    assert!(said(FaultCode::BadName, "x").contains("! ERROR: no such group: x\n[1]"));
}

/// A server with one group that changed, which never can be refreshed.
fn stubborn(refused: FaultCode, start: FaultCode) -> String {
    let status = |name: &str, code: FaultCode| {
        let fields = [("name", name.into()), ("group", "g".into()), ("status", code.number().into())];
        Value::structure(fields.into_iter().chain([("description", format!("{code:?}: g:{name}").into())]))
    };
    let list = |names: &[&str]| names.iter().map(|name| Value::from(*name)).collect::<Value>();
    serve(move |method, params| match method {
        "getAllProcessInfo" => {
            Ok(vec![info("g", "a", 20, "RUNNING", 3), info("g", "z", 40, "STOPPING", 4)].into())
        }
        "reloadConfig" => Ok(vec![Value::from(vec![list(&["h"]), list(&["g"]), list(&[])])].into()),
        "addProcessGroup" => Ok(true.into()),
        "stopProcess" | "system.methodSignature" => Ok(true.into()),
        "startProcess" if start == FaultCode::Success || params[0] == Value::from("g:a") => Ok(true.into()),
        "startProcess" => Err(Fault::with(start, "g:b")),
        method if method.ends_with("stopChangedProcesses") => {
            let stopped = ["a", "b", "z"].map(|name| status(name, FaultCode::Success));
            Ok(stopped.into_iter().chain([status("d", FaultCode::NotRunning)]).collect())
        }
        method if method.ends_with("refreshProcessGroup") => Err(Fault::with(refused, "g")),
        method => Err(Fault::with(FaultCode::UnknownMethod, method)),
    })
}

/// Of what was stopped for nothing what can be started is, but for what somebody else has asked to stop; the next group has its turn.
#[test]
fn what_a_minimal_update_cannot_do() {
    insta::assert_snapshot!(
        [
            (FaultCode::StillRunning, FaultCode::Success),
            (FaultCode::BadName, FaultCode::AlreadyStarted),
            (FaultCode::BadName, FaultCode::SpawnError),
        ]
        .map(|(refused, start)| transcripts(
            &stubborn(refused, start),
            &["update --minimal", "update --minimal --json"]
        ))
        .concat()
    );
}

/// A URL may hold a password, which nobody needs to see. Lines of the original show it as it was given.
#[test]
fn urls_are_shown_without_what_may_be_a_password() {
    let url = serve(|method, _| match method {
        "getVersion" => Ok(Value::from("3.0")),
        "getAllProcessInfo" => Ok(Value::from(Vec::new())),
        "reloadConfig" => Ok(Value::from(vec![Value::from(vec![Value::from(Vec::new()); 3])])),
        method => Err(Fault::with(FaultCode::UnknownMethod, method)),
    });
    let beyond = ["update --minimal", "update --plan", "reread --verbose"];
    let url = url.replace("http://", "http://u:hunter2@");
    for line in beyond {
        let mut console = Script::typing(&["y"]);
        run(&url, &[line], &mut console);
        let said = format!("{}{}", console.out, console.err);
        assert!(!said.contains("hunter2"), "{line}: {said}");
        assert!(said.contains("http://***@127.0.0.1:"), "{line}: {said}");
    }
}

/// Who reads JSON gets JSON or nothing.
#[test]
fn plans_that_are_no_json() {
    let url = serve(|method, _| match method {
        "getAllProcessInfo" => Ok(Value::from(Vec::new())),
        _ => {
            Ok(Value::structure([("text", Value::from("{\"a\":1} mew\n")), ("differs", Value::from(false))]))
        }
    });
    let shown = transcript(&url, &["update --plan --json"]);
    assert!(shown.contains("extension.previewUpdate answered something else than JSON"), "{shown}");
    assert!(shown.ends_with("[1]\n") && !shown.contains("mew"), "{shown}");
}

/// Refused by what it says of itself: nothing of it is read.
#[test]
fn answers_without_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let answer =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 999999999999\r\n\r\n<?xml";
        stream.read_exact(&mut [0; 4]).unwrap();
        stream.write_all(answer).unwrap();
        // Until the client hangs up.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let shown = transcript(&url, &["pid"]);
    server.join().unwrap();
    assert!(
        shown.contains("error: <class 'MemoryError'>, the answer is larger than 256 MiB: server: "),
        "{shown}"
    );
    assert!(shown.ends_with("[1]\n"), "{shown}");
}

#[test]
fn colours_are_for_terminals() {
    let url = daemon();
    let states = |arguments: &[&str], terminal| {
        let mut console = Script { terminal, ..Script::default() };
        run(&url, arguments, &mut console);
        console.out
    };
    let plain = states(&["status"], false);
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(states(&["--color=never", "status"], true), plain);
    let coloured = states(&["--color", "always", "status", "cat"], false);
    assert_eq!(coloured, format!("cat{:30}\u{1b}[32mRUNNING\u{1b}[0m   pid 7, uptime 0:01:00\n", ""));
    let mut console = Script::default();
    assert_eq!(run(&url, &["--color=red", "status"], &mut console), 2);
    assert!(
        console.err.contains("invalid value for --color 'red': must be auto, always, never"),
        "{}",
        console.err
    );
}

#[test]
fn a_name_that_is_there_is_no_option_and_no_pattern() {
    let url = serve(|method, params| match method {
        "getVersion" => Ok(Value::from("3.0")),
        "getAllProcessInfo" => Ok(Value::from(vec![
            info("--json", "--json", 20, "RUNNING", 1),
            info("a*", "a*", 20, "RUNNING", 2),
            info("ab", "ab", 20, "RUNNING", 3),
        ])),
        "stopProcess" => Ok(Value::from(params == [Value::from("a*")])),
        _ => Err(Fault::new(FaultCode::BadName)),
    });
    let shown = transcripts(&url, &["status --json", "status a*", "stop a*"]);
    assert_eq!(shown.matches("RUNNING").count(), 2, "{shown}");
    assert!(shown.contains("a*: stopped") && !shown.contains("ab"), "{shown}");
}

#[test]
fn tails_by_lines() {
    let text: String = (0..20_000).map(|number| format!("line {number}\n")).collect();
    let url = serve(move |method, params| match (method, params.iter().filter_map(Value::as_int).next()) {
        ("getVersion", _) => Ok(Value::from("3.0")),
        (_, Some(offset)) => {
            let start = text.len().saturating_sub(usize::try_from(-offset).unwrap());
            Ok(Value::from(&text[start..]))
        }
        _ => Err(Fault::new(FaultCode::BadName)),
    });
    assert_eq!(
        transcript(&url, &["tail -n 2 x"]),
        "$ supervisorctl tail -n 2 x\nline 19998\nline 19999\n[0]\n"
    );
    assert_eq!(transcript(&url, &["maintail -n1"]), "$ supervisorctl maintail -n1\nline 19999\n[0]\n");
    for (lines, all) in [(9_000, 9_000), (30_000, 20_000)] {
        assert_eq!(transcript(&url, &[&format!("tail -n {lines} x stderr")]).lines().count(), all + 2);
    }
    insta::assert_snapshot!(transcripts(
        &url,
        &["tail -n", "tail -n 5", "tail -n x y", "tail -n 1 x stdout z", "maintail -n 5 6"]
    ));
}

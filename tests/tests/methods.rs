//! Methods whose results depend on many combinations of parameters: every combination is asked of the original and of
//! ours.

use std::fmt::Write as _;

use similar::TextDiff;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;

const PROGRAMS: &str = "[program:done]\ncommand=/bin/sleep 1000\nstartsecs=0\nstdout_logfile=%(here)s/run/done.log\n\
                        stderr_logfile=NONE\n\n\
                        [group:pair]\nprograms=one,two\n\n\
                        [program:one]\ncommand=/bin/sleep 1000\nautostart=false\nredirect_stderr=true\n\n\
                        [program:two]\ncommand=/bin/sleep 1000\nautostart=false\npriority=3\n";

fn daemon(flavor: Flavor) -> Daemon {
    let daemon = Daemon::start(flavor, &Config::programs(PROGRAMS));
    daemon.await_state("done", "RUNNING");
    daemon.write("run/done.log", "0123456789");
    daemon
}

fn string(text: &str) -> String {
    format!("<string>{text}</string>")
}

/// Status and body of an answer in one line; `HTTP 500` stands for whatever the original stumbles over.
fn answer(daemon: &Daemon, method: &str, parameters: &[String]) -> String {
    let answer = daemon.call(method, parameters).expect("the daemon answers");
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200") => {
            let body = body.split_once("<methodResponse>").map_or(body, |(_, body)| body);
            daemon.hide_places(&body.replace('\n', ""))
        }
        Some((head, _)) => head.lines().next().unwrap_or_default().to_owned(),
        None => answer,
    }
}

/// Asks both and compares. Where the original stumbles, ours answers with a fault.
#[track_caller]
fn assert_same(calls: &[(&str, Vec<String>)]) {
    let [original, ours] = std::thread::scope(|scope| {
        let threads = [Flavor::Original, Flavor::Ours].map(|flavor| {
            scope.spawn(move || {
                let daemon = daemon(flavor);
                calls
                    .iter()
                    .map(|(method, parameters)| answer(&daemon, method, parameters))
                    .collect::<Vec<_>>()
            })
        });
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (mut expected, mut got) = (String::new(), String::new());
    for (((method, parameters), original), ours) in calls.iter().zip(&original).zip(&ours) {
        let call = format!("{method} {}", parameters.join(" "));
        let stumbled = original.contains(" 500 ") && ours.contains("<fault>");
        let _ = writeln!(expected, "{call}: {}", if stumbled { ours } else { original });
        let _ = writeln!(got, "{call}: {ours}");
    }
    assert!(expected == got, "{}", TextDiff::from_lines(&expected, &got).unified_diff().context_radius(0));
}

/// The tables of spec-runtime §7.7 and everything between their rows.
#[test]
fn every_offset_and_length() {
    let mut numbers: Vec<String> = [
        -2_147_483_648_i64,
        -50,
        -20,
        -14,
        -11,
        -10,
        -9,
        -4,
        -3,
        -2,
        -1,
        0,
        1,
        2,
        4,
        5,
        6,
        8,
        9,
        10,
        11,
        12,
        50,
        100,
        2_147_483_647,
    ]
    .map(|number| format!("<int>{number}</int>"))
    .into();
    numbers.extend(
        [
            "<string>3</string>",
            "<double>2.7</double>",
            "<string>a</string>",
            "<nil/>",
            "<boolean>1</boolean>",
        ]
        .map(str::to_owned),
    );
    let mut calls = Vec::new();
    for method in ["supervisor.readProcessStdoutLog", "supervisor.tailProcessStdoutLog"] {
        for offset in &numbers {
            for length in &numbers {
                calls.push((method, vec![string("done"), offset.clone(), length.clone()]));
            }
        }
    }
    assert_same(&calls);
}

/// Nothing in here starts or stops anything, so that the order of the answers does not matter.
#[test]
fn every_method_with_every_kind_of_name() {
    let names = [
        "done",
        "done:done",
        "done:*",
        "done:",
        "pair",
        "pair:one",
        "pair:*",
        "pair:nosuch",
        "nosuch",
        "nosuch:*",
        "",
        ":",
        "*",
        ":done",
        "a:b:c",
        "a &amp; b",
    ];
    let numbers = || ["<int>0</int>".to_owned(), "<int>4</int>".to_owned()];
    let mut calls = Vec::new();
    for name in names.map(string) {
        for method in
            ["getProcessInfo", "addProcessGroup", "removeProcessGroup", "clearProcessLogs", "clearProcessLog"]
        {
            let harmless = method == "getProcessInfo" || !(name.contains("pair") || name.contains("done"));
            if harmless && method != "getProcessInfo" {
                calls.push((method, vec![name.clone()]));
            }
        }
        for method in [
            "readProcessLog",
            "readProcessStdoutLog",
            "readProcessStderrLog",
            "tailProcessLog",
            "tailProcessStdoutLog",
            "tailProcessStderrLog",
        ] {
            calls.push((method, [vec![name.clone()], numbers().into()].concat()));
        }
        for signal in ["0", "SIG0", "bogus", "", "99", "-1", "sigcont", "CONT", "SIGcont", "18"] {
            for method in ["signalProcess", "signalProcessGroup"] {
                calls.push((method, vec![name.clone(), string(signal)]));
            }
        }
        calls.push(("sendProcessStdin", vec![name.clone(), "<int>5</int>".to_owned()]));
        calls.push(("stopProcess", vec![name.replace("done", "pair"), "<boolean>0</boolean>".to_owned()]));
        calls.push((
            "startProcessGroup",
            vec![name.replace("pair", "nosuch"), "<boolean>0</boolean>".to_owned()],
        ));
    }
    calls.push(("clearAllProcessLogs", vec![]));
    calls.push(("reloadConfig", vec![]));
    let calls: Vec<_> =
        calls.iter().map(|(method, parameters)| (format!("supervisor.{method}"), parameters)).collect();
    let calls: Vec<_> =
        calls.iter().map(|(method, parameters)| (method.as_str(), (*parameters).clone())).collect();
    assert_same(&calls);
}

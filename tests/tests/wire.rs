//! What stands on the wire: the answers to raw requests, good and bad, are the original's byte by byte (status, the
//! headers that clients look at, and the body), pids and times masked.

use std::fmt::Write as _;

use similar::TextDiff;
use supervisor_tests::additions::without_own_methods;
use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::http::{Address, rpc_request};
use supervisor_tests::mask;
use supervisor_tests::port::free_port;

/// The headers that clients look at.
const HEADERS: [&str; 2] = ["content-type", "www-authenticate"];

#[test]
fn answers_to_calls() {
    let text = |text: &str| format!("<string>{text}</string>");
    let calls: Vec<(&str, Vec<String>)> = vec![
        ("supervisor.getAPIVersion", vec![]),
        ("supervisor.getState", vec![]),
        ("supervisor.getIdentification", vec![]),
        ("supervisor.getProcessInfo", vec![text("app")]),
        ("supervisor.getProcessInfo", vec!["app".to_owned()]),
        ("supervisor.getProcessInfo", vec![text("a &amp; &lt;b&gt; &#34;c&#34; é")]),
        ("supervisor.getAllProcessInfo", vec![]),
        ("supervisor.getAllConfigInfo", vec![]),
        ("supervisor.readProcessStdoutLog", vec![text("app"), "<int>0</int>".into(), "<i4>5</i4>".into()]),
        ("supervisor.readProcessStdoutLog", vec![text("app"), "<int>-4</int>".into(), "<int>2</int>".into()]),
        ("supervisor.tailProcessStdoutLog", vec![text("app"), "<int>0</int>".into(), "<int>9</int>".into()]),
        ("supervisor.startProcess", vec![text("app"), "<boolean>0</boolean>".into()]),
        ("supervisor.stopProcess", vec![text("nosuch")]),
        ("supervisor.stopProcessGroup", vec![text("app"), "<boolean>1</boolean>".into()]),
        ("supervisor.startAllProcesses", vec!["<boolean>0</boolean>".into()]),
        ("supervisor.signalProcess", vec![text("app"), text("usr9")]),
        ("supervisor.reloadConfig", vec![]),
        ("supervisor.nosuch", vec![]),
        ("", vec![]),
        ("system.listMethods", vec![]),
        ("system.methodSignature", vec![text("supervisor.startProcess")]),
    ];
    compare(|daemon, answers| {
        for (method, parameters) in &calls {
            let request = rpc_request(method, parameters, Some((USER, PASSWORD)));
            let answer = exchange(&daemon.tcp(), &request);
            let _ = writeln!(answers, "== {method} {}\n{answer}", parameters.join(" "));
        }
    });
}

#[test]
fn answers_to_bad_requests() {
    let post = |path: &str, headers: &str, body: &str| {
        format!("POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let call = "<?xml version='1.0'?><methodCall><methodName>supervisor.getState</methodName></methodCall>";
    let requests = [
        ("no parameters element", post("/RPC2", "", call)),
        ("a longer path", post("/RPC2foo?x=1", "", call)),
        ("GET", "GET /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("no length", "POST /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("not XML", post("/RPC2", "", "hello")),
        ("half XML", post("/RPC2", "", &call[..60])),
        ("no method name", post("/RPC2", "", "<methodCall><params/></methodCall>")),
        ("HTTP/1.0", post("/RPC2", "", call).replace("HTTP/1.1", "HTTP/1.0")),
        (
            "HTTP/1.0 that keeps alive",
            post("/RPC2", "Connection: keep-alive\r\n", call).replace("/1.1", "/1.0"),
        ),
        ("asks to close", post("/RPC2", "Connection: close\r\n", call)),
        ("PUT", "PUT /nosuch HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".to_owned()),
        ("DELETE", "DELETE /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("a method in small letters", "get /nosuch HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("no host", "GET /nosuch HTTP/1.1\r\n\r\n".to_owned()),
        ("a proxy's form of a URL", "GET http://x/nosuch HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("a way out", "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("a hidden way out", "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("an empty line first", format!("\r\n{}", post("/RPC2", "", call))),
    ];
    compare(|daemon, answers| {
        for (name, request) in &requests {
            let _ = writeln!(answers, "== {name}\n{}", exchange(&daemon.unix(), request.as_bytes()));
        }
        let two = post("/RPC2", "", call) + &post("/RPC2", "Connection: close\r\n", call);
        let both = daemon
            .unix()
            .exchange_to_the_end(two.as_bytes())
            .expect("the daemon listens")
            .unwrap_or_default();
        for answer in both.split_inclusive("</methodResponse>") {
            let _ = writeln!(answers, "== of two at once\n{}", shown(answer.trim_start()));
        }
        for (name, header) in [
            ("no password", ""),
            ("wrong password", "Authorization: Basic dXNlcjp3cm9uZw==\r\n"),
            ("another scheme", "Authorization: Bearer abc\r\n"),
            ("right password", "Authorization: Basic dXNlcjp0aGVwYXNzd29yZA==\r\n"),
        ] {
            let request = post("/RPC2", header, call);
            let _ = writeln!(answers, "== {name}\n{}", exchange(&daemon.tcp(), request.as_bytes()));
        }
    });
}

#[track_caller]
fn compare(questions: impl Fn(&Daemon, &mut String) + Sync) {
    let programs = "[program:app]\ncommand=%(here)s/../bin/server app\n\
                    stdout_logfile=%(here)s/run/app.log\nredirect_stderr=true\nstartsecs=0\n";
    let [original, ours] = std::thread::scope(|scope| {
        let threads = [Flavor::Original, Flavor::Ours].map(|server| {
            let questions = &questions;
            scope.spawn(move || {
                let daemon = Daemon::start(server, &Config::programs(programs).with_tcp());
                daemon.await_state("app", "RUNNING");
                supervisor_tests::wait::until("the server speaks", || {
                    daemon.read("run/app.log").contains("HTTP")
                });
                let mut answers = String::new();
                questions(&daemon, &mut answers);
                if server == Flavor::Ours && !self_test() && answers.contains("== system.listMethods") {
                    answers = without_own_methods(&answers);
                }
                hide_run(&answers, &daemon)
            })
        });
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    println!("{original}");
    assert!(
        original == ours,
        "ours answers otherwise than the original (-original +ours):\n{}",
        TextDiff::from_lines(&original, &ours).unified_diff().context_radius(6),
    );
}

/// Status line, the chosen headers and the body of an answer.
fn exchange(address: &Address, request: &[u8]) -> String {
    let answer = address.exchange(request).expect("the daemon listens");
    answer.map_or_else(|| "(closed without an answer)".to_owned(), |answer| shown(&answer))
}

fn shown(answer: &str) -> String {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let mut lines = head.lines();
    let mut shown = lines.next().unwrap_or_default().to_owned();
    let mut headers: Vec<(String, &str)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| HEADERS.contains(&name.as_str()))
        .collect();
    headers.sort();
    for (name, value) in headers {
        let _ = write!(shown, "\n{name}: {value}");
    }
    shown + "\n" + body
}

/// Masks what is this run's alone: places, texts with times in them, and the struct members that are pids and times.
fn hide_run(answers: &str, daemon: &Daemon) -> String {
    let text = mask::auto_logs(&mask::text(&daemon.hide_places(answers)));
    let mut member = "";
    let mut hidden = String::new();
    for line in text.lines() {
        let own = ["pid", "start", "stop", "now"].contains(&member) && !line.contains("<int>0</int>");
        hidden.push_str(if own && line.starts_with("<value>") {
            "<value><int>NUMBER</int></value>"
        } else {
            line
        });
        hidden.push('\n');
        member =
            line.strip_prefix("<name>").and_then(|rest| rest.strip_suffix("</name>")).unwrap_or_default();
    }
    hidden
}

/// The lines of level TRAC and ERRO that requests leave in the daemon's log.
#[test]
fn requests_leave_the_same_lines_in_the_log() {
    let requests = [
        ("GET /nosuch HTTP/1.1", ""),
        ("GET /error HTTP/1.1", ""),
        ("HEAD /nosuch?x=1 HTTP/1.0", ""),
        ("GET /logtail/nosuch HTTP/1.1", ""),
        ("POST /RPC2 HTTP/1.1", "<a b='c'>"),
        ("POST /RPC2 HTTP/1.1", "<methodCall/>"),
        ("POST /RPC2 HTTP/1.1", "<methodCall><methodName>supervisor.getPID</methodName></methodCall>"),
        ("POST /RPC2x HTTP/1.1", "<methodCall><methodName>supervisor.nosuch</methodName></methodCall>"),
        ("DELETE /RPC2 HTTP/1.1", ""),
    ];
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let config = Config::programs("").with_replacement("[supervisord]", "[supervisord]\nloglevel=trace");
        let daemon = Daemon::start(flavor, &config.with_tcp());
        let password = "Authorization: Basic dXNlcjp0aGVwYXNzd29yZA==";
        for (line, body) in requests {
            let length =
                if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
            for (address, password) in
                [(daemon.unix(), "X: y"), (daemon.tcp(), password), (daemon.tcp(), "X: y")]
            {
                let request = format!("{line}\r\n{password}\r\n{length}\r\n{body}");
                address.exchange(request.as_bytes()).expect("the daemon listens").expect("and answers");
            }
        }
        let last = "\"DELETE /RPC2 HTTP/1.1\" 401";
        supervisor_tests::wait::until("everything is in the log", || {
            daemon.read("run/supervisord.log").contains(last)
        });
        let log = daemon.hide_places(&daemon.read("run/supervisord.log"));
        let lines: Vec<String> = log
            .lines()
            .filter(|line| line.contains(" TRAC ") || line.contains(" ERRO ") || line.starts_with('\t'))
            .map(|line| line.get(24..).filter(|_| !line.starts_with('\t')).unwrap_or(line).to_owned())
            // What the harness itself asks until the daemon answers.
            .filter(|line| !line.contains("getState") && !line.contains("\"POST /RPC2 HTTP/1.1\" 200"))
            .map(|line| hide_peer_and_time(&line))
            .collect();
        lines.join("\n")
    });
    assert!(original == ours, "{}", TextDiff::from_lines(&original, &ours).unified_diff());
    assert!(ours.contains("localhost:0 - - [TIME] \"GET /nosuch HTTP/1.1\" 404 264"), "{ours}");
}

/// Masks ports, times, and the name that a reverse lookup of 127.0.0.1 gives.
fn hide_peer_and_time(line: &str) -> String {
    let mut line = line.to_owned();
    if let (Some(begin), Some(end)) = (line.find(" - - ["), line.find("] \"")) {
        line.replace_range(begin..=end, " - - [TIME]");
        if let Some((before, after)) = line.split_once(" 127.0.0.1:") {
            let (_, after) = after.split_once(' ').unwrap_or_default();
            line = format!("{before} 127.0.0.1:PEER {after}");
        }
    }
    if let Some((before, _)) = line.split_once("started at ") {
        line = format!("{before}started at TIME");
    }
    match line.strip_prefix("\tHostname: ") {
        Some(name) if !name.starts_with('<') => "\tHostname: NAME".to_owned(),
        _ if line.starts_with("\tPort:") && !line.contains('/') => "\tPort:PORT".to_owned(),
        _ => line,
    }
}

#[test]
fn ipv6_addresses_are_served() {
    if self_test() || std::net::TcpListener::bind("[::1]:0").is_err() {
        return; // The original cannot, and neither can a machine without IPv6.
    }
    let port = free_port();
    let server = format!("[inet_http_server]\nport=[::1]:{port}\n");
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&server));
    let url = format!("http://[::1]:{port}");
    let run = daemon.ctl(Flavor::Ours, &["-s", &url, "version"], "");
    assert_eq!((run.stdout.as_str(), run.code), ("4.3.0\n", 0), "{run:?}");
}

//! `/metrics`, `/healthz` and `extension.getAllProcessUsage`: what is counted, read with Prometheus's own parser.

use serde_json::Value;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{listener, oracle, wait};

const PROGRAMS: &str = "[program:cat]\ncommand=/bin/cat\nstdout_logfile=%(here)s/run/cat.log\n\n\
                        [program:false]\ncommand=/bin/false\nautostart=false\nstartsecs=0\nautorestart=false\n\n\
                        [program:gone]\ncommand=/bin/false\nautostart=false\nstartsecs=10\nstartretries=0\n\n\
                        [program:never]\ncommand=/bin/cat\nautostart=false\n\n\
                        [program:pair]\ncommand=/bin/sh -c '/bin/sleep 1000 & wait'\nstopasgroup=true\n";

fn with_programs(more: &str) -> Daemon {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&format!("{PROGRAMS}\n{more}")));
    daemon.await_state("cat", "RUNNING");
    daemon.await_state("pair", "RUNNING");
    daemon
}

fn call(daemon: &Daemon, method: &str, process: &str) -> String {
    let parameters: &[String] = &[format!("<string>{process}</string>")];
    daemon.call(&format!("supervisor.{method}"), parameters).expect("the daemon answers")
}

/// Head and body of the answer to a request.
fn ask(daemon: &Daemon, method: &str, path: &str) -> (String, String) {
    let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let answer =
        daemon.unix().exchange_to_the_end(request.as_bytes()).expect("it listens").expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    (head.to_owned(), body.to_owned())
}

/// A member of what `extension.getAllProcessUsage` says of a process.
fn usage_of(daemon: &Daemon, process: &str, member: &str) -> Option<f64> {
    let answer = daemon.call("extension.getAllProcessUsage", &[]).expect("the daemon answers");
    let (_, row) = answer.split_once(&format!("<name>name</name>\n<value><string>{process}</string>"))?;
    let (_, value) = row.split_once(&format!("<name>{member}</name>"))?;
    let value = value.split_once("</value>")?.0.rsplit_once('<')?.0.rsplit_once('>')?.1;
    value.parse::<f64>().ok()
}

/// What Prometheus reads in a text.
struct Metrics(Vec<Value>);

impl Metrics {
    fn of(daemon: &Daemon) -> Self {
        let (head, body) = ask(daemon, "GET", "/metrics");
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert!(head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"), "{head}");
        let families = oracle::script("prometheus.py", &body, &[]);
        Self(serde_json::from_str(&families).expect("the script prints JSON"))
    }

    /// The value of the sample with these labels and no others.
    fn find(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let labels: Value =
            labels.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let samples = self.0.iter().flat_map(|family| family["samples"].as_array().expect("a list"));
        let mut found = samples.filter(|sample| sample["name"] == name && sample["labels"] == labels);
        found.next().map(|sample| sample["value"].as_f64().expect("a number"))
    }

    #[track_caller]
    fn get(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.find(name, labels).unwrap_or_else(|| panic!("no {name} with {labels:?}"))
    }

    /// The value of a process whose group has its name.
    #[track_caller]
    fn of_process(&self, name: &str, process: &str) -> f64 {
        self.get(name, &[("name", process), ("group", process)])
    }
}

#[test]
fn what_is_counted_is_what_happened() {
    if self_test() {
        return;
    }
    let command = listener::command("run/ears.events", "");
    let daemon = with_programs(&format!(
        "[eventlistener:ears]\ncommand={command}\nevents=REMOTE_COMMUNICATION\nbuffer_size=7\n\
         [eventlistener:deaf]\ncommand=/bin/sleep 1000\nevents=REMOTE_COMMUNICATION\nbuffer_size=2\n"
    ));
    daemon.await_state("ears", "RUNNING");
    for number in 0..3 {
        listener::order(&daemon, &format!("order {number}"), "");
        listener::await_event(&daemon, "run/ears.events", &format!("order {number}"));
    }
    daemon.call(
        "supervisor.sendProcessStdin",
        &["<string>cat</string>".into(), "<string>12345</string>".into()],
    );
    wait::until("cat's log is written", || daemon.read("run/cat.log") == "12345");
    call(&daemon, "stopProcess", "cat");
    call(&daemon, "startProcess", "cat");
    call(&daemon, "startProcess", "false");
    daemon.await_state("false", "EXITED");
    call(&daemon, "startProcess", "gone");
    daemon.await_state("gone", "FATAL");
    call(&daemon, "getProcessInfo", "nosuch");
    daemon.call("nosuch.method", &[]);
    let metrics = Metrics::of(&daemon);
    for (name, process, expected) in [
        ("supervisor_process_state", "cat", 20.0),
        ("supervisor_process_up", "cat", 1.0),
        ("supervisor_process_starts_total", "cat", 2.0),
        ("supervisor_process_exit_status", "cat", -1.0),
        ("supervisor_process_state", "false", 100.0),
        ("supervisor_process_up", "false", 0.0),
        ("supervisor_process_uptime_seconds", "false", 0.0),
        ("supervisor_process_exit_status", "false", 1.0),
        ("supervisor_process_state", "gone", 200.0),
        ("supervisor_process_starts_total", "gone", 1.0),
        ("supervisor_process_starts_total", "never", 0.0),
        ("supervisor_process_processes", "pair", 2.0),
    ] {
        assert_eq!(metrics.of_process(name, process), expected, "{name} of {process}");
    }
    let labels = |process: &'static str| [("name", process), ("group", process)];
    assert_eq!(metrics.find("supervisor_process_exit_status", &labels("never")), None);
    assert_eq!(metrics.find("supervisor_process_start_time_seconds", &labels("false")), None);
    assert!(metrics.of_process("supervisor_process_start_time_seconds", "cat") > 1.7e9);
    assert!(metrics.of_process("supervisor_process_resident_memory_bytes", "pair") > 100_000.0);
    let with = |process: &'static str, label, value| [("name", process), ("group", process), (label, value)];
    let exits = |process, how| metrics.get("supervisor_process_exits_total", &with(process, "outcome", how));
    assert_eq!((exits("cat", "signal"), exits("cat", "expected")), (1.0, 0.0));
    assert_eq!((exits("false", "unexpected"), exits("false", "signal")), (1.0, 0.0));
    let written = |stream| metrics.get("supervisor_process_log_bytes_total", &with("cat", "stream", stream));
    assert_eq!((written("stdout"), written("stderr")), (5.0, 0.0));
    let pool = |name: &str, pool| metrics.get(&format!("supervisor_listener_{name}"), &[("pool", pool)]);
    assert_eq!((pool("delivered_total", "ears"), pool("queue_limit", "ears")), (3.0, 7.0));
    assert_eq!((pool("queue_length", "deaf"), pool("discarded_total", "deaf")), (2.0, 1.0));
    let calls = |method| metrics.get("supervisor_rpc_calls_total", &[("method", method)]);
    assert_eq!((calls("supervisor.stopProcess"), calls("unknown")), (1.0, 1.0));
    assert_eq!(metrics.get("supervisor_rpc_faults_total", &[("fault", "BAD_NAME")]), 1.0);
    let count = metrics.get("supervisor_rpc_duration_seconds_count", &[]);
    assert_eq!(metrics.get("supervisor_rpc_duration_seconds_bucket", &[("le", "+Inf")]), count);
    assert!(count > 8.0);
    assert_eq!(metrics.get("supervisor_state", &[]), 1.0);
    assert!(metrics.get("supervisor_http_connections_open", &[]) >= 1.0);
    assert!(metrics.get("supervisor_resident_memory_bytes", &[]) > 1e6);
    assert!(metrics.get("supervisor_cpu_seconds_total", &[]) >= 0.0);

    call(&daemon, "removeProcessGroup", "false");
    let after = Metrics::of(&daemon);
    assert_eq!(after.find("supervisor_process_state", &labels("false")), None, "it goes with its group");
    call(&daemon, "addProcessGroup", "false");
    assert_eq!(
        Metrics::of(&daemon).of_process("supervisor_process_starts_total", "false"),
        0.0,
        "another one"
    );
}

/// Every family has a type and a help, its samples stand together, and counters are called so.
#[test]
fn the_text_is_in_order() {
    if self_test() {
        return;
    }
    let daemon = with_programs("[program:odd]\ncommand=/bin/cat\nprocess_name=a\"b\\c\n");
    let metrics = Metrics::of(&daemon);
    assert!(metrics.find("supervisor_process_state", &[("name", "a\"b\\c"), ("group", "odd")]).is_some());
    let mut names = Vec::new();
    for family in &metrics.0 {
        let (name, kind) =
            (family["name"].as_str().expect("a name"), family["type"].as_str().expect("a type"));
        assert!(["counter", "gauge", "histogram"].contains(&kind), "{name} is a {kind}");
        assert!(!family["help"].as_str().expect("a text").is_empty(), "{name}");
        assert!(!names.contains(&name), "{name} comes twice");
        names.push(name);
    }
    let (_, body) = ask(&daemon, "GET", "/metrics");
    for line in body.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        assert_eq!(line.ends_with(" counter"), line.contains("_total "), "{line}");
    }
    let page = std::fs::read_to_string(supervisor_tests::workspace::root().join("docs/additions.md"))
        .expect("the page");
    for line in body.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().unwrap_or_default();
        assert!(page.contains(&format!("`{name}`")), "docs/additions.md does not explain {name}");
    }
    let (head, body) = ask(&daemon, "HEAD", "/metrics");
    assert!(head.starts_with("HTTP/1.1 200 ") && body.is_empty(), "{head}");
}

/// Ended processes that nobody waits for are gone, and the kernel forgets what they took.
#[test]
fn processor_time_never_goes_back() {
    if self_test() {
        return;
    }
    let busy = "[program:forgetful]\nautorestart=false\ncommand=/bin/sh -c \
                '(ulimit -t 4; while :; do :; done) & exec /usr/bin/env --ignore-signal=CHLD /bin/sleep 1000'\n";
    let daemon = with_programs(busy);
    let labels = [("name", "forgetful"), ("group", "forgetful")];
    let mut most = (0.0, 0.0);
    let mut look = |how: &str| {
        let metrics = Metrics::of(&daemon);
        let total = metrics.get("supervisor_process_cpu_seconds_total", &labels);
        let run = usage_of(&daemon, "forgetful", "cpu_seconds").unwrap_or_default();
        assert!(total >= most.0, "{how}: it was {}, and is {total} now", most.0);
        assert!(run >= most.1 || how != "it runs", "{how}: it was {}, and is {run} now", most.1);
        most = (total, run);
        metrics.get("supervisor_process_processes", &labels)
    };
    wait::until("its child has taken some time", || {
        look("it runs");
        usage_of(&daemon, "forgetful", "cpu_seconds") > Some(0.3)
    });
    wait::until("its child has ended", || look("it runs") == 1.0);
    call(&daemon, "stopProcess", "forgetful");
    look("it has ended");
    call(&daemon, "startProcess", "forgetful");
    look("it was started again");
}

#[test]
fn health_is_that_of_the_daemon_or_of_its_programs() {
    if self_test() {
        return;
    }
    let daemon = with_programs("[program:slow]\ncommand=%(here)s/../bin/stubborn\nstopwaitsecs=1000\n");
    daemon.await_state("slow", "RUNNING");
    let health = |query: &str| {
        let (head, body) = ask(&daemon, "GET", &format!("/healthz{query}"));
        (head.split(' ').nth(1).unwrap_or_default().to_owned(), body)
    };
    let is = |query: &str, status: &str, body: &str| {
        assert_eq!(health(query), (status.to_owned(), body.to_owned()), "{query}");
    };
    is("", "200", "ok\n");
    is("?processes=1", "200", "{\"status\":\"ok\",\"processes\":[]}\n");
    call(&daemon, "startProcess", "false");
    daemon.await_state("false", "EXITED");
    is("", "200", "ok\n");
    is("?processes=0", "200", "ok\n");
    let trouble = "{\"status\":\"trouble\",\"processes\":[{\"group\":\"false\",\"name\":\"false\",\
                   \"state\":\"EXITED\",\"reason\":\"Bad exit code 1\"}]}\n";
    is("?processes=1", "503", trouble);
    let (head, body) = ask(&daemon, "HEAD", "/healthz");
    assert!(head.starts_with("HTTP/1.1 200 ") && body.is_empty(), "{head}");
    daemon.call("supervisor.shutdown", &[]);
    is("", "503", "shutdown\n");
}

#[test]
fn what_programs_use_is_asked_over_xml_rpc() {
    if self_test() {
        return;
    }
    let busy = "[program:busy]\ncommand=/bin/sh -c 'while :; do :; done'\n";
    let daemon = with_programs(busy);
    let member = |process: &str, member: &str| usage_of(&daemon, process, member);
    assert_eq!(member("pair", "processes"), Some(2.0));
    assert_eq!(member("pair", "starts"), Some(1.0));
    assert_eq!(member("pair", "pid"), Some(f64::from(daemon.process_pid("pair"))));
    assert_eq!(member("never", "memory_bytes"), Some(0.0));
    assert!(member("cat", "memory_bytes") > Some(100_000.0));
    wait::until("busy uses the processor", || member("busy", "cpu_seconds") > Some(0.2));
    let help = daemon.call("system.methodHelp", &["<string>extension.getAllProcessUsage</string>".into()]);
    assert!(help.expect("the daemon answers").contains("cpu_seconds"));
}

//! The live status page's stream: `/live`.

use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::live::{Live, row};
use supervisor_tests::{procfs, wait};

const PROGRAMS: &str = "[program:cat]\ncommand=/bin/cat\nautorestart=false\nstderr_logfile=NONE\n\n\
                        [group:pair]\nprograms=one,two\n\n\
                        [program:one]\ncommand=/bin/cat\n\n[program:two]\ncommand=/bin/cat\nautostart=false\n";

fn start() -> Daemon {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS));
    for process in ["cat", "pair:one"] {
        daemon.await_state(process, "RUNNING");
    }
    daemon
}

fn call(daemon: &Daemon, method: &str, process: &str) {
    daemon.call(&format!("supervisor.{method}"), &[format!("<string>{process}</string>")]);
}

#[test]
fn a_page_gets_everything_and_then_what_changes() {
    if self_test() {
        return;
    }
    let daemon = start();
    let mut page = Live::open(&daemon.unix());
    let head = page.head();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert!(head.contains("Content-Type: text/event-stream"), "{head}");
    let (event, first) = page.message().expect("rows come at once");
    assert_eq!(event, "rows");
    let names: Vec<_> = first["rows"].as_array().expect("rows").iter().map(|row| &row["namespec"]).collect();
    assert_eq!(names, ["cat", "pair:one", "pair:two"]);
    let cat = row(&first, "cat").expect("it is there");
    assert_eq!(cat["pid"], daemon.process_pid("cat"));
    assert_eq!((&cat["stdout"], &cat["stderr"]), (&Value::Bool(true), &Value::Bool(false)));
    // A process that ends by itself.
    kill(Pid::from_raw(daemon.process_pid("cat")), Signal::SIGKILL).expect("it lives");
    let ended = page.until_state("cat", "EXITED");
    assert_eq!(ended["pid"], 0);
    // One that somebody starts and stops: nothing is said of the others.
    call(&daemon, "startProcess", "pair:two");
    let data =
        page.until("change", |data| row(data, "pair:two").is_some_and(|row| row["state"] == "RUNNING"));
    assert_eq!(data["rows"].as_array().map(Vec::len), Some(1), "{data}");
    call(&daemon, "stopProcessGroup", "pair");
    page.until_state("pair:two", "STOPPED");
    // One that is no more.
    call(&daemon, "removeProcessGroup", "pair");
    let data = page.until("change", |data| !data["gone"].as_array().is_none_or(Vec::is_empty));
    assert_eq!(data["gone"], serde_json::json!(["pair:one", "pair:two"]));
    call(&daemon, "addProcessGroup", "pair");
    page.until_state("pair:one", "RUNNING");
}

#[test]
fn what_programs_use_is_told() {
    if self_test() {
        return;
    }
    let busy = "[program:busy]\ncommand=/bin/sh -c \"while :; do :; done\"\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(busy));
    let mut page = Live::open(&daemon.unix());
    // It does not get a whole processor on a machine that does other things.
    let told = page.until("usage", |data| data["usage"]["busy"][0].as_f64().is_some_and(|cpu| cpu > 1.0));
    assert!(told["usage"]["busy"][1].as_u64().is_some_and(|bytes| bytes > 100_000), "{told}");
}

#[test]
fn without_a_page_nothing_wakes_the_daemon() {
    if self_test() {
        return;
    }
    let daemon = start();
    for _ in 0..3 {
        let mut pages = [Live::open(&daemon.unix()), Live::open(&daemon.unix())];
        for page in &mut pages {
            page.until("usage", |_| true);
        }
    }
    let quiet = |seconds| {
        let before = procfs::context_switches(daemon.pid());
        // The one place where a test sleeps: time passing is what it is about.
        std::thread::sleep(Duration::from_secs(seconds));
        procfs::context_switches(daemon.pid()).abs_diff(before)
    };
    wait::until("the daemon has come to rest", || quiet(1) == 0);
    assert_eq!(quiet(6), 0, "something woke the daemon while nobody watched");
}

#[test]
fn so_many_pages_and_no_more_and_those_that_do_not_read_harm_nobody() {
    if self_test() {
        return;
    }
    let daemon = start();
    let mut pages: Vec<_> = (0..64).map(|_| Live::open(&daemon.unix())).collect();
    let refused = Live::open(&daemon.unix());
    assert!(refused.head().starts_with("HTTP/1.1 503 "), "{}", refused.head());
    let before = procfs::resident_kib(daemon.pid());
    for _ in 0..20 {
        call(&daemon, "startProcess", "pair:two");
        call(&daemon, "stopProcess", "pair:two");
    }
    let grown = procfs::resident_kib(daemon.pid()).saturating_sub(before);
    assert!(grown < 8 * 1024, "the daemon has grown by {grown} KiB");
    let mut reader = pages.pop().expect("there are 64");
    call(&daemon, "stopProcess", "cat");
    reader.until_state("cat", "STOPPED");
    drop(pages);
    wait::until("there is room again", || Live::open(&daemon.unix()).head().starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_restart_is_announced_and_the_page_comes_back() {
    if self_test() {
        return;
    }
    let slow = "[program:slow]\ncommand=/bin/sh -c \"trap '' TERM; exec cat\"\nstopwaitsecs=2\n";
    let mut daemon = Daemon::start(Flavor::Ours, &Config::programs(slow));
    daemon.await_state("slow", "RUNNING");
    let before = daemon.process_pid("slow");
    let mut page = Live::open(&daemon.unix());
    page.message().expect("rows come at once");
    daemon.signal(Signal::SIGHUP);
    page.until("daemon", |data| data["state"] == "RESTARTING");
    while page.message().is_some() {}
    let mut page = Live::open(&daemon.unix());
    let row = page.until_state("slow", "RUNNING");
    assert_ne!(row["pid"], before);
    daemon.signal(Signal::SIGTERM);
    page.until("daemon", |data| data["state"] == "SHUTDOWN");
    daemon.await_end();
}

#[test]
fn it_asks_for_the_password_and_for_the_right_method() {
    if self_test() {
        return;
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS).with_tcp());
    let ask = |method: &str, headers: &str| {
        let request = format!("{method} /live HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        let mut stream = daemon.tcp().connect().expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("it answers");
        String::from_utf8_lossy(&answer).into_owned()
    };
    let token =
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{USER}:{PASSWORD}"));
    let authorized = format!("Authorization: Basic {token}\r\n");
    assert_eq!(ask("GET", ""), "HTTP/1.1 401");
    assert_eq!(ask("GET", &authorized), "HTTP/1.1 200");
    assert_eq!(ask("POST", &authorized), "HTTP/1.1 400");
}

//! `/events`: everything that happens is told to whoever watches, in order; who does not read loses the oldest and nobody
//! else anything.

use std::io::{Read as _, Write as _};

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::event_stream::{Event, EventStream};
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::listener::order;
use supervisor_tests::schema::Schema;
use supervisor_tests::{procfs, workspace};

const PROGRAMS: &str = "[program:cat]\ncommand=/bin/cat\nstdout_logfile=NONE\nstdout_events_enabled=true\n\
                        stdout_capture_maxbytes=1000\n\n\
                        [program:false]\ncommand=/bin/false\nautostart=false\nstartsecs=0\nautorestart=false\n\n\
                        [program:gone]\ncommand=/bin/false\nautostart=false\nstartsecs=10\nstartretries=0\n";

fn with_cat() -> Daemon {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS));
    daemon.await_state("cat", "RUNNING");
    daemon
}

fn call(daemon: &Daemon, method: &str, parameters: &[&str]) {
    let parameters: Vec<String> = parameters.iter().map(|text| format!("<string>{text}</string>")).collect();
    daemon.call(&format!("supervisor.{method}"), &parameters).expect("the daemon answers");
}

/// Type, and who it is about.
fn shown(event: &Event) -> String {
    let text = |name: &str| event.data[name].as_str().unwrap_or("-").to_owned();
    format!("{} {} {}", event.kind(), text("process"), text("from_state"))
}

fn is(kind: &'static str) -> impl Fn(&Event) -> bool {
    move |event| event.kind() == kind
}

#[test]
fn what_happens_is_told_in_order() {
    if self_test() {
        return;
    }
    let daemon = with_cat();
    let mut stream = EventStream::open(&daemon.unix(), "?types=PROCESS_STATE,PROCESS_GROUP");
    assert!(stream.head().contains("Content-Type: text/event-stream\r\n"), "{}", stream.head());
    assert!(stream.head().contains("X-Accel-Buffering: no"), "{}", stream.head());
    call(&daemon, "stopProcess", &["cat"]);
    order(&daemon, "not", "asked for");
    call(&daemon, "removeProcessGroup", &["cat"]);
    call(&daemon, "startProcess", &["false"]);
    let told: Vec<String> = (0..6).map(|_| shown(&stream.next_event())).collect();
    assert_eq!(
        told,
        [
            "PROCESS_STATE_STOPPING cat RUNNING",
            "PROCESS_STATE_STOPPED cat STOPPING",
            "PROCESS_GROUP_REMOVED - -",
            "PROCESS_STATE_STARTING false STOPPED",
            "PROCESS_STATE_RUNNING false STARTING",
            "PROCESS_STATE_EXITED false RUNNING",
        ]
    );
}

/// Every type once, and every field of the schema.
#[test]
fn documents_are_what_the_schema_says() {
    if self_test() {
        return;
    }
    let listener = supervisor_tests::listener::command("run/ears.events", "");
    let programs = format!("{PROGRAMS}\n[eventlistener:ears]\ncommand={listener}\nevents=PROCESS_STATE\n");
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&programs));
    daemon.await_state("cat", "RUNNING");
    let mut stream = EventStream::open_after(&daemon.unix(), "", "long ago");
    let path = workspace::root().join("docs/schemas/event-1.json");
    let mut schema = Schema::new(&std::fs::read_to_string(path).expect("the schema is readable"));
    let mut check = |event: &Event| {
        schema.check(&event.data).unwrap_or_else(|fault| panic!("{event:?}: {fault}"));
    };
    let missed = stream.next_event();
    assert_eq!((missed.kind(), &missed.data["missed"]), ("MISSED", &Value::Null));
    check(&missed);
    let mut expect = |stream: &mut EventStream, kind: &'static str| {
        // TICK events come for ever.
        for _ in 0..20 {
            let event = stream.next_event();
            check(&event);
            if event.kind() == kind {
                return event.data;
            }
        }
        panic!("no {kind} comes");
    };
    order(&daemon, "greeting", "hello\nyou");
    let event = expect(&mut stream, "REMOTE_COMMUNICATION");
    assert_eq!((&event["kind"], &event["data"]), (&json!("greeting"), &json!("hello\nyou")));
    call(&daemon, "sendProcessStdin", &["cat", "caf\u{e9}\n"]);
    let event = expect(&mut stream, "PROCESS_LOG_STDOUT");
    assert_eq!((&event["data"], &event["channel"]), (&json!("caf\u{e9}\n"), &json!("stdout")));
    assert_eq!(event["pid"], json!(daemon.process_pid("cat")));
    let captured = "&lt;!--XSUPERVISOR:BEGIN--&gt;mew&lt;!--XSUPERVISOR:END--&gt;";
    call(&daemon, "sendProcessStdin", &["cat", captured]);
    assert_eq!(expect(&mut stream, "PROCESS_COMMUNICATION_STDOUT")["data"], json!("mew"));
    // What clients send is text; half a character is made by a program.
    call(&daemon, "startProcess", &["gone"]);
    assert_eq!(expect(&mut stream, "PROCESS_STATE_BACKOFF")["tries"], json!(1));
    expect(&mut stream, "PROCESS_STATE_FATAL");
    call(&daemon, "startProcess", &["false"]);
    let event = expect(&mut stream, "PROCESS_STATE_EXITED");
    assert_eq!((&event["expected"], event["serial"].is_u64()), (&json!(false), true));
    call(&daemon, "removeProcessGroup", &["false"]);
    assert_eq!(expect(&mut stream, "PROCESS_GROUP_REMOVED")["group"], json!("false"));
    call(&daemon, "addProcessGroup", &["false"]);
    expect(&mut stream, "PROCESS_GROUP_ADDED");
    let when = expect(&mut stream, "TICK_5")["when"].as_i64().expect("a time");
    assert_eq!(when % 5, 0);
    call(&daemon, "shutdown", &[]);
    expect(&mut stream, "SUPERVISOR_STATE_CHANGE_STOPPING");
    let unused: Vec<String> = schema.unused().into_iter().filter(|part| !part.contains("base64")).collect();
    assert_eq!(unused, [""; 0], "parts of the schema that no document has");
}

#[test]
fn bytes_that_are_no_text_are_there_in_base64() {
    if self_test() {
        return;
    }
    let daemon = Daemon::start(
        Flavor::Ours,
        &Config::programs(
            "[program:raw]\ncommand=/usr/bin/printf 'caf\\351'\nautostart=false\nautorestart=false\nstartsecs=0\n\
             stdout_logfile=NONE\nstdout_events_enabled=true\n",
        ),
    );
    let mut stream = EventStream::open(&daemon.unix(), "?types=PROCESS_LOG");
    call(&daemon, "startProcess", &["raw"]);
    let event = stream.next_event();
    assert_eq!(event.data["data"], json!("caf\u{fffd}"));
    assert_eq!(event.data["data_base64"], json!("Y2Fm6Q=="));
}

#[test]
fn requests_that_are_refused_and_heads() {
    if self_test() {
        return;
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS).with_tcp());
    let ask = |method: &str, path: &str| {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        daemon.unix().exchange_to_the_end(request.as_bytes()).expect("it listens").expect("it answers")
    };
    let unknown = ask("GET", "/events?types=TICK,NOSUCH");
    assert!(
        unknown.starts_with("HTTP/1.1 400 ") && unknown.ends_with("NOSUCH is no type of event\n"),
        "{unknown}"
    );
    let head = ask("HEAD", "/events");
    assert!(head.starts_with("HTTP/1.1 200 ") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(head.contains("text/event-stream"), "{head}");
    assert!(ask("POST", "/events").starts_with("HTTP/1.1 400 "));
    let request = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";
    let answer = daemon.tcp().exchange(request.as_bytes()).expect("it listens").expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[test]
fn who_comes_back_is_told_what_happened_meanwhile() {
    if self_test() {
        return;
    }
    let daemon = with_cat();
    let mut stream = EventStream::open(&daemon.unix(), "?types=REMOTE_COMMUNICATION");
    order(&daemon, "one", "");
    assert_eq!(stream.next_event().data["kind"], json!("one"));
    let place = stream.last_id().expect("events have places").to_owned();
    drop(stream);
    order(&daemon, "two", "");
    call(&daemon, "stopProcess", &["cat"]);
    order(&daemon, "three", "");
    let mut stream = EventStream::open_after(&daemon.unix(), "?types=REMOTE_COMMUNICATION", &place);
    order(&daemon, "four", "");
    for expected in ["two", "three", "four"] {
        assert_eq!(stream.next_event().data["kind"], json!(expected));
    }
}

/// As a browser does: the place that it names is that of the last event it has seen.
#[test]
fn who_was_told_of_a_loss_is_not_told_again() {
    if self_test() {
        return;
    }
    let daemon = with_cat();
    let query = "?types=REMOTE_COMMUNICATION";
    let mut place = "long ago".to_owned();
    {
        let mut stream = EventStream::open_after(&daemon.unix(), query, &place);
        assert_eq!(stream.next_event().kind(), "MISSED");
        place = stream.last_id().map_or(place, str::to_owned);
    }
    let mut stream = EventStream::open_after(&daemon.unix(), query, &place);
    order(&daemon, "hello", "");
    assert_eq!(stream.next_event().data["kind"], json!("hello"));
}

#[test]
fn a_hundred_watchers_over_a_restart() {
    if self_test() {
        return;
    }
    const WATCHERS: usize = 100;
    let daemon = with_cat();
    let watch = |_| EventStream::open(&daemon.unix(), "?types=REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE");
    let mut streams: Vec<EventStream> = (0..WATCHERS).map(watch).collect();
    for number in 0..10 {
        order(&daemon, &number.to_string(), "");
    }
    for stream in &mut streams {
        for number in 0..10 {
            assert_eq!(stream.next_event().data["kind"], json!(number.to_string()));
        }
    }
    let before = daemon.process_pid("cat");
    daemon.signal(Signal::SIGHUP);
    let mut place = String::new();
    for mut stream in streams {
        assert_eq!(stream.next_event().kind(), "SUPERVISOR_STATE_CHANGE_STOPPING");
        place = stream.last_id().expect("events have places").to_owned();
        assert_eq!(stream.rest(), [], "the stream ends with the daemon's life");
    }
    supervisor_tests::wait::until("cat was started anew", || {
        daemon
            .info("cat", "pid")
            .and_then(|pid| pid.parse::<i32>().ok())
            .is_some_and(|pid| pid > 0 && pid != before)
    });
    let mut streams: Vec<EventStream> = (0..WATCHERS)
        .map(|_| EventStream::open_after(&daemon.unix(), "?types=REMOTE_COMMUNICATION", &place))
        .collect();
    order(&daemon, "again", "");
    for stream in &mut streams {
        let missed = stream.next_event();
        assert_eq!((missed.kind(), &missed.data["missed"]), ("MISSED", &Value::Null), "another life");
        assert_eq!(stream.next_event().data["kind"], json!("again"));
    }
}

#[test]
fn the_end_of_the_daemon_ends_the_stream_as_http_does() {
    if self_test() {
        return;
    }
    let mut daemon = with_cat();
    let mut stream = daemon.unix().connect().expect("the daemon listens");
    let request = b"GET /events?types=PROCESS_STATE,SUPERVISOR_STATE_CHANGE HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(request).expect("the daemon reads");
    let mut answer = vec![0; 4096];
    let count = stream.read(&mut answer).expect("the daemon answers");
    answer.truncate(count);
    daemon.signal(Signal::SIGTERM);
    stream.read_to_end(&mut answer).expect("the stream ends");
    daemon.await_end();
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
    assert!(answer.contains("SUPERVISOR_STATE_CHANGE_STOPPING"), "{answer}");
    assert!(answer.contains("\"PROCESS_STATE_STOPPED\""), "{answer}");
}

#[test]
fn who_does_not_read_harms_nobody_and_is_told_what_is_lost() {
    if self_test() {
        return;
    }
    const EVENTS: usize = 20_000;
    let daemon = with_cat();
    let mut slow = EventStream::open(&daemon.unix(), "?types=REMOTE_COMMUNICATION");
    let mut quick = EventStream::open(&daemon.unix(), "?types=REMOTE_COMMUNICATION");
    let before = procfs::resident_kib(daemon.pid());
    let text = "x".repeat(1000);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let event = quick.await_event(|event| event.data["kind"] == json!((EVENTS - 1).to_string()));
            event.data["data"].as_str().expect("a text").len()
        });
        let one = |number: usize| {
            format!(
                "<value><struct><member><name>methodName</name><value>supervisor.sendRemoteCommEvent</value></member>\
                 <member><name>params</name><value><array><data><value><string>{number}</string></value>\
                 <value><string>{text}</string></value></data></array></value></member></struct></value>"
            )
        };
        for batch in 0..EVENTS / 100 {
            let calls: String = (0..100).map(|index| one(batch * 100 + index)).collect();
            daemon
                .call("system.multicall", &[format!("<array><data>{calls}</data></array>")])
                .expect("an answer");
        }
        assert_eq!(reading.join().expect("the quick one reads to the end"), text.len());
    });
    let grown = procfs::resident_kib(daemon.pid()).saturating_sub(before);
    assert!(grown < 16 * 1024, "the daemon has grown by {grown} KiB for a client that does not read");
    let missed = slow.await_event(is("MISSED"));
    let missed = missed.data["missed"].as_u64().expect("it is known how many");
    let next = slow.next_event();
    let last = slow.await_event(|event| event.data["kind"] == json!((EVENTS - 1).to_string()));
    assert!(missed > 1000 && next.id < last.id, "{missed} {:?} {:?}", next.id, last.id);
}

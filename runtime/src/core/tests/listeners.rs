//! Event listeners: who is sent what, and when it is sent again.

use supervisor_compiler::plan::EventType;

use crate::core::testing::{Bench, group, pool, program};
use crate::core::{Channel, Input, NotDelivered, Subscription, WaitStatus};

/// A pool of listeners that subscribed to what clients say, all of them RUNNING, two seconds after the start.
fn listeners(names: &[&str], buffer_size: i64) -> Bench {
    let processes = names.iter().map(|name| program(name, |_| {})).collect();
    let mut bench =
        Bench::begin([pool("ears", -1, processes, vec![EventType::RemoteCommunication], buffer_size)]);
    bench.at(2.0).forget();
    bench
}

impl Bench {
    fn says(&mut self, listener: &str, text: &str) {
        let process = self.id(&format!("ears:{listener}"));
        let pid = self.core.info(process, self.world.now).unwrap().pid.unwrap();
        self.input(Input::Heard { process, pid, data: text.as_bytes().to_vec() });
    }

    fn announce(&mut self, kind: &str) {
        self.input(Input::RemoteCommunication { kind: kind.to_owned(), data: String::new() });
    }

    /// The lines that tell of writes and of listeners, without the headers' constant parts.
    fn dealings(&mut self) -> String {
        let transcript = self.transcript();
        let lines = transcript.lines().filter(|line| !line.contains("RemoteCommunication {"));
        lines.map(|line| line.replace("ver:3.0 server:supervisor ", "")).collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn a_listener_is_sent_one_event_at_a_time() {
    let mut bench = listeners(&["a"], 10);
    bench.says("a", "READY\n");
    bench.announce("one");
    bench.announce("two");
    bench.says("a", "RESULT 2\nOKREADY\n");
    insta::assert_snapshot!(bench.dealings(), @"
    2.00 DEBG a: ACKNOWLEDGED -> READY
    2.00 write to a serial:0 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:one

    2.00 DEBG event 0 sent to listener a
    2.00 DEBG a: event was processed
    2.00 DEBG a: BUSY -> ACKNOWLEDGED
    2.00 DEBG a: ACKNOWLEDGED -> READY
    2.00 write to a serial:1 pool:ears poolserial:1 eventname:REMOTE_COMMUNICATION len:9
    type:two

    2.00 DEBG event 1 sent to listener a
    ");
}

#[test]
fn who_is_not_running_yet_waits() {
    let mut bench = Bench::begin([pool(
        "ears",
        -1,
        vec![program("a", |_| {})],
        vec![EventType::RemoteCommunication],
        10,
    )]);
    bench.forget();
    bench.says("a", "READY\n");
    bench.announce("one");
    bench.at(2.0);
    insta::assert_snapshot!(bench.dealings(), @"
    0.00 DEBG a: ACKNOWLEDGED -> READY
    1.00 a STARTING -> RUNNING pid:101
    1.00 INFO success: a entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)
    1.00 write to a serial:0 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:one

    1.00 DEBG event 0 sent to listener a
    ");
}

#[test]
fn who_has_closed_its_ear_is_passed_over() {
    let mut bench = listeners(&["a", "b"], 10);
    bench.says("a", "READY\n");
    bench.says("b", "READY\n");
    bench.world.delivery_failures = vec![NotDelivered::Closed];
    bench.announce("one");
    bench.announce("two");
    assert_eq!(bench.core.deadline(), None, "nothing to wait for until somebody is free");
    insta::assert_snapshot!(bench.dealings(), @"
    2.00 DEBG a: ACKNOWLEDGED -> READY
    2.00 DEBG b: ACKNOWLEDGED -> READY
    2.00 write to a serial:0 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:one

    2.00 DEBG epipe occurred while sending event 0 to listener a, listener state unchanged
    2.00 write to b serial:0 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:one

    2.00 DEBG event 0 sent to listener b
    ");
}

#[test]
fn who_does_not_read_is_left_alone_for_a_second() {
    let mut bench = listeners(&["a"], 10);
    bench.says("a", "READY\n");
    bench.world.delivery_failures = vec![NotDelivered::Full];
    bench.announce("one");
    bench.at(4.0);
    insta::assert_snapshot!(bench.dealings(), @"
    2.00 DEBG a: ACKNOWLEDGED -> READY
    2.00 write to a serial:0 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:one

    2.00 DEBG rebuffering event 0 for pool ears (buf size=0, max=10)
    3.00 write to a serial:0 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:one

    3.00 DEBG event 0 sent to listener a
    ");
}

#[test]
fn an_event_that_is_always_rejected_pauses_longer_and_longer() {
    let mut bench = listeners(&["a"], 10);
    bench.says("a", "READY\n");
    bench.announce("bad");
    let mut times = Vec::new();
    for _ in 0..10 {
        bench.says("a", "RESULT 4\nFAILREADY\n");
        let is_sent = |bench: &mut Bench| bench.transcript().contains("write to a");
        while !is_sent(&mut bench) {
            let next = bench.core.deadline().expect("it will be sent again");
            bench.at(next.as_secs_f64());
        }
        times.push(bench.world.now.monotonic.as_secs());
    }
    assert_eq!(times, [2, 3, 5, 9, 17, 33, 65, 125, 185, 245]);
}

#[test]
fn others_pass_an_event_that_pauses() {
    let mut bench = listeners(&["a"], 10);
    bench.says("a", "READY\n");
    bench.announce("bad");
    bench.says("a", "RESULT 4\nFAILREADY\n");
    bench.says("a", "RESULT 4\nFAILREADY\n");
    bench.forget();
    bench.announce("good");
    bench.says("a", "RESULT 2\nOKREADY\n");
    bench.at(4.0);
    insta::assert_snapshot!(bench.dealings(), @"
    2.00 write to a serial:1 pool:ears poolserial:1 eventname:REMOTE_COMMUNICATION len:10
    type:good

    2.00 DEBG event 1 sent to listener a
    2.00 DEBG a: event was processed
    2.00 DEBG a: BUSY -> ACKNOWLEDGED
    2.00 DEBG a: ACKNOWLEDGED -> READY
    3.00 write to a serial:0 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:bad

    3.00 DEBG event 0 sent to listener a
    ");
}

#[test]
fn a_rejected_event_needs_room_in_the_buffer() {
    let mut bench = listeners(&["a"], 2);
    bench.says("a", "READY\n");
    for kind in ["one", "two", "three"] {
        bench.announce(kind);
    }
    bench.forget();
    bench.exit("ears:a", WaitStatus::Exited(1));
    insta::assert_snapshot!(bench.dealings(), @"
    2.00 a RUNNING -> EXITED expected:0 pid:101
    2.00 DEBG rebuffering event 0 for pool ears (buf size=2, max=2)
    2.00 ERRO pool ears event buffer overflowed, discarding event 1
    2.00 WARN exited: a (exit status 1; not expected)
    2.00 a EXITED -> STARTING tries:0
    2.00 spawn ears:a
    2.00 INFO spawned: 'a' with pid 102
    ");
}

#[test]
fn a_pool_that_is_removed_takes_its_events_along() {
    let mut bench = listeners(&["a"], 10);
    bench.announce("old");
    bench.exit("ears:a", WaitStatus::Exited(0));
    bench.core.remove_group("ears", &mut Vec::new()).unwrap();
    assert!(!bench.core.wants(EventType::RemoteCommunication));
    bench.announce("nobody hears this");
    bench.add(pool("ears", -1, vec![program("a", |_| {})], vec![EventType::RemoteCommunication], 10));
    bench.at(4.0).forget();
    bench.says("a", "READY\n");
    bench.announce("new");
    insta::assert_snapshot!(bench.dealings(), @"
    4.00 DEBG a: ACKNOWLEDGED -> READY
    4.00 write to a serial:1 pool:ears poolserial:0 eventname:REMOTE_COMMUNICATION len:9
    type:new

    4.00 DEBG event 1 sent to listener a
    ");
}

#[test]
fn what_an_earlier_run_said_does_not_count() {
    let mut bench = listeners(&["a"], 10);
    let (process, pid) = (bench.id("ears:a"), 101);
    bench.exit("ears:a", WaitStatus::Exited(1));
    bench.at(4.0).forget();
    bench.input(Input::Heard { process, pid, data: b"nonsense".to_vec() });
    assert_eq!(bench.dealings(), "");
}

#[test]
fn output_is_told_to_those_who_want_to_know() {
    let cat = || group("cat", 999, vec![program("cat", |_| {})]);
    let print = |bench: &mut Bench| {
        let process = bench.id("cat");
        let data = b"mew".to_vec();
        bench.input(Input::Printed { process, pid: 7, channel: Channel::Stdout, data: data.clone() });
        bench.input(Input::Captured { process, pid: 7, channel: Channel::Stderr, data });
    };
    let mut bench = Bench::begin([cat()]);
    bench.forget();
    print(&mut bench);
    assert_eq!(bench.transcript(), "", "nobody wants to know");

    let events = vec![EventType::ProcessLog, EventType::ProcessCommunicationStderr];
    let mut bench = Bench::begin([pool("ears", -1, vec![program("a", |_| {})], events, 10), cat()]);
    bench.says("a", "READY\n");
    bench.at(2.0).forget();
    print(&mut bench);
    bench.says("a", "RESULT 2\nOKREADY\n");
    insta::assert_snapshot!(bench.dealings(), @r#"
    2.00 Printed(Output { process: "cat", group: "cat", pid: 7, channel: Stdout, data: [109, 101, 119] })
    2.00 write to a serial:0 pool:ears poolserial:0 eventname:PROCESS_LOG_STDOUT len:54
    processname:cat groupname:cat pid:7 channel:stdout
    mew
    2.00 DEBG event 0 sent to listener a
    2.00 Captured(Output { process: "cat", group: "cat", pid: 7, channel: Stderr, data: [109, 101, 119] })
    2.00 DEBG a: event was processed
    2.00 DEBG a: BUSY -> ACKNOWLEDGED
    2.00 DEBG a: ACKNOWLEDGED -> READY
    2.00 write to a serial:1 pool:ears poolserial:1 eventname:PROCESS_COMMUNICATION_STDERR len:39
    processname:cat groupname:cat pid:7
    mew
    2.00 DEBG event 1 sent to listener a
    "#);
}

#[test]
fn ticks_wake_the_daemon_only_for_those_who_want_them() {
    let listener = || vec![program("a", |_| {})];
    let mut bench = Bench::begin([pool("ears", -1, listener(), vec![EventType::ProcessGroup], 10)]);
    bench.at(2.0);
    assert_eq!(bench.core.deadline(), None);
    bench.core.handle(bench.world.now, Input::Timer, &mut Vec::new());
    assert_eq!(bench.core.deadline(), None);

    let mut bench = Bench::begin([pool("ears", -1, listener(), vec![EventType::Tick5], 10)]);
    bench.says("a", "READY\n");
    bench.at(7.0);
    let ticks: Vec<String> =
        bench.dealings().lines().filter(|line| line.contains("when:")).map(str::to_owned).collect();
    insta::assert_snapshot!(ticks.join("\n"), @"
    5.00 Tick { event: Tick5, when: 1000005 }
    when:1000005
    ");
}

#[test]
fn who_watches_is_told_and_listeners_cannot_tell() {
    let mut bench = listeners(&["a"], 10);
    let serial = bench.core.next_serial();
    let watched = Subscription::to(&[EventType::Tick5]);
    bench.core.watch(watched, bench.world.now, &mut Vec::new());
    bench.at(7.0);
    assert!(bench.transcript().contains("Tick { event: Tick5, when: 1000005 }"));
    assert_eq!((bench.core.next_serial(), bench.core.last_serial(EventType::Tick5)), (serial, None));
    bench.announce("call");
    assert_eq!(bench.core.last_serial(EventType::RemoteCommunication), Some(serial));
    assert!(bench.core.deadline().is_some(), "the next tick");
    bench.core.watch(Subscription::default(), bench.world.now, &mut Vec::new());
    assert_eq!(bench.core.deadline(), None);
}

#[test]
fn what_becomes_of_events_is_counted() {
    let mut bench = listeners(&["a"], 2);
    for kind in ["one", "two", "three"] {
        bench.announce(kind);
    }
    bench.says("a", "READY\n");
    bench.says("a", "RESULT 4\nFAIL");
    let pools = bench.core.pools();
    let info = pools.first().unwrap();
    assert_eq!((&*info.name, info.waiting, info.limit), ("ears", 2, 2));
    assert_eq!((info.delivered, info.rejected, info.discarded), (1, 1, 1));
}

#[test]
fn a_buffer_is_bounded_in_bytes_however_many_events_it_may_hold() {
    let mut bench = listeners(&["a"], 1_000_000);
    let mebibyte = "x".repeat(1024 * 1024);
    for _ in 0..100 {
        bench.input(Input::RemoteCommunication { kind: "big".to_owned(), data: mebibyte.clone() });
    }
    let discarded =
        bench.transcript().matches("ERRO pool ears event buffer overflowed, discarding event ").count();
    assert_eq!(discarded, 100 - 63, "payloads are a little longer than a mebibyte, and 64 may wait");
    // The oldest that is left comes first, and what is sent makes room.
    bench.forget();
    bench.says("a", "READY\n");
    assert!(bench.transcript().contains(" serial:37 "), "the oldest that is left comes first");
    bench.forget();
    bench.announce("small");
    bench.input(Input::RemoteCommunication { kind: "big".to_owned(), data: mebibyte });
    assert!(!bench.transcript().contains("overflowed"), "what was sent has made room");
    // One that is larger than everything that may wait does so alone.
    bench.forget();
    bench.input(Input::RemoteCommunication { kind: "huge".to_owned(), data: "x".repeat(65 * 1024 * 1024) });
    assert_eq!(bench.transcript().matches("overflowed").count(), 64);
}

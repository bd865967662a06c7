//! What becomes of an event by how a listener answers, or does not.

use super::*;

#[test]
fn a_rejected_event_comes_again() {
    let config = debug(&pool("watch", "events=REMOTE_COMMUNICATION"));
    let seen = assert_same(&config, |daemon| {
        daemon.await_state("watch", "RUNNING");
        order(daemon, "fail", "1");
        await_count(daemon, "watch", 2);
        await_line(daemon, "event was processed");
        order(daemon, "other", "");
        await_event(daemon, "run/watch.events", "other");
        wait::until("both are done", || log(daemon).matches("ACKNOWLEDGED -> READY").count() == 4);
        stream(daemon, "watch") + &log(daemon)
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:11 "type:fail\n1"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:11 "type:fail\n1"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:REMOTE_COMMUNICATION len:11 "type:other\n"
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 0 sent to listener watch
    WARN watch: event was rejected
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG rebuffering event 0 for pool watch (buf size=0, max=10)
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 0 sent to listener watch
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 1 sent to listener watch
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    "#);
}
#[test]
fn a_listener_that_dies_gets_its_event_again() {
    let config = debug(&pool("watch", "events=REMOTE_COMMUNICATION"));
    let seen = assert_same(&config, |daemon| {
        daemon.await_state("watch", "RUNNING");
        order(daemon, "die", "");
        await_line(daemon, "event was processed");
        let listeners: Vec<i32> = received(daemon, "watch").iter().map(|event| event.listener).collect();
        assert!(listeners.len() == 2 && listeners[0] != listeners[1], "{listeners:?}");
        wait::until("it is done", || log(daemon).matches("ACKNOWLEDGED -> READY").count() == 3);
        stream(daemon, "watch") + &log(daemon)
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:9 "type:die\n"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:9 "type:die\n"
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 0 sent to listener watch
    DEBG rebuffering event 0 for pool watch (buf size=0, max=10)
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 0 sent to listener watch
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    "#);
}
#[test]
fn a_listener_that_talks_nonsense_gets_no_more() {
    let config = debug(&pool("watch", "events=REMOTE_COMMUNICATION"));
    let seen = assert_same(&config, |daemon| {
        daemon.await_state("watch", "RUNNING");
        order(daemon, "say", "I beg your pardon?\n");
        await_line(daemon, "has entered the UNKNOWN state");
        order(daemon, "more", "");
        daemon.ctl(Flavor::Original, &["restart", "watch"], "");
        await_event(daemon, "run/watch.events", "more");
        wait::until("both are done", || log(daemon).matches("ACKNOWLEDGED -> READY").count() == 4);
        stream(daemon, "watch") + &log(daemon)
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:28 "type:say\nI beg your pardon?\n"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:28 "type:say\nI beg your pardon?\n"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:REMOTE_COMMUNICATION len:10 "type:more\n"
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 0 sent to listener watch
    WARN watch: bad result line: 'I beg your pardon?'
    DEBG watch: BUSY -> UNKNOWN
    WARN watch: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol
    DEBG rebuffering event 0 for pool watch (buf size=0, max=10)
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 0 sent to listener watch
    DEBG rebuffering event 1 for pool watch (buf size=0, max=10)
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 1 sent to listener watch
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    "#);
}
#[test]
fn a_full_buffer_loses_its_oldest() {
    let config = debug(&pool("watch", "events=REMOTE_COMMUNICATION\nbuffer_size=2"));
    let seen = assert_same(&config, |daemon| {
        daemon.await_state("watch", "RUNNING");
        order(daemon, "hold", "go");
        await_event(daemon, "run/watch.events", "hold");
        for kind in ["one", "two", "three", "four"] {
            order(daemon, kind, "");
        }
        await_line(daemon, "discarding event 2");
        daemon.write("run/go", "");
        await_event(daemon, "run/watch.events", "four");
        wait::until("all are done", || log(daemon).matches("ACKNOWLEDGED -> READY").count() == 4);
        stream(daemon, "watch") + &log(daemon)
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:12 "type:hold\ngo"
    ver:3.0 server:supervisor serial:3 pool:watch poolserial:3 eventname:REMOTE_COMMUNICATION len:11 "type:three\n"
    ver:3.0 server:supervisor serial:4 pool:watch poolserial:4 eventname:REMOTE_COMMUNICATION len:10 "type:four\n"
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 0 sent to listener watch
    ERRO pool watch event buffer overflowed, discarding event 1
    ERRO pool watch event buffer overflowed, discarding event 2
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 3 sent to listener watch
    DEBG rebuffering event 4 for pool watch (buf size=0, max=2)
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    DEBG event 4 sent to listener watch
    DEBG watch: event was processed
    DEBG watch: BUSY -> ACKNOWLEDGED
    DEBG watch: ACKNOWLEDGED -> READY
    "#);
}
#[test]
fn the_first_that_is_free_is_asked() {
    let command = listener::command("run/%(process_num)d.events", "");
    let programs = format!(
        "[eventlistener:watch]\ncommand={command}\nevents=REMOTE_COMMUNICATION\nnumprocs=3\n\
         process_name=%(program_name)s_%(process_num)d\n"
    );
    let seen = assert_same(&debug(&programs), |daemon| {
        for number in 0..3 {
            daemon.await_state(&format!("watch:watch_{number}"), "RUNNING");
        }
        await_line(daemon, "watch_0: ACKNOWLEDGED -> READY");
        await_line(daemon, "watch_1: ACKNOWLEDGED -> READY");
        await_line(daemon, "watch_2: ACKNOWLEDGED -> READY");
        order(daemon, "hold", "go");
        await_event(daemon, "run/0.events", "hold");
        for kind in ["one", "two"] {
            order(daemon, kind, "");
            await_event(daemon, "run/1.events", kind);
            wait::until("it is ready again", || {
                let ready = log(daemon).matches("watch_1: ACKNOWLEDGED -> READY").count();
                ready == received(daemon, "1").len() + 1
            });
        }
        daemon.write("run/go", "");
        let streams = ["0", "1", "2"].map(|name| format!("{name}:\n{}", stream(daemon, name)));
        streams.concat()
    });
    insta::assert_snapshot!(seen, @r#"
    0:
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:12 "type:hold\ngo"
    1:
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:REMOTE_COMMUNICATION len:9 "type:one\n"
    ver:3.0 server:supervisor serial:2 pool:watch poolserial:2 eventname:REMOTE_COMMUNICATION len:9 "type:two\n"
    2:
    "#);
}
#[test]
fn a_rejection_concerns_its_pool_alone_and_is_not_a_storm() {
    if self_test() {
        return; // The original sends such an event to all pools, again and again.
    }
    let pools = pool("poor", "events=REMOTE_COMMUNICATION\nstartsecs=0")
        + &pool("good", "events=REMOTE_COMMUNICATION\nstartsecs=0")
        + &pool("other", "events=TICK_60\nstartsecs=0");
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&pools));
    order(&daemon, "fail", "1000000 poor");
    await_count(&daemon, "poor", 3);
    order(&daemon, "next", "");
    await_event(&daemon, "run/poor.events", "next");
    await_event(&daemon, "run/good.events", "next");
    // Pauses of 0, 1 and 2 seconds at least.
    let rejected = received(&daemon, "poor").iter().filter(|event| event.field("serial") == "0").count();
    assert!(rejected < 8, "sent {rejected} times");
    let others: Vec<String> = received(&daemon, "other").iter().map(Event::shown).collect();
    assert!(others.iter().all(|event| event.contains("TICK_60")), "{others:?}");
}
#[test]
fn a_listener_that_does_not_read_harms_only_itself() {
    if self_test() {
        return; // The original ends.
    }
    let go = "%(here)s/run/supervisord.log 11";
    let command = listener::command("run/rude.events", &format!("rude {go}"));
    let programs = format!(
        "[eventlistener:rude]\ncommand={command}\nevents=REMOTE_COMMUNICATION\nbuffer_size=100\nstartsecs=0\n"
    ) + &pool("watch", "events=REMOTE_COMMUNICATION\nbuffer_size=100\nstartsecs=0");
    let daemon = Daemon::start(Flavor::Ours, &debug(&programs));
    let big = "x".repeat(100_000);
    for number in 0..15 {
        order(&daemon, &number.to_string(), &big);
    }
    await_event(&daemon, "run/watch.events", "type:14\n");
    // It has answered eleven events without having read one. The twelfth does not fit any more, and waits.
    await_line(&daemon, "event 10 sent to listener rude");
    let text = daemon.read("run/supervisord.log");
    assert!(!text.contains("event 11 sent to listener rude"), "more than a megabyte waits");
    daemon.write("run/rude.events.go", "");
    let last = await_event(&daemon, "run/rude.events", "type:14\n");
    assert_eq!(last.payload, format!("type:14\n{big}"));
    let serials: Vec<String> =
        received(&daemon, "rude").iter().map(|event| event.field("serial").to_owned()).collect();
    assert_eq!(serials, (0..15).map(|serial| serial.to_string()).collect::<Vec<_>>());
}

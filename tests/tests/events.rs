//! Event listeners: what they are sent, in what form and order, and what their answers do. The same scenario against
//! the original and against ours must give the same stream of events and the same lines in the log.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::listener::{self, Event, await_event, events, order};
use supervisor_tests::twins::assert_same;
use supervisor_tests::{oracle, wait, workspace};

/// A pool of one listener that writes to `run/NAME.events`.
fn pool(name: &str, options: &str) -> String {
    let command = listener::command(&format!("run/{name}.events"), "");
    format!("[eventlistener:{name}]\ncommand={command}\nstderr_logfile=%(here)s/run/{name}.err\n{options}\n")
}

fn program(name: &str, command: &str, options: &str) -> String {
    format!("[program:{name}]\ncommand={command}\nstdout_logfile=NONE\nstderr_logfile=NONE\n{options}\n")
}

/// Everything into the log.
fn debug(programs: &str) -> Config {
    Config::programs(programs).with_replacement("[supervisord]\n", "[supervisord]\nloglevel=debug\n")
}

/// What a listener was sent.
fn received(daemon: &Daemon, name: &str) -> Vec<Event> {
    events(daemon, &format!("run/{name}.events"))
}

/// What a listener was sent, one line for each event.
fn stream(daemon: &Daemon, name: &str) -> String {
    received(daemon, name).iter().map(|event| event.shown() + "\n").collect()
}

/// The lines of the log that tell of listeners, without their times. What a listener said, in which pieces, depends
/// on timing.
fn log(daemon: &Daemon) -> String {
    let tells = |line: &&str| {
        [" event ", " -> ", "bad result line", "UNKNOWN state"].iter().any(|word| line.contains(word))
    };
    daemon
        .read("run/supervisord.log")
        .lines()
        .filter(tells)
        .filter_map(|line| line.splitn(3, ' ').nth(2))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Waits until a listener was sent an event of this type with this text.
#[track_caller]
fn await_named(daemon: &Daemon, name: &str, kind: &str, text: &str) {
    wait::until(&format!("{name} gets {kind} with {text:?}"), || {
        let events = received(daemon, name);
        events.iter().any(|event| event.field("eventname") == kind && event.payload.contains(text))
    });
}

/// Waits until so many events were sent to a listener.
#[track_caller]
fn await_count(daemon: &Daemon, name: &str, count: usize) {
    wait::until(&format!("{name} gets {count} events"), || received(daemon, name).len() >= count);
}

/// Waits until the log has a line with this text.
#[track_caller]
fn await_line(daemon: &Daemon, text: &str) {
    wait::until(&format!("the log has {text:?}"), || daemon.read("run/supervisord.log").contains(text));
}

#[test]
fn the_life_of_programs() {
    let programs =
        pool("watch", "events=PROCESS_STATE,PROCESS_GROUP,SUPERVISOR_STATE_CHANGE\nbuffer_size=100")
            + &program("cat", "/bin/cat", "startsecs=0")
            + &program("short", "/bin/sh -c 'exit 3'", "startsecs=0\nautorestart=false\nautostart=false")
            + &program("brief", "/bin/sh -c 'exit 0'", "startsecs=10\nstartretries=1\nautostart=false")
            + "[program:nolog]\ncommand=/bin/cat\nstdout_logfile=%(here)s\nstartretries=0\nautostart=false\n";
    let stream = assert_same(&Config::programs(&programs), |daemon| {
        daemon.await_state("cat", "RUNNING");
        await_event(daemon, "run/watch.events", "processname:watch groupname:watch from_state:STARTING");
        for words in [
            &["stop", "cat"][..],
            &["start", "cat"],
            &["start", "short"],
            &["start", "nolog"],
            &["start", "brief"],
        ] {
            daemon.ctl(Flavor::Original, words, "");
        }
        daemon.await_state("brief", "FATAL");
        await_named(daemon, "watch", "PROCESS_STATE_FATAL", "processname:brief");
        stream(daemon, "watch")
    });
    insta::assert_snapshot!(stream, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:PROCESS_GROUP_ADDED len:16 "groupname:watch\n"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:PROCESS_GROUP_ADDED len:16 "groupname:brief\n"
    ver:3.0 server:supervisor serial:2 pool:watch poolserial:2 eventname:PROCESS_GROUP_ADDED len:14 "groupname:cat\n"
    ver:3.0 server:supervisor serial:3 pool:watch poolserial:3 eventname:PROCESS_GROUP_ADDED len:16 "groupname:nolog\n"
    ver:3.0 server:supervisor serial:4 pool:watch poolserial:4 eventname:PROCESS_GROUP_ADDED len:16 "groupname:short\n"
    ver:3.0 server:supervisor serial:5 pool:watch poolserial:5 eventname:SUPERVISOR_STATE_CHANGE_RUNNING len:0 ""
    ver:3.0 server:supervisor serial:6 pool:watch poolserial:6 eventname:PROCESS_STATE_STARTING len:60 "processname:watch groupname:watch from_state:STOPPED tries:0"
    ver:3.0 server:supervisor serial:7 pool:watch poolserial:7 eventname:PROCESS_STATE_STARTING len:56 "processname:cat groupname:cat from_state:STOPPED tries:0"
    ver:3.0 server:supervisor serial:8 pool:watch poolserial:8 eventname:PROCESS_STATE_RUNNING len:# "processname:cat groupname:cat from_state:STARTING pid:#"
    ver:3.0 server:supervisor serial:9 pool:watch poolserial:9 eventname:PROCESS_STATE_RUNNING len:# "processname:watch groupname:watch from_state:STARTING pid:#"
    ver:3.0 server:supervisor serial:10 pool:watch poolserial:10 eventname:PROCESS_STATE_STOPPING len:# "processname:cat groupname:cat from_state:RUNNING pid:#"
    ver:3.0 server:supervisor serial:11 pool:watch poolserial:11 eventname:PROCESS_STATE_STOPPED len:# "processname:cat groupname:cat from_state:STOPPING pid:#"
    ver:3.0 server:supervisor serial:12 pool:watch poolserial:12 eventname:PROCESS_STATE_STARTING len:56 "processname:cat groupname:cat from_state:STOPPED tries:0"
    ver:3.0 server:supervisor serial:13 pool:watch poolserial:13 eventname:PROCESS_STATE_RUNNING len:# "processname:cat groupname:cat from_state:STARTING pid:#"
    ver:3.0 server:supervisor serial:14 pool:watch poolserial:14 eventname:PROCESS_STATE_STARTING len:60 "processname:short groupname:short from_state:STOPPED tries:0"
    ver:3.0 server:supervisor serial:15 pool:watch poolserial:15 eventname:PROCESS_STATE_RUNNING len:# "processname:short groupname:short from_state:STARTING pid:#"
    ver:3.0 server:supervisor serial:16 pool:watch poolserial:16 eventname:PROCESS_STATE_EXITED len:# "processname:short groupname:short from_state:RUNNING expected:0 pid:#"
    ver:3.0 server:supervisor serial:17 pool:watch poolserial:17 eventname:PROCESS_STATE_STARTING len:60 "processname:nolog groupname:nolog from_state:STOPPED tries:0"
    ver:3.0 server:supervisor serial:18 pool:watch poolserial:18 eventname:PROCESS_STATE_BACKOFF len:61 "processname:nolog groupname:nolog from_state:STARTING tries:1"
    ver:3.0 server:supervisor serial:19 pool:watch poolserial:19 eventname:PROCESS_STATE_FATAL len:52 "processname:nolog groupname:nolog from_state:BACKOFF"
    ver:3.0 server:supervisor serial:20 pool:watch poolserial:20 eventname:PROCESS_STATE_STARTING len:60 "processname:brief groupname:brief from_state:STOPPED tries:0"
    ver:3.0 server:supervisor serial:21 pool:watch poolserial:21 eventname:PROCESS_STATE_BACKOFF len:61 "processname:brief groupname:brief from_state:STARTING tries:1"
    ver:3.0 server:supervisor serial:22 pool:watch poolserial:22 eventname:PROCESS_STATE_STARTING len:60 "processname:brief groupname:brief from_state:BACKOFF tries:1"
    ver:3.0 server:supervisor serial:23 pool:watch poolserial:23 eventname:PROCESS_STATE_BACKOFF len:61 "processname:brief groupname:brief from_state:STARTING tries:2"
    ver:3.0 server:supervisor serial:24 pool:watch poolserial:24 eventname:PROCESS_STATE_FATAL len:52 "processname:brief groupname:brief from_state:BACKOFF"
    "#);
}

#[test]
fn groups_come_and_go() {
    let watch = pool("watch", "events=PROCESS_GROUP,REMOTE_COMMUNICATION");
    let late = pool("late", "events=PROCESS_GROUP");
    let stream = assert_same(&Config::programs(&watch), |daemon| {
        await_named(daemon, "watch", "PROCESS_GROUP_ADDED", "watch");
        let before = daemon.read("supervisord.conf");
        daemon.write("supervisord.conf", &format!("{before}\n{late}{}", program("cat", "/bin/cat", "")));
        daemon.ctl(Flavor::Original, &["update"], "");
        // A pool subscribes before it is announced itself.
        await_named(daemon, "late", "PROCESS_GROUP_ADDED", "groupname:late");
        await_named(daemon, "watch", "PROCESS_GROUP_ADDED", "cat");
        daemon.write("supervisord.conf", &before);
        daemon.ctl(Flavor::Original, &["update"], "");
        await_count(daemon, "watch", 5);
        order(daemon, "any", "after all");
        await_event(daemon, "run/watch.events", "after all");
        stream(daemon, "watch")
    });
    insta::assert_snapshot!(stream, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:PROCESS_GROUP_ADDED len:16 "groupname:watch\n"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:PROCESS_GROUP_ADDED len:15 "groupname:late\n"
    ver:3.0 server:supervisor serial:2 pool:watch poolserial:2 eventname:PROCESS_GROUP_ADDED len:14 "groupname:cat\n"
    ver:3.0 server:supervisor serial:3 pool:watch poolserial:3 eventname:PROCESS_GROUP_REMOVED len:15 "groupname:late\n"
    ver:3.0 server:supervisor serial:4 pool:watch poolserial:4 eventname:PROCESS_GROUP_REMOVED len:14 "groupname:cat\n"
    ver:3.0 server:supervisor serial:5 pool:watch poolserial:5 eventname:REMOTE_COMMUNICATION len:18 "type:any\nafter all"
    "#);
}

#[test]
fn what_clients_send() {
    let config = debug(&pool("watch", "events=REMOTE_COMMUNICATION"));
    let seen = assert_same(&config, |daemon| {
        daemon.await_state("watch", "RUNNING");
        for (kind, data) in [("greeting", "hello"), ("", ""), ("lines", "one\ntwo\n"), ("a b", "pid:12")] {
            order(daemon, kind, data);
        }
        await_count(daemon, "watch", 4);
        await_line(daemon, "event 3 sent");
        stream(daemon, "watch")
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:REMOTE_COMMUNICATION len:19 "type:greeting\nhello"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:REMOTE_COMMUNICATION len:6 "type:\n"
    ver:3.0 server:supervisor serial:2 pool:watch poolserial:2 eventname:REMOTE_COMMUNICATION len:19 "type:lines\none\ntwo\n"
    ver:3.0 server:supervisor serial:3 pool:watch poolserial:3 eventname:REMOTE_COMMUNICATION len:# "type:a b\npid:#"
    "#);
}

#[test]
fn lengths_are_in_bytes() {
    if self_test() {
        return; // The original counts characters.
    }
    let config = Config::programs(&pool("watch", "events=REMOTE_COMMUNICATION"));
    let daemon = Daemon::start(Flavor::Ours, &config);
    order(&daemon, "menu", "caf\u{e9} \u{20ac} 3");
    order(&daemon, "menu", "tea");
    let event = await_event(&daemon, "run/watch.events", "tea");
    assert_eq!(event.payload, "type:menu\ntea");
    let event = await_event(&daemon, "run/watch.events", "caf");
    assert_eq!(event.payload, "type:menu\ncaf\u{e9} \u{20ac} 3");
    assert_eq!(event.field("len"), event.payload.len().to_string());
}

#[test]
fn ticks() {
    let programs = pool("watch", "events=TICK_5\nstartsecs=0");
    let seen = assert_same(&Config::programs(&programs), |daemon| {
        await_count(daemon, "watch", 2);
        let times: Vec<i64> = received(daemon, "watch")
            .iter()
            .map(|event| event.payload["when:".len()..].parse().expect("a number"))
            .collect();
        assert_eq!((times[0] % 5, times[1] - times[0]), (0, 5));
        stream(daemon, "watch").lines().take(2).collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:TICK_5 len:# "when:#"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:TICK_5 len:# "when:#"
    "#);
}

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
fn what_programs_print() {
    let programs = pool("watch", "events=PROCESS_LOG,PROCESS_COMMUNICATION\nbuffer_size=100")
        + &program("echo", "/bin/cat", "stdout_events_enabled=true\nredirect_stderr=true")
        + &program("spy", "/bin/cat", "stdout_capture_maxbytes=100")
        + &program(
            "odd",
            "/bin/sh -c \"printf 'caf\\351' >&2; exec cat\"",
            "stderr_events_enabled=true\nautostart=false\nstartsecs=0",
        );
    let seen = assert_same(&Config::programs(&programs), |daemon| {
        for process in ["echo", "spy", "watch"] {
            daemon.await_state(process, "RUNNING");
        }
        let captured = "before &lt;!--XSUPERVISOR:BEGIN-->between&lt;!--XSUPERVISOR:END--> after";
        let inputs = [("echo", "hello\n"), ("echo", "two\nlines, and no end"), ("spy", captured)];
        for (count, (process, text)) in inputs.into_iter().enumerate() {
            let words = [process, text].map(|word| format!("<string>{word}</string>"));
            daemon.call("supervisor.sendProcessStdin", &words).expect("the daemon answers");
            await_count(daemon, "watch", count + 1);
        }
        daemon.ctl(Flavor::Original, &["start", "odd"], "");
        await_named(daemon, "watch", "PROCESS_LOG_STDERR", "processname:odd");
        stream(daemon, "watch")
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:PROCESS_LOG_STDOUT len:# "processname:echo groupname:echo pid:# channel:stdout\nhello\n"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:PROCESS_LOG_STDOUT len:# "processname:echo groupname:echo pid:# channel:stdout\ntwo\nlines, and no end"
    ver:3.0 server:supervisor serial:2 pool:watch poolserial:2 eventname:PROCESS_COMMUNICATION_STDOUT len:# "processname:spy groupname:spy pid:#\nbetween"
    ver:3.0 server:supervisor serial:3 pool:watch poolserial:3 eventname:PROCESS_LOG_STDERR len:# "processname:odd groupname:odd pid:# channel:stderr\nUndecodable: b'caf\\xe9'"
    "#);
}

#[test]
fn last_words_come_before_the_end() {
    let programs = pool("watch", "events=PROCESS_LOG,PROCESS_STATE_EXITED\nbuffer_size=100")
        + &program(
            "swan",
            "/bin/sh -c \"sleep 0.1; echo farewell\"",
            "stdout_events_enabled=true\nautorestart=false\nstartsecs=0",
        );
    let seen = assert_same(&Config::programs(&programs), |daemon| {
        await_named(daemon, "watch", "PROCESS_STATE_EXITED", "processname:swan");
        stream(daemon, "watch")
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:PROCESS_LOG_STDOUT len:# "processname:swan groupname:swan pid:# channel:stdout\nfarewell\n"
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:PROCESS_STATE_EXITED len:# "processname:swan groupname:swan from_state:RUNNING expected:1 pid:#"
    "#);
}

#[test]
fn the_originals_library_works() {
    let (python, script) = (oracle::program("python"), workspace::script("library_listener.py"));
    let programs = format!(
        "[eventlistener:watch]\ncommand={} {} %(here)s/run/record\nevents=PROCESS_LOG\nstderr_logfile=%(here)s/run/watch.err\n",
        python.display(),
        script.display()
    ) + &program("echo", "/bin/cat", "stdout_events_enabled=true");
    let seen = assert_same(&Config::programs(&programs), |daemon| {
        daemon.await_state("echo", "RUNNING");
        for (count, text) in [(1, "one\n"), (2, "two: 2\n")] {
            let words = ["echo", text].map(|word| format!("<string>{word}</string>"));
            daemon.call("supervisor.sendProcessStdin", &words).expect("the daemon answers");
            wait::until("it was written down", || daemon.read("run/record").lines().count() == count);
        }
        daemon.read("run/record")
    });
    insta::assert_snapshot!(seen, @r"
    PROCESS_LOG_STDOUT echo RUNNING 'one\n' True
    PROCESS_LOG_STDOUT echo RUNNING 'two: 2\n' True
    ");
}

#[test]
fn serials_outlive_a_reload() {
    let config = Config::programs(&pool("watch", "events=REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE"));
    let seen = assert_same(&config, |daemon| {
        daemon.await_state("watch", "RUNNING");
        order(daemon, "before", "");
        await_event(daemon, "run/watch.events", "before");
        daemon.ctl(Flavor::Original, &["reload"], "");
        let is_back = |event: &&Event| event.field("eventname") == "SUPERVISOR_STATE_CHANGE_RUNNING";
        wait::until("the daemon is back", || received(daemon, "watch").iter().filter(is_back).count() == 2);
        order(daemon, "after", "");
        await_event(daemon, "run/watch.events", "after");
        // Whether it still gets the one about the end, which has a number in any case, depends on timing.
        let is_the_end = |line: &&str| line.contains("SUPERVISOR_STATE_CHANGE_STOPPING");
        stream(daemon, "watch").lines().filter(|line| !is_the_end(line)).collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:0 pool:watch poolserial:0 eventname:SUPERVISOR_STATE_CHANGE_RUNNING len:0 ""
    ver:3.0 server:supervisor serial:1 pool:watch poolserial:1 eventname:REMOTE_COMMUNICATION len:12 "type:before\n"
    ver:3.0 server:supervisor serial:3 pool:watch poolserial:0 eventname:SUPERVISOR_STATE_CHANGE_RUNNING len:0 ""
    ver:3.0 server:supervisor serial:4 pool:watch poolserial:1 eventname:REMOTE_COMMUNICATION len:11 "type:after\n"
    "#);
}

#[test]
fn subscribing_twice_is_subscribing_once() {
    if self_test() {
        return; // The original sends such an event twice.
    }
    let config = Config::programs(&pool("watch", "events=EVENT,REMOTE_COMMUNICATION\nbuffer_size=100"));
    let daemon = Daemon::start(Flavor::Ours, &config);
    order(&daemon, "one", "");
    order(&daemon, "two", "");
    await_event(&daemon, "run/watch.events", "two");
    let all = received(&daemon, "watch");
    assert_eq!(all.iter().filter(|event| event.payload == "type:one\n").count(), 1, "{all:#?}");
    for (index, event) in all.iter().enumerate() {
        assert_eq!(event.field("poolserial"), index.to_string());
    }
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

#[test]
fn the_end_is_told() {
    let programs = pool("watch", "events=PROCESS_STATE,SUPERVISOR_STATE_CHANGE\nbuffer_size=100")
        + &program(
            "slow",
            "/bin/sh -c \"trap 'sleep 1; exit' TERM; while :; do sleep 0.1; done\"",
            "startsecs=0",
        );
    let seen = assert_same(&Config::programs(&programs), |daemon| {
        daemon.await_state("watch", "RUNNING");
        await_named(daemon, "watch", "PROCESS_STATE_RUNNING", "processname:watch");
        daemon.ctl(Flavor::Original, &["shutdown"], "");
        daemon.await_end();
        let stream = stream(daemon, "watch");
        // What the original sends last depends on timing.
        stream.lines().skip(5).take(2).collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(seen, @r#"
    ver:3.0 server:supervisor serial:5 pool:watch poolserial:5 eventname:SUPERVISOR_STATE_CHANGE_STOPPING len:0 ""
    ver:3.0 server:supervisor serial:6 pool:watch poolserial:6 eventname:PROCESS_STATE_STOPPING len:# "processname:slow groupname:slow from_state:RUNNING pid:#"
    "#);
}

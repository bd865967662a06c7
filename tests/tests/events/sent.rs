//! What listeners are sent, in what form and order.

use super::*;

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

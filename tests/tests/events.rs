//! Event listeners: what they are sent, in what form and order, and what their answers do. The same scenario against
//! the original and against ours must give the same stream of events.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::listener::{self, await_event, events, order};
use supervisor_tests::wait;

/// A pool of one listener that writes to `run/NAME.events`.
fn pool(name: &str, options: &str) -> String {
    let command = listener::command(&format!("run/{name}.events"), "");
    format!("[eventlistener:{name}]\ncommand={command}\nstderr_logfile=%(here)s/run/{name}.err\n{options}\n")
}

fn program(name: &str, command: &str, options: &str) -> String {
    format!("[program:{name}]\ncommand={command}\nstdout_logfile=NONE\nstderr_logfile=NONE\n{options}\n")
}

/// What a listener was sent, one line for each event.
fn stream(daemon: &Daemon, name: &str) -> String {
    let events = events(daemon, &format!("run/{name}.events"));
    events.iter().map(|event| event.shown() + "\n").collect()
}

/// Waits until a listener was sent an event of this type with this text.
#[track_caller]
fn await_named(daemon: &Daemon, name: &str, kind: &str, text: &str) {
    let record = format!("run/{name}.events");
    wait::until(&format!("{name} gets {kind} with {text:?}"), || {
        let events = events(daemon, &record);
        events.iter().any(|event| event.field("eventname") == kind && event.payload.contains(text))
    });
}

/// Plays a scenario on both daemons and compares what it returns.
#[track_caller]
fn assert_same(programs: &str, scenario: impl Fn(&mut Daemon) -> String) -> String {
    let config = Config::programs(programs);
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let mut daemon = Daemon::start(flavor, &config);
        scenario(&mut daemon)
    });
    assert_eq!(ours, original);
    original
}

#[test]
fn the_life_of_programs() {
    let programs =
        pool("watch", "events=PROCESS_STATE,PROCESS_GROUP,SUPERVISOR_STATE_CHANGE\nbuffer_size=100")
            + &program("cat", "/bin/cat", "startsecs=0")
            + &program("short", "/bin/sh -c 'exit 3'", "startsecs=0\nautorestart=false\nautostart=false")
            + &program("brief", "/bin/sh -c 'exit 0'", "startsecs=10\nstartretries=1\nautostart=false")
            + "[program:nolog]\ncommand=/bin/cat\nstdout_logfile=%(here)s\nstartretries=0\nautostart=false\n";
    let stream = assert_same(&programs, |daemon| {
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
fn smoke() {
    let _ = self_test();
    let _ = order;
}

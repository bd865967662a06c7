//! Nothing wakes the idle daemon.

use std::time::Duration;

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::event_stream::EventStream;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::listener;
use supervisor_tests::procfs;

#[test]
fn ten_idle_seconds_cost_no_context_switch() {
    if self_test() {
        return; // The original wakes once a second.
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::fixture("store"));
    assert_idle(&daemon, &["storemaster", "storevolume:storevolume_04", "storefiler:storefiler_04"]);
}

#[test]
fn nor_do_event_listeners_wake_it() {
    if self_test() {
        return;
    }
    let command = listener::command("run/watch.events", "");
    let programs = format!("[eventlistener:watch]\ncommand={command}\nevents=PROCESS_STATE\n");
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&programs));
    listener::await_event(&daemon, "run/watch.events", "from_state:STARTING");
    assert_idle(&daemon, &["watch"]);
}

#[test]
fn nor_does_a_watcher_that_has_left() {
    if self_test() {
        return;
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs("[program:cat]\ncommand=/bin/cat\n"));
    let mut stream = EventStream::open(&daemon.unix(), "");
    stream.await_event(|event| event.kind() == "TICK_5");
    drop(stream);
    assert_idle(&daemon, &["cat"]);
}

/// Waits until these processes run, and then for ten seconds in which the daemon must not wake.
fn assert_idle(daemon: &Daemon, processes: &[&str]) {
    for process in processes {
        daemon.await_state(process, "RUNNING");
    }
    // The last answer may still be on its way out: the count starts once a second has passed without a switch.
    supervisor_tests::wait::until("the daemon has come to rest", || switches_during(daemon, 1) == 0);
    assert_eq!(switches_during(daemon, 10), 0, "something woke the daemon while nothing happened");
}

/// The one place where a test sleeps: time passing is what it is about.
fn switches_during(daemon: &Daemon, seconds: u64) -> u64 {
    let before = procfs::context_switches(daemon.pid());
    std::thread::sleep(Duration::from_secs(seconds));
    procfs::context_switches(daemon.pid()) - before
}

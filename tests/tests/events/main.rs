//! Event listeners: what they are sent, in what form and order, and what their answers do. The same scenario against
//! the original and against ours must give the same stream of events and the same lines in the log.

mod answered;
mod sent;

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

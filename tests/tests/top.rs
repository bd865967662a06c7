//! `supervisorctl top` on a terminal of its own, with our daemon and the original's.

use nix::sys::signal::{Signal, kill};
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::pty::{CTRL_C, Pty};
use supervisor_tests::wait;

const PROGRAMS: &str = "\
[program:busy]
command=/bin/sh -c 'while :; do :; done'
[program:cat]
command=/bin/cat
[program:off]
command=/bin/cat
autostart=false
[program:teller]
command=/bin/sh -c 'echo first words; while read line; do echo \"heard $line\"; echo oops >&2; done'
";

const USUAL: (u16, u16) = (24, 80);

/// A daemon whose programs run.
fn daemon(flavor: Flavor) -> Daemon {
    let daemon = Daemon::start(flavor, &Config::programs(PROGRAMS));
    for program in ["busy", "cat", "teller"] {
        daemon.await_state(program, "RUNNING");
    }
    daemon
}

fn top(daemon: &Daemon, size: (u16, u16)) -> Pty {
    let top = daemon.ctl_terminal(Flavor::Ours, &["top", "-d", "0.5"], size);
    // Keys that are pressed before that are the terminal's.
    top.until("the screen is taken", |screen| screen.contains("NAME"));
    top
}

/// The row of a process, its fields parted by single blanks.
fn row(screen: &str, name: &str) -> String {
    let fields = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = screen.lines().map(|line| fields(line.trim_start_matches('>')));
    lines.find(|line| line.split(' ').next() == Some(name)).unwrap_or_default()
}

fn until_row(top: &Pty, name: &str, wanted: impl Fn(&str) -> bool) {
    top.until(&format!("the row of {name} is as wanted"), |screen| wanted(&row(screen, name)));
}

/// Selects a row.
fn go_to(top: &mut Pty, name: &str) {
    // Esc ends the filter of before.
    top.press(&format!("\x1b/{name}\r"));
    top.until("the row is selected", |screen| {
        screen.lines().any(|line| line.strip_prefix("> ").is_some_and(|row| row.starts_with(name)))
    });
}

fn leave(mut top: Pty, keys: &str) {
    top.press(keys);
    wait::until("the terminal is given back", || top.is_given_back());
    let (screen, status) = top.finish();
    assert_eq!((screen.as_str(), status), ("[END]", 0), "nothing is left behind");
}

fn rows_appear_and_keys_act(flavor: Flavor) {
    let daemon = daemon(flavor);
    let mut top = top(&daemon, USUAL);
    for (name, state) in [("busy", "RUNNING"), ("cat", "RUNNING"), ("off", "STOPPED"), ("teller", "RUNNING")]
    {
        until_row(&top, name, |row| row.contains(state));
    }
    // What it takes, from our daemon or from /proc: NAME STATE RESTARTS PID UPTIME CPU% MEMORY.
    until_row(&top, "busy", |row| {
        let fields: Vec<&str> = row.split(' ').collect();
        let takes = |cpu: &&str| cpu.parse::<f64>().is_ok_and(|cpu| cpu > 0.0);
        fields.get(5).is_some_and(takes) && fields.get(6).is_some_and(|memory| memory.ends_with(['K', 'M']))
    });
    let restarts = if flavor == Flavor::Ours && !self_test() { "0" } else { "-" };
    until_row(&top, "busy", |row| row.split(' ').nth(2) == Some(restarts));
    go_to(&mut top, "cat");
    top.press("x");
    top.until("it asks", |screen| screen.contains("Stop cat? y: yes, else no"));
    assert_eq!(daemon.state("cat").as_deref(), Some("RUNNING"));
    top.press("y");
    top.until("it says what was done", |screen| screen.contains("cat: stopped"));
    until_row(&top, "cat", |row| row.contains("STOPPED"));
    assert_eq!(daemon.state("cat").as_deref(), Some("STOPPED"));
    top.press("s");
    top.until("it says what was done", |screen| screen.contains("cat: started"));
    until_row(&top, "cat", |row| row.contains("RUNNING"));
    go_to(&mut top, "off");
    top.press("x");
    top.press("y");
    top.until("it says what was refused", |screen| screen.contains("off: ERROR (not running)"));
    leave(top, "q");
}

#[test]
fn with_our_daemon() {
    rows_appear_and_keys_act(Flavor::Ours);
}

#[test]
fn with_the_originals_daemon() {
    rows_appear_and_keys_act(Flavor::Original);
}

#[test]
fn a_log_is_followed_in_both_streams() {
    let daemon = daemon(Flavor::Ours);
    let mut top = top(&daemon, USUAL);
    go_to(&mut top, "teller");
    top.until("the log is there", |screen| screen.contains("first words"));
    let say = |text: &str| {
        let parameters = ["teller", text].map(|text| format!("<string>{text}</string>"));
        daemon.call("supervisor.sendProcessStdin", &parameters).expect("the daemon answers");
    };
    say("a joke\n");
    top.until("the log grows", |screen| screen.contains("heard a joke"));
    top.press("\t");
    top.until("the other stream", |screen| screen.contains("teller stderr") && screen.contains("oops"));
    leave(top, CTRL_C);
}

#[test]
fn a_daemon_that_ends_is_said_and_one_that_comes_back_is_shown() {
    let mut daemon = daemon(Flavor::Ours);
    let top = top(&daemon, USUAL);
    until_row(&top, "cat", |row| row.contains("RUNNING"));
    daemon.signal(Signal::SIGTERM);
    daemon.await_end();
    top.until("it is said", |screen| screen.contains("NO CONNECTION"));
    assert!(top.screen().contains("cat"), "what was known stays");
    daemon.start_again();
    top.until("it is back", |screen| !screen.contains("NO CONNECTION"));
    until_row(&top, "cat", |row| row.contains("RUNNING"));
    leave(top, "q");
}

#[test]
fn screens_of_other_sizes() {
    let daemon = daemon(Flavor::Ours);
    let mut top = top(&daemon, (10, 40));
    until_row(&top, "cat", |row| row.contains("RUNNING"));
    top.resize(30, 120);
    top.until("there is room for everything", |screen| {
        screen.contains("MEMORY") && screen.contains("K signal") && row(screen, "teller").contains("RUNNING")
    });
    top.resize(3, 20);
    top.until("the selected row is left", |screen| row(screen, "busy").starts_with("busy RUNN"));
    top.resize(24, 80);
    top.press("?");
    top.until("the help", |screen| screen.contains("sort by memory, uptime"));
    leave(top, CTRL_C);
}

#[test]
fn signals_give_the_terminal_back() {
    let daemon = daemon(Flavor::Ours);
    for (signal, status) in [(Signal::SIGINT, 0), (Signal::SIGTERM, -1), (Signal::SIGHUP, -1)] {
        let top = top(&daemon, USUAL);
        until_row(&top, "cat", |row| row.contains("RUNNING"));
        assert!(!top.is_given_back());
        kill(top.pid(), signal).expect("it lives");
        wait::until("the terminal is given back", || top.is_given_back());
        assert_eq!(top.finish().1, status, "{signal} ends it as usual, Ctrl-C as q does");
    }
}

#[test]
fn the_shell_goes_on_afterwards() {
    let daemon = daemon(Flavor::Ours);
    let mut shell = daemon.ctl_terminal(Flavor::Ours, &[], USUAL);
    shell.until_end("supervisor>");
    shell.press("top\r");
    shell.until("the screen is taken", |screen| screen.contains("MEMORY"));
    shell.press("q");
    shell.until_end("supervisor>");
    shell.press("pid cat\r");
    let pid = daemon.process_pid("cat").to_string();
    shell.until("the shell runs commands", |screen| screen.contains(&format!("pid cat\n{pid}\n")));
    shell.press("exit\r");
    assert_eq!(shell.finish().1, 0);
}

#[test]
fn without_a_terminal_there_is_plain_text() {
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = daemon(flavor);
        let refused = daemon.ctl(Flavor::Ours, &["top"], "");
        assert_eq!(
            (refused.stdout.as_str(), refused.stderr.as_str(), refused.code),
            ("", "Error: top needs a terminal; top -b -n 1 prints one frame as plain text\n", 2)
        );
        let frames = daemon.ctl(Flavor::Ours, &["top", "-b", "-n", "2", "-d", "0.2"], "");
        assert_eq!((frames.stderr.as_str(), frames.code), ("", 0));
        assert_eq!(frames.stdout.matches("NAME ").count(), 2, "{}", frames.stdout);
        let busy = row(&frames.stdout, "busy");
        let cpu: Option<f64> = busy.split(' ').nth(5).and_then(|cpu| cpu.parse().ok());
        assert!(busy.contains("RUNNING") && cpu.is_some_and(|cpu| cpu > 0.0), "{}", frames.stdout);
        assert_eq!(row(&frames.stdout, "off").split(' ').nth(1), Some("STOPPED"));
    }
}

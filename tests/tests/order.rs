//! Groups start in the order of their priorities, and stop one after the other in the reverse.

use nix::sys::signal::Signal;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;

/// The processes that the log names after `verb`, in order, without the number at their end.
fn named<'a>(log: &'a str, verb: &str) -> Vec<&'a str> {
    log.lines()
        .filter_map(|line| line.split_once(verb))
        .map(|(_, rest)| rest.trim_start_matches('\'').split(['\'', ' ', '_']).next().unwrap_or_default())
        .collect()
}

#[test]
fn up_by_priority_and_down_in_reverse() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut daemon = Daemon::start(flavor, &Config::fixture("store"));
        daemon.await_state("storemaster", "RUNNING");
        daemon.await_state("storefiler:storefiler_04", "RUNNING");
        daemon.signal(Signal::SIGTERM);
        assert_eq!(daemon.await_end().code(), Some(0));
        let log = daemon.read("run/supervisord.log");
        let groups = [("storemaster", 1), ("storevolume", 4), ("storefiler", 4)];
        let mut expected: Vec<&str> = groups.iter().flat_map(|(name, count)| vec![*name; *count]).collect();
        assert_eq!(named(&log, "spawned: "), expected, "{flavor:?}");
        expected.reverse();
        assert_eq!(named(&log, "stopped: "), expected, "{flavor:?}");
    }
}

/// A process that writes at once: the log says that it was spawned and runs before it says what it has written.
#[test]
fn what_a_process_writes_comes_after_its_start() {
    let programs = "[program:brief]\ncommand=/bin/echo written\nstartsecs=0\nautorestart=false\nnumprocs=50\n\
        process_name=%(program_name)s_%(process_num)02d_\nstdout_logfile=NONE\nstderr_logfile=NONE\n";
    let config = Config::programs(programs).with_words(&["-e", "debug"]);
    let daemon = Daemon::start(Flavor::Ours, &config);
    for number in 0..50 {
        daemon.await_state(&format!("brief:brief_{number:02}_"), "EXITED");
    }
    let log = daemon.read("run/supervisord.log");
    for number in 0..50 {
        let about = format!("brief_{number:02}_");
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(&about)).collect();
        let at = |text: &str| {
            lines.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}: {lines:#?}"))
        };
        let places = [at("spawned: "), at("entered RUNNING"), at("stdout output"), at("exited: ")];
        assert!(places.is_sorted(), "{lines:#?}");
    }
}

//! The system log: what programs print, and the daemon's own log, as records of `/dev/log`.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::mask;
use supervisor_tests::namespace;
use supervisor_tests::system_log::SystemLog;
use supervisor_tests::wait;

/// Starts a daemon whose `/dev/log` is the test's, and returns the records once one has `last` in it.
#[track_caller]
fn records(flavor: Flavor, config: &Config, last: &str) -> Vec<String> {
    let log = SystemLog::listen();
    let _daemon = Daemon::start(flavor, &namespace::inside(config.clone(), &log.commands()));
    wait::until(&format!("the system log has {last:?}"), || {
        log.records().iter().any(|record| record.contains(last))
    });
    log.records()
}

#[test]
fn lines_of_programs_are_records() {
    let programs = "[program:talker]\ncommand=/bin/sh %(here)s/run/talker\nstdout_syslog=true\n\
                    stderr_logfile=syslog\nstdout_logfile=%(here)s/run/talker.log\nstartsecs=0\n";
    let script = "printf 'one\\n\\n  two\\n'\nsleep 0.2\necho three >&2\nsleep 0.2\necho the end\nexec cat\n";
    let config = Config::programs(programs).with_file("run/talker", script);
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| records(flavor, &config, "the end"));
    assert_eq!(ours, original);
    insta::assert_snapshot!(ours.join("|\n"), @"
    <14>#supervisord: talker one|
    <14>#supervisord: talker |
    <14>#supervisord: talker   two|
    <14>#supervisord: talker three|
    <14>#supervisord: talker the end
    ");
}

/// The original makes two records of a line that is read in two pieces, and a traceback of one that is not UTF-8.
#[test]
fn a_line_is_one_record_whatever_it_is_made_of() {
    let programs = "[program:talker]\ncommand=/bin/sh %(here)s/run/talker\nstdout_syslog=true\nstartsecs=0\n";
    let script = "printf 'be'\nsleep 0.2\nprintf 'gin\\ncaf\\351\\nthe end'\n";
    let config = Config::programs(programs).with_file("run/talker", script);
    let records = records(Flavor::Ours, &config, "the end");
    let expected = ["begin", "caf\u{fffd}", "the end"];
    assert_eq!(&records[..3], expected.map(|line| format!("<14>#supervisord: talker {line}")));
}

#[test]
fn the_daemons_own_log_may_be_the_system_log() {
    let programs = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";
    let config = Config::programs(programs)
        .with_replacement("logfile=%(here)s/run/supervisord.log", "logfile=syslog\nsilent=true\nuser=root");
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let records = records(flavor, &config, "entered RUNNING state");
        let about = |record: &&String| {
            ["spawned: ", "success: ", "started with"].iter().any(|word| record.contains(word))
        };
        let shown: Vec<String> = records.iter().filter(about).map(|record| mask::text(record)).collect();
        shown.concat()
    });
    assert_eq!(ours, original);
    insta::assert_snapshot!(ours, @"
    <14>#supervisord: TIMESTAMP INFO supervisord started with pid PID
    <14>#supervisord: TIMESTAMP INFO spawned: 'cat' with pid PID
    <14>#supervisord: TIMESTAMP INFO success: cat entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)
    ");
}

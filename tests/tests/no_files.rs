//! What is no file, in the place of a configuration: nobody waits for ever, and nobody's memory is used up.

use std::fs;
use std::path::Path;
use std::process::Command;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::{Daemon, run_to_end};
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{binaries, command};

const PROGRAM: &str = "[program:x]\ncommand=/bin/cat\n[include]\nfiles=conf.d/*.conf\n";

fn make_pipe(directory: &Path) {
    fs::create_dir_all(directory.join("conf.d")).expect("a directory can be made");
    mkfifo(&directory.join("conf.d/pipe.conf"), Mode::S_IRUSR).expect("a pipe can be made");
}

#[test]
fn pipes_make_no_daemon_wait() {
    if self_test() {
        // The original waits until somebody writes.
        return;
    }
    let mut daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM).prepared_by(make_pipe));
    daemon.await_state("x", "RUNNING");
    let reread = daemon.ctl(Flavor::Original, &["reread"], "");
    assert_eq!(reread.stdout, "No config updates to processes\n");
    let pid = daemon.process_pid("x");
    fs::remove_file(daemon.file()).expect("the file is there");
    mkfifo(daemon.file(), Mode::S_IRUSR).expect("a pipe can be made");
    // Not by a client, which would wait for the file itself.
    for method in ["supervisor.reloadConfig", "supervisor.restart"] {
        let refused = daemon.call(method, &[]).expect("an answer");
        assert!(refused.contains("it is a pipe, which may never end"), "{method}: {refused}");
    }
    assert_eq!(daemon.process_pid("x"), pid);
    assert!(daemon.is_alive());
}

#[test]
fn an_endless_file_is_refused() {
    if self_test() {
        // The original reads until its memory is used up.
        return;
    }
    let home = Config::text("").lay_out();
    let home = home.file.parent().expect("a file stands in a directory");
    let run = run_to_end(Flavor::Ours, home, &["-n", "-c", "/dev/zero"]);
    assert_eq!(run.code, 2);
    let said = "Error: could not read config file /dev/zero: it holds more than 64 MB\n";
    assert!(run.stderr.starts_with(said), "{}", run.stderr);
}

/// What a shell puts in the place of a file: `supervisor-lint <(generate)`.
#[test]
fn a_command_s_output_is_linted() {
    let home = tempfile::tempdir().expect("a directory can be made");
    let mut shell = Command::new("/bin/bash");
    shell.args(["-c", "\"$0\" --output-format concise <(printf '[supervisord]\\nminfds=lots\\n')"]);
    shell.arg(binaries::path("supervisor-lint")).env_clear().envs(command::environment(home.path()));
    let run = command::run(&mut shell, "");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains(":2:8: error[bad-integer]: "), "{run:?}");
    let mut endless = Command::new(binaries::path("supervisor-lint"));
    endless.args(["/dev/zero", "/dev/null"]).env_clear().envs(command::environment(home.path()));
    let run = command::run(&mut endless, "");
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (3, "supervisor-lint: could not read config file /dev/zero: it holds more than 64 MB\n")
    );
    assert!(
        run.stdout.contains("missing-supervisord-section"),
        "the other file is checked all the same: {run:?}"
    );
}

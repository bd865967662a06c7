//! Log files: what is in them after rotations, what they are called, and when they go.

use std::os::unix::fs::PermissionsExt as _;

use nix::sys::signal::Signal;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::wait;
use supervisor_tests::workspace::files_below;

/// Prints 30 lines of 20 bytes and waits after each until it is in a log, so that each is written by itself.
const CHATTER: &str = "#!/bin/sh\n\
    log=\"$1\"\n\
    for number in $(seq 10 39); do\n\
    \techo \"this is line no. $number\"\n\
    \tuntil grep -q \"no. $number\" \"$log\" \"$log.1\" 2>/dev/null; do sleep 0.01; done\n\
    done\n\
    echo the end\n\
    exec cat\n";

/// The names and contents of the files in `run/` that begin with `prefix`.
fn logs(daemon: &Daemon, prefix: &str) -> Vec<(String, String)> {
    files_below(&daemon.path("run"))
        .into_iter()
        .map(|file| file.file_name().expect("a file has a name").to_string_lossy().into_owned())
        .filter(|name| name.starts_with(prefix))
        .map(|name| (name.clone(), daemon.read(&format!("run/{name}"))))
        .collect()
}

#[test]
fn rotation_leaves_the_same_files() {
    let programs = "[program:chatter]\ncommand=/bin/sh %(here)s/run/chatter %(here)s/run/rotated.log\n\
                    stdout_logfile=%(here)s/run/rotated.log\nstdout_logfile_maxbytes=100\nstdout_logfile_backups=3\n\
                    redirect_stderr=true\n";
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = Daemon::start(flavor, &Config::programs(programs).with_file("run/chatter", CHATTER));
        wait::until("everything was said", || daemon.read("run/rotated.log").contains("the end"));
        logs(&daemon, "rotated.log")
    });
    assert_eq!(original.len(), 4, "the log and its three backups: {original:#?}");
    assert_eq!(ours, original);
}

#[test]
fn auto_logs_are_named_guarded_and_removed_alike() {
    let programs = "[program:app]\ncommand=%(here)s/../bin/server app\n\n\
                    [program:merged]\ncommand=%(here)s/../bin/server merged\nredirect_stderr=true\n\n\
                    [program:silent]\ncommand=%(here)s/../bin/server silent\nstdout_logfile=NONE\nstderr_logfile=NONE\n";
    for flavor in [Flavor::Original, Flavor::Ours] {
        let old = [
            ("run/gone-stdout---supervisor-abcdefgh.log", "old"),
            ("run/gone-stdout---supervisor-abcdefgh.log.1", "older"),
            ("run/kept-stdout---other-abcdefgh.log", "of another instance"),
        ];
        let config =
            old.iter().fold(Config::programs(programs), |config, (path, text)| config.with_file(path, text));
        let mut daemon = Daemon::start(flavor, &config);
        for process in ["app", "merged", "silent"] {
            daemon.await_state(process, "RUNNING");
        }
        assert!(!daemon.path(old[0].0).exists() && !daemon.path(old[1].0).exists(), "{flavor:?}");
        assert_eq!(daemon.read(old[2].0), "of another instance", "{flavor:?}");
        let mut names = Vec::new();
        for prefix in ["app-stdout---", "app-stderr---", "merged-stdout---", "merged-stderr---", "silent-"] {
            for (name, content) in logs(&daemon, prefix) {
                let mode =
                    daemon.path(&format!("run/{name}")).metadata().expect("it is there").permissions().mode();
                let random = name
                    .trim_start_matches(prefix)
                    .trim_start_matches("supervisor-")
                    .trim_end_matches(".log");
                assert_eq!((mode & 0o777, random.len()), (0o600, 8), "{flavor:?}: {name}");
                names.push(format!("{prefix} {}", content.lines().count()));
            }
        }
        assert_eq!(names, ["app-stdout--- 1", "app-stderr--- 1", "merged-stdout--- 2"], "{flavor:?}");
        daemon.signal(Signal::SIGTERM);
        assert_eq!(daemon.await_end().code(), Some(0));
    }
}

#[test]
fn escapes_are_stripped_when_asked() {
    let programs = "[program:color]\ncommand=/bin/sh -c \"printf 'a\\033[31mred\\033[0m z\\n'; exec cat\"\n\
                    stdout_logfile=%(here)s/run/color.log\n";
    let config =
        Config::programs(programs).with_replacement("[supervisord]\n", "[supervisord]\nstrip_ansi=true\n");
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &config);
        wait::until("the line is there", || daemon.read("run/color.log").contains('z'));
        assert_eq!(daemon.read("run/color.log"), "ared z\n", "{flavor:?}");
    }
}

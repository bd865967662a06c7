//! The daemon as the init of a container: whoever loses its parent becomes its child, and is reaped without fuss.

use std::fs;
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use supervisor_tests::config::Config;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::{command, mask, oracle, procfs, wait};

/// Becomes the parent of orphans, prctl(2), and then a supervisord.
const WRAPPER: &str =
    "import ctypes, os, sys\nctypes.CDLL(None).prctl(36, 1)\nos.execv(sys.argv[1], sys.argv[1:])\n";

#[test]
fn orphans_are_reaped() {
    let programs = "[program:p]\ncommand=/bin/sh -c '(sh -c \"exit 3\" & exec true) & wait; exec cat'\n\
                    stdout_logfile=NONE\nstderr_logfile=NONE\n";
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let layout = Config::programs(programs).lay_out();
        let run = layout.file.with_file_name("run");
        let mut daemon = Command::new(oracle::program("python"))
            .args(["-c", WRAPPER])
            .arg(flavor.program("supervisord"))
            .arg("-n")
            .arg("-c")
            .arg(&layout.file)
            .env_clear()
            .envs(command::environment(layout.directory.path()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("python is there");
        let log = || fs::read_to_string(run.join("supervisord.log")).unwrap_or_default();
        wait::until("the orphan is reaped, and the program runs", || {
            log().contains("reaped unknown pid") && log().contains("success: p")
        });
        let pid = i32::try_from(daemon.id()).expect("a pid fits");
        assert_eq!(procfs::children(pid).len(), 1, "{flavor:?}: nobody is left but the program");
        kill(Pid::from_raw(pid), Signal::SIGTERM).expect("it runs");
        let status = wait::until_some("the daemon ends", || daemon.try_wait().expect("it is ours"));
        assert!(status.success(), "{flavor:?}");
        let masked = mask::text(&log());
        let about = masked.lines().filter(|line| line.contains("unknown")).map(str::to_owned);
        about.collect::<Vec<_>>()
    });
    assert_eq!(ours, original);
    assert_eq!(ours, ["TIMESTAMP INFO reaped unknown pid PID (exit status 3)"]);
}

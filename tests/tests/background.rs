//! Without `-n` the daemon leaves the terminal: the launcher ends with 0, the daemon leads a session of its own, in
//! `directory`, with `umask`, its standard streams on `/dev/null`.

use std::fs;
use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::run_to_end;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::{procfs, wait};

/// Kills the daemon and what it started when the test is over, however it ends.
struct Background(i32);

impl Drop for Background {
    fn drop(&mut self) {
        for pid in procfs::children(self.0).into_iter().chain([self.0]) {
            // It may have ended by itself.
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
    }
}

fn stat_field(pid: i32, field: usize) -> String {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the daemon lives");
    let after_name = stat.rsplit_once(") ").expect("man 5 proc").1;
    after_name.split(' ').nth(field - 3).expect("man 5 proc").to_owned()
}

#[test]
fn the_daemon_leaves_the_terminal() {
    let text = Config::programs("[program:app]\ncommand=%(here)s/../bin/server app\nstartsecs=0\n")
        .with_replacement("[supervisord]\n", "[supervisord]\ndirectory=%(here)s/run\numask=027\n");
    for flavor in [Flavor::Original, Flavor::Ours] {
        let layout = text.lay_out();
        let run = layout.file.with_file_name("run");
        let file = layout.file.display().to_string();
        let launched = run_to_end(flavor, layout.directory.path(), &["-c", &file]);
        assert_eq!(launched.code, 0, "{flavor:?}: {launched:?}");
        let pidfile = run.join("supervisord.pid");
        let pid = wait::until_some("the pid file is written", || {
            fs::read_to_string(&pidfile).ok()?.trim().parse().ok()
        });
        let _guard = Background(pid);
        wait::until("the program was started", || procfs::children(pid).len() == 1);

        assert_eq!(stat_field(pid, 6), pid.to_string(), "{flavor:?}: it leads a session");
        let link = |name: &str| fs::read_link(format!("/proc/{pid}/{name}")).expect("the daemon lives");
        assert_eq!(link("cwd"), run.canonicalize().expect("it exists"), "{flavor:?}");
        for stream in ["fd/0", "fd/1", "fd/2"] {
            assert_eq!(link(stream), Path::new("/dev/null"), "{flavor:?}: {stream}");
        }
        let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the daemon lives");
        assert!(status.lines().any(|line| line == "Umask:\t0027"), "{flavor:?}: {status}");
        let log = fs::read_to_string(run.join("supervisord.log")).expect("it logs");
        for message in
            ["INFO daemonizing the supervisord process", "INFO set current directory: ", "started with pid"]
        {
            assert!(log.contains(message), "{flavor:?}: no {message:?} in\n{log}");
        }

        kill(Pid::from_raw(pid), Signal::SIGTERM).expect("the daemon lives");
        wait::until("the daemon has ended", || !procfs::is_alive(pid));
        assert!(!pidfile.exists() && !run.join("supervisor.sock").exists(), "{flavor:?}: it cleans up");
    }
}

/// The original looks for a relative `-c` in the directory it has entered meanwhile, and ends with status 2.
#[test]
fn a_relative_configuration_is_found_again_after_directory() {
    let layout = Config::programs("[program:app]\ncommand=%(here)s/../bin/server app\nstartsecs=0\n")
        .with_replacement("[supervisord]\n", "[supervisord]\ndirectory=%(here)s/run\n")
        .lay_out();
    let home = layout.file.parent().expect("a file stands in a directory");
    let name = layout.file.file_name().expect("it has a name").to_string_lossy().into_owned();
    assert_eq!(run_to_end(Flavor::Ours, home, &["-c", &name]).code, 0);
    let pidfile = home.join("run/supervisord.pid");
    let pid: i32 = wait::until_some("the pid file is written", || {
        fs::read_to_string(&pidfile).ok()?.trim().parse().ok()
    });
    let _guard = Background(pid);
    wait::until("the program was started", || procfs::children(pid).len() == 1);
    let before = procfs::children(pid);
    kill(Pid::from_raw(pid), Signal::SIGHUP).expect("the daemon lives");
    wait::until("the program was started again", || {
        let now = procfs::children(pid);
        now.len() == 1 && now != before
    });
}

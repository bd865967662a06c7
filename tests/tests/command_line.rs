//! Every option of the command line overrides the configuration, at the start and after a restart (spec-config §6.2).

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, geteuid};
use supervisor_tests::config::Config;
use supervisor_tests::daemon::run_to_end;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::http::{self, Address};
use supervisor_tests::{command, procfs, wait};

/// Kills the daemon and what it started when the test is over, however it ends.
struct Guard(i32);

impl Drop for Guard {
    fn drop(&mut self) {
        for pid in procfs::children(self.0).into_iter().chain([self.0]) {
            // It may have ended by itself.
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
    }
}

/// Runs `supervisord -c FILE` with more words, and few descriptors, until it is in the background or ends.
fn launch(flavor: Flavor, file: &Path, words: &[&str]) {
    let home = file.parent().expect("a file stands in a directory");
    let status = Command::new("prlimit")
        .args(["--nofile=300:", "--"])
        .arg(flavor.program("supervisord"))
        .arg("-c")
        .arg(file)
        .args(words)
        .current_dir(home)
        .env_clear()
        .envs(command::environment(home))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("util-linux has prlimit");
    assert!(status.success(), "{flavor:?} {words:?}");
}

fn pid_in(file: &Path) -> i32 {
    wait::until_some("the pid file is written", || fs::read_to_string(file).ok()?.trim().parse().ok())
}

fn soft_limit(pid: i32, name: &str) -> String {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).expect("the daemon lives");
    let line = limits.lines().find(|line| line.starts_with(name)).expect("man 5 proc");
    line.trim_start_matches(name).split_whitespace().next().expect("a soft limit").to_owned()
}

fn identification(socket: &Path) -> Option<String> {
    let request = http::rpc_request("supervisor.getIdentification", &[], None);
    let answer = Address::Unix(socket.to_owned()).exchange(&request).ok()??;
    Some(answer.split_once("<string>")?.1.split_once("</string>")?.0.to_owned())
}

#[test]
fn options_override_the_configuration_for_good() {
    let program = "[program:p]\ncommand=/bin/sh -c 'printf \"\\033[31mred\\n\"; exec cat'\nstdout_logfile_maxbytes=1MB\n";
    let user = User::from_uid(geteuid()).ok().flatten().expect("whoever runs the tests has a name");
    let observe = |flavor| {
        let layout = Config::programs(program).lay_out();
        let home = layout.file.parent().expect("a file stands in a directory").to_owned();
        for directory in ["logs", "elsewhere"] {
            fs::create_dir(home.join(directory)).expect("writable");
        }
        let kept = "old-stdout---own-12345678.log";
        fs::write(home.join("logs").join(kept), "").expect("writable");
        // Absolute, because the original looks for relative ones in the directory that it has entered.
        let words = format!(
            "-m 027 -d HOME/elsewhere -l HOME/own.log -y 300 -z 1 -e debug -j HOME/own.pid -i own -q HOME/logs -k -a 400 \
             -t -u {} --minprocs 50",
            user.name
        );
        let words = words.replace("HOME", &home.display().to_string());
        let words: Vec<&str> = words.split(' ').collect();
        launch(flavor, &layout.file, &words);
        let pid = pid_in(&home.join("own.pid"));
        let _guard = Guard(pid);
        let socket = home.join("run/supervisor.sock");
        let look = || {
            wait::until("the log is rotated", || home.join("own.log.1").exists());
            let auto = || {
                let found =
                    fs::read_dir(home.join("logs")).expect("it is there").flatten().map(|entry| entry.path());
                found
                    .filter(|path| path.to_string_lossy().contains("p-stdout---own-"))
                    .max_by_key(|path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok())
            };
            let said = wait::until_some("the program has said something", || {
                fs::read_to_string(auto()?).ok().filter(|text| !text.is_empty())
            });
            let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the daemon lives");
            let umask = status.lines().find(|line| line.starts_with("Umask")).expect("man 5 proc").to_owned();
            let cwd = fs::read_link(format!("/proc/{pid}/cwd")).expect("the daemon lives");
            vec![
                umask,
                cwd.file_name().expect("it is not the root").to_string_lossy().into_owned(),
                format!("{:?}", identification(&socket)),
                soft_limit(pid, "Max open files"),
                said,
                format!("kept: {}", home.join("logs").join(kept).exists()),
                format!("backups: {}", !home.join("own.log.2").exists()),
                format!("configured: {}", home.join("run/supervisord.log").exists()),
            ]
        };
        let first = look();
        let before = procfs::children(pid);
        kill(Pid::from_raw(pid), Signal::SIGHUP).expect("the daemon lives");
        wait::until("the program was started again", || {
            let now = procfs::children(pid);
            now.len() == 1 && now != before
        });
        wait::until("it answers again", || identification(&socket).is_some());
        assert_eq!(pid_in(&home.join("own.pid")), pid);
        assert_eq!(look(), first, "{flavor:?}: after a restart");
        first
    };
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(observe);
    assert_eq!(ours, original);
    assert_eq!(ours[..4], ["Umask:\t0027", "elsewhere", "Some(\"own\")", "400"]);
    assert_eq!(ours[4..], ["red\n", "kept: true", "backups: true", "configured: false"]);
}

#[test]
fn silence_and_the_foreground() {
    let layout = Config::programs("").lay_out();
    let home = layout.file.parent().expect("a file stands in a directory");
    for flavor in [Flavor::Original, Flavor::Ours] {
        for (words, speaks) in
            [(vec!["-n"], true), (vec!["-n", "-s"], false), (vec!["-n", "--silent"], false)]
        {
            let console = fs::File::create(home.join("console")).expect("writable");
            let mut daemon = Command::new(flavor.program("supervisord"))
                .arg("-c")
                .arg(&layout.file)
                .args(&words)
                // Profiles the original, and means nothing to us.
                .args(if flavor == Flavor::Ours { &["--profile_options=cumulative,calls"][..] } else { &[] })
                .env_clear()
                .envs(command::environment(home))
                .stdin(Stdio::null())
                .stdout(console)
                .stderr(Stdio::null())
                .spawn()
                .expect("it can be started");
            let pid = i32::try_from(daemon.id()).expect("a pid fits");
            let _guard = Guard(pid);
            assert_eq!(
                pid_in(&home.join("run/supervisord.pid")),
                pid,
                "{flavor:?}: it stays in the foreground"
            );
            wait::until("it answers", || identification(&home.join("run/supervisor.sock")).is_some());
            kill(Pid::from_raw(pid), Signal::SIGTERM).expect("it runs");
            assert!(daemon.wait().expect("it is ours").success());
            let said = fs::read_to_string(home.join("console")).expect("it was made");
            assert_eq!(said.contains("supervisord started with pid"), speaks, "{flavor:?} {words:?}: {said}");
        }
    }
}

#[test]
fn help_and_version_print_and_end() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for words in ["-v", "--version", "-h", "-?", "--help"] {
        let [original, ours] =
            [Flavor::Original, Flavor::Ours].map(|flavor| run_to_end(flavor, directory.path(), &[words]));
        assert_eq!((ours.code, &*ours.stderr), (0, ""), "{words}");
        assert_eq!(original.code, 0, "{words}");
        if words.contains('v') {
            assert_eq!(ours.stdout, original.stdout);
        } else {
            // Our own words, but every option.
            for option in "-c -n -s -h -v -u -m -d -l -y -z -e -j -i -q -k -a -t --minprocs --profile_options"
                .split(' ')
            {
                assert!(
                    original.stdout.contains(option) && ours.stdout.contains(option),
                    "{words}: {option}"
                );
            }
        }
    }
}

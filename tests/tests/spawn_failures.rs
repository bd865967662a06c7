//! Programs that cannot be executed: what the original writes into their logs, and a `spawnerr` that names the reason.
//! And a daemon that has run out of descriptors.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{mask, wait};

/// Each fails in another way, once.
fn failing() -> Config {
    let programs = [
        ("text", "%(here)s/run/text", ""),
        ("interpreter", "%(here)s/run/script", ""),
        ("directory", "/bin/cat", "directory=%(here)s/run/nowhere"),
    ]
    .map(|(name, command, more)| {
        format!(
            "[program:{name}]\ncommand={command}\nautostart=false\nstartsecs=5\nstartretries=0\nredirect_stderr=true\n\
             stdout_logfile=%(here)s/run/{name}.log\n{more}\n",
        )
    });
    Config::programs(&programs.concat())
        .with_file("run/text", "no program\n")
        .with_file("run/script", "#!/nope/sh\n")
}

#[test]
fn what_kept_a_program_from_running_is_in_its_log_and_in_its_status() {
    let run = |flavor| {
        let config = failing();
        let daemon = Daemon::start(flavor, &config);
        for file in ["run/text", "run/script"] {
            fs::set_permissions(daemon.path(file), fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        let mut seen = String::new();
        for name in ["text", "interpreter", "directory"] {
            daemon.call("supervisor.startProcess", &[format!("<string>{name}</string>")]);
            daemon.await_state(name, "FATAL");
            let log = daemon.hide_places(&daemon.read(&format!("run/{name}.log")));
            let exit = daemon.info(name, "exitstatus").unwrap_or_default();
            seen.push_str(&format!("== {name}: {exit}\n{log}"));
        }
        let log = mask::text(&daemon.hide_places(&daemon.read("run/supervisord.log")));
        let about = |line: &&str| {
            line.contains("exited: ") || line.contains("spawnerr: ") || line.contains("gave up")
        };
        let mut lines: Vec<_> = log.lines().filter(about).collect();
        lines.sort_unstable();
        (format!("{seen}{}\n", lines.join("\n")), daemon)
    };
    let [(original, _), (ours, daemon)] = [Flavor::Original, Flavor::Ours].map(run);
    assert_eq!(ours, original);
    if self_test() {
        return; // In the original the reason is in the log only.
    }
    for (name, error) in [
        ("text", "couldn't exec DIR/etc/run/text: ENOEXEC"),
        ("interpreter", "couldn't exec DIR/etc/run/script: ENOENT"),
        ("directory", "couldn't chdir to DIR/etc/run/nowhere: ENOENT"),
    ] {
        let said = daemon.hide_places(&daemon.info(name, "spawnerr").unwrap_or_default());
        assert_eq!(said, error);
    }
}

/// Then the child has a copy of the daemon's memory: it tells in another way.
#[test]
fn so_it_is_for_another_user() {
    if self_test() || !nix::unistd::geteuid().is_root() {
        return; // Only root may become somebody else.
    }
    let programs = "[program:p]\ncommand=/bin/cat\nuser=nobody\ndirectory=%(here)s/run/closed\nstartretries=0\n\
                    stderr_logfile=%(here)s/run/p.log\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(programs));
    daemon.await_state("p", "FATAL");
    let error = format!("couldn't chdir to {}: ENOENT", daemon.path("run/closed").display());
    assert_eq!(daemon.info("p", "spawnerr"), Some(error.clone()));
    assert!(daemon.read("run/p.log").starts_with(&format!("supervisor: {error}\n")));
}

#[test]
fn no_signal_stays_ignored() {
    let programs = "[program:p]\ncommand=/bin/sh -c 'grep SigIgn /proc/self/status; exec cat'\n\
                    stdout_logfile=%(here)s/run/p.log\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(programs));
    wait::until("it has told", || daemon.read("run/p.log").ends_with('\n'));
    let log = daemon.read("run/p.log");
    let mask = log.split_whitespace().nth(1).and_then(|mask| u64::from_str_radix(mask, 16).ok());
    // SIGPIPE and SIGXFSZ, which the original's children ignore.
    let both = (1 << 12) | (1 << 24);
    assert_eq!(mask.expect("man 5 proc") & both, if self_test() { both } else { 0 });
}

#[test]
fn a_daemon_without_descriptors_survives_and_recovers() {
    if self_test() {
        return; // The original's limits are not the same numbers.
    }
    let programs = "[program:p]\ncommand=/bin/cat\nautostart=false\nnumprocs=20\nprocess_name=p_%(process_num)02d\n\
                    startsecs=0\nstartretries=100\nstdout_logfile=NONE\nstderr_logfile=NONE\n";
    let mut daemon = Daemon::start(Flavor::Ours, &Config::programs(programs));
    let open = fs::read_dir(format!("/proc/{}/fd", daemon.pid())).expect("the daemon lives").count();
    // Room for some of the twenty, and always for the client, who comes first.
    let limit = |soft: usize| {
        let pid = daemon.pid().to_string();
        let done = Command::new("prlimit").args(["--pid", &pid, &format!("--nofile={soft}:")]).status();
        assert!(done.expect("util-linux has prlimit").success());
    };
    let (_, hard) = nix_limit(daemon.pid());
    limit(open + 20);
    daemon
        .call("supervisor.startProcessGroup", &["<string>p</string>".into(), "<boolean>0</boolean>".into()]);
    let state = |number: usize| daemon.state(&format!("p:p_{number:02}"));
    wait::until("the last ones find no descriptor", || state(19).as_deref() == Some("BACKOFF"));
    let error = daemon.info("p:p_19", "spawnerr").unwrap_or_default();
    assert_eq!(error, "too many open files to spawn 'p_19'");
    assert_eq!(state(0).as_deref(), Some("RUNNING"));
    limit(hard);
    for number in 0..20 {
        daemon.await_state(&format!("p:p_{number:02}"), "RUNNING");
    }
    assert!(daemon.is_alive());
}

/// Soft and hard limit of descriptors of a process.
fn nix_limit(pid: i32) -> (usize, usize) {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).expect("the daemon lives");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("man 5 proc");
    let mut numbers = line.split_whitespace().filter_map(|word| word.parse().ok());
    (numbers.next().expect("a soft limit"), numbers.next().expect("a hard limit"))
}

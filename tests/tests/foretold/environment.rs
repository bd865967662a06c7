//! `[supervisord] environment` and what else of a running daemon a comparison must not take for a difference.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};

use super::judged::*;

const WEB: &str = "[program:web]\ncommand=/bin/sleep 601\nstartsecs=0\n";

fn started(flavor: Flavor, environment: &str, programs: &str) -> Daemon {
    let main = format!("[supervisord]\nenvironment={environment}\n");
    let config = Config::programs(programs).with_replacement("[supervisord]\n", &main);
    let daemon = Daemon::start(flavor, &config);
    daemon.await_state("web", "RUNNING");
    daemon
}

/// Writes the configuration anew with a part replaced.
fn rewrite(daemon: &Daemon, old: &str, new: &str) {
    let text = std::fs::read_to_string(daemon.file()).expect("the configuration");
    assert!(text.contains(old), "{old}:\n{text}");
    std::fs::write(daemon.file(), text.replace(old, new)).expect("it can be written");
}

/// An update restarts what inherits a variable that changed. Nothing is left to be done by a reload then.
#[test]
fn an_update_puts_the_daemon_s_environment_into_effect() {
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = started(flavor, "X=\"1\"", WEB);
        let file = daemon.file().display().to_string();
        // Beside it: %(here)s is the same.
        let old = daemon.file().with_file_name("old.conf").display().to_string();
        std::fs::copy(daemon.file(), &old).expect("a copy");
        rewrite(&daemon, "X=\"1\"", "X=\"2\"");
        let foretold = diff(&daemon, &["--fail-on", "ignored", &old, &file]);
        assert_eq!(foretold.code, 0, "{flavor:?}: {foretold:?}");
        assert!(foretold.stdout.contains("environment.X: 1 → 2"), "{flavor:?}: {}", foretold.stdout);
        assert!(!foretold.stdout.contains("reload"), "{flavor:?}: {}", foretold.stdout);
        let before = pids(&daemon);
        assert_eq!(daemon.ctl(flavor, &["update"], "").code, 0);
        daemon.await_state("web", "RUNNING");
        let after = pids(&daemon);
        assert_ne!(before, after, "{flavor:?}");
        let pid = after.values().next().expect("a process");
        let environment = std::fs::read(format!("/proc/{pid}/environ")).expect("it runs");
        assert!(environment.split(|byte| *byte == 0).any(|variable| variable == b"X=2"), "{flavor:?}");
        assert_eq!(diff(&daemon, &["--live", &file]).code, 0, "{flavor:?}");
    }
}

/// What set a variable may be gone from the file: the daemon still has it.
#[test]
fn a_variable_that_only_the_daemon_has_can_be_expanded() {
    if self_test() {
        return;
    }
    let programs = format!("{}environment=SHARE=\"%(ENV_SHARE)s\"\n", WEB);
    let daemon = started(Flavor::Ours, "SHARE=\"/srv/share\"", &programs);
    let file = daemon.file().display().to_string();
    rewrite(&daemon, "environment=SHARE=\"/srv/share\"\n", "");
    let told = diff(&daemon, &["--live", &file]);
    assert_eq!((told.code, told.stderr.as_str()), (0, ""), "{told:?}");
}

/// Of a secret that only the daemon has, the message says what to do.
#[test]
fn a_secret_that_only_the_daemon_has_is_asked_for() {
    if self_test() {
        return;
    }
    let programs = format!("{}environment=MINE=\"%(ENV_API_TOKEN)s\"\n", WEB);
    let daemon = started(Flavor::Ours, "API_TOKEN=\"hunter2\",OTHER_TOKEN=\"hunter3\"", &programs);
    let file = daemon.file().display().to_string();
    rewrite(&daemon, "environment=API_TOKEN=\"hunter2\",OTHER_TOKEN=\"hunter3\"\n", "");
    let told = diff(&daemon, &["--live", &file]);
    assert_eq!(told.code, 1, "{told:?}");
    assert!(
        told.stderr.ends_with(
            "supervisor-diff: the daemon has API_TOKEN, but does not tell secrets; give --env API_TOKEN=VALUE\n"
        ),
        "{}",
        told.stderr
    );
    assert!(!told.stderr.contains("OTHER_TOKEN"), "{}", told.stderr);
    let given = diff(&daemon, &["--live", "--env", "API_TOKEN=hunter2", &file]);
    assert_eq!(given.stderr, "", "{given:?}");
}

//! Somebody else comes between the stop and the rest of a step: it is done nevertheless, or what was stopped starts again.

use std::thread;

use serde_json::Value as Json;
use supervisor_tests::command::Run;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::schema::Schema;
use supervisor_tests::{wait, workspace};

use super::judged::diff;
use super::started;

/// A group of a process that ends when a file says so, which it takes away, and one that stops at once.
fn group(of: &str) -> String {
    format!(
        "[program:slow]\ncommand=/bin/sh -c 'trap : TERM; while ! test -e \"$GO\"; do sleep 0.1; done; rm \"$GO\"'\nstartsecs=0\n\
         autorestart=false\nstopwaitsecs=600\nenvironment=GO=\"%(here)s/go-{of}\"\n\
         [program:k]\ncommand=/bin/sleep 60{of}\nstartsecs=0\n[group:g]\nprograms=slow,k\n"
    )
}

/// Runs `update` with these words on group 2 while group 1 runs, and does something while `g:slow` stops.
fn disturbed(daemon: &Daemon, words: &[&str], disturb: impl FnOnce()) -> Run {
    thread::scope(|scope| {
        let update = scope.spawn(|| daemon.ctl(Flavor::Ours, &[&["update"], words].concat(), ""));
        daemon.await_state("g:slow", "STOPPING");
        daemon.await_state("g:k", "STOPPED");
        disturb();
        std::fs::write(daemon.file().with_file_name("go-1"), "").expect("a file");
        update.join().expect("it ends")
    })
}

fn reread(daemon: &Daemon, programs: &str) {
    daemon.write("programs.conf", programs);
    assert_eq!(daemon.ctl(Flavor::Ours, &["reread"], "").code, 0);
}

/// Both run, as they did before.
#[track_caller]
fn runs_as_before(daemon: &Daemon) {
    wait::until("what was stopped runs again", || {
        ["g:slow", "g:k"].iter().all(|process| daemon.state(process).as_deref() == Some("RUNNING"))
    });
    let command = format!("/proc/{}/cmdline", daemon.process_pid("g:k"));
    wait::until("it is the old command", || {
        std::fs::read_to_string(&command).is_ok_and(|words| words == "/bin/sleep\x00601\0")
    });
}

#[test]
fn what_somebody_starts_meanwhile_is_stopped_again() {
    if self_test() {
        return;
    }
    let daemon = started(Flavor::Ours, &group("1"));
    daemon.write("programs.conf", &group("2"));
    let update = disturbed(&daemon, &["--minimal"], || {
        assert_eq!(daemon.ctl(Flavor::Ours, &["start", "g:k"], "").code, 0);
    });
    assert_eq!((update.code, update.stderr.as_str()), (0, ""), "{update:?}");
    assert_eq!(update.stdout, "g:k: stopped\ng:slow: stopped\ng:k: stopped\ng: updated process group\n");
    assert_eq!(daemon.ctl(Flavor::Ours, &["update", "--plan"], "").code, 0);
}

#[test]
fn what_was_stopped_for_nothing_starts_again() {
    if self_test() {
        return;
    }
    let daemon = started(Flavor::Ours, &group("1"));
    daemon.write("programs.conf", &group("2"));
    let gone = disturbed(&daemon, &["--minimal"], || reread(&daemon, ""));
    assert_eq!(
        (gone.code, gone.stderr.as_str()),
        (1, "ERROR: BAD_NAME: g; stopped and, as it was, started again: g:k, g:slow\n"),
        "{gone:?}"
    );
    runs_as_before(&daemon);

    let schema = workspace::root().join("docs/schemas/update-1.json");
    let mut schema = Schema::new(&std::fs::read_to_string(schema).expect("the schema"));
    for minimal in [&[][..], &["--minimal"]] {
        daemon.write("programs.conf", &group("2"));
        let file = daemon.file().display().to_string();
        let saved = daemon.directory().join("plan.json").display().to_string();
        let made = diff(&daemon, &[&["--live"], minimal, &["--out", &saved, &file]].concat());
        assert_eq!(made.code, 2, "{made:?}");
        let plan = format!("--plan={saved}");
        let update = disturbed(&daemon, &[&plan, "--json"], || reread(&daemon, &group("3")));
        assert_eq!(
            (update.code, update.stderr.as_str()),
            (
                1,
                "ERROR: FAILED: g: another configuration has been read meanwhile; stopped and, as it was, started again: \
                 g:k, g:slow; the rest of the plan was not carried out\n"
            ),
            "{update:?}"
        );
        let document: Json = serde_json::from_str(&update.stdout).expect("JSON");
        schema.check(&document).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(
            document["groups"],
            serde_json::json!([{
                "group": "g",
                "action": "not_updated",
                "error": "FAILED: g: another configuration has been read meanwhile",
                "started_again": ["g:k", "g:slow"],
                "left_stopped": []
            }])
        );
        runs_as_before(&daemon);
    }
}

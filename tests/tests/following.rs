//! `tail -f`, `maintail -f` and `fg`: either client on either server shows the same, and ends the same.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use similar::TextDiff;
use supervisor_tests::command::Run;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{procfs, wait};

const PROGRAMS: &str = "[program:cat]\ncommand=/bin/cat\nstdout_logfile=%(here)s/run/cat.log\n\n\
                        [program:sh]\ncommand=/bin/sh\nautorestart=false\n\n\
                        [program:none]\ncommand=/bin/cat\nstdout_logfile=NONE\n\n\
                        [program:stopped]\ncommand=/bin/cat\nautostart=false\n";

/// Plays a scene with all four pairs of client and server, over TCP: with its own client the original does not notice
/// the end of a connection over a unix socket.
#[track_caller]
fn assert_same(scene: impl Fn(&Scene<'_>) -> Vec<(&'static str, Run)> + Sync) -> String {
    let pairs = [
        (Flavor::Original, Flavor::Original),
        (Flavor::Original, Flavor::Ours),
        (Flavor::Ours, Flavor::Original),
        (Flavor::Ours, Flavor::Ours),
    ];
    let transcripts = std::thread::scope(|scope| {
        let threads = pairs.map(|(client, server)| {
            let scene = &scene;
            scope.spawn(move || {
                let daemon = Daemon::start(server, &Config::programs(PROGRAMS).with_tcp());
                for process in ["cat", "sh", "none"] {
                    daemon.await_state(process, "RUNNING");
                }
                let url = format!("http://127.0.0.1:{}", daemon.port());
                let mut transcript = String::new();
                for (what, run) in scene(&Scene { daemon: &daemon, client, url }) {
                    let Run { stdout, stderr, code } = run;
                    let _ = writeln!(transcript, "== {what}\n{stdout}\n[stderr] {stderr}\n[exit {code}]");
                }
                daemon.hide_places(&transcript)
            })
        });
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let [reference, others @ ..] = transcripts;
    println!("{reference}");
    for ((client, server), transcript) in pairs.into_iter().skip(1).zip(others) {
        assert!(
            transcript == reference,
            "the transcript of client {client:?} on server {server:?} differs (-original +this):\n{}",
            TextDiff::from_lines(&reference, &transcript).unified_diff(),
        );
    }
    reference
}

struct Scene<'a> {
    daemon: &'a Daemon,
    client: Flavor,
    url: String,
}

impl Scene<'_> {
    #[track_caller]
    fn talk(&self, words: &[&str]) -> supervisor_tests::talk::Talk {
        let server = ["-s", &self.url, "-u", "user", "-p", "thepassword"];
        self.daemon.ctl_talk(self.client, &[&server, words].concat())
    }

    fn say(&self, process: &str, text: &str) {
        let parameters = [process, text].map(|text| format!("<string>{text}</string>"));
        self.daemon.call("supervisor.sendProcessStdin", &parameters).expect("the daemon answers");
    }
}

const BEGIN: &str = "==> Press Ctrl-C to exit <==\n";

#[test]
fn a_log_is_followed_until_ctrl_c() {
    let transcript = assert_same(|scene| {
        let tail = scene.talk(&["tail", "-f", "cat"]);
        tail.until(BEGIN);
        for line in ["one\n", "caf\u{e9}\n", "three"] {
            scene.say("cat", line);
            tail.until(line);
        }
        tail.interrupt();
        let errors = scene.talk(&["tail", "-f", "sh", "stderr"]);
        errors.until(BEGIN);
        scene.say("sh", "echo oops &gt;&amp;2\n");
        errors.until("oops\n");
        errors.interrupt();
        vec![("tail -f cat", tail.finish()), ("tail -f sh stderr", errors.finish())]
    });
    assert!(transcript.contains("<==\none\ncaf\u{e9}\nthree\n\n"), "{transcript}");
}

#[test]
fn the_daemons_own_log_is_followed_until_ctrl_c() {
    assert_same(|scene| {
        let tail = scene.talk(&["maintail", "-f"]);
        tail.until("entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)\n");
        scene.daemon.call("supervisor.stopProcess", &["<string>none</string>".to_owned()]);
        tail.until("stopped: none (terminated by SIGTERM)\n");
        tail.interrupt();
        let mut run = tail.finish();
        // What was there before has times and pids in it.
        assert!(
            run.stdout.starts_with(BEGIN) && run.stdout.ends_with("(terminated by SIGTERM)\n\n"),
            "{run:?}"
        );
        run.stdout.clear();
        vec![("maintail -f", run)]
    });
}

#[test]
fn what_is_typed_reaches_the_process_and_its_output_is_shown() {
    assert_same(|scene| {
        let mut cat = scene.talk(&["fg", "cat"]);
        cat.until(BEGIN);
        cat.type_text("hello\n");
        cat.until("hello\n");
        scene.say("cat", "somebody else\n");
        cat.until("somebody else\n");
        let mut left = scene.talk(&["fg", "cat"]);
        left.until("somebody else\n");
        left.end_input();
        cat.interrupt();
        let mut none = scene.talk(&["fg", "none"]);
        none.until_complaint("Cannot read, status code 404");
        none.end_input();
        let mut shell = scene.talk(&["fg", "sh"]);
        shell.until(BEGIN);
        shell.type_text("echo alive\n");
        shell.until("alive\n");
        let pid = scene.daemon.process_pid("sh");
        kill(Pid::from_raw(pid), Signal::SIGKILL).expect("the shell lives");
        wait::until("the shell is gone", || !procfs::is_alive(pid));
        scene.daemon.await_state("sh", "EXITED");
        // The original does not notice before something is typed; ours may have left by then.
        if scene.client == Flavor::Original {
            shell.type_text("anybody?\n");
        }
        vec![
            ("fg cat, Ctrl-C", cat.finish()),
            ("fg cat, Ctrl-D", left.finish()),
            ("fg none", none.finish()),
            ("fg sh, killed", shell.finish()),
        ]
    });
}

#[test]
fn wrong_names_for_fg() {
    assert_same(|scene| {
        [
            ("fg", vec!["fg"]),
            ("two", vec!["fg", "a", "b"]),
            ("unknown", vec!["fg", "nosuch"]),
            ("stopped", vec!["fg", "stopped"]),
            ("group", vec!["fg", "cat:*"]),
        ]
        .map(|(what, words)| (what, scene.talk(&words).finish()))
        .map(|(what, mut run)| {
            // The words of help texts are our own.
            run.stdout = run.stdout.lines().next().unwrap_or_default().to_owned();
            (what, run)
        })
        .into()
    });
}

/// The same text on standard error, but not the original's exit status of 0.
#[test]
fn a_log_that_cannot_be_followed_is_a_failure() {
    let transcript = assert_same(|scene| {
        [
            ("tail -f nosuch", vec!["tail", "-f", "nosuch"]),
            ("tail -f none", vec!["tail", "-f", "none", "STDOUT"]),
        ]
        .map(|(what, words)| {
            let mut run = scene.talk(&words).finish();
            let expected = if scene.client == Flavor::Ours && !self_test() { 1 } else { 0 };
            assert_eq!(run.code, expected, "{what}");
            run.code = 0;
            (what, run)
        })
        .into()
    });
    assert!(transcript.contains("/logtail/nosuch/stdout Cannot read, status code 404"), "{transcript}");
}

#[test]
fn leaving_takes_no_time() {
    if self_test() {
        return; // The original takes half a minute.
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS));
    daemon.await_state("cat", "RUNNING");
    let foreground = daemon.ctl_talk(Flavor::Ours, &["fg", "cat"]);
    foreground.until(BEGIN);
    let begin = Instant::now();
    foreground.interrupt();
    let run = foreground.finish();
    assert_eq!((run.stdout.as_str(), run.code), (&*format!("{BEGIN}Exiting foreground\n"), 0));
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

/// After `fg` the shell goes on with the next line, and Ctrl-C means what it meant before.
#[test]
fn the_shell_goes_on_after_fg() {
    if self_test() {
        return; // The original takes half a minute.
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS));
    daemon.await_state("sh", "RUNNING");
    let mut shell = daemon.ctl_talk(Flavor::Ours, &[]);
    shell.type_text("fg sh\necho to the shell\nexit\n");
    shell.until("Process got killed\nExiting foreground\nsupervisor> ");
    shell.type_text("tail -f cat\n");
    shell.until(BEGIN);
    shell.interrupt();
    shell.until("\nsupervisor> ");
    shell.type_text("pid nosuch\n");
    shell.until("No such process nosuch\nsupervisor> ");
    shell.interrupt();
    let run = shell.finish();
    assert_eq!(run.code, -1, "ended by the signal: {run:?}");
    assert!(run.stdout.contains("to the shell\n"), "{run:?}");
}

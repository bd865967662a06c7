//! Capture mode: what stands between its tokens goes to event listeners and not into the log.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::listener::{self, events};
use supervisor_tests::wait;

const BEGIN: &str = "<!--XSUPERVISOR:BEGIN-->";
const END: &str = "<!--XSUPERVISOR:END-->";

/// A listener that writes down everything that programs print, and a program that runs a script once.
fn config(script: &str, options: &str) -> Config {
    let listener = listener::command("run/listener.events", "");
    let programs = format!(
        "[eventlistener:listener]\ncommand={listener}\nevents=PROCESS_LOG,PROCESS_COMMUNICATION\nbuffer_size=1000\n\n\
         [program:talker]\ncommand=/bin/sh %(here)s/run/talker\nautostart=false\nautorestart=false\nstartsecs=0\n\
         stdout_logfile=%(here)s/run/talker.log\nstderr_logfile=%(here)s/run/talker.err\n{options}\n"
    );
    Config::programs(&programs)
        .with_replacement("[supervisord]\n", "[supervisord]\nloglevel=debug\n")
        .with_file("run/talker", script)
}

/// What came of a run of the talker that ended, whatever pieces it was read in.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    stdout: String,
    stderr: String,
    /// Event type and text of each.
    captured: Vec<(String, String)>,
    /// The text of all PROCESS_LOG events.
    printed: String,
    /// Lines of the daemon's log about captured texts.
    told: Vec<String>,
}

/// Runs the talker, whose last words on standard output are `last`.
#[track_caller]
fn run(flavor: Flavor, config: &Config, last: &str) -> Outcome {
    let daemon = Daemon::start(flavor, config);
    daemon.await_state("listener", "RUNNING");
    assert_eq!(daemon.ctl(flavor, &["start", "talker"], "").code, 0);
    daemon.await_state("talker", "EXITED");
    let stdout = || daemon.read("run/talker.log");
    wait::until("its last words are in its log", || stdout().ends_with(last));
    let (mut captured, mut printed) = (Vec::new(), String::new());
    wait::until("its last words were told", || {
        captured.clear();
        printed.clear();
        for event in events(&daemon, "run/listener.events") {
            let (_, text) = event.payload.split_once('\n').expect("a header and a text");
            match event.field("eventname") {
                name if name.starts_with("PROCESS_COMMUNICATION") => {
                    captured.push((name.to_owned(), text.to_owned()));
                }
                _ => printed.push_str(text),
            }
        }
        last.is_empty() || printed.ends_with(last)
    });
    let log = daemon.read("run/supervisord.log");
    let told = log.lines().filter(|line| line.contains("emitted a comm event"));
    let mut told: Vec<String> =
        told.filter_map(|line| line.splitn(3, ' ').nth(2)).map(str::to_owned).collect();
    told.sort();
    // Which of two pipes is read first is chance.
    captured.sort();
    Outcome { stdout: stdout(), stderr: daemon.read("run/talker.err"), captured, printed, told }
}

#[test]
fn captured_texts_reach_listeners_as_with_the_original() {
    let last = "the last words, which are longer than any token\n";
    let script = format!(
        "printf 'before {BEGIN}first{END} between <!--XSUPER'\nsleep 0.2\n\
         printf 'VISOR:BEGIN-->sec'\nsleep 0.2\nprintf 'ond{BEGIN}<!--XSUPERVISOR'\nsleep 0.2\nprintf ':END-->'\n\
         printf '{END} alone, <!--XSUPERVISOR:nothing-->, {BEGIN}{END}'\n\
         printf '{BEGIN}to stderr{END}and this is long enough to be no token\\n' >&2\n\
         sleep 0.2\nprintf '{last}'\n",
        last = last.replace('\n', "\\n"),
    );
    let options = "stdout_capture_maxbytes=1KB\nstderr_capture_maxbytes=1KB\nstdout_events_enabled=true\n";
    let config = config(&script, options);
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| run(flavor, &config, last));
    assert_eq!(ours, original);
    let captured: Vec<String> = ours.captured.iter().map(|(name, text)| format!("{name} {text:?}")).collect();
    insta::assert_snapshot!(captured.join("\n"), @r#"
    PROCESS_COMMUNICATION_STDERR "to stderr"
    PROCESS_COMMUNICATION_STDOUT ""
    PROCESS_COMMUNICATION_STDOUT "first"
    PROCESS_COMMUNICATION_STDOUT "second<!--XSUPERVISOR:BEGIN-->"
    "#);
    insta::assert_snapshot!(ours.told.join("\n"), @"
    DEBG 'talker' stderr emitted a comm event
    DEBG 'talker' stdout emitted a comm event
    DEBG 'talker' stdout emitted a comm event
    DEBG 'talker' stdout emitted a comm event
    ");
    assert_eq!(ours.stdout, format!("before  between {END} alone, <!--XSUPERVISOR:nothing-->, {last}"));
}

/// Where the original loses up to a token's length of text, keeps more than it should, or loses a text without end.
#[test]
fn nothing_is_lost_and_nothing_kept_beyond_the_limit() {
    let long = "0123456789".repeat(5);
    let script = format!("printf 'a{BEGIN}{long}{END}b{BEGIN}unfinished <!--X'\n");
    let options = "stdout_capture_maxbytes=20\nstdout_events_enabled=true\n";
    let end = format!("{BEGIN}unfinished <!--X");
    let daemon = Daemon::start(Flavor::Ours, &config(&script, options));
    daemon.await_state("listener", "RUNNING");
    daemon.ctl(Flavor::Ours, &["start", "talker"], "");
    wait::until("everything is in the log", || daemon.read("run/talker.log") == format!("ab{end}"));
    let event = listener::await_event(&daemon, "run/listener.events", "0123456789");
    let captured = wait::until_some("the text was told", || {
        events(&daemon, "run/listener.events")
            .into_iter()
            .find(|event| event.field("eventname") == "PROCESS_COMMUNICATION_STDOUT")
    });
    assert!(captured.payload.ends_with("\n01234567890123456789"), "{captured:?}");
    assert_eq!(event.field("eventname"), "PROCESS_LOG_STDOUT", "captured text makes events, too");
}

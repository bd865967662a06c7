//! A list of steps played against a daemon. Whoever the client and the server are, the transcript is the same.

use similar::TextDiff;

use crate::config::{Config, PASSWORD, USER};
use crate::daemon::Daemon;
use crate::flavor::Flavor;
use crate::{mask, wait};

/// A step that names this URL means the daemon's own TCP server.
const FIXTURE_URL: &str = "http://127.0.0.1:9001";

/// One step.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// `supervisorctl` with these words.
    Ctl(&'a str),
    /// The same where the order of the answers depends on timing: the lines are sorted before they are compared.
    Sorted(&'a str),
    /// `supervisorctl` without an action, with these lines typed into its shell.
    Shell(&'a str),
    /// Wait until a process is in a state.
    Await(&'a str, &'a str),
    /// Wait until a file beside the configuration has a text in it.
    AwaitText(&'a str, &'a str),
    /// Write a file beside the configuration.
    Write(&'a str, &'a str),
    /// Delete a file beside the configuration.
    Delete(&'a str),
    /// Wait until the daemon has ended.
    AwaitEnd,
}

/// Which of the daemon's servers the client talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// The server that the configuration's `[supervisorctl]` names.
    Configured,
    /// The TCP server, with `-s URL -u USER -p PASSWORD`.
    Tcp,
}

/// Plays the steps for all four pairs of client and server and compares the transcripts with the one of the
/// original's client on the original's server, which is returned (and printed, for `--nocapture`).
///
/// # Panics
/// When one differs; the message shows where.
#[track_caller]
pub fn assert_same(config: &Config, transport: Transport, steps: &[Step<'_>]) -> String {
    let pairs = [
        (Flavor::Original, Flavor::Original),
        (Flavor::Original, Flavor::Ours),
        (Flavor::Ours, Flavor::Original),
        (Flavor::Ours, Flavor::Ours),
    ];
    let transcripts = std::thread::scope(|scope| {
        let threads =
            pairs.map(|(client, server)| scope.spawn(move || play(config, transport, client, server, steps)));
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let [reference, others @ ..] = transcripts;
    println!("{reference}");
    for ((client, server), transcript) in pairs.into_iter().skip(1).zip(others) {
        assert!(
            transcript == reference,
            "the transcript of client {client:?} on server {server:?} differs (-original +this):\n{}",
            TextDiff::from_lines(&reference, &transcript).unified_diff().context_radius(4),
        );
    }
    reference
}

/// Plays the steps with one client on one server and returns the masked transcript.
#[track_caller]
pub fn play(
    config: &Config,
    transport: Transport,
    client: Flavor,
    server: Flavor,
    steps: &[Step<'_>],
) -> String {
    let config = if transport == Transport::Tcp { config.clone().with_tcp() } else { config.clone() };
    let mut daemon = Daemon::start(server, &config);
    let mut transcript = String::new();
    for step in steps {
        match *step {
            Step::Ctl(words) => transcript.push_str(&ctl(&daemon, transport, client, words, "", false)),
            Step::Sorted(words) => transcript.push_str(&ctl(&daemon, transport, client, words, "", true)),
            Step::Shell(lines) => transcript.push_str(&ctl(&daemon, transport, client, "", lines, false)),
            Step::Await(process, state) => daemon.await_state(process, state),
            Step::AwaitText(file, text) => {
                wait::until(&format!("{file} holds {text:?}"), || daemon.read(file).contains(text));
            }
            Step::Write(file, text) => daemon.write(file, text),
            Step::Delete(file) => {
                std::fs::remove_file(daemon.path(file)).expect("the step names a file that is there");
            }
            Step::AwaitEnd => {
                let status = daemon.await_end();
                transcript.push_str(&format!("the daemon ended: {status}\n"));
            }
        }
    }
    transcript
}

fn mask_answer(stdout: &str) -> String {
    mask::help_words(&mask::unforeseen_errors(&mask::bare_numbers(&mask::text(stdout))))
}

fn ctl(
    daemon: &Daemon,
    transport: Transport,
    client: Flavor,
    words: &str,
    input: &str,
    sorted: bool,
) -> String {
    let url = format!("http://127.0.0.1:{}", daemon.port());
    let own_port = words.replace(FIXTURE_URL, &url);
    let mut arguments = Vec::new();
    if transport == Transport::Tcp {
        arguments.extend(["-s", &url, "-u", USER, "-p", PASSWORD]);
    }
    arguments.extend(own_port.split_whitespace());
    let run = daemon.ctl(client, &arguments, input);
    let mut stdout = mask_answer(&run.stdout);
    if sorted {
        let mut lines: Vec<&str> = stdout.lines().collect();
        lines.sort_unstable();
        stdout = lines.join("\n") + "\n";
    }
    let stderr = mask::text(&run.stderr);
    let stderr = if stderr.is_empty() { stderr } else { format!("[stderr] {stderr}") };
    format!("$ supervisorctl {words}{input}\n{stdout}{stderr}[exit {}]\n", run.code)
}

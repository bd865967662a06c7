//! The result handler of the package supervisor-stdout, built in: what programs print appears on the daemon's standard
//! output, each line behind the names of its process and stream.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::{oracle, wait};

/// A listener as the package's is: the result is the payload.
const LISTENER: &str = "\
import sys

while True:
    print('READY', flush=True)
    header = dict(word.split(':') for word in sys.stdin.readline().split())
    payload = sys.stdin.read(int(header['len']))
    print('RESULT', len(payload), end='\\n' + payload, flush=True)
";

fn config(result: &str, program: &str) -> Config {
    let python = oracle::program("python").display().to_string();
    let programs = format!(
        "[eventlistener:stdout]\ncommand={python} %(here)s/run/listener.py\nevents=PROCESS_LOG\nbuffer_size=100\n\
         result_handler=supervisor_stdout:event_handler\nstderr_logfile=%(here)s/run/listener.err\n\n\
         [program:web]\ncommand=/bin/sh -c '{program}'\nautostart=false\nautorestart=false\nstartsecs=0\n\
         stdout_logfile=NONE\nstderr_logfile=NONE\nstdout_events_enabled=true\nstderr_events_enabled=true\n"
    );
    Config::programs(&programs).with_file("run/listener.py", &LISTENER.replace("payload, flush", result))
}

#[test]
fn output_of_programs_appears_on_standard_output() {
    let program = r#"printf "one\ntwo\n"; sleep 0.1; printf "three" >&2"#;
    let daemon = Daemon::start(Flavor::Ours, &config("payload, flush", program));
    daemon.await_state("stdout", "RUNNING");
    daemon.ctl(Flavor::Ours, &["start", "web"], "");
    for line in ["\nweb stdout | one\n", "\nweb stdout | two\n", "\nweb stderr | three\n"] {
        wait::until(&format!("{line:?} was printed"), || daemon.console().contains(line));
    }
}

#[test]
fn a_result_that_is_no_payload_ends_the_conversation() {
    let daemon = Daemon::start(Flavor::Ours, &config("'x' * len(payload), flush", "echo hello"));
    daemon.await_state("stdout", "RUNNING");
    daemon.ctl(Flavor::Ours, &["start", "web"], "");
    for text in ["WARN stdout: event caused an error", "WARN stdout: has entered the UNKNOWN state"] {
        wait::until(text, || daemon.read("run/supervisord.log").contains(text));
    }
}

//! One command of supervisorctl is a matter of milliseconds: scripts call it in loops.

use std::time::{Duration, Instant};

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};

/// Ours may take this part of the time that the original takes, as a whole process.
const TIMES_FASTER: f64 = 15.0;

#[test]
fn status_is_fifteen_times_faster() {
    if self_test() {
        return;
    }
    let programs: String =
        (0..10).map(|number| format!("[program:p{number}]\ncommand=/bin/cat\nstartsecs=0\n")).collect();
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&programs));
    daemon.await_state("p9", "RUNNING");
    let mut times = [Vec::new(), Vec::new()];
    // In turns, so that whatever else the machine does meets both.
    for _ in 0..15 {
        for (client, times) in [Flavor::Original, Flavor::Ours].into_iter().zip(&mut times) {
            let mut command = daemon.ctl_command(client, &["status"]);
            let begin = Instant::now();
            let output = command.output().expect("it can be started");
            times.push(begin.elapsed());
            let lines = String::from_utf8_lossy(&output.stdout).lines().count();
            assert_eq!((lines, output.status.code()), (10, Some(0)), "{output:?}");
        }
    }
    let [original, ours] = times.map(median);
    let ratio = original.as_secs_f64() / ours.as_secs_f64();
    println!("status: the original {original:?}, ours {ours:?}: {ratio:.0} times faster");
    assert!(ratio >= TIMES_FASTER, "status takes {ours:?}, the original's {original:?}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

//! Every transition of a process's state (spec-runtime §1.3).

use nix::sys::signal::Signal;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::scene;

scenes! {
    /// STOPPED → STARTING → RUNNING → STOPPING → STOPPED, by a client.
    fn started_and_stopped_by_a_client() {
        scene("
            [program:cat]
            command=/bin/cat
            autostart=false
        ")
        .supervisord("loglevel=debug")
        .info("cat")
        .call("startProcess cat")
        .info("cat")
        .call("startProcess cat")
        .call("stopProcess cat")
        .info("cat")
        .call("stopProcess cat")
        .call("startProcess cat false")
        .until("cat", "RUNNING")
        .call("stopProcess cat false")
        .until("cat", "STOPPED")
    }

    /// RUNNING → EXITED → STARTING: an unexpected end starts it again, an expected one does not.
    fn an_unexpected_end_is_followed_by_a_start() {
        scene("
            [program:cat]
            command=/bin/cat
            startsecs=0
        ")
        .until("cat", "RUNNING")
        .kill("cat", Signal::SIGKILL)
        .until_log_times("success: cat", 2)
        .info("cat")
    }
}

//! Every transition of a process's state (spec-runtime §1.3), by autostart, by clients, by what the child does.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use nix::sys::signal::Signal;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::{Scene, scene};

scenes! {
    crate::ALL;

    /// STOPPED, STARTING, RUNNING, STOPPING, STOPPED.
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

    /// RUNNING, EXITED, STARTING.
    fn an_unexpected_end_is_followed_by_a_start() {
        scene("
            [program:cat]
            command=/bin/cat
        ")
        .supervisord("loglevel=debug")
        .until("cat", "RUNNING")
        .kill("cat", Signal::SIGKILL)
        .until_log_times("success: cat", 2)
        .info("cat")
    }

    /// RUNNING, EXITED, and there it stays; a client starts it again.
    fn an_expected_end_is_the_end() {
        scene("
            [program:once]
            command=/bin/sh -c 'read line; exit 0'
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .until("once", "RUNNING")
        .call("sendProcessStdin once '\n'")
        .until("once", "EXITED")
        .info("once")
        .call("stopProcess once")
        .call("startProcess once false")
        .until("once", "RUNNING")
        .call("sendProcessStdin once '\n'")
        .until_log_times("exited: once", 2)
        .until("once", "EXITED")
        .info("once")
    }

    /// STARTING, BACKOFF, as often as it may be tried, FATAL; then everything anew by a client.
    fn too_quick_an_end_is_tried_again_and_given_up() {
        scene("
            [program:brief]
            command=/bin/sh -c 'exit 3'
            startsecs=5
            startretries=1
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .until("brief", "FATAL")
        .info("brief")
        .call("stopProcess brief")
        .call("startProcess brief")
        .until_log_times("gave up: brief", 2)
        .until("brief", "FATAL")
        .info("brief")
    }

    /// One attempt and no more.
    fn without_retries_there_is_one_attempt() {
        scene("
            [program:brief]
            command=/bin/sh -c 'exit 0'
            startsecs=5
            startretries=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .until("brief", "FATAL")
        .info("brief")
    }

    /// BACKOFF, STARTING, RUNNING.
    fn the_second_attempt_succeeds() {
        scene("
            [program:learner]
            command=/bin/sh -c 'test -e %(here)s/run/tried && exec cat || touch %(here)s/run/tried'
            startsecs=3
            stdout_logfile=%(here)s/run/learner.log
            redirect_stderr=true
        ")
        .until("learner", "RUNNING")
        .info("learner")
    }

    /// STARTING, BACKOFF, FATAL, for want of a command.
    fn a_missing_command_takes_the_same_path() {
        scene("
            [program:missing]
            command=/nope/nothing --here
            startretries=1
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .until("missing", "FATAL")
        .info("missing")
        .call("startProcess missing")
        .info("missing")
    }

    /// STARTING, STOPPING, STOPPED.
    fn stopped_while_it_starts() {
        scene("
            [program:slow]
            command=/bin/cat
            startsecs=60
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .until("slow", "STARTING")
        .info("slow")
        .call("startProcess slow false")
        .call("signalProcess slow CONT")
        .call("stopProcess slow")
        .info("slow")
    }

    /// STARTING, STOPPING, STOPPED while a client waits for the start.
    fn a_client_that_waits_for_a_start_learns_of_the_stop() {
        scene("
            [program:slow]
            command=/bin/cat
            startsecs=60
            autostart=false
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .begin("startProcess slow")
        .until("slow", "STARTING")
        .call("stopProcess slow")
        .finish()
        .info("slow")
    }

    /// BACKOFF, STOPPED.
    fn stopped_while_it_waits_for_its_next_attempt() {
        scene("
            [program:brief]
            command=/bin/sh -c 'exit 1'
            startsecs=5
            startretries=100
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .until_log_times("exited: brief", 3)
        .until("brief", "BACKOFF")
        .call("signalProcess brief TERM")
        .call("sendProcessStdin brief hello")
        .call("startProcess brief false")
        .call("stopProcess brief")
        .info("brief")
        .call("stopProcess brief")
    }

    /// STOPPING, SIGKILL, STOPPED.
    fn a_program_that_ignores_its_signal_is_killed() {
        scene("
            [program:stubborn]
            command=/bin/sh -c 'trap \"\" TERM; exec cat'
            stopwaitsecs=1
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
        ")
        .supervisord("loglevel=debug")
        .with_waiting()
        .until("stubborn", "RUNNING")
        .until_running("stubborn", "cat")
        .call("stopProcess stubborn")
        .info("stubborn")
    }

    /// What can be asked of a process in STOPPING.
    fn little_can_be_done_while_it_stops() {
        scene("
            [program:slow]
            command=/bin/sh -c 'trap \"\" TERM; trap \"exit 0\" USR1; echo ready; while :; do sleep 0.1; done'
            stopwaitsecs=60
            startsecs=0
            stdout_logfile=%(here)s/run/slow.log
            redirect_stderr=true
        ")
        .supervisord("loglevel=debug")
        .until_file("run/slow.log", "ready")
        .until("slow", "RUNNING")
        .call("stopProcess slow false")
        .until("slow", "STOPPING")
        .info("slow")
        .call("stopProcess slow")
        .call("sendProcessStdin slow hello")
        .differs(
            "A start with `wait=false` of a process that is being stopped",
            "> startProcess slow false\ntrue",
            "> startProcess slow false\nfault 40: ABNORMAL_TERMINATION: slow",
        )
        .call("startProcess slow")
        .call("startProcess slow false")
        .call("removeProcessGroup slow")
        .call("signalProcess slow USR1")
        .until("slow", "STOPPED")
        .info("slow")
        .call("removeProcessGroup slow")
    }

    /// With startsecs=0 a program runs as soon as it was started, however soon it ends.
    fn without_startsecs_no_end_is_too_quick() {
        scene("
            [program:brief]
            command=/bin/sh -c 'read line; exit 4'
            startsecs=0
            autorestart=false
            autostart=false
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .call("startProcess brief")
        .call("sendProcessStdin brief '\n'")
        .until("brief", "EXITED")
        .info("brief")
    }

    /// EPERM on kill: UNKNOWN, and what can be done then.
    fn a_process_that_may_not_be_signalled_becomes_unknown() {
        foreign()
        .until_file("run/foreign.log", "ready")
        .until("foreign", "RUNNING")
        .call("stopProcess foreign")
        .info("foreign")
        .call("startProcess foreign")
        .call("stopProcess foreign")
        .call("signalProcess foreign CONT")
        .call("removeProcessGroup foreign")
    }
}

/// A program of nobody's daemon that has become root, so that the daemon may not signal it.
pub(crate) fn foreign() -> Scene {
    scene(
        "
        [program:foreign]
        command=%(here)s/setpriv --reuid=0 /bin/sh -c 'echo ready; exec sleep 1000'
        startsecs=0
        autorestart=false
        stdout_logfile=%(here)s/run/foreign.log
        redirect_stderr=true
    ",
    )
    .as_user("nobody")
    .differs(
        "What Python raised is told with a traceback",
        "PermissionError: [Errno 1] Operation not permitted",
        "[Errno 1] Operation not permitted",
    )
    .prepared_by(|home| {
        let helper = home.join("setpriv");
        fs::copy("/usr/bin/setpriv", &helper).expect("util-linux is installed");
        fs::set_permissions(&helper, fs::Permissions::from_mode(0o4755)).expect("the test runs as root");
    })
}

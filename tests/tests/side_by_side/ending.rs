//! Shutdown and restart: by signals and by calls, what is logged, what is refused, what is left (spec-runtime §1.10, §4).

use nix::sys::signal::Signal;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::{Scene, scene};

/// A program that ends when it is told to, and one that needs another word.
const PAIR: &str = "
    [program:cat]
    command=/bin/cat
    startsecs=0
    stdout_logfile=%(here)s/run/cat.log
    redirect_stderr=true
    [program:slow]
    command=/bin/sh -c 'trap \"\" TERM; trap \"exit 0\" USR1; while :; do sleep 0.05; done'
    priority=1
    startsecs=0
    stopwaitsecs=60
    stdout_logfile=NONE
    stderr_logfile=NONE
";

fn pair() -> Scene {
    scene(PAIR).until("cat", "RUNNING").until("slow", "RUNNING").with_waiting()
}

scenes! {
    crate::ALL;

    fn term_ends_it() {
        ended_by(Signal::SIGTERM)
    }

    fn int_ends_it() {
        ended_by(Signal::SIGINT)
    }

    fn quit_ends_it() {
        ended_by(Signal::SIGQUIT)
    }

    /// Everything is started anew under the same pid.
    fn hup_restarts_it() {
        scene(CAT)
            .until("cat", "RUNNING")
            .signal(Signal::SIGHUP)
            .until_log_times("success: cat", 2)
            .info("cat")
            .call("getState")
    }

    fn a_call_ends_it() {
        scene(CAT).until("cat", "RUNNING").call("shutdown").end()
    }

    fn a_call_restarts_it() {
        scene(CAT).until("cat", "RUNNING").call("restart").until_log_times("success: cat", 2).info("cat")
    }

    /// While it waits for a program, calls are refused, signals are logged, the system's methods answer.
    fn calls_are_refused_during_a_shutdown() {
        pair()
            .signal(Signal::SIGTERM)
            .until_log("stopped: cat")
            .until_log("waiting for slow to die")
            .call("getState")
            .call("getAPIVersion")
            .call("getAllProcessInfo")
            .call("startProcess cat")
            .call("stopProcess slow")
            .call("nosuch")
            .call("nosuch.method")
            .call("sendRemoteCommEvent a b")
            .call("system.methodSignature supervisor.getState")
            .call("shutdown")
            .call("restart")
            .signal(Signal::SIGTERM)
            .until_log_times("received SIGTERM", 2)
            .signal(Signal::SIGHUP)
            .until_log("ignored SIGHUP")
            .kill_named("slow", Signal::SIGUSR1)
            .end()
    }

    /// The same while it restarts; then a shutdown wins.
    fn a_shutdown_wins_over_a_restart() {
        pair()
            .signal(Signal::SIGHUP)
            .until_log("stopped: cat")
            .until_log("waiting for slow to die")
            .call("getState")
            .signal(Signal::SIGHUP)
            .until_log_times("received SIGHUP", 2)
            .signal(Signal::SIGINT)
            .until_log("received SIGINT")
            .kill_named("slow", Signal::SIGUSR1)
            .end()
    }

    /// A program in BACKOFF is given up, one that never comes up is not waited for.
    fn what_does_not_run_is_not_waited_for() {
        scene("
            [program:brief]
            command=/bin/sh -c 'exit 1'
            startsecs=5
            startretries=100
            stdout_logfile=NONE
            stderr_logfile=NONE
            [program:missing]
            command=/nope/nothing
            autostart=false
            [program:stopped]
            command=/bin/cat
            autostart=false
        ")
        .until_log_times("exited: brief", 3)
        .until("brief", "BACKOFF")
        .signal(Signal::SIGTERM)
        .end()
    }

    /// A restart reads the file again: programs come and go.
    fn a_restart_reads_the_file_again() {
        scene(CAT)
            .until("cat", "RUNNING")
            .configure("
                [program:dog]
                command=/bin/cat
                startsecs=0
                stdout_logfile=%(here)s/run/dog.log
                redirect_stderr=true
            ")
            .call("restart")
            .until_log("success: dog")
            .call("getAllProcessInfo")
    }

    /// SIGUSR2 opens all logs again.
    fn usr2_opens_the_logs_again() {
        scene("
            [program:cat]
            command=/bin/cat
            startsecs=0
            stdout_logfile=%(here)s/run/cat.log
            stderr_logfile=%(here)s/run/cat.err
            [program:idle]
            command=/bin/cat
            autostart=false
            stdout_logfile=%(here)s/run/idle.log
            stderr_logfile=NONE
        ")
        .until("cat", "RUNNING")
        .call("sendProcessStdin cat 'before\n'")
        .until_file("run/cat.log", "before")
        .rename("run/cat.log", "run/cat.log.old")
        .rename("run/cat.err", "run/cat.err.old")
        .rename("run/supervisord.log", "run/main.old")
        .signal(Signal::SIGUSR2)
        .until_there("run/supervisord.log")
        .until_there("run/cat.log")
        .until_there("run/cat.err")
        .call("sendProcessStdin cat 'after\n'")
        .until_file("run/cat.log", "after")
        .call("stopProcess cat")
    }

    /// The pid file and the socket are gone, everything else stays; it can be started again on the same files.
    fn started_again_on_the_same_files() {
        scene(CAT)
            .until("cat", "RUNNING")
            .call("shutdown")
            .end()
            .until_gone("run/supervisord.pid")
            .until_gone("run/supervisor.sock")
            .again()
            .until("cat", "RUNNING")
            .info("cat")
    }

    /// Killed, it leaves socket and pid file; the next one takes their places.
    fn started_again_after_a_kill() {
        scene("
            [program:cat]
            command=/bin/cat
            autostart=false
        ")
        .signal(Signal::SIGKILL)
        .end()
        .show_there("run/supervisord.pid")
        .show_there("run/supervisor.sock")
        .again()
        .call("getState")
    }
}

const CAT: &str = "
    [program:cat]
    command=/bin/cat
    startsecs=0
    stdout_logfile=%(here)s/run/cat.log
    redirect_stderr=true
";

fn ended_by(signal: Signal) -> Scene {
    scene(CAT).until("cat", "RUNNING").signal(signal).end()
}

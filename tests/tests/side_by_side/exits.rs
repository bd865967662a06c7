//! How an end is understood (spec-runtime §1.6) and whether a start follows (§1.4).

use nix::sys::signal::Signal;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::scene;

scenes! {
    crate::ALL;

    /// `unexpected`, the default: exit codes in the list are the end, others are not.
    fn exit_codes_decide_about_the_restart() {
        scene("
            [program:fine]
            command=/bin/sh -c 'read code; exit $code'
            exitcodes=0,2
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
            [program:wrong]
            command=/bin/sh -c 'read code; exit $code'
            exitcodes=2
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .until("fine", "RUNNING")
        .until("wrong", "RUNNING")
        .call("sendProcessStdin fine '2\n'")
        .call("sendProcessStdin wrong '0\n'")
        .until("fine", "EXITED")
        .until_log_times("success: wrong", 2)
        .until("wrong", "RUNNING")
        .info("fine")
        .info("wrong")
    }

    /// `true`: whatever the end, a start follows.
    fn an_end_as_expected_is_followed_by_a_start_all_the_same() {
        scene("
            [program:again]
            command=/bin/sh -c 'read code; exit $code'
            autorestart=true
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .until("again", "RUNNING")
        .call("sendProcessStdin again '0\n'")
        .until_log_times("success: again", 2)
        .until("again", "RUNNING")
        .info("again")
    }

    /// `false`: whatever the end, it stays.
    fn an_unexpected_end_stays() {
        scene("
            [program:broken]
            command=/bin/sh -c 'read code; exit $code'
            autorestart=false
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
            [program:killed]
            command=/bin/cat
            autorestart=false
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .until("broken", "RUNNING")
        .call("sendProcessStdin broken '255\n'")
        .until("broken", "EXITED")
        .until("killed", "RUNNING")
        .kill("killed", Signal::SIGKILL)
        .until("killed", "EXITED")
        .call("getAllProcessInfo")
    }

    /// The names of the signals that programs die of.
    fn deaths_are_called_by_the_signals_name() {
        let signals = [
            ("hup", Signal::SIGHUP),
            ("int", Signal::SIGINT),
            ("abrt", Signal::SIGABRT),
            ("segv", Signal::SIGSEGV),
            ("bus", Signal::SIGBUS),
            ("usr1", Signal::SIGUSR1),
            ("alrm", Signal::SIGALRM),
            ("stkflt", Signal::SIGSTKFLT),
            ("sys", Signal::SIGSYS),
            ("io", Signal::SIGIO),
        ];
        let programs: String = signals
            .iter()
            .map(|(name, _)| {
                format!(
                    "[program:{name}]\ncommand=/bin/sh -c 'ulimit -c 0; exec cat'\nstartsecs=0\nautorestart=false\n\
                     stdout_logfile=NONE\nstderr_logfile=NONE\n",
                )
            })
            .collect();
        let scene = signals.iter().fold(scene(&programs), |scene, (name, signal)| {
            scene.until(name, "RUNNING").until_running(name, "cat").kill(name, *signal).until(name, "EXITED")
        });
        scene.call("getAllProcessInfo")
    }

    /// A child that was there before the daemon became itself.
    fn an_unknown_child_is_reaped_and_logged() {
        scene("
            [program:cat]
            command=/bin/cat
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .behind(&["/bin/sh", "-c", "sh -c 'exit 5' & exec \"$@\"", "sh"])
        .until("cat", "RUNNING")
        .until_log("reaped unknown pid")
    }
}

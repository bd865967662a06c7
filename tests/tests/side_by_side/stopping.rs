//! Stopping one process: which signal, to whom, and what when it does not help (spec-runtime §1.7).

use supervisor_tests::scenes;
use supervisor_tests::side_by_side::scene;

/// A program that writes down in `run/` which signal it got; its child, in the same process group, does, too.
const FAMILY: &str = "#!/bin/sh\n\
    exec 2>/dev/null\n\
    for name in TERM INT QUIT HUP USR1 USR2; do\n\
    \ttrap \"echo got $name >> ${0%/*}/run/$1; exit 7\" $name\n\
    done\n\
    if [ \"$1\" = parent ]; then /bin/sh \"$0\" child & fi\n\
    echo is ready > \"${0%/*}/run/$1\"\n\
    while :; do sleep 0.05; done\n";

scenes! {
    crate::ALL;

    /// Every signal that can be configured arrives.
    fn the_configured_signal_is_sent() {
        let programs: String = ["TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "SIGTERM", "10"]
            .iter()
            .map(|signal| {
                format!(
                    "[program:by{signal}]\ncommand=/bin/sh %(here)s/family %(program_name)s\nstopsignal={signal}\nstartsecs=0\n\
                     redirect_stderr=true\nstdout_logfile=NONE\n",
                )
            })
            .collect();
        scene(&programs)
            .file("family", FAMILY)
            .until_file("run/byTERM", "ready")
            .until_file("run/byINT", "ready")
            .until_file("run/byQUIT", "ready")
            .until_file("run/byHUP", "ready")
            .until_file("run/byUSR1", "ready")
            .until_file("run/byUSR2", "ready")
            .until_file("run/bySIGTERM", "ready")
            .until_file("run/by10", "ready")
            .call_sorted("stopAllProcesses")
            .call("getAllProcessInfo")
    }

    /// Without stopasgroup the child of the child lives on.
    fn only_the_process_itself_is_signalled() {
        scene("
            [program:family]
            command=/bin/sh %(here)s/family parent
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .file("family", FAMILY)
        .until_file("run/parent", "is ready")
        .until_file("run/child", "is ready")
        .until("family", "RUNNING")
        .call("stopProcess family")
        .info("family")
        .until_file("run/parent", "got TERM")
    }

    /// With it both get the signal.
    fn the_process_group_is_signalled() {
        scene("
            [program:family]
            command=/bin/sh %(here)s/family parent
            startsecs=0
            stopasgroup=true
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .file("family", FAMILY)
        .until_file("run/parent", "is ready")
        .until_file("run/child", "is ready")
        .until("family", "RUNNING")
        .call("stopProcess family")
        .info("family")
        .until_file("run/parent", "got TERM")
        .until_file("run/child", "got TERM")
    }

    /// The last resort goes to the group when killasgroup says so.
    fn the_process_group_is_killed() {
        scene("
            [program:stubborn]
            command=/bin/sh -c 'trap \"\" TERM; sleep 1000 & echo $! > %(here)s/run/child; exec cat'
            stopwaitsecs=1
            killasgroup=true
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .with_waiting()
        .until("stubborn", "RUNNING")
        .until_running("stubborn", "cat")
        .call("stopProcess stubborn")
        .info("stubborn")
        .until_dead("run/child")
        .remove("run/child")
    }

    /// Without it the child of the child survives.
    fn only_the_process_itself_is_killed() {
        scene("
            [program:stubborn]
            command=/bin/sh -c 'trap \"\" TERM; sleep 1000 & echo $! > %(here)s/run/child; exec cat'
            stopwaitsecs=1
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .supervisord("loglevel=debug")
        .with_waiting()
        .until("stubborn", "RUNNING")
        .until_running("stubborn", "cat")
        .call("stopProcess stubborn")
        .info("stubborn")
        .show_alive("run/child")
        .remove("run/child")
    }

    /// The status after a stop is in exitcodes, or it is not.
    fn the_log_says_whether_the_end_was_a_good_one() {
        scene("
            [program:good]
            command=/bin/sh %(here)s/family good
            exitcodes=7
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
            [program:bad]
            command=/bin/sh %(here)s/family bad
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
        ")
        .file("family", FAMILY)
        .until_file("run/good", "ready")
        .until_file("run/bad", "ready")
        .call("stopProcess good")
        .call("stopProcess bad")
        .call("getAllProcessInfo")
    }

    /// What a program says when it is stopped is in its log.
    fn last_words_are_kept() {
        scene("
            [program:talker]
            command=/bin/sh -c 'trap \"seq 2000; exit 0\" TERM; echo ready; while :; do sleep 0.05; done'
            startsecs=0
            stdout_logfile=%(here)s/run/talker.log
            redirect_stderr=true
        ")
        .until_file("run/talker.log", "ready")
        .call("stopProcess talker")
    }

    /// Signals by clients: numbers, names in any case, with and without SIG; to one, to a group, to all.
    fn clients_send_signals() {
        scene("
            [program:one]
            command=/bin/sh -c 'cd %(here)s/run; trap \"touch hup\" HUP; trap \"touch usr1\" USR1; touch ready; while :; do sleep 0.05; done'
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
            [program:two]
            command=/bin/cat
            autostart=false
            stdout_logfile=NONE
            redirect_stderr=true
        ")
        .supervisord("loglevel=debug")
        .until_there("run/ready")
        .until("one", "RUNNING")
        .call("signalProcess one HUP")
        .until_there("run/hup")
        .call("signalProcess one sigusr1")
        .until_there("run/usr1")
        .call("signalProcess one 18")
        .call("signalProcess one '18'")
        .call("signalProcess one 0")
        .call("signalProcess one NOPE")
        .call("signalProcess one 99")
        .call("signalProcess one -1")
        .call("signalProcess one ''")
        .call("signalProcess one SIGSIGHUP")
        .call("signalProcess two HUP")
        .call("signalProcess nosuch HUP")
        .call("signalProcess nosuch NOPE")
        .call("signalProcess one:* CONT")
        .call("signalProcessGroup one CONT")
        .call("signalProcessGroup one NOPE")
        .call("signalProcessGroup two CONT")
        .call("signalProcessGroup nosuch CONT")
        .call("signalAllProcesses CONT")
        .call("signalAllProcesses NOPE")
    }
}

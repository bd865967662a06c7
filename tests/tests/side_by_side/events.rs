//! What listeners are told, in which words and in which order (spec-runtime §5).

use nix::sys::signal::Signal;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::{Scene, scene};

/// A program that echoes, recorded by a listener that is ready before it starts.
fn cat(events: &str) -> Scene {
    scene(
        "
        [program:cat]
        command=/bin/cat
        startsecs=0
        autostart=false
        stdout_logfile=NONE
        stderr_logfile=NONE
    ",
    )
    .recording(events)
    .until("recorder", "RUNNING")
}

scenes! {
    crate::ALL;

    /// STARTING, RUNNING, STOPPING, STOPPED.
    fn a_start_and_a_stop() {
        cat("PROCESS_STATE").call("startProcess cat").call("stopProcess cat").until_event("PROCESS_STATE_STOPPED")
    }

    /// EXITED, expected and not, and what follows.
    fn ends_of_both_kinds() {
        scene("
            [program:ends]
            command=/bin/sh -c 'read code; exit $code'
            startsecs=0
            autostart=false
            autorestart=false
            exitcodes=0,3
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .recording("PROCESS_STATE_EXITED,PROCESS_STATE_RUNNING")
        .until("recorder", "RUNNING")
        .call("startProcess ends")
        .call("sendProcessStdin ends '3\n'")
        .until("ends", "EXITED")
        .call("startProcess ends")
        .call("sendProcessStdin ends '4\n'")
        .until_event("expected:0")
        .call("startProcess ends")
        .kill("ends", Signal::SIGKILL)
        .until_log_times("exited: ends", 3)
    }

    /// BACKOFF and FATAL, tries counted.
    fn attempts_are_counted() {
        scene("
            [program:brief]
            command=/bin/sh -c 'sleep 0.5; exit 1'
            startsecs=5
            startretries=1
            autostart=false
            stdout_logfile=NONE
            stderr_logfile=NONE
            [program:missing]
            command=/nope/nothing
            startretries=1
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .recording("PROCESS_STATE")
        .until("recorder", "RUNNING")
        .until("missing", "FATAL")
        .call("startProcess brief false")
        .until_event("PROCESS_STATE_FATAL")
        .until("brief", "FATAL")
    }

    /// STOPPED out of BACKOFF has no pid.
    fn a_stop_between_two_attempts() {
        scene("
            [program:brief]
            command=/bin/sh -c 'exit 1'
            startsecs=5
            startretries=100
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .recording("PROCESS_STATE_STOPPED,PROCESS_STATE_BACKOFF")
        .until_log_times("exited: brief", 3)
        .until("brief", "BACKOFF")
        .call("stopProcess brief")
        .until_event("PROCESS_STATE_STOPPED")
    }

    /// UNKNOWN.
    fn a_process_becomes_unknown() {
        crate::states::foreign()
            .recording("PROCESS_STATE_UNKNOWN,PROCESS_STATE_STOPPING")
            .until_file("run/foreign.log", "ready")
            .until("foreign", "RUNNING")
            .until("recorder", "RUNNING")
            .call("stopProcess foreign")
            .until_event("UNKNOWN")
    }

    /// Groups come and go.
    fn groups_come_and_go() {
        cat("PROCESS_GROUP")
            .call("removeProcessGroup cat")
            .until_event("PROCESS_GROUP_REMOVED")
            .call("addProcessGroup cat")
            .until("cat", "STOPPED")
            .until_event("PROCESS_GROUP_REMOVED")
    }

    /// The daemon's own state, until the listener itself is stopped.
    fn the_daemon_runs_and_stops() {
        cat("SUPERVISOR_STATE_CHANGE").until_event("SUPERVISOR_STATE_CHANGE_RUNNING").call("shutdown").end()
    }

    /// What clients send.
    fn clients_send_events() {
        cat("REMOTE_COMMUNICATION")
            .call("sendRemoteCommEvent one 'some data'")
            .call("sendRemoteCommEvent two 'two\nlines'")
            .call("sendRemoteCommEvent '' ''")
            .call("sendRemoteCommEvent 1 2")
            .until_event("type:1")
    }

    /// Output as events, standard output and standard error.
    fn output_makes_events() {
        scene("
            [program:loud]
            command=/bin/sh -c 'read a; echo $a; read a; echo $a >&2; exec cat'
            startsecs=0
            stdout_events_enabled=true
            stderr_events_enabled=true
            stdout_logfile=%(here)s/run/log
            stderr_logfile=%(here)s/run/err
        ")
        .recording("PROCESS_LOG")
        .until("recorder", "RUNNING")
        .until("loud", "RUNNING")
        .call("sendProcessStdin loud 'to output\n'")
        .until_event("to output")
        .call("sendProcessStdin loud 'to error\n'")
        .until_event("to error")
        .call("sendProcessStdin loud 'twelve\n'")
        .until_event("twelve")
    }

    /// Text between tokens as events, on both streams; the rest is in the log.
    fn captured_text_makes_events() {
        scene("
            [program:loud]
            command=/bin/sh -c 'read a; echo \"before<!--XSUPERVISOR:BEGIN-->$a<!--XSUPERVISOR:END-->after this is longer than a token\"; read a; echo \"<!--XSUPERVISOR:BEGIN-->$a<!--XSUPERVISOR:END-->this is longer than a token as well\" >&2; exec cat'
            startsecs=0
            stdout_capture_maxbytes=1MB
            stderr_capture_maxbytes=1MB
            stdout_logfile=%(here)s/run/log
            stderr_logfile=%(here)s/run/err
        ")
        .recording("PROCESS_COMMUNICATION")
        .until("recorder", "RUNNING")
        .until("loud", "RUNNING")
        .call("sendProcessStdin loud 'some text\n'")
        .until_event("some text")
        .call("sendProcessStdin loud 'an error\n'")
        .until_event("an error")
        .call("stopProcess loud")
    }

    /// Every five seconds, by the wall clock.
    fn time_passes() {
        cat("TICK_5").until_event("TICK_5").call("stopProcess recorder")
    }

    /// Two pools get the same events; one subscription is for all of a kind.
    fn two_pools_get_the_same() {
        cat("PROCESS_STATE,PROCESS_GROUP,REMOTE_COMMUNICATION,SUPERVISOR_STATE_CHANGE")
            .file("second", supervisor_tests::side_by_side::RECORDER)
            .pool("[eventlistener:second]\ncommand=/bin/sh %(here)s/second %(here)s/run/second\n\
                   events=REMOTE_COMMUNICATION\nstdout_logfile=NONE\nstderr_logfile=NONE\n")
            .until("second", "RUNNING")
            .call("sendRemoteCommEvent one data")
            .until_file("run/second", "type:one")
            .until_event("type:one")
            .remove("run/second")
    }

    /// Rejected, it comes again; a wrong answer ends the conversation.
    fn rejected_events_come_again() {
        scene("")
            .file("picky", PICKY)
            .pool("[eventlistener:picky]\ncommand=/bin/sh %(here)s/picky %(here)s/run/events\n\
                   events=REMOTE_COMMUNICATION\nstdout_logfile=NONE\nstderr_logfile=NONE\n")
            .supervisord("loglevel=debug")
            .until("picky", "RUNNING")
            .call("sendRemoteCommEvent one data")
            .until_log("event was processed")
            .call("sendRemoteCommEvent two data")
            .until_log("has entered the UNKNOWN state")
            .call("sendRemoteCommEvent three data")
            .info("picky")
    }

    /// What is too much for the buffer is discarded, the oldest first.
    fn a_full_buffer_discards_the_oldest() {
        let scene = scene("")
            .file("slow", SLOW)
            .pool("[eventlistener:slow]\ncommand=/bin/sh %(here)s/slow %(here)s/run/events %(here)s/run/go\n\
                   events=REMOTE_COMMUNICATION\nbuffer_size=2\nstdout_logfile=NONE\nstderr_logfile=NONE\n")
            .until("slow", "RUNNING");
        ["one", "two", "three", "four"]
            .iter()
            .fold(scene, |scene, name| scene.call(&format!("sendRemoteCommEvent {name} data")))
            .until_log_times("discarding event", 2)
            .write("run/go", "")
            .until_event("type:four")
    }
}

/// Refuses the first event it gets, accepts it the second time, and gives an answer that is none to the next.
const PICKY: &str = "#!/bin/sh\n\
    printf 'READY\\n'\n\
    for answer in 'RESULT 4\nFAIL' 'RESULT 2\nOK' 'RESULT x\nOK'; do\n\
    \tIFS= read -r header\n\
    \tpayload=$(head -c \"${header##*len:}\"; echo .)\n\
    \tprintf '%s\\n%s\\n' \"$header\" \"${payload%.}\" >> \"$1\"\n\
    \tprintf '%sREADY\\n' \"$answer\"\n\
    done\n\
    exec cat\n";

/// As the recorder, but ready only when a file is there.
const SLOW: &str = "#!/bin/sh\n\
    until test -e \"$2\"; do sleep 0.05; done\n\
    while printf 'READY\\n' && IFS= read -r header; do\n\
    \tpayload=$(head -c \"${header##*len:}\"; echo .)\n\
    \tprintf '%s\\n%s\\n' \"$header\" \"${payload%.}\" >> \"$1\"\n\
    \tprintf 'RESULT 2\\nOK'\n\
    done\n";

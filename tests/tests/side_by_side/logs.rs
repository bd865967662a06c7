//! Logs: names, modes, bytes, rotation, clearing, reading (spec-runtime §3, §7.7).

use supervisor_tests::scenes;
use supervisor_tests::side_by_side::{Scene, scene};

/// A program that prints what is written to it.
fn echo(options: &str) -> Scene {
    scene(&format!("[program:echo]\ncommand=/bin/cat\nstartsecs=0\n{options}")).until("echo", "RUNNING")
}

/// Writes lines one by one, waiting for each to arrive: a chunk of output each.
fn said(scene: Scene, lines: &[(&str, &'static str, &'static str)]) -> Scene {
    lines.iter().fold(scene, |scene, (line, file, mark)| {
        scene.call(&format!("sendProcessStdin echo '{line}\n'")).until_file(file, mark)
    })
}

scenes! {
    crate::ALL;

    /// Two backups; what is older is gone; a file may be longer by a chunk.
    fn rotation_keeps_what_it_is_told_to() {
        let scene = echo("
            stdout_logfile=%(here)s/run/log
            stdout_logfile_maxbytes=40
            stdout_logfile_backups=2
            redirect_stderr=true
        ");
        said(scene, &[
            ("first line that is longer than forty bytes in all", "run/log.1", "first"),
            ("second short", "run/log", "second"),
            ("third short", "run/log", "third"),
            ("fourth line is the one", "run/log.1", "fourth"),
            ("fifth line", "run/log", "fifth"),
            ("sixth line that is longer than forty bytes in all", "run/log.1", "sixth"),
            ("seventh", "run/log", "seventh"),
        ])
    }

    /// Without backups the content is discarded.
    fn rotation_without_backups_discards() {
        let scene = echo("
            stdout_logfile=%(here)s/run/log
            stdout_logfile_maxbytes=20
            stdout_logfile_backups=0
            redirect_stderr=true
        ");
        said(scene, &[("short", "run/log", "short")])
            .call("sendProcessStdin echo 'a line of more than twenty bytes\n'")
            .until_size("run/log", 0)
            .call("sendProcessStdin echo 'end\n'")
            .until_file("run/log", "end")
    }

    /// With a limit of 0 there is no rotation.
    fn without_limit_there_is_no_rotation() {
        let scene = echo("
            stdout_logfile=%(here)s/run/log
            stdout_logfile_maxbytes=0
            stdout_logfile_backups=2
            redirect_stderr=true
        ");
        said(scene, &[("one", "run/log", "one"), ("two", "run/log", "two")])
    }

    /// A file that was there is continued, and rotates after the first line when it is too long already.
    fn an_old_log_is_continued() {
        let scene = scene("
            [program:echo]
            command=/bin/cat
            startsecs=0
            stdout_logfile=%(here)s/run/long
            stdout_logfile_maxbytes=10
            stderr_logfile=NONE
            [program:other]
            command=/bin/cat
            startsecs=0
            stdout_logfile=%(here)s/run/short
            stderr_logfile=NONE
        ")
        .file("run/long", "0123456789 0123456789\n")
        .file("run/short", "before\n")
        .until("echo", "RUNNING")
        .until("other", "RUNNING");
        said(scene, &[("one", "run/long.1", "one")])
            .call("sendProcessStdin other 'after\n'")
            .until_file("run/short", "after")
    }

    /// Output and errors apart, together, thrown away; AUTO files have names and modes of their own.
    fn every_kind_of_log_has_its_file() {
        let speaks = "command=/bin/sh -c 'read a; echo $a; read a; echo $a >&2; exec cat'\nstartsecs=0\n";
        scene(&format!(
            "[program:apart]\n{speaks}stdout_logfile=%(here)s/run/apart.out\nstderr_logfile=%(here)s/run/apart.err\n\
             [program:together]\n{speaks}stdout_logfile=%(here)s/run/together\nredirect_stderr=true\n\
             stderr_logfile=%(here)s/run/never\n\
             [program:auto]\n{speaks}\
             [program:none]\n{speaks}stdout_logfile=NONE\nstderr_logfile=none\n\
             [program:idle]\n{speaks}autostart=false\n\
             [program:named]\n{speaks}autostart=false\nstdout_logfile=%(here)s/run/%(program_name)s-%(group_name)s.log\n",
        ))
        .until("apart", "RUNNING")
        .until("together", "RUNNING")
        .until("auto", "RUNNING")
        .until("none", "RUNNING")
        .call("sendProcessStdin apart 'out\n'")
        .until_file("run/apart.out", "out")
        .call("sendProcessStdin apart 'err\n'")
        .until_file("run/apart.err", "err")
        .call("sendProcessStdin together 'out\n'")
        .until_file("run/together", "out")
        .call("sendProcessStdin together 'err\n'")
        .until_file("run/together", "err")
        .call("sendProcessStdin none 'x\n'")
        .call("sendProcessStdin auto 'auto\n'")
        .call("sendProcessStdin auto 'error\n'")
        .call("getAllProcessInfo")
        .call("getAllConfigInfo")
    }

    /// Files of an earlier daemon go, others stay.
    fn old_auto_logs_go() {
        scene("[program:x]\ncommand=/bin/cat\nautostart=false\nstdout_logfile=NONE\nstderr_logfile=NONE\n")
            .file("run/x-stdout---supervisor-abcdefgh.log", "1")
            .file("run/x-stdout---supervisor-abcdefgh.log.1", "2")
            .file("run/x-stdout---supervisor-abcdefgh.log.12", "3")
            .file("run/x-stdout---other-abcdefgh.log", "stays")
            .file("run/x---supervisor-a b.log", "stays")
            .file("run/x-supervisor-abcdefgh.log", "stays")
    }

    /// The original looks at the beginning of names only, and does not look at what is random in them.
    fn what_only_looks_like_an_auto_log_stays() {
        scene("[program:x]\ncommand=/bin/cat\nautostart=false\nstdout_logfile=NONE\nstderr_logfile=NONE\n")
            .only_ours("The clean-up of AUTO logs takes the identifier", "mine")
            .file("run/x-stdout---supervisor-abcdefgh.log.mine", "mine\n")
    }

    fn old_auto_logs_stay_when_told_so() {
        scene("[program:x]\ncommand=/bin/cat\nautostart=false\nstdout_logfile=NONE\nstderr_logfile=NONE\n")
            .supervisord("nocleanup=true")
            .file("run/x-stdout---supervisor-abcdefgh.log", "stays")
    }

    /// Escape sequences are removed when the daemon is told to.
    fn escapes_are_stripped() {
        scene("
            [program:colour]
            command=/bin/sh -c 'printf \"a\\033[31mred\\033[0m \\033[1;32;40mb\\033[2Jz\\n\"; exec cat'
            startsecs=0
            stdout_logfile=%(here)s/run/log
            redirect_stderr=true
        ")
        .supervisord("strip_ansi=true")
        .until_file("run/log", "z")
    }

    /// What programs print is in the daemon's log at level debug.
    fn output_is_in_the_debug_log() {
        let scene = echo("stdout_logfile=%(here)s/run/log\nredirect_stderr=true").supervisord("loglevel=debug");
        said(scene, &[("one", "run/log", "one"), ("zwölf", "run/log", "zw")])
            .until_log("zw")
            .call("stopProcess echo")
    }

    /// Clearing: one, all, what is not there.
    fn logs_are_cleared() {
        let scene = echo("
            stdout_logfile=%(here)s/run/log
            stderr_logfile=%(here)s/run/err
            [program:none]
            command=/bin/cat
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ");
        said(scene.until("none", "RUNNING"), &[("one", "run/log", "one")])
            .call("clearProcessLogs echo")
            .show("run/log")
            .call("clearProcessLog echo:echo")
            .call("sendProcessStdin echo 'two\n'")
            .until_file("run/log", "two")
            .remove("run/log")
            .call("clearProcessLogs echo")
            .show_there("run/log")
            .call("clearProcessLogs none")
            .call("clearProcessLogs nosuch")
            .call_sorted("clearAllProcessLogs")
    }

    /// The original says so and does nothing.
    fn the_log_of_a_stopped_program_is_cleared() {
        let scene = echo("stdout_logfile=%(here)s/run/log\nredirect_stderr=true")
            .differs(
                "Clearing the log of a stopped program reports success and clears nothing",
                "== files\nlog 0644\n    \"one\"\n",
                "== files\nlog 0644\n",
            );
        said(scene, &[("one", "run/log", "one")]).call("stopProcess echo").call("clearProcessLogs echo")
    }

    /// The daemon's own log is cleared, read and tailed.
    fn the_main_log_is_cleared_and_read() {
        scene("[program:cat]\ncommand=/bin/cat\nautostart=false\n")
            .call("readLog 0 4")
            .call("readLog -4 4")
            .call("readMainLog 0 -1")
            .call("clearLog")
            .call("readLog 0 0")
            .call("readLog -10 0")
            .remove("run/supervisord.log")
            .call("readLog 0 0")
            .call("clearLog")
    }

    /// The daemon's own log rotates.
    fn the_main_log_rotates() {
        let scene = scene("[program:echo]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n")
            .supervisord("logfile_maxbytes=600\nlogfile_backups=2");
        (0..4).fold(scene, |scene, _| {
            scene.call("startProcess echo").call("stopProcess echo")
        })
        .in_any_order()
    }

    /// Nothing reads a log that was never opened.
    fn logs_that_are_not_there() {
        scene("
            [program:idle]
            command=/bin/cat
            autostart=false
            stdout_logfile=%(here)s/run/idle.log
            stderr_logfile=NONE
        ")
        .call("readProcessStdoutLog idle 0 0")
        .call("readProcessStderrLog idle 0 0")
        .call("readProcessLog nosuch 0 0")
        .call("tailProcessStdoutLog idle 0 100")
        .call("tailProcessStderrLog idle 0 100")
        .call("tailProcessLog nosuch 0 100")
        .call("readProcessStdoutLog idle:* 0 0")
    }

    /// Every row of the table of read*Log.
    fn every_offset_and_length_of_read() {
        let scene = with_ten_bytes();
        READ.iter().fold(scene, |scene, arguments| {
            scene
                .call(&format!("readProcessStdoutLog ten {arguments}"))
                .call(&format!("readProcessStderrLog ten {arguments}"))
                .call(&format!("readProcessLog ten {arguments}"))
        })
    }

    /// Every row of the table of tail*Log.
    fn every_offset_and_length_of_tail() {
        let scene = with_ten_bytes();
        TAIL.iter().fold(scene, |scene, arguments| {
            scene
                .call(&format!("tailProcessStdoutLog ten {arguments}"))
                .call(&format!("tailProcessStderrLog ten {arguments}"))
                .call(&format!("tailProcessLog ten {arguments}"))
        })
    }
}

/// Offsets and lengths of spec-runtime §7.7.
const READ: [&str; 21] = [
    "0 0",
    "0 4",
    "2 4",
    "2 0",
    "8 100",
    "10 0",
    "10 5",
    "50 0",
    "50 5",
    "2147483647 1",
    "-4 0",
    "-10 0",
    "-50 0",
    "-4 2",
    "-4 -2",
    "0 -1",
    "3 -1",
    "'3' '4'",
    "<double>3.7</double> <double>2.2</double>",
    "' 3 ' 4",
    "true 4",
];
const TAIL: [&str; 22] = [
    "0 0", "0 4", "0 10", "0 100", "2 4", "2 8", "2 100", "6 4", "8 1", "9 1", "9 5", "10 0", "10 5", "11 5",
    "50 5", "-4 0", "-4 4", "-4 14", "-4 20", "0 -1", "5 -3", "12 -2",
];

/// A program whose logs hold ten bytes each.
fn with_ten_bytes() -> Scene {
    scene(
        "
        [program:ten]
        command=/bin/sh -c 'printf 0123456789; printf 0123456789 >&2; exec cat'
        startsecs=0
        stdout_logfile=%(here)s/run/out
        stderr_logfile=%(here)s/run/err
    ",
    )
    .until_file("run/out", "9")
    .until_file("run/err", "9")
}

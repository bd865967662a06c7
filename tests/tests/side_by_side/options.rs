//! Options of the command line override the configuration, also after a restart (spec-runtime appendix A).

use nix::sys::signal::Signal;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::scene;

const CAT: &str = "
    [program:cat]
    command=/bin/cat
    startsecs=0
    stdout_logfile=AUTO
    stderr_logfile=NONE
";

scenes! {
    crate::ALL;

    fn the_log_and_its_level() {
        scene(CAT)
            .supervisord("loglevel=critical")
            .words(&["-e", "debug", "--logfile_maxbytes=700", "--logfile_backups", "1"])
            .until("cat", "RUNNING")
    }

    fn the_identifier_and_where_auto_logs_are() {
        scene(CAT)
            .prepared_by(|home| std::fs::create_dir(home.join("run/logs")).expect("the directory is writable"))
            .supervisord("identifier=one")
            .words(&["-i", "two", "--childlogdir", "etc/run/logs"])
            .until("cat", "RUNNING")
            .call("getIdentification")
            .info("cat")
    }

    fn the_pid_file_and_the_log_file() {
        scene(CAT)
            .words(&["--pidfile=etc/run/other.pid", "-l", "etc/run/other.log"])
            .until("cat", "RUNNING")
            .call("stopProcess cat")
            .remove("run/other.log")
            .remove("run/other.pid")
    }

    fn limits_and_escapes() {
        scene("[program:limits]\ncommand=/bin/sh -c 'ulimit -n; ulimit -u; exec cat'\nstdout_logfile=%(here)s/run/log\n")
            .words(&["--strip_ansi", "-a", "1100", "--minprocs", "150", "-k"])
            .until_file("run/log", "\n")
            .until("limits", "RUNNING")
    }

    fn a_user() {
        scene(CAT).words(&["--user", "nobody"]).as_user("nobody").until("cat", "RUNNING")
    }

    /// In the foreground the daemon stays where it was started, with the umask it was given; for itself and its children.
    fn in_the_foreground_directory_and_umask_are_not_its_own() {
        scene("
            [program:where]
            command=/bin/sh -c 'pwd; umask; exec cat'
            startsecs=0
            stdout_logfile=%(here)s/run/log
            redirect_stderr=true
        ")
        .only_ours("`umask` and `directory` of `[supervisord]` have no effect in", "has no effect in the foreground")
        .supervisord("directory=/\numask=077")
        .words(&["-d", "/tmp", "-m", "077"])
        .until_file("run/log", "\n0")
        .until("where", "RUNNING")
    }

    /// What was said on the command line is still true after a restart.
    fn options_outlive_a_restart() {
        scene(CAT)
            .supervisord("identifier=one")
            .words(&["-i", "two", "-q", "etc/run"])
            .until("cat", "RUNNING")
            .signal(Signal::SIGHUP)
            .until_log_times("success: cat", 2)
            .call("getIdentification")
    }

    /// The main log is not printed.
    fn silent() {
        scene(CAT).words(&["--silent"]).until("cat", "RUNNING").call("stopProcess cat").console()
    }

    /// The main log is printed.
    fn not_silent() {
        scene("[program:x]\ncommand=/bin/cat\nautostart=false\n").call("shutdown").end().console()
    }
}

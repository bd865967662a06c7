//! A configuration that changes under a running daemon (spec-runtime §7.11).

use supervisor_tests::scenes;
use supervisor_tests::side_by_side::{Scene, scene};

const TWO: &str = "
    [program:one]
    command=/bin/sleep 1001
    autostart=false
    stdout_logfile=NONE
    stderr_logfile=NONE
    [program:two]
    command=/bin/sleep 1002
    autostart=false
    stdout_logfile=NONE
    stderr_logfile=NONE
";

/// What a reread says after each of these replacements in [`TWO`], each made on the original text.
fn rereads(edits: &[(&str, &str)]) -> Scene {
    let scene = scene(TWO).call("reloadConfig");
    edits.iter().fold(scene, |scene, (old, new)| {
        assert!(TWO.contains(old), "{old:?}");
        scene.configure(&TWO.replacen(old, new, 1)).call("reloadConfig")
    })
}

scenes! {
    crate::ALL;

    /// Each kind of change to a program.
    fn changes_of_options_are_noticed() {
        rereads(&[
            ("command=/bin/sleep 1001", "command=/bin/sleep 1003"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstartsecs=2"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstartretries=2"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nautorestart=true"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nexitcodes=3"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstopsignal=INT"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstopwaitsecs=2"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstopasgroup=true"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nkillasgroup=true"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nredirect_stderr=true"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstdout_capture_maxbytes=1KB"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstdout_events_enabled=true"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nstdout_logfile_backups=3"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\numask=077"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\ndirectory=/"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nuser=root"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nenvironment=A=1"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nserverurl=http://x:1"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\npriority=1"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nprocess_name=uno"),
            ("command=/bin/sleep 1001", "command=/bin/sleep 1001\nunknown=1"),
        ])
    }

    /// Groups come, go and change.
    fn changes_of_groups_are_noticed() {
        rereads(&[
            ("[program:one]", "[program:uno]"),
            ("[program:two]", "[group:both]\nprograms=one,two\n[program:two]"),
            ("[program:two]", "[group:solo]\nprograms=one\npriority=5\n[program:two]"),
            ("[program:two]", "[program:three]\ncommand=/bin/cat\n[program:two]"),
            ("[program:two]", "[nonsense]\nprograms=one\n[program:two]"),
        ])
    }

    /// A reread by itself changes nothing; add, remove and start do.
    fn a_change_takes_effect_when_the_group_is_replaced() {
        scene(TWO)
            .call("startProcess one false")
            .until("one", "RUNNING")
            .configure(&TWO.replace("/bin/sleep 1001", "/bin/sleep 1003").replace("[program:two]", "[program:three]"))
            .call("reloadConfig")
            .info("one")
            .call("getAllConfigInfo")
            .call("addProcessGroup three")
            .call("addProcessGroup one")
            .call("removeProcessGroup two")
            .call("addProcessGroup two")
            .call("removeProcessGroup one")
            .call("stopProcess one")
            .call("removeProcessGroup one")
            .call("addProcessGroup one")
            .call("startProcess one false")
            .until("one", "RUNNING")
            .call("getAllProcessInfo")
            .call("getAllConfigInfo")
            .call("reloadConfig")
    }

    /// A file that cannot be read as configuration changes nothing, and the next good one counts.
    fn a_bad_file_changes_nothing() {
        scene(TWO)
            .configure("[program:one]\ncommand=/bin/cat\nstartsecs=soon\n")
            .call("reloadConfig")
            .call("addProcessGroup one")
            .configure("[program:one]\nautostart=true\n")
            .call("reloadConfig")
            .configure("[group:g]\nprograms=nosuch\n")
            .call("reloadConfig")
            .configure("no section\n")
            .call("reloadConfig")
            .configure("[program:one]\ncommand=/bin/cat %(nosuch)s\n")
            .call("reloadConfig")
            .call("getAllConfigInfo")
            .configure(TWO)
            .call("reloadConfig")
    }

    /// Files that are included come and go.
    fn included_files_come_and_go() {
        scene("[include]\nfiles=%(here)s/*.part none/*.conf\n")
            .file("a.part", "[program:a]\ncommand=/bin/cat %(here)s\nautostart=false\n")
            .call("getAllConfigInfo")
            .write("b.part", "[program:b]\ncommand=/bin/cat\nautostart=false\n[group:ab]\nprograms=a,b\n")
            .call("reloadConfig")
            .remove("a.part")
            .call("reloadConfig")
            .write("b.part", "[program:b]\ncommand=/bin/cat\nautostart=false\n")
            .call("reloadConfig")
            .call("addProcessGroup b")
            .call("removeProcessGroup a")
            .call("getAllProcessInfo")
    }

    /// A program that is added starts by itself when autostart says so.
    fn what_is_added_starts_by_itself() {
        scene(TWO)
            .configure(&format!(
                "{TWO}\n[program:new]\ncommand=/bin/cat\nnumprocs=2\nprocess_name=n%(process_num)s\nstartsecs=0\n\
                 stdout_logfile=%(here)s/run/new%(process_num)s\nredirect_stderr=true\n",
            ))
            .call("reloadConfig")
            .call("addProcessGroup new")
            .until("new:n0", "RUNNING")
            .until("new:n1", "RUNNING")
            .call_sorted("stopProcessGroup new")
            .call("removeProcessGroup new")
            .call("getAllProcessInfo")
    }
}

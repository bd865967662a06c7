//! Groups: calls for all their members (spec-runtime §7.6), and priorities (§1.9).

use nix::sys::signal::Signal;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::scene;

/// A group whose members are all alike, one that has a member of each kind, and a program by itself.
const GROUPS: &str = "
    [program:twin]
    command=/bin/cat
    process_name=twin_%(process_num)d
    numprocs=2
    startsecs=0
    autostart=false
    stdout_logfile=NONE
    redirect_stderr=true
    [program:cat]
    command=/bin/cat
    startsecs=0
    autostart=false
    stdout_logfile=NONE
    redirect_stderr=true
    [program:brief]
    command=/bin/sh -c 'sleep 0.5; exit 1'
    startsecs=5
    autostart=false
    startretries=0
    stdout_logfile=NONE
    redirect_stderr=true
    [program:missing]
    command=/nope/nothing
    autostart=false
    startretries=0
    stdout_logfile=NONE
    redirect_stderr=true
    [group:mixed]
    programs=cat,brief,missing
    [program:single]
    command=/bin/cat
    startsecs=0
    autostart=false
    stdout_logfile=NONE
    redirect_stderr=true
";

scenes! {
    crate::ALL;

    /// Start and stop by `group:*`, by group and by name; members that are not concerned are not listed.
    fn a_group_is_started_and_stopped() {
        scene(GROUPS)
            .call_sorted("startProcessGroup twin")
            .call("startProcessGroup twin")
            .call("stopProcess twin:twin_0")
            .call("startProcess twin:*")
            .call_sorted("stopProcess twin:*")
            .call("stopProcessGroup twin")
            .call_sorted("startProcessGroup twin false")
            .until("twin:twin_1", "RUNNING")
            .call_sorted("stopProcessGroup twin false")
            .until("twin:twin_0", "STOPPED")
            .until("twin:twin_1", "STOPPED")
            .call("startProcess single:*")
            .call("stopProcess single:")
            .call("startProcess single:single")
            .call("stopProcess single:single")
    }

    /// One member fails in each way; the others start.
    fn failures_are_listed_beside_successes() {
        scene(GROUPS)
            .call_sorted("startProcessGroup mixed")
            .until("mixed:brief", "FATAL")
            .call("getAllProcessInfo")
            .call_sorted("stopProcessGroup mixed")
            .call_sorted("startProcessGroup mixed false")
            .until_log_times("gave up: brief", 2)
            .call("stopProcessGroup mixed")
    }

    /// Everything at once.
    fn all_are_started_and_stopped() {
        scene(GROUPS)
            .call_sorted("startAllProcesses")
            .until("mixed:brief", "FATAL")
            .call_sorted("startAllProcesses false")
            .until_log_times("gave up: brief", 2)
            .call_sorted("signalAllProcesses CONT")
            .call_sorted("stopAllProcesses")
            .call("stopAllProcesses false")
            .call("getAllProcessInfo")
    }

    /// Names that mean nothing.
    fn names_that_mean_nothing_are_refused() {
        let mut scene = scene(GROUPS);
        for name in ["nosuch", "nosuch:*", "nosuch:x", "twin", "twin:nosuch", "mixed", ":", ":x", "*", "a:b:c", "''"] {
            for method in ["startProcess", "stopProcess", "getProcessInfo", "clearProcessLogs"] {
                scene = scene.call(&format!("{method} {name}"));
            }
        }
        for method in ["startProcessGroup", "stopProcessGroup", "removeProcessGroup", "addProcessGroup"] {
            scene = scene.call(&format!("{method} nosuch")).call(&format!("{method} twin:*"));
        }
        scene.call("getProcessInfo twin:*").call("clearProcessLogs twin:*").call("sendProcessStdin twin:* x")
    }

    /// Groups start from the lowest number to the highest.
    fn groups_start_in_the_order_of_their_priorities() {
        scene("
            [program:last]
            command=/bin/cat
            priority=30
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
            [program:first]
            command=/bin/cat
            priority=10
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
            [program:bmiddle]
            command=/bin/cat
            priority=20
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
            [program:amiddle]
            command=/bin/cat
            priority=20
            startsecs=0
            stdout_logfile=NONE
            redirect_stderr=true
        ")
        .until("first", "RUNNING")
        .until("last", "RUNNING")
        .call_sorted("stopAllProcesses")
        .call("startAllProcesses")
        .signal(Signal::SIGTERM)
        .end()
    }

    /// Inside a group the original forgets priorities at autostart, and at no other time.
    fn members_start_in_the_order_of_their_priorities() {
        let programs: String = [("first", 1), ("second", 2), ("third", 3)]
            .iter()
            .map(|(name, priority)| {
                format!(
                    "[program:{name}]\ncommand=/bin/cat\npriority={priority}\nstartsecs=60\nstdout_logfile=NONE\n\
                     redirect_stderr=true\n",
                )
            })
            .collect();
        scene(&format!("{programs}[group:g]\nprograms=third,first,second\n"))
            .in_exact_order()
            .differs(
                "Autostart ignores `priority` inside a group",
                "INFO spawned: 'third' with pid PID\nINFO spawned: 'first' with pid PID\n\
                 INFO spawned: 'second' with pid PID\n",
                "INFO spawned: 'first' with pid PID\nINFO spawned: 'second' with pid PID\n\
                 INFO spawned: 'third' with pid PID\n",
            )
            .until_log_times("spawned", 3)
    }

    /// Shutdown: one group after the other, from the highest number to the lowest.
    fn groups_stop_one_after_the_other() {
        scene("
            [program:last]
            command=/bin/cat
            priority=30
            startsecs=2
            stdout_logfile=NONE
            redirect_stderr=true
            [program:first]
            command=/bin/cat
            priority=10
            startsecs=2
            stdout_logfile=NONE
            redirect_stderr=true
            [program:middle]
            command=/bin/cat
            priority=20
            startsecs=2
            stdout_logfile=NONE
            redirect_stderr=true
        ")
        .in_exact_order()
        .until_log_times("success", 3)
        .until("first", "RUNNING")
        .until("last", "RUNNING")
        .call("shutdown")
        .end()
    }
}

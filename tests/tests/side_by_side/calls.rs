//! Calls: every method, and every way to call it wrongly (spec-runtime §7.3 to §7.12).

use supervisor_tests::additions;
use supervisor_tests::scenes;
use supervisor_tests::side_by_side::{Scene, scene};

fn cat() -> Scene {
    scene(
        "
        [program:cat]
        command=/bin/cat
        startsecs=0
        stdout_logfile=%(here)s/run/cat.log
        redirect_stderr=true
        [program:idle]
        command=/bin/cat %(program_name)s
        process_name=idle_%(process_num)02d
        numprocs=2
        autostart=false
        priority=3
        exitcodes=0,7
        stopsignal=QUIT
        stopwaitsecs=3
        startretries=4
        umask=022
        directory=/tmp
        environment=A=1
        stdout_logfile=NONE
        stderr_logfile_maxbytes=1KB
        stderr_logfile_backups=1
        serverurl=http://localhost:1
        user=root
        stopasgroup=true
    ",
    )
    .until("cat", "RUNNING")
}

scenes! {
    crate::ALL;

    /// Methods without parameters that tell about the daemon.
    fn what_the_daemon_says_about_itself() {
        cat()
            .supervisord("identifier=a daemon")
            .call("getAPIVersion")
            .call("getVersion")
            .call("getSupervisorVersion")
            .call("getIdentification")
            .call("getState")
            .call("getAllProcessInfo")
            .call("getAllConfigInfo")
            .only_ours(additions::ROW, "- \"extension.getActivePlan\"")
            .only_ours(additions::ROW, "- \"extension.getAllProcessUsage\"")
            .only_ours(additions::ROW, "- \"extension.previewUpdate\"")
            .only_ours(additions::ROW, "- \"extension.refreshProcessGroup\"")
            .only_ours(additions::ROW, "- \"extension.stopChangedProcesses\"")
            .call("system.listMethods")
    }

    /// Types of results and parameters.
    fn signatures_of_methods() {
        let mut scene = cat();
        for method in METHODS {
            scene = scene.call(&format!("system.methodSignature {method}"));
        }
        scene.call("system.methodSignature nosuch").call("system.methodHelp nosuch").call("system.methodHelp supervisor.x")
    }

    /// Too few and too many parameters for each method.
    fn wrong_numbers_of_parameters() {
        let mut scene = cat();
        for method in METHODS {
            if !["supervisor.shutdown", "supervisor.restart"].contains(&method) {
                scene = scene.call(&format!("{method} a b c d e"));
            }
        }
        for method in TAKING {
            scene = scene.call(method);
        }
        scene
    }

    /// Methods that are none.
    fn unknown_methods() {
        let mut scene = cat();
        for method in [
            "supervisor.nosuch",
            "nosuch.getState",
            "supervisor.",
            ".getState",
            "supervisor._update",
            "supervisor.__init__",
            "supervisor.getState.x",
            "supervisor.supervisord",
            "system.nosuch",
            "system._x",
            "twiddler.addProgramToGroup",
        ] {
            scene = scene.call(method);
        }
        scene
    }

    /// Parameters of other types than are wanted.
    fn parameters_of_other_types() {
        let mut scene = cat();
        for value in ["5", "true", "<double>1.5</double>", "<base64>Y2F0</base64>"] {
            for method in ["stopProcessGroup", "addProcessGroup"] {
                scene = scene.call(&format!("{method} {value}"));
            }
        }
        scene
            .call("startProcess cat 1")
            .until("cat", "RUNNING")
            .call("stopProcess cat 0")
            .until("cat", "STOPPED")
            .call("startProcess cat ''")
            .until("cat", "RUNNING")
            .call("stopProcess cat <array><data></data></array>")
            .until("cat", "STOPPED")
            .call("getProcessInfo <base64>Y2F0</base64>")
            .call("sendRemoteCommEvent 1 2")
            .call("sendRemoteCommEvent a b")
            .call("sendRemoteCommEvent true <double>1.5</double>")
    }

    /// What makes the original stumble.
    fn parameters_that_the_original_cannot_take() {
        let scene = cat()
            .differs(
                "Parameters of a wrong type can make a method stumble",
                "HTTP/1.1 500 Internal Server Error",
                "fault 2: INCORRECT_PARAMETERS",
            )
            .only_theirs("Parameters of a wrong type can make a method stumble", "raised an unexpected exception");
        [
            "system.multicall x",
            "getProcessInfo <nil/>",
            "getProcessInfo <struct></struct>",
            "tailProcessStdoutLog cat x 1",
        ]
        .iter()
        .fold(scene, |scene, call| scene.call(call))
    }

    /// Several calls at once, one after the other, faults among the results.
    fn several_calls_at_once() {
        cat()
            .differs(additions::ROW, "[\"supervisor.add", "[\"extension.getActivePlan\", \"extension.getAllProcessUsage\", \"extension.previewUpdate\", \"extension.refreshProcessGroup\", \"extension.stopChangedProcesses\", \"supervisor.add")
            .call(&multicall(&["supervisor.getState", "supervisor.getAPIVersion"]))
            .call(&multicall(&["supervisor.nosuch", "nosuch", "system.listMethods", "system.multicall"]))
            .call(&multicall(&[]))
            .call(&format!(
                "system.multicall <array><data>{}{}{}{}{}</data></array>",
                named("supervisor.stopProcess", "<value><string>cat</string></value>"),
                named("supervisor.stopProcess", "<value><string>cat</string></value>"),
                named("supervisor.getProcessInfo", "<value><string>nosuch</string></value>"),
                named("supervisor.startProcess", "<value><string>cat</string></value>"),
                "<value><struct><member><name>params</name><value><array><data></data></array></value></member></struct></value>",
            ))
            .call("system.multicall")
            .info("cat")
    }

    /// At level trace each call is in the log, and how it ended.
    fn calls_are_traced() {
        cat()
            .supervisord("loglevel=trace")
            .with_traces()
            .only_theirs(TRACES, "system.multicall()")
            .only_ours(TRACES, "TRAC XML-RPC method called: supervisor.getIdentification()")
            .only_ours(TRACES, "TRAC XML-RPC method supervisor.getIdentification() returned successfully")
            .call("getAPIVersion")
            .call("stopProcess cat")
            .call("stopProcess cat")
            .call("startProcess nosuch")
            .call("startProcess cat")
            .call("nosuch")
            .call("supervisor.nosuch")
            .call("getPID 1")
            .call("stopProcessGroup cat")
            .call("tailProcessStdoutLog cat 0 5")
            .call("reloadConfig")
            .only_ours(additions::ROW, "- \"extension.getActivePlan\"")
            .only_ours(additions::ROW, "- \"extension.getAllProcessUsage\"")
            .only_ours(additions::ROW, "- \"extension.previewUpdate\"")
            .only_ours(additions::ROW, "- \"extension.refreshProcessGroup\"")
            .only_ours(additions::ROW, "- \"extension.stopChangedProcesses\"")
            .call("system.listMethods")
            .call(&multicall(&["supervisor.getIdentification"]))
    }

    /// Groups that are there, and that are not.
    fn groups_are_added_and_removed() {
        cat()
            .call("addProcessGroup cat")
            .call("addProcessGroup nosuch")
            .call("removeProcessGroup cat")
            .call("removeProcessGroup nosuch")
            .call("removeProcessGroup idle")
            .call("getAllProcessInfo")
            .call("getProcessInfo idle:idle_00")
            .call("getAllConfigInfo")
            .call("addProcessGroup idle")
            .call("getAllProcessInfo")
            .call("stopProcess cat")
            .call("removeProcessGroup cat")
            .call("addProcessGroup cat")
            .until("cat", "RUNNING")
    }
}

/// The row about what is in the log at level trace.
const TRACES: &str = "At level trace, the log tells of `system.multicall` as one call";

/// A call of a multicall, its parameters in XML.
fn named(method: &str, parameters: &str) -> String {
    format!(
        "<value><struct><member><name>methodName</name><value><string>{method}</string></value></member>\
         <member><name>params</name><value><array><data>{parameters}</data></array></value></member></struct></value>",
    )
}

/// Calls without parameters.
fn multicall(methods: &[&str]) -> String {
    let calls: String = methods.iter().map(|method| named(method, "")).collect();
    format!("system.multicall <array><data>{calls}</data></array>")
}

/// Every method that the original lists.
const METHODS: [&str; 41] = [
    "supervisor.addProcessGroup",
    "supervisor.clearAllProcessLogs",
    "supervisor.clearLog",
    "supervisor.clearProcessLog",
    "supervisor.clearProcessLogs",
    "supervisor.getAPIVersion",
    "supervisor.getAllConfigInfo",
    "supervisor.getAllProcessInfo",
    "supervisor.getIdentification",
    "supervisor.getPID",
    "supervisor.getProcessInfo",
    "supervisor.getState",
    "supervisor.getSupervisorVersion",
    "supervisor.getVersion",
    "supervisor.readLog",
    "supervisor.readMainLog",
    "supervisor.readProcessLog",
    "supervisor.readProcessStderrLog",
    "supervisor.readProcessStdoutLog",
    "supervisor.reloadConfig",
    "supervisor.removeProcessGroup",
    "supervisor.restart",
    "supervisor.sendProcessStdin",
    "supervisor.sendRemoteCommEvent",
    "supervisor.shutdown",
    "supervisor.signalAllProcesses",
    "supervisor.signalProcess",
    "supervisor.signalProcessGroup",
    "supervisor.startAllProcesses",
    "supervisor.startProcess",
    "supervisor.startProcessGroup",
    "supervisor.stopAllProcesses",
    "supervisor.stopProcess",
    "supervisor.stopProcessGroup",
    "supervisor.tailProcessLog",
    "supervisor.tailProcessStderrLog",
    "supervisor.tailProcessStdoutLog",
    "system.listMethods",
    "system.methodHelp",
    "system.methodSignature",
    "system.multicall",
];

/// Those that need parameters.
const TAKING: [&str; 25] = [
    "addProcessGroup",
    "clearProcessLog",
    "clearProcessLogs",
    "getProcessInfo",
    "readLog",
    "readMainLog 0",
    "readProcessLog cat",
    "readProcessStderrLog cat 0",
    "readProcessStdoutLog",
    "removeProcessGroup",
    "sendProcessStdin cat",
    "sendRemoteCommEvent x",
    "signalAllProcesses",
    "signalProcess cat",
    "signalProcessGroup cat",
    "startProcess",
    "startProcessGroup",
    "stopProcess",
    "stopProcessGroup",
    "tailProcessLog",
    "tailProcessStderrLog cat",
    "tailProcessStdoutLog cat 0",
    "system.methodHelp",
    "system.methodSignature",
    "system.multicall",
];

//! What supervisorctl has beyond the original: JSON, patterns, plans, tails by lines. And that the original's words stay.

use serde_json::Value;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::schema::Schema;
use supervisor_tests::{wait, workspace};

const PROGRAMS: &str = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n\
                        [program:idle]\ncommand=/bin/cat\nautostart=false\n\
                        [program:broken]\ncommand=/nonexistent/x\nstartretries=0\n\
                        [program:web]\ncommand=/bin/cat\nstartsecs=0\nnumprocs=3\nprocess_name=w_%(process_num)d\n\
                        environment=TOKEN=\"old\"\n\
                        [program:said]\ncommand=/bin/sh -c 'for n in 1 2 3 4 5; do echo line $n; done; exec cat'\nstartsecs=0\n\
                        stdout_logfile=%(here)s/run/said.log\n";

fn started(flavor: Flavor) -> Daemon {
    let daemon = Daemon::start(flavor, &Config::programs(PROGRAMS));
    for process in ["cat", "web:w_0", "web:w_1", "web:w_2", "said"] {
        daemon.await_state(process, "RUNNING");
    }
    daemon.await_state("broken", "FATAL");
    wait::until("five lines are in the log", || daemon.read("run/said.log").lines().count() == 5);
    daemon
}

/// What our supervisorctl prints, and its exit status.
#[track_caller]
fn ours(daemon: &Daemon, line: &str) -> (String, String, i32) {
    let words: Vec<&str> = line.split(' ').collect();
    let run = daemon.ctl(Flavor::Ours, &words, "");
    (run.stdout, run.stderr, run.code)
}

fn schema(name: &str) -> Schema {
    let path = workspace::root().join("docs/schemas").join(name);
    Schema::new(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

#[track_caller]
fn document(daemon: &Daemon, line: &str, schema: &mut Schema, status: i32) -> Value {
    let (out, err, code) = ours(daemon, line);
    assert_eq!(code, status, "{line}: {out}{err}");
    let document = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{line}: {error}: {out}"));
    schema.check(&document).unwrap_or_else(|fault| panic!("{line}: {fault}"));
    document
}

#[test]
fn documents_fit_their_schemas() {
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = started(flavor);
        let mut status = schema("status-1.json");
        let all = document(&daemon, "status --json", &mut status, 3);
        assert_eq!(all["processes"].as_array().map(Vec::len), Some(7), "{flavor:?}");
        let some = document(&daemon, "--json status web:* nope", &mut status, 4);
        assert_eq!((&some["unknown"][0], &some["processes"][2]["name"]), (&"nope".into(), &"web:w_2".into()));
        assert_eq!(some["processes"][0]["pid"], daemon.process_pid("web:w_0"));
        assert_eq!(ours(&daemon, "stop cat").2, 0);
        let stopped = document(&daemon, "status --json --fail-on FATAL cat", &mut status, 0);
        assert!(stopped["processes"][0]["exit_status"].is_i64(), "{stopped}");
        assert_eq!(status.unused(), [""; 0], "parts of the schema that no document has");

        let mut avail = schema("avail-1.json");
        document(&daemon, "avail --json", &mut avail, 0);
        assert_eq!(avail.unused(), [""; 0]);

        let now =
            PROGRAMS.replace("[program:idle]", "[program:new]").replace("startretries=0", "startretries=1");
        daemon.configure(&Config::programs(&now));
        let (mut reread, mut update) = (schema("reread-1.json"), schema("update-1.json"));
        let changes = document(&daemon, "reread --json", &mut reread, 0);
        assert_eq!(changes["added"], Value::from(vec!["new"]), "{changes}");
        assert_eq!(changes["changed"], Value::from(vec!["broken"]));
        assert_eq!(changes["removed"], Value::from(vec!["idle"]));
        let done = document(&daemon, "update --json new idle nope", &mut update, 1);
        assert_eq!(done["groups"][0]["action"], "removed", "{done}");
        assert_eq!(done["unknown"], Value::from(vec!["nope"]));
        document(&daemon, "update --json", &mut update, 0);
        // Only what could not be done has this: see foretold/halfway.rs.
        let mut undone = done.clone();
        undone["groups"][0]["error"] = "BAD_NAME: idle".into();
        for list in ["started_again", "left_stopped"] {
            undone["groups"][0][list] = vec!["idle"].into();
        }
        update.check(&undone).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!((reread.unused(), update.unused()), (Vec::new(), Vec::new()));
    }
}

#[test]
fn patterns_stand_for_processes_of_either_daemon() {
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = started(flavor);
        let line = |line| {
            let (out, err, code) = ours(&daemon, line);
            format!("{out}{err}[{code}]")
        };
        assert_eq!(
            line("stop w_[01] nope*"),
            "web:w_0: stopped\nweb:w_1: stopped\nnope*: ERROR (no such process)\n[1]"
        );
        assert_eq!(
            line("start *:w_?"),
            "web:w_0: started\nweb:w_1: started\nweb:w_2: ERROR (already started)\n[0]"
        );
        assert_eq!(line("restart c?t"), "cat: stopped\ncat: started\n[0]");
        assert_eq!(
            line("signal CONT we*:*"),
            "web:w_0: signalled\nweb:w_1: signalled\nweb:w_2: signalled\n[0]"
        );
        assert_eq!(line("clear sai?"), "said: cleared\n[0]");
        assert_eq!(line("pid i*"), "0\n[7]");
        assert!(line("status --fail-on never *:*").starts_with("broken "));
        assert!(line("status w*").ends_with("[0]"));
    }
}

#[test]
fn tails_by_lines() {
    for flavor in [Flavor::Ours, Flavor::Original] {
        let daemon = started(flavor);
        assert_eq!(ours(&daemon, "tail -n 2 said"), ("line 4\nline 5\n".to_owned(), String::new(), 0));
        assert_eq!(ours(&daemon, "tail -n 99 said stdout").0, "line 1\nline 2\nline 3\nline 4\nline 5\n");
        assert_eq!(ours(&daemon, "tail -7 said").0, "line 5\n\n", "bytes stay bytes");
        assert_eq!(ours(&daemon, "maintail -n 1").0.lines().count(), 1);
    }
}

#[test]
fn a_plan_shows_the_lines_and_changes_nothing() {
    let daemon = started(Flavor::Ours);
    let pids = ["cat", "web:w_0"].map(|process| daemon.process_pid(process));
    assert_eq!(
        ours(&daemon, "update --plan"),
        ("no group changes: an update would do nothing\n".into(), String::new(), 0)
    );
    let now = PROGRAMS
        .replace("TOKEN=\"old\"", "TOKEN=\"new\"")
        .replace("[program:idle]", "[program:new]")
        .replace("/bin/cat\nstartsecs=0\n[program:new]", "/bin/cat -u\nstartsecs=0\n[program:new]");
    daemon.configure(&Config::programs(&format!("; one line more\n{now}")));
    for line in ["update --plan", "reread --plan"] {
        let (out, err, code) = ours(&daemon, line);
        assert_eq!((code, err.as_str()), (2, ""), "{out}");
        for part in [
            "+ group new (will not start: no autostart)",
            "- group idle (nothing to stop)",
            "~ group cat (will restart: cat)",
            "command: /bin/cat → /bin/cat -u",
            "environment.TOKEN: *** → ***",
            "# DIR/etc/supervisord.conf:17:9, was DIR/etc/supervisord.conf:16:9\n",
            "1 group added, 2 changed, 1 removed, 2 unchanged",
        ] {
            assert!(out.contains(part), "{part}:\n{out}");
        }
    }
    let (out, _, code) = ours(&daemon, "--color=always update --plan");
    assert_eq!(code, 2);
    for part in ["\u{1b}[32m+ group new", "\u{1b}[31m- group idle", "\u{1b}[33m~ group cat"] {
        assert!(out.contains(part), "{part}:\n{out}");
    }
    let (out, _, code) = ours(&daemon, "update --plan --json cat");
    let plan: Value = serde_json::from_str(&out).expect("JSON");
    schema("diff-1.json").check(&plan).expect("the shape of supervisor-diff --json");
    assert_eq!(
        (code, plan["changed"][0]["name"].as_str(), plan["added"].as_array()),
        (2, Some("cat"), Some(&Vec::new()))
    );
    assert_eq!(ours(&daemon, "update --plan said").2, 0);
    assert_eq!(
        ours(&daemon, "update --plan nope"),
        (String::new(), "ERROR: no such group: nope\n".into(), 1)
    );
    assert_eq!(ours(&daemon, "status idle").2, 3, "it is still there");
    assert_eq!(["cat", "web:w_0"].map(|process| daemon.process_pid(process)), pids);
    // What was active before a later update is shown with the lines of its own time.
    assert_eq!(ours(&daemon, "update cat").2, 0);
    daemon.configure(&Config::programs(&format!(";\n;\n{PROGRAMS}")));
    let (out, _, code) = ours(&daemon, "update --plan cat");
    assert_eq!(code, 2);
    assert!(out.contains("command: /bin/cat -u → /bin/cat "), "{out}");
    assert!(out.contains("supervisord.conf:18:9, was DIR/etc/supervisord.conf:17:9\n"), "{out}");
    daemon.configure(&Config::programs("[program:x]\nautostart=maybe\n"));
    let (out, err, code) = ours(&daemon, "update --plan");
    assert_eq!((out.as_str(), code), ("", 1));
    let said = "ERROR: CANT_REREAD: DIR/etc/supervisord.conf:";
    assert!(err.starts_with(said) && err.contains(": bad-boolean "), "{err}");
    daemon.configure(&Config::programs("[program:x]\nenvironment=A=\"hidden1\",B=\"%(ENV_nope)s\"\n"));
    let (_, err, code) = ours(&daemon, "update --plan");
    assert!(code == 1 && err.starts_with(said) && !err.contains("hidden1"), "{err}");
}

#[test]
fn the_original_daemon_cannot_tell_its_plan() {
    let daemon = started(Flavor::Original);
    let (out, err, code) = ours(&daemon, "update --plan");
    assert_eq!((out.as_str(), code), ("", 1));
    assert!(err.contains("does not tell what it runs"), "{err}");
}

#[test]
fn included_files_count_with_a_note() {
    let text = "[unix_http_server]\nfile=%(here)s/run/supervisor.sock\n[supervisord]\nlogfile=%(here)s/run/supervisord.log\n\
                pidfile=%(here)s/run/supervisord.pid\n[rpcinterface:supervisor]\n\
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n\
                [include]\nfiles=ctl.conf\n";
    let included = "[supervisorctl]\nserverurl=unix://%(here)s/run/supervisor.sock\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::text(text).with_file("ctl.conf", included));
    let (out, err, code) = ours(&daemon, "pid");
    assert_eq!((out.trim(), code), (daemon.pid().to_string().as_str(), 0), "{err}");
    assert!(err.starts_with("note: [supervisorctl] could not be used without the included files"), "{err}");
}

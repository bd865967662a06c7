//! The namespace of supervisor_twiddler, built in: the answers and what comes of the calls are those of the package in
//! the original.

use std::fmt::Write as _;

use supervisor_tests::additions::without_own_methods;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::mask;
use supervisor_tests::wait;

const SECTIONS: &str = "\
[rpcinterface:twiddler]
supervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface
[rpcinterface:careful]
supervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface
whitelist=getAPIVersion, log
[program:alpha]
command=/bin/cat
startsecs=0
[program:beta]
command=/bin/cat
process_name=beta_%(process_num)d
numprocs=2
startsecs=0
[group:g]
programs=beta
";

fn text(text: &str) -> String {
    format!("<string>{text}</string>")
}

fn options(options: &[(&str, &str)]) -> String {
    let member = |(name, value): &(&str, &str)| {
        format!("<member><name>{name}</name><value><string>{value}</string></value></member>")
    };
    format!("<struct>{}</struct>", options.iter().map(member).collect::<String>())
}

/// `addProgramToGroup`
fn add(group: &str, program: &str, given: &[(&str, &str)]) -> (&'static str, Vec<String>) {
    ("twiddler.addProgramToGroup", vec![text(group), text(program), options(given)])
}

/// `removeProcessFromGroup`
fn remove(group: &str, process: &str) -> (&'static str, Vec<String>) {
    ("twiddler.removeProcessFromGroup", vec![text(group), text(process)])
}

/// What both answer to the same calls, bodies only.
#[track_caller]
fn compare(calls: &[(&str, Vec<String>)]) -> (String, [Daemon; 2]) {
    let config = Config::programs(SECTIONS);
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = Daemon::start(flavor, &config);
        for process in ["alpha", "g:beta_0", "g:beta_1"] {
            daemon.await_state(process, "RUNNING");
        }
        let mut answers = String::new();
        for (method, parameters) in calls {
            let answer = daemon.call(method, parameters).expect("the daemon answers");
            let body = answer.split_once("\r\n\r\n").map_or(answer.as_str(), |(_, body)| body);
            let _ = writeln!(answers, "== {method} {}\n{body}", parameters.join(" "));
        }
        if flavor == Flavor::Ours && !self_test() && answers.contains("== system.listMethods") {
            answers = without_own_methods(&answers);
        }
        (mask::text(&daemon.hide_places(&answers)), daemon)
    });
    assert_eq!(ours.0, original.0);
    (ours.0, [original.1, ours.1])
}

#[test]
fn the_namespace_is_there_under_the_name_of_its_section() {
    let mut calls = vec![
        ("system.listMethods", vec![]),
        ("twiddler.getAPIVersion", vec![]),
        ("twiddler.getAPIVersion", vec!["<int>1</int>".to_owned()]),
        ("twiddler.getGroupNames", vec![]),
        ("twiddler.nosuch", vec![]),
        ("twiddler", vec![]),
        ("nosuch.log", vec![text("x")]),
        ("system.methodSignature", vec![text("nosuch.log")]),
        ("careful.getAPIVersion", vec![]),
        ("careful.getGroupNames", vec![]),
        ("careful.getGroupNames", vec!["<int>1</int>".to_owned()]),
        ("careful.log", vec![text("from the careful one")]),
    ];
    for method in ["addProgramToGroup", "getAPIVersion", "getGroupNames", "log", "removeProcessFromGroup"] {
        calls.push(("system.methodSignature", vec![text(&format!("careful.{method}"))]));
    }
    let (answers, _) = compare(&calls);
    assert!(answers.contains("UNKNOWN: getGroupNames"), "{answers}");
}

/// That holds for the stock interface, too.
#[test]
fn the_stock_interface_is_there_under_the_name_of_its_section() {
    let config = Config::programs("").with_replacement("[rpcinterface:supervisor]", "[rpcinterface:other]");
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = Daemon::start(flavor, &config);
        let call = |method: &str| daemon.call(method, &[]).expect("the daemon answers");
        let body = |answer: String| answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
        let mut answers = ["system.listMethods", "other.getState", "supervisor.getState"].map(call).map(body);
        if flavor == Flavor::Ours && !self_test() {
            answers[0] = answers[0].as_deref().map(without_own_methods);
        }
        (answers, daemon.ctl(flavor, &["version"], "").code)
    });
    assert_eq!(ours, original);
    assert_eq!(ours.1, 3, "supervisorctl does not find what it needs");
}

#[test]
fn lines_are_written_to_the_log() {
    let message = text("twiddled &lt;é&gt;");
    let with = |level: &str| ("twiddler.log", vec![message.clone(), level.to_owned()]);
    let mut calls = vec![("twiddler.log", vec![message.clone()])];
    for level in ["info", "WARN", "crit", "Erro", "debg", "WARNING", "critical", ""] {
        calls.push(with(&text(level)));
    }
    for level in
        ["<int>20</int>", "<int>40</int>", "<int>21</int>", "<double>30.0</double>", "<boolean>1</boolean>"]
    {
        calls.push(with(level));
    }
    let (_, daemons) = compare(&calls);
    let [original, ours] = daemons.map(|daemon| {
        wait::until("everything is in the log", || {
            daemon.read("run/supervisord.log").matches("twiddled").count() == 8
        });
        let log = mask::text(&daemon.read("run/supervisord.log"));
        log.lines().filter(|line| line.contains("twiddled")).map(str::to_owned).collect::<Vec<_>>()
    });
    assert_eq!(ours, original);
}

#[test]
fn programs_that_cannot_be_added_are_refused_in_the_same_words() {
    let (answers, _) = compare(&[
        add("nosuch", "x", &[("command", "/bin/cat")]),
        add("alpha", "x", &[]),
        add("alpha", "a:b", &[("command", "/bin/cat")]),
        add("alpha", "a/b", &[("command", "/bin/cat")]),
        add("alpha", "alpha", &[("command", "/bin/cat")]),
        add("alpha", "x", &[("command", "/bin/cat"), ("numprocs", "2")]),
        add("alpha", "x", &[("command", "/bin/cat"), ("startsecs", "lots")]),
        add("alpha", "x", &[("command", "/bin/cat"), ("stopsignal", "NO")]),
        add("alpha", "x", &[("command", "/bin/cat"), ("stdout_logfile", "/nosuch/x")]),
        add("alpha", "x", &[("command", "/bin/cat"), ("user", "nosuchuser")]),
        add("alpha", "x", &[("command", "/bin/date +%Y")]),
        add("g", "y", &[("command", "/bin/cat"), ("process_name", "beta_1")]),
        (
            "twiddler.addProgramToGroup",
            vec![text("alpha"), text("x"), "<array><data></data></array>".to_owned()],
        ),
        ("twiddler.addProgramToGroup", vec![text("alpha"), text("x"), text("y")]),
        ("twiddler.addProgramToGroup", vec![text("alpha"), text("x"), "<int>5</int>".to_owned()]),
        ("twiddler.addProgramToGroup", vec![text("alpha"), text("x")]),
        ("twiddler.getGroupNames", vec![]),
        ("supervisor.reloadConfig", vec![]),
    ]);
    assert!(answers.contains("BAD_NAME: beta_1"), "{answers}");
}

/// The state of each process, by name.
fn states(daemon: &Daemon) -> String {
    daemon
        .ctl(Flavor::Ours, &["status"], "")
        .stdout
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().take(2).collect();
            format!("{}\n", words.join(" "))
        })
        .collect()
}

#[test]
fn programs_come_and_go() {
    let numbered = [
        ("command", "/bin/cat"),
        ("numprocs", "2"),
        ("process_name", "n%(process_num)d"),
        ("autostart", "false"),
    ];
    let said = [
        ("COMMAND", "/bin/sh -c \"echo %(group_name)s ; echo $X ; exec cat\""),
        ("Environment", "X=\"1;  #y\""),
        ("startsecs", "0"),
    ];
    let (_, daemons) = compare(&[
        add("alpha", "said", &said),
        add("alpha", "n", &numbered),
        add("alpha", "n", &numbered),
        add("g", "DEFAULT", &[("command", "/bin/cat"), ("startsecs", "0"), ("priority", "1")]),
        remove("nosuch", "x"),
        remove("alpha", "nosuch"),
        remove("alpha", "alpha"),
        remove("alpha", "alpha:n0"),
        remove("alpha", "n0"),
        remove("alpha", "n0"),
        ("supervisor.startProcess", vec![text("alpha:n1"), "<boolean>0</boolean>".to_owned()]),
        ("supervisor.startProcess", vec![text("alpha:n0")]),
        ("supervisor.stopProcess", vec![text("g:beta_0")]),
        remove("g", "beta_0"),
        ("supervisor.reloadConfig", vec![]),
        ("supervisor.stopProcess", vec![text("alpha:alpha")]),
    ]);
    let [original, ours] = daemons.map(|daemon| {
        for process in ["alpha:said", "g:DEFAULT"] {
            daemon.await_state(process, "RUNNING");
        }
        daemon.await_state("alpha:n1", "RUNNING");
        let log = daemon.info("alpha:said", "stdout_logfile").expect("it has an AUTO log");
        let printed = wait::until_some("it has printed", || {
            std::fs::read_to_string(&log).ok().filter(|text| text.contains('y'))
        });
        // What the group is now goes when it is read anew.
        let shown = format!("{}{printed}", states(&daemon));
        let update = daemon.ctl(Flavor::Ours, &["update"], "").stdout;
        daemon.await_state("g:beta_0", "RUNNING");
        (shown, update, states(&daemon))
    });
    assert_eq!(ours, original);
    assert_eq!(
        ours.0,
        "alpha STOPPED\nalpha:n1 RUNNING\nalpha:said RUNNING\ng:DEFAULT RUNNING\ng:beta_1 RUNNING\n\
         alpha\n1; #y\n"
    );
}

#[test]
fn pools_of_listeners_take_no_programs() {
    if self_test() {
        return;
    }
    let listener = "[eventlistener:l]\ncommand=/bin/cat\nevents=TICK_60\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&format!("{SECTIONS}{listener}")));
    let (method, parameters) = add("l", "x", &[("command", "/bin/cat")]);
    let answer = daemon.call(method, &parameters).expect("an answer");
    assert!(answer.contains("INCORRECT_PARAMETERS: only to groups of ordinary programs"), "{answer}");
}

#[test]
fn an_option_that_the_interface_does_not_take_ends_the_start() {
    let config = Config::programs(&SECTIONS.replace("whitelist=", "blacklist="));
    for flavor in [Flavor::Original, Flavor::Ours] {
        let layout = config.lay_out();
        let home = layout.file.parent().expect("a file stands in a directory");
        let run = supervisor_tests::daemon::run_to_end(flavor, home, &["-n", "-c", "supervisord.conf"]);
        assert_eq!(run.code, 2, "{flavor:?}: {}", run.stderr);
        assert!(
            run.stderr.starts_with("Error: Could not make careful rpc interface"),
            "{flavor:?}: {}",
            run.stderr
        );
    }
}

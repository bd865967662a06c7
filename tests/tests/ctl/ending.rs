//! `shutdown` and `reload`, the questions before them, and clients while the daemon ends and after.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

/// The first makes the end wait until the test has seen what it wants.
const PROGRAMS: &str = "[program:slow]\n\
    command=/bin/sh -c \"trap 'test -e %(here)s/run/go && exit' TERM; echo ready; while :; do test -e %(here)s/run/go && exit; sleep 0.1; done\"\n\
    stdout_logfile=%(here)s/run/slow.log\nstopwaitsecs=3600\nstartsecs=0\nautorestart=false\n\
    [program:web]\ncommand=/bin/sh -c \"echo started; exec cat\"\nstartsecs=0\n\
    stdout_logfile=%(here)s/run/web.log\n";

/// What every command says of a daemon that is not there, or not there for it any more.
const EVERYTHING: &str = "status
    status web
    start web
    start web nosuch
    start all
    start web:*
    stop web
    stop all
    restart web
    restart web:*
    signal HUP web
    signal HUP all
    clear web
    clear all
    tail web
    tail -f web
    maintail -5
    maintail -f
    fg web
    pid web
    pid all
    pid
    add web
    remove web
    add
    remove
    update
    update web
    reread
    avail
    version
    reload
    help status
    start
    tail
    version x
    nonsense";

pub(crate) fn shutting_down() -> Vec<Step> {
    let mut steps = vec![
        Step::AwaitText("run/slow.log", "ready"),
        line("shutdown now").step(),
        line("shutdown all").step(),
        line("-i shutdown").typing("n\n").step(),
        line("-i shutdown").typing("\n").step(),
        line("-i shutdown").typing("").step(),
        line("-i shutdown now").typing("y\n").step(),
        line("-i status web").typing("").step(),
        line("-i help").step(),
        line("").typing("shutdown\nno\nstatus web\n").step(),
        line("-i shutdown").typing("Yes, please\n").step(),
    ];
    // The state is SHUTDOWN until the slow one has ended.
    steps.extend(
        EVERYTHING
            .lines()
            .filter(|text| ["-f", "-5", "status", "pid all", "tail"].iter().all(|word| !text.contains(word)))
            .map(|text| line(text.trim()).step()),
    );
    steps.push(line("shutdown").step());
    steps.push(Step::Write("run/go", String::new()));
    steps.push(Step::AwaitEnd);
    steps.extend(lines(EVERYTHING));
    steps.push(line("shutdown").step());
    steps.push(line("").typing("status\nstart web\nshutdown\ny\nquit\n").step());
    steps
}

#[test]
fn a_daemon_is_shut_down() {
    assert_same(&Config::programs(PROGRAMS), &shutting_down());
}

pub(crate) fn reloading() -> Vec<Step> {
    let mut steps = vec![
        Step::Await("web", "RUNNING"),
        Step::Write("run/go", String::new()),
        Step::Await("slow", "EXITED"),
        line("reload now").step(),
        line("-i reload").typing("n\n").step(),
        line("-i reload").typing("").step(),
        line("").typing("reload\n\npid nosuch\n").step(),
        line("--interactive reload").typing("y\n").step(),
        Step::AwaitText("run/web.log", "started\nstarted\n"),
        Step::Await("web", "RUNNING"),
        Step::Await("slow", "EXITED"),
        line("status web").step(),
        line("reload").step(),
        Step::AwaitText("run/web.log", "started\nstarted\nstarted\n"),
        Step::Await("web", "RUNNING"),
        Step::Await("slow", "EXITED"),
        line("'reload '").step(),
        Step::AwaitText("run/web.log", "started\nstarted\nstarted\nstarted\n"),
        Step::Await("web", "RUNNING"),
        Step::Await("slow", "EXITED"),
    ];
    steps.extend(lines("status web\npid web\nshutdown"));
    steps.push(Step::AwaitEnd);
    for url in ["http://127.0.0.1:{port}", "http://127.0.0.1:{port}/", "http://127.0.0.1:1"] {
        for command in ["status", "pid", "shutdown", "reload", "start web", "avail", "tail -f web"] {
            steps.push(line(&format!("-s {url} {command}")).step());
        }
    }
    steps
}

#[test]
fn a_daemon_is_reloaded() {
    assert_same(&Config::programs(PROGRAMS), &reloading());
}

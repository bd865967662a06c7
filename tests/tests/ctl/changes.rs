//! `reread`, `update`, `add`, `remove` and `avail`, while configuration files come, change and go.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

const INCLUDE: &str = "[program:web]\ncommand=/bin/cat\nstartsecs=0\npriority=5\n\
                       [program:manual]\ncommand=/bin/cat\nautostart=false\npriority=100\n\
                       [include]\nfiles=*.ini\n";

fn program(name: &str, options: &str) -> String {
    format!("[program:{name}]\ncommand=/bin/cat\nstartsecs=0\n{options}\n")
}

fn write(file: &'static str, text: &str) -> Step {
    Step::Write(file, text.to_owned())
}

pub(crate) fn rereading() -> Vec<Step> {
    let mut steps = vec![Step::Await("web", "RUNNING")];
    steps.extend(lines(
        "reread
        avail
        update
        update all
        reread now
        avail now
        'reread '
        'avail '
        reread all",
    ));
    steps.push(write("a.ini", &(program("zeta", "") + &program("alpha", ""))));
    steps.extend(lines(
        "reread
        reread
        avail
        status zeta
        start zeta
        remove zeta
        pid zeta
        update nosuch
        update nosuch web
        status
        update zeta
        update zeta
        status zeta
        avail
        reread",
    ));
    steps.push(write("a.ini", &(program("zeta", "priority=7") + &program("alpha", "autostart=false"))));
    steps.push(write("b.ini", &program("new", "")));
    steps.extend(lines(
        "reread
        avail
        update nosuch zeta
        update
        update
        status zeta alpha new
        avail",
    ));
    steps.push(write("a.ini", ""));
    steps.push(write("b.ini", &program("new", "priority=1")));
    steps.push(write("c.ini", &program("third", "")));
    steps.extend(lines(
        "reread
        status zeta
        update third
        status third
        update zeta
        status zeta
        update
        status",
    ));
    steps.push(write("c.ini", "[program:broken]\nautostart=true\n"));
    steps.extend(lines(
        "reread
        update
        update all
        update web
        avail",
    ));
    for broken in [
        "[program:broken]\ncommand=/bin/cat\nstartsecs=soon\n",
        "[program:broken]\ncommand=%(nosuch)s\n",
        "[program:broken]\ncommand=/bin/cat\nnumprocs=2\n",
        "[program:broken]\ncommand=/bin/cat\nstopsignal=ÜBER\n",
        "[program:broken]\ncommand=/bin/cat\nuser=nosuchuser\n",
        "[group:broken]\nprograms=nosuch\n",
        "[program:bro ken]\ncommand=/bin/cat\n",
        "[eventlistener:broken]\ncommand=/bin/cat\nevents=NOSUCH\n",
        "nothing\n",
    ] {
        steps.push(write("c.ini", broken));
        steps.push(line("reread").step());
        steps.push(line("update").step());
    }
    steps.push(write("c.ini", ""));
    steps.extend(lines(
        "reread
        update
        reread
        status",
    ));
    steps
}

#[test]
fn files_come_change_break_and_go() {
    assert_same(&Config::programs(INCLUDE), &rereading());
}

pub(crate) fn groups() -> Vec<Step> {
    let mut steps = vec![Step::Await("web", "RUNNING")];
    steps.extend(lines(
        "add
        remove
        add ''
        add web
        add nosuch
        add web nosuch
        add nosuch web
        add web:*
        add web:web
        add all
        remove web
        remove nosuch
        remove nosuch web
        remove web:*
        remove all
        remove manual
        remove manual
        avail
        add manual
        add manual
        avail",
    ));
    let group = program("one", "") + &program("two", "") + "[group:pool]\nprograms=one,two\n";
    steps.push(write("a.ini", &group));
    steps.extend(lines(
        "add pool
        reread
        add pool:*
        add one
        add pool
        add pool",
    ));
    steps.push(Step::Await("pool:one", "RUNNING"));
    steps.push(Step::Await("pool:two", "RUNNING"));
    steps.extend(lines(
        "status pool:*
        remove pool
        remove one
        stop pool:one
        remove pool
        stop pool:two
        remove pool
        remove pool
        status pool:*
        add web pool manual",
    ));
    steps.push(Step::Await("pool:one", "RUNNING"));
    steps.extend(lines(
        "'remove pool web'
        update pool
        update pool:*
        update one
        update all nosuch
        update nosuch all
        'update pool web'
        update pool pool",
    ));
    steps.push(write("a.ini", &(program("one", "") + "[group:pool]\nprograms=one\n")));
    steps.extend(lines(
        "reread
        update web
        update pool
        status
        avail",
    ));
    steps.push(write("a.ini", ""));
    steps.extend(lines(
        "reread
        remove pool
        add pool
        update
        add pool
        status",
    ));
    steps
}

#[test]
fn groups_come_and_go_by_hand() {
    assert_same(&Config::programs(INCLUDE), &groups());
}

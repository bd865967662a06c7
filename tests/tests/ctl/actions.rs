//! `start`, `stop`, `restart`, `signal` and `fg`: what they say of success and of every kind of failure.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

const PROGRAMS: &str = r#"
[program:web]
command=/bin/cat
startsecs=0
[program:manual]
command=/bin/cat
autostart=false
startsecs=0
[program:missing]
command=/nonexistent/command
autostart=false
startretries=0
[program:locked]
command=/etc/passwd
autostart=false
[program:directory]
command=/etc
autostart=false
[program:quick]
command=/bin/false
autostart=false
startretries=0
[program:nolog]
command=/bin/cat
autostart=false
startretries=0
directory=/nonexistent/directory
[program:brief]
command=/bin/sleep 1
autostart=false
autorestart=false
startsecs=0
[program:starting]
command=/bin/cat
startsecs=3600
[program:a]
command=/bin/cat
process_name=%(program_name)s_%(process_num)02d
numprocs=2
startsecs=0
[program:b]
command=/bin/cat
autostart=false
startsecs=0
[group:pool]
programs=a,b
[program:half]
command=/nonexistent/command
autostart=false
startretries=0
[program:other]
command=/bin/cat
startsecs=0
[group:mixed]
programs=half,other
"#;

fn running() -> Vec<Step> {
    ["web", "pool:a_00", "pool:a_01", "mixed:other"].map(|name| Step::Await(name, "RUNNING")).into()
}

pub(crate) fn one_after_the_other() -> Vec<Step> {
    let mut steps = running();
    steps.push(Step::Await("starting", "STARTING"));
    steps.extend(lines(
        "start web
        start starting
        start manual
        start manual
        status manual
        restart manual
        stop manual
        stop manual
        status manual
        signal HUP manual
        start missing
        start locked
        start directory
        start quick
        status quick
        start nolog
        restart missing
        stop missing
        signal 1 missing
        start brief",
    ));
    steps.push(Step::Await("brief", "EXITED"));
    steps.extend(lines(
        "stop brief
        restart brief",
    ));
    // As long as it runs, less can be said of it.
    steps.push(Step::Await("brief", "EXITED"));
    steps.extend(lines(
        "start nosuch
        start nosuch:*
        start nosuch:
        start nosuch:web
        start web:nosuch
        start pool
        start pool:nosuch
        start a
        start web:*
        start web:web
        start pool:b
        start pool:b
        stop pool:b
        stop nosuch
        stop nosuch:*
        stop nosuch:web
        stop pool
        stop pool:nosuch
        stop starting
        stop starting
        restart nosuch
        restart nosuch:*
        restart pool:nosuch
        restart web
        restart web:*
        start
        stop
        restart
        start ''
        'start web'
        'stop web'
        'restart manual web'
        'start' 'web'
        start all:
        start all:*
        stop all:*
        start :
        start *
        start web:web:web
        fg
        fg nosuch
        fg web manual
        fg nosuch:*
        fg pool:*
        fg pool:nosuch
        fg missing
        signal
        signal HUP
        signal ''
        signal web
        signal web HUP
        signal USR1 starting
        signal CONT web
        signal SIGCONT web
        signal cont web
        signal sigcont web
        signal 18 web
        signal 018 web
        signal 0 web
        signal -1 web
        signal +18 web
        signal 99 web
        signal 4096 web
        signal 1.5 web
        signal NOPE web
        signal SIG web
        signal SIGSIGCONT web
        signal '' web
        signal NOPE nosuch
        signal NOPE manual
        signal NOPE stopped
        signal NOPE all
        signal NOPE pool:*
        signal 99 pool:*
        signal CONT nosuch
        signal CONT nosuch:*
        signal CONT pool
        signal CONT pool:*
        signal CONT pool:
        signal CONT pool:a_00
        signal CONT web nosuch pool:*
        signal CONT web quick
        'signal CONT web'
        signal 'CONT web'
        signal KILL brief",
    ));
    steps
}

#[test]
fn say_what_came_of_it() {
    assert_same(&Config::programs(PROGRAMS), &one_after_the_other());
}

pub(crate) fn several_at_once() -> Vec<Step> {
    let mut steps = running();
    steps.push(Step::Await("starting", "STARTING"));
    steps.extend(lines(
        "stop starting
        start manual web
        stop manual web nosuch
        start nosuch web missing
        start missing nosuch
        start missing web
        stop web nosuch:* manual
        start web manual nosuch:* quick
        restart web nosuch
        restart nosuch manual",
    ));
    for text in [
        "stop pool:*",
        "stop pool:*",
        "start pool:*",
        "start pool:*",
        "restart pool:*",
        "restart pool:",
        "start mixed:*",
        "stop mixed:*",
        "start mixed:*",
        "stop mixed:* pool:* web",
        "start mixed:* pool:* web nosuch",
        "restart mixed:* nosuch:*",
        "signal CONT mixed:* pool:*",
        "signal CONT all",
        "signal CONT web all",
        "signal 0 all",
        "stop all",
        "stop all",
        "signal CONT all",
        "signal CONT pool:*",
        "status all",
        "pid all",
        "start web all",
    ] {
        // Of several processes whichever is ready first is named first.
        steps.push(line(text).sorted().step());
    }
    steps
}

#[test]
fn on_several_at_once() {
    // What would keep `start all` waiting for an hour is left out.
    let programs = PROGRAMS.replace("startsecs=3600", "startsecs=1");
    // The original looks after a program that ends soon when it has started the others: by then it may have ended, or not.
    let programs = programs.replacen(
        "[program:brief]\ncommand=/bin/sleep 1",
        "[program:brief]\ncommand=/bin/sleep 1000",
        1,
    );
    assert!(programs.contains("sleep 1000"), "the programs have changed");
    assert_same(&Config::programs(&programs), &several_at_once());
}

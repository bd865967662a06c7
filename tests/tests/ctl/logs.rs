//! `tail`, `maintail` and `clear`.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

/// None of these logs may be a device: told to clear it, the original deletes `/dev/null` itself.
const PROGRAMS: &str = r#"
[program:web]
command=/bin/sh -c "echo one; echo two; echo three; echo problem >&2; exec cat"
stdout_logfile=%(here)s/run/web.log
stderr_logfile=%(here)s/run/web.err
startsecs=0
[program:long]
command=/bin/sh -c "i=100; while [ $i -lt 600 ]; do echo line $i; i=$((i+1)); done; exec cat"
stdout_logfile=%(here)s/run/long.log
startsecs=0
[program:bytes]
command=/bin/sh -c "printf 'a\\377b\\303\\n'; printf '\\303\\244\\303\\244\\n'; echo end; exec cat"
stdout_logfile=%(here)s/run/bytes.log
startsecs=0
[program:silent]
command=/bin/cat
startsecs=0
[program:none]
command=/bin/cat
stdout_logfile=NONE
startsecs=0
[program:joined]
command=/bin/sh -c "echo out; echo err >&2; exec cat"
redirect_stderr=true
stdout_logfile=%(here)s/run/joined.log
startsecs=0
[program:never]
command=/bin/cat
autostart=false
[group:pair]
programs=silent,joined
"#;

pub(crate) fn steps() -> Vec<Step> {
    let mut steps = vec![
        Step::AwaitText("run/web.log", "three"),
        Step::AwaitText("run/web.err", "problem"),
        Step::AwaitText("run/long.log", "line 599"),
        Step::AwaitText("run/bytes.log", "end"),
        Step::AwaitText("run/joined.log", "err"),
        Step::Await("none", "RUNNING"),
    ];
    steps.extend(lines(
        "tail web
        tail web stdout
        tail web stderr
        tail web STDOUT
        tail web StdErr
        tail web nochannel
        tail web \"it's\"
        tail web 'ü'
        tail web stdout more
        tail -5 web stdout
        tail -5 web stderr
        tail -5 web nochannel
        tail -5 web stdout more
        tail -f
        tail -f web nochannel
        tail -f web stdout more
        tail
        tail ''
        tail -5
        tail -x
        tail -x web
        tail - web
        tail -0 web
        tail -1 web
        tail -3 web
        tail -+3 web
        tail -1_0 web
        tail -007 web
        tail -٣ web
        tail --5 web
        tail --f web
        tail -f5 web
        tail -5.5 web
        tail -1e3 web
        tail -99999 web
        tail -2147483647 web
        tail -2147483648 web
        tail -2147483649 web
        tail -99999999999999999999 web
        tail --2147483648 web
        tail -n web
        tail +5 web
        tail 5 web
        tail web -5
        tail web -f
        tail long
        tail -20 long
        tail -1600 long
        tail -1601 long
        tail -4 bytes
        tail -7 bytes
        tail silent
        tail pair:silent
        tail pair:joined
        tail pair:joined stderr
        tail pair:*
        tail pair:
        tail pair
        tail joined
        tail none
        tail none stderr
        tail never
        tail never stderr
        tail nosuch
        tail nosuch stderr
        tail nosuch:*
        tail pair:nosuch
        tail web:web
        'tail web stderr'
        'tail -5 web'
        maintail x
        maintail -x
        maintail -
        maintail f
        maintail 5
        maintail -5 5
        maintail -5 -f
        maintail --f
        maintail -99999999999999999999
        clear
        clear ''
        clear nosuch
        clear nosuch:*
        clear pair:*
        clear pair:
        clear pair
        clear pair:nosuch
        clear web
        tail web
        tail web stderr
        clear web long
        clear web nosuch long
        clear nosuch web
        clear pair:joined
        tail pair:joined
        clear pair:joined nosuch:*
        clear none
        clear never
        'clear web'
        clear web web
        clear WEB",
    ));
    for text in ["clear all", "clear web all", "clear all nosuch", "clear all:*"] {
        steps.push(line(text).sorted().step());
    }
    steps
}

/// The original's daemon has no answer for a log that is not UTF-8.
fn not_utf8() -> Vec<Step> {
    let row = "Text that XML cannot carry";
    vec![
        Step::AwaitText("run/bytes.log", "end"),
        line("tail bytes").daemons_differ(row).step(),
        line("tail bytes").with("LC_ALL", "C").daemons_differ(row).step(),
    ]
}

#[test]
fn that_are_not_utf8_are_shown() {
    assert_same(&Config::programs(PROGRAMS), &not_utf8());
}

pub(crate) fn of_the_daemon() -> Vec<Step> {
    lines(
        "maintail
        maintail ''
        maintail -0
        maintail -99999
        'maintail '
        'maintail -0'",
    )
}

#[test]
fn the_daemons_own_is_shown() {
    assert_same(&Config::programs(""), &of_the_daemon());
}

#[test]
fn are_shown_and_cleared() {
    assert_same(&Config::programs(PROGRAMS), &steps());
}

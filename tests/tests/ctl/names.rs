//! Names with odd characters, and `pid`.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

const PROGRAMS: &str = r#"
[program:all]
command=/bin/cat
startsecs=0
[program:-x]
command=/bin/cat
startsecs=0
[program:UPPER]
command=/bin/cat
startsecs=0
[program:dots.and-dashes_1]
command=/bin/cat
startsecs=0
[program:a*b]
command=/bin/cat
startsecs=0
[program:<&>]
command=/bin/cat
autostart=false
[program:ümläut]
command=/bin/cat
startsecs=0
[program:日本]
command=/bin/cat
autostart=false
[program:"q'q"]
command=/bin/cat
autostart=false
[program:100%%]
command=/bin/cat
autostart=false
[program:member]
command=/bin/cat
process_name=m+%(process_num)d
numprocs=2
startsecs=0
[group:gröup]
programs=member
"#;

pub(crate) fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = ["all", "-x", "UPPER", "a*b", "ümläut", "gröup:m+0", "gröup:m+1"]
        .map(|name| Step::Await(name, "RUNNING"))
        .into();
    steps.extend(lines(
        "status
        avail
        pid
        pid all
        pid all nosuch
        pid UPPER
        pid upper
        pid UPPER UPPER
        pid UPPER nosuch <&>
        pid <&>
        pid <&> UPPER
        pid nosuch <&>
        pid nosuch
        pid nosuch:*
        pid gröup
        pid gröup:*
        pid gröup:m+0
        pid gröup:m+9
        pid ''
        'pid UPPER'
        status -x
        start -x
        stop -x
        start -x
        tail -x
        tail all
        status all:all
        stop all:all
        start all:all
        status a*b
        restart a*b
        status <&>
        start <&>
        stop <&>
        clear <&>
        status ümläut
        stop ümläut
        start ümläut
        status gröup:*
        restart gröup:m+1
        status 日本
        status 日
        start 'nosuch<&>'
        start 'ÿ'
        tail 'ÿ'
        status dots.and-dashes_1
        status \"q'q\"
        status '\"q'
        status 100%%
        status 100%
        frobnicate ümläut
        'ümläut'
        add ümläut
        remove ümläut
        update ümläut nosuch-ü
        clear ümläut
        signal CONT ümläut",
    ));
    for text in ["stop gröup:*", "start gröup:*"] {
        steps.push(line(text).sorted().daemons_differ("An answer that had to wait").step());
    }
    steps.push(line("status").with("LANG", "C").with("LC_ALL", "C").step());
    steps.push(line("status").with("LC_ALL", "POSIX").step());
    steps
}

#[test]
fn with_odd_characters() {
    assert_same(&Config::programs(PROGRAMS), &steps());
}

//! `status` in all its forms, over processes in all states.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

/// One process in each state. Those that are on their way stay there.
pub(crate) const EVERY_STATE: &str = r#"
[program:running]
command=/bin/cat
startsecs=0
[program:stopped]
command=/bin/cat
autostart=false
[program:exited]
command=/bin/true
startsecs=0
autorestart=false
[program:fatal]
command=/bin/false
startretries=0
[program:missing]
command=/nonexistent/command
startretries=0
[program:locked]
command=/etc/passwd
startretries=0
[program:directory]
command=/etc
startretries=0
[program:starting]
command=/bin/cat
startsecs=3600
[program:backoff]
command=/nonexistent/command
startretries=1000
[program:stopping]
command=/bin/sh -c "trap '' TERM; echo ready; while :; do read x; done"
stdout_logfile=%(here)s/run/stopping.log
stopwaitsecs=3600
startsecs=0
[program:a]
command=/bin/cat
process_name=%(program_name)s_%(process_num)02d
numprocs=2
startsecs=0
[program:b]
command=/bin/cat
startsecs=0
[group:pool]
programs=a,b
[program:a-name-that-is-longer-than-thirty-characters]
command=/bin/cat
autostart=false
"#;

/// Waits until each is in its state.
pub(crate) fn every_state() -> Vec<Step> {
    vec![
        Step::Await("running", "RUNNING"),
        Step::Await("exited", "EXITED"),
        Step::Await("fatal", "FATAL"),
        Step::Await("missing", "FATAL"),
        Step::Await("locked", "FATAL"),
        Step::Await("directory", "FATAL"),
        Step::Await("backoff", "BACKOFF"),
        Step::Await("starting", "STARTING"),
        Step::Await("pool:a_00", "RUNNING"),
        Step::Await("pool:a_01", "RUNNING"),
        Step::Await("pool:b", "RUNNING"),
        Step::AwaitText("run/stopping.log", "ready"),
        Step::Call("supervisor.stopProcess", &["<string>stopping</string>", "<boolean>0</boolean>"]),
        Step::Await("stopping", "STOPPING"),
    ]
}

pub(crate) fn steps() -> Vec<Step> {
    let mut steps = every_state();
    steps.extend(lines(
        "status
        status all
        status running
        status running running
        status stopped
        status exited
        status fatal
        status missing
        status locked
        status directory
        status starting
        status backoff
        status stopping
        status starting backoff stopping
        status running stopped
        status stopped running
        status fatal exited running
        status pool
        status pool:*
        status pool:
        status pool:a_00
        status pool:b
        status a
        status b
        status a_00
        status a:*
        status pool:nosuch
        status pool:* pool:*
        status pool:* running pool:a_01
        status running:*
        status running:running
        status running:
        status nosuch
        status nosuch:*
        status nosuch:
        status nosuch:running
        status nosuch running
        status running nosuch
        status nosuch stopped
        status stopped nosuch
        status nosuch nosuch:* running nosuch
        status nosuch all
        status all running
        status ALL
        status Running
        status *
        status :
        status ::
        status running:running:running
        status a-name-that-is-longer-than-thirty-characters
        status a-name-that-is-longer-than-thirty-characters running
        status 'running stopped'
        'status running'
        'status running' stopped
        'status  pool:*   running '
        status ''
        status ' '
        status '' running
        status -v
        status --help
        status running,stopped
        status running;stopped
        status 'running\tstopped'
        status %(name)s
        status 'ü'
        status '\"running\"'",
    ));
    steps.push(line("status pool:a*").clients_differ("A word with `*`, `?` or `[`").step());
    steps.push(line("status running").with("LANG", "C").step());
    steps.push(line("status").with("TERM", "dumb").with("COLUMNS", "20").step());
    steps
}

#[test]
fn of_every_state() {
    assert_same(&Config::programs(EVERY_STATE), &steps());
}

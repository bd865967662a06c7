//! Clients and servers can be exchanged: the original's supervisorctl and ours, on the original's supervisord and on
//! ours, print the same and end with the same exit status; so does Python's `xmlrpc.client`.
//!
//! Each scenario is played by all four pairs; the transcript of the original with itself is the reference.

use supervisor_tests::config::Config;
use supervisor_tests::scenario::Step::{Await, AwaitEnd, AwaitText, Ctl, Delete, Shell, Sorted, Write};
use supervisor_tests::scenario::{Transport, assert_same};

/// The processes of `fixtures/store`.
const STORE: [&str; 9] = [
    "storemaster",
    "storevolume:storevolume_01",
    "storevolume:storevolume_02",
    "storevolume:storevolume_03",
    "storevolume:storevolume_04",
    "storefiler:storefiler_01",
    "storefiler:storefiler_02",
    "storefiler:storefiler_03",
    "storefiler:storefiler_04",
];

#[test]
fn a_store_of_numbered_volumes_is_operated() {
    let mut steps: Vec<_> = STORE.iter().map(|process| Await(process, "RUNNING")).collect();
    steps.extend([
        Ctl("status"),
        Ctl("status storevolume:*"),
        Ctl("restart storemaster"),
        Ctl("stop storevolume:storevolume_02"),
        Ctl("status storevolume:storevolume_02 storemaster"),
        Ctl("status storevolume:*"),
        Ctl("start storevolume:storevolume_02"),
        Sorted("stop storefiler:*"),
        Ctl("status storefiler:*"),
        Sorted("start storefiler:"),
        Sorted("restart storevolume:*"),
        Ctl("signal HUP nosuch:*"),
        Ctl("pid storemaster"),
        Ctl("pid all"),
        Sorted("stop all"),
        Ctl("pid all"),
        Ctl("status"),
        Sorted("start storemaster storevolume:*"),
        Ctl("status storemaster storefiler:* storevolume:*"),
        Ctl("avail"),
    ]);
    let transcript = assert_same(&Config::fixture("store"), Transport::Configured, &steps);
    insta::assert_snapshot!(transcript.split("$ supervisorctl status storevolume:*").next().unwrap_or_default(), @r"
    $ supervisorctl status
    storefiler:storefiler_01         RUNNING   pid PID, uptime UPTIME
    storefiler:storefiler_02         RUNNING   pid PID, uptime UPTIME
    storefiler:storefiler_03         RUNNING   pid PID, uptime UPTIME
    storefiler:storefiler_04         RUNNING   pid PID, uptime UPTIME
    storemaster                      RUNNING   pid PID, uptime UPTIME
    storevolume:storevolume_01       RUNNING   pid PID, uptime UPTIME
    storevolume:storevolume_02       RUNNING   pid PID, uptime UPTIME
    storevolume:storevolume_03       RUNNING   pid PID, uptime UPTIME
    storevolume:storevolume_04       RUNNING   pid PID, uptime UPTIME
    [exit 0]
    ");
}

#[test]
fn every_way_to_fail_at_start_and_stop_says_the_same() {
    assert_same(
        &Config::fixture("webapp"),
        Transport::Configured,
        &[
            Await("flaskapp", "RUNNING"),
            Await("stubborn", "RUNNING"),
            Ctl("status"),
            Ctl("start flaskapp"),
            Ctl("start missing"),
            Ctl("start refuser"),
            Await("refuser", "FATAL"),
            Ctl("status refuser"),
            Ctl("start manual"),
            Ctl("start manual missing nosuch"),
            Ctl("stop manual"),
            Ctl("stop manual"),
            Ctl("stop stubborn"),
            Ctl("status"),
            Ctl("start nosuch"),
            Ctl("start nosuch:*"),
            Ctl("stop nosuch"),
            Ctl("stop nosuch:*"),
            Ctl("stop nosuch:member"),
            Ctl("restart nosuch"),
            Ctl("status nosuch"),
            Ctl("status nosuch:*"),
            Ctl("pid nosuch"),
            Ctl("pid manual"),
            Ctl("signal HUP manual"),
            Ctl("signal NOPE flaskapp"),
            Ctl("signal HUP nosuch"),
            Ctl("signal USR1 flaskapp"),
            Await("flaskapp", "RUNNING"),
            Ctl("clear nosuch"),
            Ctl("tail nosuch"),
            Ctl("tail manual"),
            Ctl("add flaskapp"),
            Ctl("add nosuch"),
            Ctl("remove flaskapp"),
            Ctl("remove nosuch"),
            Ctl("update nosuch"),
        ],
    );
}

#[test]
fn a_wrong_invocation_says_the_same() {
    assert_same(
        &Config::fixture("webapp"),
        Transport::Configured,
        &[
            Await("flaskapp", "RUNNING"),
            Ctl("start"),
            Ctl("stop"),
            Ctl("restart"),
            Ctl("signal"),
            Ctl("signal HUP"),
            Ctl("clear"),
            Ctl("tail"),
            Ctl("tail flaskapp nochannel"),
            Ctl("tail -x flaskapp"),
            Ctl("tail flaskapp stdout more"),
            Ctl("maintail x"),
            Ctl("version 1"),
            Ctl("reload now"),
            Ctl("shutdown now"),
            Ctl("reread now"),
            Ctl("frobnicate"),
            Ctl("help"),
            Ctl("help start"),
            Ctl("help stop"),
            Ctl("help restart"),
            Ctl("help status"),
            Ctl("help tail"),
            Ctl("help update"),
            Ctl("help signal"),
            Ctl("help pid"),
            Ctl("help clear"),
            Ctl("help add"),
            Ctl("help remove"),
            Ctl("help avail"),
            Ctl("help reread"),
            Ctl("help reload"),
            Ctl("help shutdown"),
            Ctl("help version"),
            Ctl("help nosuch"),
            Ctl("--nosuch"),
            Ctl("-s nonsense status"),
            Ctl("-s gopher://x status"),
            Ctl("-s http://127.0.0.1:1 status"),
            Ctl("-s unix:///nonexistent/socket status"),
            Ctl("-s unix:///nonexistent/socket start flaskapp"),
            Ctl("-c nosuch.conf status"),
        ],
    );
}

#[test]
fn logs_are_read_and_cleared() {
    assert_same(
        &Config::fixture("webapp"),
        Transport::Configured,
        &[
            Await("flaskapp", "RUNNING"),
            Await("stubborn", "RUNNING"),
            AwaitText("run/flaskapp.log", "Supervised as"),
            AwaitText("run/flaskapp.err", "Running on"),
            Ctl("tail flaskapp"),
            Ctl("tail -20 flaskapp"),
            Ctl("tail flaskapp stdout"),
            Ctl("tail flaskapp stderr"),
            Ctl("tail flaskapp STDERR"),
            Ctl("clear flaskapp"),
            Ctl("tail flaskapp"),
            Ctl("tail flaskapp stderr"),
            Ctl("clear flaskapp stubborn"),
            Sorted("clear all"),
            Ctl("maintail -0"),
            Ctl("version"),
        ],
    );
}

#[test]
fn included_files_come_change_and_go() {
    const NEW: &str = "[program:late]\ncommand=%(here)s/../../bin/worker late\nstartsecs=0\n";
    const CHANGED: &str = "[program:cron]\ncommand=%(here)s/../../bin/worker crond\nstartsecs=0\n";
    assert_same(
        &Config::fixture("includes"),
        Transport::Configured,
        &[
            Await("apps:app1", "RUNNING"),
            Await("apps:app2", "RUNNING"),
            Await("cron", "RUNNING"),
            Ctl("reread"),
            Ctl("update"),
            Write("conf.d/late.conf", NEW),
            Ctl("reread"),
            Ctl("status late"),
            Ctl("avail"),
            Ctl("add late"),
            Await("late", "RUNNING"),
            Ctl("add late"),
            Ctl("remove late"),
            Ctl("stop late"),
            Ctl("remove late"),
            Ctl("update"),
            Await("late", "RUNNING"),
            Write("conf.d/cron.conf", CHANGED),
            Delete("conf.d/late.conf"),
            Ctl("reread"),
            Ctl("update cron"),
            Await("cron", "RUNNING"),
            Ctl("status"),
            Ctl("update"),
            Ctl("status"),
            Delete("conf.d/app2.conf"),
            Ctl("reread"),
            Ctl("update"),
            Ctl("status"),
        ],
    );
}

#[test]
fn servers_ask_for_a_password_on_both_sockets() {
    let config = Config::fixture("passwords").with_password();
    let transcript = assert_same(
        &config,
        Transport::Configured,
        &[
            Await("app", "RUNNING"),
            Ctl("status"),
            Ctl("-u user -p thepassword status"),
            Ctl("--username user --password thepassword status"),
            Ctl("-u user -p wrong status"),
            Ctl("-u user -p wrong stop app"),
            Ctl("-u user -p thepassword pid"),
            Ctl("-u user -p thepassword restart app"),
            Ctl("-s http://127.0.0.1:9001 -u user -p thepassword version"),
        ],
    );
    assert!(transcript.contains("app                              RUNNING   pid PID"), "{transcript}");
}

#[test]
fn a_day_over_tcp() {
    assert_same(
        &Config::fixture("includes"),
        Transport::Tcp,
        &[
            Await("apps:app1", "RUNNING"),
            Await("apps:app2", "RUNNING"),
            Await("cron", "RUNNING"),
            Ctl("status"),
            Sorted("stop apps:*"),
            Sorted("start apps:*"),
            Ctl("restart cron"),
            Ctl("tail cron"),
            Ctl("clear cron"),
            Ctl("reread"),
            Ctl("update"),
            Ctl("pid"),
            Ctl("version"),
            Ctl("avail"),
            Ctl("signal HUP cron"),
            Ctl("shutdown"),
            AwaitEnd,
            Ctl("status"),
            Ctl("start cron"),
        ],
    );
}

#[test]
fn the_shell_answers_line_by_line() {
    assert_same(
        &Config::fixture("includes"),
        Transport::Configured,
        &[
            Await("apps:app1", "RUNNING"),
            Await("apps:app2", "RUNNING"),
            Await("cron", "RUNNING"),
            Shell("status\nstop cron\nstatus cron\n\nstart cron\nversion\nnonsense\nexit\n"),
            Shell("pid cron\n"),
            Shell("shutdown\nn\nstatus cron\nshutdown\ny\n"),
            AwaitEnd,
            Ctl("status"),
        ],
    );
}

#[test]
fn reload_starts_everything_anew() {
    assert_same(
        &Config::fixture("includes"),
        Transport::Configured,
        &[
            Await("apps:app1", "RUNNING"),
            Await("apps:app2", "RUNNING"),
            Await("cron", "RUNNING"),
            Ctl("stop cron"),
            Ctl("reload"),
            Await("cron", "RUNNING"),
            Await("apps:app1", "RUNNING"),
            Await("apps:app2", "RUNNING"),
            Ctl("status"),
            Ctl("shutdown"),
            AwaitEnd,
            Ctl("pid"),
            Ctl("reread"),
            Ctl("update"),
        ],
    );
}

//! §8: every error, by the number of its row.

use super::{after, check};

const S: &str = "[supervisord]\n";
const P: &str = super::PROGRAM;
const E: &str = "[supervisord]\n[eventlistener:e]\ncommand=/bin/cat\nevents=TICK_5\n";
const F: &str = "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\n";
const FU: &str = "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\nsocket=unix:///tmp/f.sock\n";
const I: &str = "[supervisord]\n[inet_http_server]\n";
const U: &str = "[supervisord]\n[unix_http_server]\nfile=/tmp/s.sock\n";

#[test]
fn rows_1_to_4() {
    check(&after("", ["", "[program:x]\ncommand=a", "junk"]), 0);
    check(&after(S, ["junk", "[include]"]), 0);
}

#[test]
fn rows_5_to_17_supervisord_and_interfaces() {
    let rows = [
        "minfds=lots",
        "minprocs=1.5",
        "logfile_backups=ten",
        "directory=/nope",
        "childlogdir=/nope",
        "umask=9",
        "logfile=/nope/x.log",
        "pidfile=/nope/x.log",
        "logfile_maxbytes=50M",
        "loglevel=warning",
        "nodaemon=maybe",
        "silent=",
        "environment=FOO",
        "environment=FOO=\"bar",
        "user=nosuchuser",
        "user=54321",
        "identifier=%(FOO)s",
        "identifier=100%",
        "[rpcinterface:foo]",
        "[rpcinterface:foo]\nsupervisor.rpcinterface_factory=nope:thing",
        "[rpcinterface:foo]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:nope",
        "[rpcinterface:foo]\nsupervisor.rpcinterface_factory=a b c",
    ];
    check(&after(S, rows), 0);
}

#[test]
fn rows_18_to_25_groups_and_names() {
    let rows = [
        "[group:g]\nprograms=nope",
        "[group:g]\nprograms=x,nope",
        "[group:g]\nprograms=x,",
        "[fcgi-program:x]\ncommand=c\n[group:g]\nprograms=x",
        "[group:a b]",
        "[program:a b]",
        "[program:a:b]",
        "[program:a/b]",
        "[eventlistener:a b]\ncommand=c\nevents=TICK_5",
        "process_name=a b",
        "[group:g]\npriority=high",
        "priority=high",
        "priority=high\n[group:g]\nprograms=x",
    ];
    check(&after(P, rows), 0);
}

#[test]
fn rows_26_to_41_programs() {
    check(&after(S, ["[program:x]", "[eventlistener:e]\nevents=TICK_5"]), 0);
    let rows = [
        "autostart=sometimes",
        "redirect_stderr=2>&1",
        "stdout_syslog=x",
        "stdout_events_enabled=x",
        "autorestart=Always",
        "startsecs=1.5",
        "startretries=x",
        "stopwaitsecs=",
        "numprocs=two",
        "numprocs_start=a",
        "stderr_logfile_backups=x",
        "stdout_capture_maxbytes=1M",
        "stdout_logfile_maxbytes=big",
        "stopsignal=BOGUS",
        "stopsignal=99",
        "stopasgroup=true\nkillasgroup=false",
        "exitcodes=0,256",
        "numprocs=2",
        "process_name=%(nope)s",
        "environment=A=\"%(nope)s\"",
        "process_name=%(program_name)",
        "stdout_logfile=/nope/x.log",
        "user=nosuchuser",
        "user=54321",
        "umask=abc",
        "environment=A=1,B",
        "environment=A=\"1",
        "command=/bin/echo %(process_nam)s",
        "command=/bin/date +%Y",
    ];
    check(&after(P, rows), 0);
}

#[test]
fn rows_42_to_47_event_listeners() {
    check(&after(S, ["[eventlistener:e]\ncommand=/bin/cat"]), 0);
    let rows = [
        "events=NOPE",
        "events=TICK_5,",
        "events=TICK_5 TICK_60",
        "buffer_size=0",
        "result_handler=nope:x",
        "redirect_stderr=true",
    ];
    check(&after(E, rows), 0);
}

#[test]
fn rows_48_to_56_fastcgi() {
    let rows = [
        "",
        "socket=",
        "socket=unix://rel.sock",
        "socket=junk://x",
        "socket=tcp://localhost",
        "socket=tcp://localhost:0",
        "socket=tcp://localhost:70000",
        "socket=tcp://localhost:9000\nsocket_owner=root",
        "socket=tcp://localhost:9000\nsocket_mode=0700",
        "socket=unix:///tmp/%(process_num)s.sock",
    ];
    check(&after(F, rows), 0);
    let rows =
        ["socket_owner=nosuch", "socket_mode=rwx", "socket_backlog=0", "socket_backlog=x", "user=nosuch"];
    check(&after(FU, rows), 0);
}

#[test]
fn rows_57_to_63_servers() {
    let rows = [
        "",
        "port=localhost",
        "port=0",
        "port=localhost:",
        "port=localhost:70000",
        "port=localhost:http",
        "port=9001\nusername=u",
        "port=9001\npassword=u",
    ];
    check(&after(I, rows), 0);
    check(&after(S, ["[unix_http_server]"]), 0);
    check(
        &after(
            U,
            ["password=p", "username=u", "chmod=rw", "chown=nosuch:nosuch", "username=u\npassword=a%b"],
        ),
        0,
    );
}

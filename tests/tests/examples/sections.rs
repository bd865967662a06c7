//! §3: sections, and options that act on one another.

use super::{PROGRAM, after, check};

#[test]
fn which_sections_count() {
    let rows = [
        "[inet_http_server]\nport=*:9001\n[inet_http_server:two]\nport=127.0.0.1:9002",
        "[inet_http_server]\nport=*:9001\n[inet_http_server_disabled]\nport=9003\n[unix_http_server:u]\nfile=~/x/../y.sock",
        "[inet_http_server]\nport=9001",
        "[inet_http_server]\nport=9001\nusername=\npassword=",
        "[inet_http_server]\nport=9001\nusername=\"u\"\npassword=p;q",
        "[inet_http_server]\nport=9001\nusername=u\npassword=a%%b",
        "[unix_http_server]\nfile=unix:///tmp/x\nchown=root",
        "[unix_http_server]\nfile=",
        "[program]\ncommand=%(",
        "[Program:x]\nstartsecs=x",
        "[supervisord:x]\nminfds=x",
        "[supervisorctl]\nserverurl=%(nope)s",
        "[ctlplugin:x]\nsupervisor.ctl_factory=nope:x",
        "[program:]\ncommand=c",
        "[program: foo]\ncommand=c\n[group:g]\nprograms=foo",
        "[program: foo]\ncommand=c",
        "[program:a\tb]\ncommand=c",
        "[program:[x]%,é]\ncommand=c",
        "[program:a b]\ncommand=c",
        "[rpcinterface:a:b]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\nX=1",
        "[rpcinterface:]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    ];
    check(&after("[supervisord]\n", rows), 19);
}

#[test]
fn programs() {
    let rows = [
        "numprocs=2\nprocess_name=%%(process_num)s",
        "numprocs=12\nnumprocs_start=-1\nprocess_name=x_%(process_num)s",
        "numprocs=0",
        "numprocs=-3\ncommand=%(",
        "stopasgroup=true",
        "killasgroup=true",
        "stopasgroup=true\nkillasgroup=false",
        "redirect_stderr=true",
        "redirect_stderr=true\nstderr_logfile=/tmp/e.log",
        "redirect_stderr=true\nstderr_logfile=",
        "redirect_stderr=true\nstderr_logfile=AUTO",
        "redirect_stderr=true\nstderr_logfile=NONE",
        "redirect_stderr=true\nstderr_logfile=AUTO\nstderr_logfile_maxbytes=0",
        "redirect_stderr=true\nstderr_syslog=true",
        "stdout_logfile=Syslog\nstdout_syslog=false",
        "stderr_logfile=syslog",
        "stdout_logfile=rel.log",
        "stdout_logfile_maxbytes=0",
        "stdout_logfile_maxbytes=0\nnumprocs=3\nprocess_name=%(process_num)s",
    ];
    check(&after(PROGRAM, rows), 18);
}

#[test]
fn groups() {
    let head = "[supervisord]\n[program:a]\ncommand=c\n[program:b]\ncommand=c\n[fcgi-program:f]\ncommand=c\nsocket=tcp://Localhost:9002\n\
                [eventlistener:l]\ncommand=c\nevents=tick_5,TICK_5\n";
    let rows = [
        "",
        "[group:g]",
        "[group:g]\nprograms=",
        "[group:g]\nprograms=b,a\npriority=-5",
        "[group:g]\nprograms=a,a",
        "[group:g]\nprograms=a\n[group:h]\nprograms=a",
        "[group:g]\nprograms=f",
        "[group:g]\nprograms=f\n[fcgi-program:f]\nsocket=garbage\nsocket_mode=rwx",
        "[group:a]\nprograms=b",
        "[group:l]\nprograms=b",
        "[group:a]\nprograms=b\npriority=1000",
        "[group:g]\nprograms=l",
        "[group:g]\nprograms=a,nope",
        "[group:g]\nprograms=a,",
        "[group:g]\npriority=-5\nprograms=a",
        "[program:a]\npriority=5\n[program:b]\npriority=1\n[group:g]\nprograms=a,b",
        "[eventlistener:l]\npriority=-1",
        "[eventlistener: el]\ncommand=c\nevents=EVENT",
        "[eventlistener:l]\nbuffer_size=99\nstdout_capture_maxbytes=1MB",
        "[program:f]\ncommand=c\n[group:g]\nprograms=f",
    ];
    check(&after(head, rows), 16);
}

#[test]
fn fastcgi() {
    let head = "[supervisord]\n[fcgi-program:f]\ncommand=c\n";
    let rows = [
        "socket=tcp://Localhost:9002",
        "socket=tcp://*:9002",
        "socket=tcp://user@host:9002",
        "socket=tcp://:9002",
        "socket=tcp://localhost:9002/",
        "socket=TCP://localhost:9002",
        "socket=unix:/tmp/x",
        "socket=tcp://a b:1",
        "socket=tcp://[::1]:9000",
        "socket=unix://~/x",
        "socket=unix://rel.sock",
        "socket=unix:///tmp/a/../b.sock",
        "socket=unix:////tmp/b.sock",
        "socket=unix:///tmp/%(program_name)s.sock\nuser=nobody",
        "socket=unix:///tmp/x\nuser=root",
        "socket=unix:///tmp/x\nuser=nobody\nsocket_owner=root:root\nsocket_mode=0777\nsocket_backlog=5",
        "socket=tcp://x:1\nuser=nobody",
        "socket=unix:///tmp/x\nsocket_backlog=65535",
        "socket=unix:///tmp/x\nsocket_backlog=65536",
    ];
    check(&after(head, rows), 10);
}

/// §3.9: with two mistakes, the original reports the one that it comes to first.
#[test]
fn the_order_of_evaluation() {
    let mistakes = [
        ("supervisord", "minfds=x"),
        ("supervisord", "umask=x"),
        ("supervisord", "loglevel=x"),
        ("supervisord", "environment=x"),
        ("supervisord", "user=nosuch"),
        ("rpcinterface:r", "x=1"),
        ("group:g", "programs=nope"),
        ("program:a", "priority=x"),
        ("program:a", "autostart=x"),
        ("program:a", "umask=x"),
        ("program:a", "process_name=a b"),
        ("program:a", "numprocs=2"),
        ("program:a", "stopasgroup=1\nkillasgroup=0"),
        ("program:a", "environment=x"),
        ("program:a", "directory=%("),
        ("program:a", "stdout_logfile=/nope/x"),
        ("program:a", "stdout_logfile_backups=x"),
        ("program:a", "stdout_logfile_maxbytes=x"),
        ("program:a", "stdout_syslog=x"),
        ("program:a", "stderr_syslog=x"),
        ("program:a", "startsecs=x"),
        ("program:b", "startsecs=x"),
        ("eventlistener:l", "priority=x"),
        ("eventlistener:l", "buffer_size=x"),
        ("eventlistener:l", "result_handler=nope:x"),
        ("eventlistener:l", "events=NOPE"),
        ("eventlistener:l", "redirect_stderr=1"),
        ("eventlistener:l", "startsecs=x"),
        ("fcgi-program:f", "priority=x"),
        ("fcgi-program:f", "user=nosuch"),
        ("fcgi-program:f", "socket_backlog=x"),
        ("fcgi-program:f", "socket_owner=nosuch"),
        ("fcgi-program:f", "socket_mode=x"),
        ("fcgi-program:f", "socket=x"),
        ("fcgi-program:f", "startsecs=x"),
        ("inet_http_server", "username=u"),
        ("inet_http_server", "port=x"),
        ("unix_http_server", "file=%("),
        ("unix_http_server", "password=u"),
        ("unix_http_server", "chown=nosuch"),
        ("unix_http_server", "chmod=x"),
    ];
    let base = "[supervisord]\n[program:a]\ncommand=c\n[program:b]\ncommand=c\n[eventlistener:l]\ncommand=c\nevents=TICK_5\n\
                [fcgi-program:f]\ncommand=c\nsocket=unix:///tmp/x\n";
    let mut cases = Vec::new();
    for (section, mistake) in mistakes {
        for (other, second) in mistakes {
            cases.push(format!("[{section}]\n{mistake}\n[{other}]\n{second}\n"));
        }
    }
    check(&after(base, cases.iter().map(String::as_str)), 0);
}

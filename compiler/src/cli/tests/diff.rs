//! `supervisor-diff` on configurations.

use super::*;

const OLD: &str = "\
[supervisord]
loglevel = info
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
retries = 3
[program:web]
command = /srv/web --port 80%(process_num)02d
process_name = %(program_name)s_%(process_num)d
numprocs = 2
environment = API_KEY=\"hunter1\",MODE=\"a\"
[program:mail]
command = mail
[program:log]
command = log
stdout_logfile = /tmp/log
";

const NEW: &str = "\
[supervisord]
loglevel = debug
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[inet_http_server]
port = 127.0.0.1:9001
[include]
files = app.conf
[program:log]
command = log
";

const APP: &str = "\
[program:web]
command = /srv/web --port 80%(process_num)02d
process_name = %(program_name)s_%(process_num)d
numprocs = 3
stopwaitsecs = 30
environment = MODE=\"a\",API_KEY=\"hunter2\"
[program:cache]
command = cache
";

fn both() -> Scene {
    scene().file("old.conf", OLD).file("new.conf", NEW).file("app.conf", APP)
}

#[test]
fn what_an_update_would_do() {
    insta::assert_snapshot!(both().run(&["supervisor-diff", "old.conf", "new.conf"]), @"");
}

#[test]
fn as_json() {
    insta::assert_snapshot!(both().run(&["supervisor-diff", "--json", "old.conf", "new.conf"]));
}

#[test]
fn secrets_on_request() {
    let (_, shown, _) = both().outcome(&["supervisor-diff", "--show-secrets", "old.conf", "new.conf"]);
    assert!(shown.contains("environment.API_KEY: hunter1 → hunter2"), "{shown}");
}

#[test]
fn the_same_meaning_is_no_difference() {
    let other = OLD.replace("MODE=\"a\"", "MODE=a").replace("numprocs = 2", "numprocs : 02 ; two");
    let scene = scene().file("old.conf", OLD).file("new.conf", &other);
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"");
}

#[test]
fn what_an_update_ignores_is_a_difference_all_the_same() {
    let other = OLD.replace("loglevel = info", "loglevel = warn");
    let scene = scene().file("old.conf", OLD).file("new.conf", &other);
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"");
}

#[test]
fn a_side_that_does_not_compile_is_explained() {
    let scene =
        scene().file("old.conf", OLD).file("new.conf", &OLD.replace("numprocs = 2", "numprocs = two"));
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"");
}

#[test]
fn both_sides_are_complained_about() {
    let scene = scene().file("new.conf", "");
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"");
}

#[test]
fn one_side_from_standard_input() {
    let (status, shown, _) =
        scene().file("new.conf", OLD).stdin(OLD).outcome(&["supervisor-diff", "-", "new.conf"]);
    assert_eq!((status, shown.as_str()), (0, "no group changes: an update would do nothing\n"));
}

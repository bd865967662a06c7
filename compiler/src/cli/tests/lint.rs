//! `supervisor-lint` on configurations.

use super::*;

const CLEAN: &str = "[supervisord]\n[program:web]\ncommand=/bin/web\n";
const BROKEN: &str = "[supervisord]\nminfds = lots\n[program:web]\ncommand=/bin/web\nstartsecs=1.5\n";

#[test]
fn a_clean_file() {
    insta::assert_snapshot!(scene().file("a.conf", CLEAN).run(&["supervisor-lint", "a.conf"]), @"");
}

#[test]
fn a_broken_file_as_text() {
    insta::assert_snapshot!(scene().file("a.conf", BROKEN).run(&["supervisor-lint", "a.conf"]), @"");
}

#[test]
fn a_broken_file_as_lines() {
    let line = ["supervisor-lint", "-o", "concise", "a.conf"];
    insta::assert_snapshot!(scene().file("a.conf", BROKEN).run(&line), @"");
}

#[test]
fn a_broken_file_as_json() {
    let line = ["supervisor-lint", "--output-format=json", "a.conf"];
    insta::assert_snapshot!(scene().file("a.conf", BROKEN).run(&line));
}

#[test]
fn standard_input_goes_by_a_name() {
    let concise = ["supervisor-lint", "-o", "concise"];
    insta::assert_snapshot!(scene().stdin(BROKEN).run(&concise), @"");
    let named = ["supervisor-lint", "-o", "concise", "--stdin-filename", "etc/s.conf", "-"];
    insta::assert_snapshot!(scene().stdin(BROKEN).run(&named), @"");
}

#[test]
fn standard_input_includes_from_the_directory_of_its_name() {
    let main = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n";
    let scene = scene().stdin(main).file("etc/conf.d/app.conf", "[program:web]\n");
    let line = ["supervisor-lint", "-o", "concise", "--stdin-filename", "etc/s.conf"];
    insta::assert_snapshot!(scene.run(&line), @"");
}

#[test]
fn a_missing_file_does_not_keep_the_others_from_being_checked() {
    let scene = scene().file("a.conf", BROKEN).file("b.conf", CLEAN);
    let line = ["supervisor-lint", "-o", "concise", "nope.conf", "a.conf", "b.conf"];
    insta::assert_snapshot!(scene.run(&line), @"");
}

#[test]
fn what_two_files_include_is_reported_once() {
    let main = "[supervisord]\n[include]\nfiles=app.conf\n";
    let scene = scene().file("a.conf", main).file("b.conf", main).file("app.conf", "[program:web]\n");
    insta::assert_snapshot!(scene.run(&["supervisor-lint", "-o", "concise", "a.conf", "b.conf"]), @"");
}

#[test]
fn variables_come_from_the_environment_and_from_arguments() {
    let text = "[supervisord]\nidentifier=%(ENV_ONE)s-%(ENV_TWO)s\n";
    let scene = || scene().file("a.conf", text).variable("ONE", "1");
    let (status, _, _) = scene().outcome(&["supervisor-lint", "a.conf"]);
    assert_eq!(status, 1);
    let (status, _, _) = scene().outcome(&["supervisor-lint", "--env", "TWO=a=b", "a.conf"]);
    assert_eq!(status, 0);
}

#[test]
fn users_and_directories_are_checked_only_on_request() {
    let scene = || scene().file("a.conf", "[supervisord]\nuser=nosuch\ndirectory=/nosuch\n");
    let (status, _, _) = scene().outcome(&["supervisor-lint", "a.conf"]);
    assert_eq!(status, 0);
    let line = ["supervisor-lint", "--host", "-o", "concise", "a.conf"];
    insta::assert_snapshot!(scene().run(&line), @"");
}

#[test]
fn a_file_may_be_called_like_a_subcommand() {
    let (status, shown, _) = scene().file("plan", CLEAN).outcome(&["supervisor-lint", "./plan"]);
    assert_eq!((status, shown.as_str()), (0, "no findings in 1 file\n"));
}

const SHOP: &str = "\
[unix_http_server]
file = /run/supervisor.sock
username = admin
password = hunter2

[supervisord]
loglevel = debug
environment = REGION=\"eu\"

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
retries = 3

[program:web]
command = /srv/web --port 80%(process_num)02d
process_name = %(program_name)s_%(process_num)d
numprocs = 2
environment = API_KEY=\"hunter2\"

[fcgi-program:php]
command = php-cgi
socket = unix:///run/php.sock

[eventlistener:watch]
command = watch
events = TICK_60,PROCESS_STATE

[group:empty]
programs =
";

#[test]
fn plan_shows_what_is_set() {
    let scene = scene().file("a.conf", SHOP);
    insta::assert_snapshot!(scene.run(&["supervisor-lint", "plan", "a.conf"]), @"");
}

#[test]
fn plan_shows_defaults_and_secrets_on_request() {
    let line = ["supervisor-lint", "plan", "--all", "--show-secrets", "--color", "never", "a.conf"];
    insta::assert_snapshot!(scene().file("a.conf", SHOP).run(&line));
}

#[test]
fn plan_as_json() {
    let scene = scene().file("a.conf", "[supervisord]\nloglevel=debug\n[program:x]\ncommand=/bin/x\n");
    insta::assert_snapshot!(scene.run(&["supervisor-lint", "plan", "--json", "a.conf"]));
}

#[test]
fn plan_of_a_broken_file_is_its_findings() {
    let outcome = scene().file("a.conf", BROKEN).run(&["supervisor-lint", "plan", "a.conf"]);
    insta::assert_snapshot!(outcome, @"");
}

#[test]
fn plan_of_a_missing_file() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "--color", "never", "plan", "a.conf"]), @"");
}

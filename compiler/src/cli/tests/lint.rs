//! `supervisor-lint` on configurations.

use super::*;

/// Two mistakes, and otherwise nothing to say about.
const BROKEN: &str = "\
[supervisord]
minfds = lots
user=root
logfile=/var/log/supervisor/supervisord.log
pidfile=/run/supervisord.pid
childlogdir=/var/log/supervisor
[program:web]
command=/bin/web
startsecs=1.5
[unix_http_server]
file=/run/supervisor.sock
chmod=0700
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix:///run/supervisor.sock
";

#[test]
fn a_clean_file() {
    insta::assert_snapshot!(scene().file("a.conf", CLEAN).run(&["supervisor-lint", "a.conf"]), @"
    $ supervisor-lint a.conf
    no findings in 1 file
    --- status 0
    ");
}

#[test]
fn a_broken_file_as_text() {
    insta::assert_snapshot!(scene().file("a.conf", BROKEN).run(&["supervisor-lint", "a.conf"]), @"
    $ supervisor-lint a.conf
    error[bad-integer]

      × `minfds` must be a whole number, not `lots`
       ╭─[a.conf:2:10]
     1 │ [supervisord]
     2 │ minfds = lots
       ·          ──┬─
       ·            ╰── not a whole number
     3 │ user=root
       ╰────
      help: write a number in decimal digits

    error[bad-integer]

      × `startsecs` must be a whole number, not `1.5`
        ╭─[a.conf:9:11]
      8 │ command=/bin/web
      9 │ startsecs=1.5
        ·           ─┬─
        ·            ╰── not a whole number
     10 │ [unix_http_server]
        ╰────
      help: write `startsecs=1`: there are no units and no fractions

    2 errors in 1 file
    --- status 1
    ");
}

#[test]
fn a_broken_file_as_lines() {
    let line = ["supervisor-lint", "-o", "concise", "a.conf"];
    insta::assert_snapshot!(scene().file("a.conf", BROKEN).run(&line), @"
    $ supervisor-lint -o concise a.conf
    a.conf:2:10: error[bad-integer]: `minfds` must be a whole number, not `lots`
    a.conf:9:11: error[bad-integer]: `startsecs` must be a whole number, not `1.5`
    --- status 1
    ");
}

#[test]
fn a_broken_file_as_json() {
    let line = ["supervisor-lint", "--output-format=json", "a.conf"];
    insta::assert_snapshot!(scene().file("a.conf", BROKEN).run(&line));
}

#[test]
fn standard_input_goes_by_a_name() {
    let concise = ["supervisor-lint", "-o", "concise"];
    insta::assert_snapshot!(scene().stdin(BROKEN).run(&concise), @"
    $ supervisor-lint -o concise
    <stdin>:2:10: error[bad-integer]: `minfds` must be a whole number, not `lots`
    <stdin>:9:11: error[bad-integer]: `startsecs` must be a whole number, not `1.5`
    --- status 1
    ");
    let named = ["supervisor-lint", "-o", "concise", "--stdin-filename", "etc/s.conf", "-"];
    insta::assert_snapshot!(scene().stdin(BROKEN).run(&named), @"
    $ supervisor-lint -o concise --stdin-filename etc/s.conf -
    etc/s.conf:2:10: error[bad-integer]: `minfds` must be a whole number, not `lots`
    etc/s.conf:9:11: error[bad-integer]: `startsecs` must be a whole number, not `1.5`
    --- status 1
    ");
}

#[test]
fn nobody_waits_without_knowing_for_what() {
    let (_, _, said) = scene().stdin(CLEAN).on_terminal().outcome(&["supervisor-lint"]);
    assert_eq!(said, "supervisor-lint: reading standard input; name files to check those, or see --help\n");
}

#[test]
fn standard_input_includes_from_the_directory_of_its_name() {
    let main = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n";
    let scene = scene().stdin(main).file("etc/conf.d/app.conf", "[program:web]\n");
    let line = ["supervisor-lint", "-o", "concise", "--stdin-filename", "etc/s.conf"];
    insta::assert_snapshot!(scene.run(&line), @"
    $ supervisor-lint -o concise --stdin-filename etc/s.conf
    etc/s.conf:1:1: info[no-control-channel]: there is no [unix_http_server] and no [inet_http_server]: supervisorctl cannot reach the daemon
    etc/s.conf:1:1: info[no-user-as-root]: [supervisord] has no `user`: started by root, the daemon stays root and logs that as CRITICAL
    etc/conf.d/app.conf:1:1: error[missing-command]: [program:web] has no `command`
    --- status 1
    ");
}

#[test]
fn a_missing_file_does_not_keep_the_others_from_being_checked() {
    let scene = scene().file("a.conf", BROKEN).file("b.conf", CLEAN);
    let line = ["supervisor-lint", "-o", "concise", "nope.conf", "a.conf", "b.conf"];
    insta::assert_snapshot!(scene.run(&line), @"
    $ supervisor-lint -o concise nope.conf a.conf b.conf
    a.conf:2:10: error[bad-integer]: `minfds` must be a whole number, not `lots`
    a.conf:9:11: error[bad-integer]: `startsecs` must be a whole number, not `1.5`
    --- standard error
    supervisor-lint: could not find config file nope.conf
    --- status 3
    ");
}

#[test]
fn what_two_files_include_is_reported_once() {
    let main = "[supervisord]\n[include]\nfiles=app.conf\n";
    let scene = scene().file("a.conf", main).file("b.conf", main).file("app.conf", "[program:web]\n");
    insta::assert_snapshot!(scene.run(&["supervisor-lint", "-o", "concise", "a.conf", "b.conf"]), @"
    $ supervisor-lint -o concise a.conf b.conf
    a.conf:1:1: info[no-control-channel]: there is no [unix_http_server] and no [inet_http_server]: supervisorctl cannot reach the daemon
    a.conf:1:1: info[no-user-as-root]: [supervisord] has no `user`: started by root, the daemon stays root and logs that as CRITICAL
    app.conf:1:1: error[missing-command]: [program:web] has no `command`
    b.conf:1:1: info[no-control-channel]: there is no [unix_http_server] and no [inet_http_server]: supervisorctl cannot reach the daemon
    b.conf:1:1: info[no-user-as-root]: [supervisord] has no `user`: started by root, the daemon stays root and logs that as CRITICAL
    --- status 1
    ");
}

#[test]
fn variables_come_from_the_environment_and_from_arguments() {
    let text = "[supervisord]\nidentifier=%(ENV_ONE)s-%(ENV_TWO)s\n";
    let scene = || scene().file("a.conf", text).variable("ONE", "1");
    // Where supervisord is going to be started, it may be set: only a file of variables says that it is not.
    let (status, shown, _) = scene().outcome(&["supervisor-lint", "-o", "concise", "a.conf"]);
    assert!(status == 0 && shown.contains("info[env-var-maybe-unset]"), "{shown}");
    let line = ["supervisor-lint", "-o", "concise", "--env-file", "env", "a.conf"];
    let (status, shown, _) = scene().file("env", "ONE=1\n").outcome(&line);
    assert!(status == 1 && shown.contains("error[unknown-expansion]"), "{shown}");
    let (status, shown, _) =
        scene().outcome(&["supervisor-lint", "-o", "concise", "--env", "TWO=a=b", "a.conf"]);
    // It says that it depends on them, but not that one is not set.
    assert!(status == 0 && !shown.contains("Supervisor"), "{shown}");
}

#[test]
fn users_and_directories_are_checked_only_on_request() {
    let scene = || scene().file("a.conf", "[supervisord]\nuser=nosuch\ndirectory=/nosuch\n");
    let (status, _, _) = scene().outcome(&["supervisor-lint", "a.conf"]);
    assert_eq!(status, 0);
    let line = ["supervisor-lint", "--host", "-o", "concise", "a.conf"];
    insta::assert_snapshot!(scene().run(&line), @"
    $ supervisor-lint --host -o concise a.conf
    a.conf:1:1: info[no-control-channel]: there is no [unix_http_server] and no [inet_http_server]: supervisorctl cannot reach the daemon
    a.conf:2:6: error[unknown-user]: `user`: there is no user `nosuch` on this machine
    a.conf:3:11: error[missing-directory]: the directory `/nosuch` of `directory` does not exist
    --- status 1
    ");
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
    insta::assert_snapshot!(scene.run(&["supervisor-lint", "plan", "a.conf"]), @"
    $ supervisor-lint plan a.conf
    [supervisord]
      loglevel           = debug  # a.conf:7:12
      environment.REGION = eu     # a.conf:8:15

    [unix_http_server]
      file     = /run/supervisor.sock  # a.conf:2:8
      username = admin                 # a.conf:3:12
      password = ***                   # a.conf:4:12

    [rpcinterface:supervisor]
      supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface  # a.conf:11:35
      retries                         = 3  # a.conf:12:11

    group watch (event listener)  # a.conf:24:1
      events = PROCESS_STATE,TICK_60  # a.conf:26:10
      process watch
        command            = watch  # a.conf:25:11
        environment.REGION = eu     # a.conf:8:15

    group empty  # a.conf:28:1
      no processes

    group php (FastCGI)  # a.conf:20:1
      socket = unix:///run/php.sock  # a.conf:22:10
      process php
        command            = php-cgi  # a.conf:21:11
        environment.REGION = eu       # a.conf:8:15

    group web  # a.conf:14:1
      process web_0
        command             = /srv/web --port 8000  # a.conf:15:11
        environment.REGION  = eu                    # a.conf:8:15
        environment.API_KEY = ***                   # a.conf:18:15
      process web_1  # as web_0
        command = /srv/web --port 8001  # a.conf:15:11

    4 processes in 4 groups, from 1 file
    --- status 0
    ");
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
    insta::assert_snapshot!(outcome, @"
    $ supervisor-lint plan a.conf
    --- standard error
    error[bad-integer]

      × `minfds` must be a whole number, not `lots`
       ╭─[a.conf:2:10]
     1 │ [supervisord]
     2 │ minfds = lots
       ·          ──┬─
       ·            ╰── not a whole number
     3 │ user=root
       ╰────
      help: write a number in decimal digits

    error[bad-integer]

      × `startsecs` must be a whole number, not `1.5`
        ╭─[a.conf:9:11]
      8 │ command=/bin/web
      9 │ startsecs=1.5
        ·           ─┬─
        ·            ╰── not a whole number
     10 │ [unix_http_server]
        ╰────
      help: write `startsecs=1`: there are no units and no fractions

    2 errors in 1 file
    --- status 1
    ");
}

#[test]
fn plan_of_a_missing_file() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "--color", "never", "plan", "a.conf"]), @"
    $ supervisor-lint --color never plan a.conf
    --- standard error
    supervisor-lint: could not find config file a.conf
    --- status 3
    ");
}

#[test]
fn the_target_decides_where_releases_differ() {
    let value = |target: &str| {
        let scene = scene().file("a.conf", "[supervisord]\nenvironment=A=\"x\\\\y\"\n");
        let (_, plan, _) = scene.outcome(&["supervisor-lint", "--target", target, "plan", "a.conf"]);
        plan.lines().nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(value("4.3"), "  environment.A = x\\\\y  # a.conf:2:13");
    assert_eq!(value("4.4-dev"), "  environment.A = x\\y  # a.conf:2:13");
}

#[test]
fn what_the_original_says_is_shown_on_request() {
    let run = |format: &str| {
        scene().file("a.conf", BROKEN).run(&["supervisor-lint", "--show-original", "-o", format, "a.conf"])
    };
    insta::assert_snapshot!(format!("{}\n{}", run("text"), run("concise")));
}

/// A misspelt option, a section that is none, a value that an earlier one hides and one from [DEFAULT]: each with the other
/// place that belongs to it.
#[test]
fn places_that_belong_together_are_shown_together() {
    let main =
        "[DEFAULT]\nstartsecs=soon\n[supervisor]\nlogfile=/dev/null\n[include]\nfiles=a.conf conf.d/*.conf\n";
    let web = "[program:web]\ncomand=/bin/web\nautostart=true\nautostart=maybe\n[group:all]\nprograms=web,db\n\
               [programm:db]\ncommand=/bin/db\n";
    let scene = scene().file("s.conf", main).file("conf.d/web.conf", web);
    insta::assert_snapshot!(scene.run(&["supervisor-lint", "s.conf"]));
}

/// Everything that decides an option's value: two files, a section in parts, overridden values, [DEFAULT], several lines,
/// a comment, a secret. It need not compile.
#[test]
fn show_prints_one_file_and_where_each_line_comes_from() {
    let main = "[DEFAULT]\nstartsecs=5\nuser=nobody\n[supervisord]\nenvironment=A=\"1\",\n  API_KEY=\"hunter2\" ; two\n\
                [include]\nfiles=conf.d/*.conf\n[program:web]\ncommand=old\nstartsecs=1\n";
    let web = "[program:web]\nCommand : %(here)s/new --port 1 ; here\njunk\n[program:db]\nautostart=maybe\n";
    let scene = || scene().file("s.conf", main).file("conf.d/web.conf", web);
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "show", "s.conf"]));
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "show", "--json", "s.conf"]));
}

/// They are checked at once, on as many processors as there are.
#[test]
fn many_files_are_reported_in_the_order_of_the_arguments() {
    let names: Vec<_> = (0..100).map(|number| format!("{}.conf", (number * 37) % 100)).collect();
    let broken = |scene: Scene, name: &String| scene.file(name, "[supervisord]\nminfds=lots\n");
    let scene = names.iter().filter(|name| *name != "50.conf").fold(scene(), broken);
    let words = ["supervisor-lint", "-o", "concise"].into_iter().chain(names.iter().map(String::as_str));
    let (status, stdout, stderr) = scene.outcome(&words.collect::<Vec<_>>());
    let files: Vec<_> = stdout
        .lines()
        .filter(|line| line.contains("bad-integer"))
        .filter_map(|line| line.split(':').next())
        .collect();
    let expected: Vec<_> = names.iter().filter(|name| *name != "50.conf").collect();
    assert_eq!(files, expected);
    assert_eq!(status, 3);
    assert_eq!(stderr, "supervisor-lint: could not find config file 50.conf\n");
}

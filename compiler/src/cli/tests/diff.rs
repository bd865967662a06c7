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
    insta::assert_snapshot!(both().run(&["supervisor-diff", "old.conf", "new.conf"]), @"
    $ supervisor-diff old.conf new.conf
    + group cache (will start: cache)                         # app.conf:7:1
    ~ group web (will restart: web_0, web_1; will start: web_2)  # app.conf:1:1
        web_0, web_1
          stopwaitsecs: 10 → 30                               # app.conf:5:16, was default (through an include)
          environment.API_KEY: *** → ***                      # app.conf:6:24, was old.conf:10:15 (through an include)
        + web_2                                               # app.conf:2:11
    - group mail (will stop: mail)                            # old.conf:11:1

    1 group added, 1 changed, 1 removed, 1 unchanged

    in this order:
      mail: stop mail                                         # stopped after 10 s at most
      web: stop web_0, web_1, then start web_0, web_1, web_2  # stopped after 10 s at most
      cache: start cache
    the update takes 20 s at most; everything has started after 21 s

    note: these differ too, but an update does not compare them and leaves the groups as they are:
      log
        stdout_logfile: /tmp/log → AUTO                       # default, was old.conf:15:18

    note: an update ignores these; they need a reload or a restart of supervisord:
      [supervisord]
        loglevel: info → debug                                # new.conf:2:12, was old.conf:2:12
      + [inet_http_server]
      [rpcinterface:supervisor]
        retries: 3 → (unset)                                  # was old.conf:5:11
    --- status 2
    ");
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
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @r#"
    $ supervisor-diff old.conf new.conf
    no group changes: an update would do nothing

    note: these are written otherwise and mean the same:
      web
        numprocs: 2 → 02 (the same value)                 # new.conf:9:12
        environment: API_KEY="***",MODE="a" → API_KEY="***",MODE=a (the same value)  # new.conf:10:15
    --- status 0
    "#);
}

#[test]
fn what_an_update_ignores_is_a_difference_all_the_same() {
    let other = OLD.replace("loglevel = info", "loglevel = warn");
    let scene = scene().file("old.conf", OLD).file("new.conf", &other);
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"
    $ supervisor-diff old.conf new.conf
    no group changes: an update would do nothing

    note: an update ignores these; they need a reload or a restart of supervisord:
      [supervisord]
        loglevel: info → warn                     # new.conf:2:12, was old.conf:2:12
    --- status 2
    ");
}

#[test]
fn a_side_that_does_not_compile_is_explained() {
    let scene =
        scene().file("old.conf", OLD).file("new.conf", &OLD.replace("numprocs = 2", "numprocs = two"));
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @r#"
    $ supervisor-diff old.conf new.conf
    --- standard error
    error[bad-integer]

      × `numprocs` must be a whole number, not `two`
        ╭─[new.conf:9:12]
      8 │ process_name = %(program_name)s_%(process_num)d
      9 │ numprocs = two
        ·            ─┬─
        ·             ╰── not a whole number
     10 │ environment = API_KEY="hunter1",MODE="a"
        ╰────
      help: write a number in decimal digits

    1 error in 1 file
    --- status 1
    "#);
}

#[test]
fn both_sides_are_complained_about() {
    let scene = scene().file("new.conf", "");
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"
    $ supervisor-diff old.conf new.conf
    --- standard error
    supervisor-diff: could not find config file old.conf
    error[missing-supervisord-section]

      × there is no section [supervisord]
       ╭─[new.conf:1:1]
       ╰────
      help: add a line `[supervisord]`; the section may be empty

    1 error in 1 file
    --- status 1
    ");
}

#[test]
fn one_side_from_standard_input() {
    let (status, shown, _) =
        scene().file("new.conf", OLD).stdin(OLD).outcome(&["supervisor-diff", "-", "new.conf"]);
    assert_eq!((status, shown.as_str()), (0, "no group changes: an update would do nothing\n"));
}

#[test]
fn a_line_that_changes_all_processes_is_shown_once() {
    let old = OLD.replace("web --port", "web --directory=/srv/%(process_num)d --port");
    let new = old.replace("--port", "--listen");
    let scene = scene().file("old.conf", &old).file("new.conf", &new);
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"
    $ supervisor-diff old.conf new.conf
    ~ group web (will restart: web_0, web_1)             # new.conf:6:1
        web_0, web_1
          command (of web_0):                            # new.conf:7:11, was old.conf:7:11
            - /srv/web --directory=/srv/0 --port 8000
            + /srv/web --directory=/srv/0 --listen 8000

    0 groups added, 1 changed, 0 removed, 2 unchanged

    in this order:
      web: stop web_0, web_1, then start web_0, web_1    # stopped after 10 s at most
    the update takes 10 s at most; everything has started after 11 s
    --- status 2
    ");
}

#[test]
fn directories_are_compared_as_if_they_stood_in_one_place() {
    let main = "[supervisord]\n[include]\nfiles=conf.d/*.conf\n";
    let program = |name: &str, word: &str| {
        format!("[program:{name}]\ncommand=%(here)s/bin/{name} {word}\nstdout_logfile=%(here)s/log\n")
    };
    let scene = || {
        scene()
            .file("a/supervisord.conf", main)
            .file("a/conf.d/one.conf", &program("one", "x"))
            .file("a/conf.d/two.conf", &program("two", "x"))
            .file("b/etc/supervisord.conf", main)
            .file("b/etc/conf.d/one.conf", &program("one", "x"))
            .file("c/supervisord.conf", main)
            .file("c/conf.d/one.conf", &program("one", "x"))
            .file("c/conf.d/two.conf", &program("two", "y"))
            .file("c/conf.d/three.conf", &program("three", "x"))
    };
    insta::assert_snapshot!(scene().run(&["supervisor-diff", "a", "c"]), @"
    $ supervisor-diff a c
    + group three (will start: three)                 # c/conf.d/three.conf:1:1
    ~ group two (will restart: two)                   # c/conf.d/two.conf:1:1
        command: /srv/a/conf.d/bin/two x → /srv/a/conf.d/bin/two y  # c/conf.d/two.conf:2:9, was a/conf.d/two.conf:2:9

    1 group added, 1 changed, 0 removed, 1 unchanged

    in this order:
      two: stop two, then start two                   # stopped after 10 s at most
      three: start three
    the update takes 10 s at most; everything has started after 11 s
    --- status 2
    ");
    insta::assert_snapshot!(scene().run(&["supervisor-diff", "--unified", "a", "c/"]), @"
    $ supervisor-diff --unified a c/
    --- a
    +++ c/
    @@ -4,0 +5,3 @@ [three:three]
    +[three:three]
    +command=/srv/a/conf.d/bin/three x
    +stdout_logfile=/srv/a/conf.d/log
    @@ -5,3 +8,3 @@ [two:two]
     [two:two]
    -command=/srv/a/conf.d/bin/two x
    +command=/srv/a/conf.d/bin/two y
     stdout_logfile=/srv/a/conf.d/log
    --- status 2
    ");
    let (status, _, said) = scene().outcome(&["supervisor-diff", "a", "nowhere"]);
    assert_eq!((status, said.as_str()), (1, "supervisor-diff: could not find config file nowhere\n"));
}

#[test]
fn a_pipeline_fails_on_what_it_names() {
    let status = |what: &str| {
        let scene =
            scene().file("old.conf", OLD).file("new.conf", &OLD.replace("numprocs = 2", "numprocs = 3"));
        scene.outcome(&["supervisor-diff", "--fail-on", what, "old.conf", "new.conf"]).0
    };
    assert_eq!(["restart", "start", "stop", "remove", "ignored", "change"].map(status), [3, 3, 0, 0, 0, 3]);
    assert_eq!((status("remove,ignored"), status("remove,start")), (0, 3));
    assert_eq!(status("nonsense"), 1);
}

#[test]
fn a_minimal_update_is_foretold() {
    let scene = scene().file("old.conf", OLD).file("new.conf", &OLD.replace("numprocs = 2", "numprocs = 3"));
    let (status, shown, _) = scene.outcome(&["supervisor-diff", "--minimal", "old.conf", "new.conf"]);
    assert_eq!(status, 2);
    assert!(shown.contains("will start: web_2; stay up: web_0, web_1"), "{shown}");
}

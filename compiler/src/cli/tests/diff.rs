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
          environment.API_KEY: *** → *** (another one)        # app.conf:6:24, was old.conf:10:15 (through an include)
        + web_2 (numprocs: 2 → 3)                             # app.conf:4:12
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
     10 │ environment = API_KEY="*******",MODE="a"
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
fn standard_input_is_one_side_at_most() {
    let (status, _, said) = scene().stdin(OLD).outcome(&["supervisor-diff", "-", "-"]);
    let text = "supervisor-diff: standard input can be one of the two only\n";
    assert_eq!((status, said.as_str()), (1, text));
}

#[test]
fn a_comment_belongs_to_the_section_below_it() {
    let old = "[supervisord]\n[program:a]\ncommand = a\n\n[program:b]\ncommand = b\n";
    let new = old.replace("[program:b]", "; what b is for\n[program:b]");
    let scene = scene().file("old.conf", old).file("new.conf", &new);
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"
    $ supervisor-diff old.conf new.conf
    no group changes: an update would do nothing

    note: these are written otherwise and mean the same:
      b: comments, blank lines or order
    --- status 0
    ");
}

#[test]
fn what_may_run_is_stopped_if_it_runs_and_nothing_starts() {
    let old = "[supervisord]\n[program:a]\ncommand = a\nautostart = false\n";
    let scene = scene().file("old.conf", old).file("new.conf", "[supervisord]\n");
    insta::assert_snapshot!(scene.run(&["supervisor-diff", "old.conf", "new.conf"]), @"
    $ supervisor-diff old.conf new.conf
    - group a (will stop, if it runs: a)               # old.conf:2:1

    0 groups added, 0 changed, 1 removed, 0 unchanged

    in this order:
      a: stop a (if it runs)                           # stopped after 10 s at most
    the update takes 10 s at most
    --- status 2
    ");
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

/// Processes come and go because of an option, which is named with its place.
#[test]
fn what_made_processes_come_and_go_is_named() {
    let old = "[supervisord]\n[program:w]\ncommand = w\nprocess_name = w%(process_num)d\nnumprocs = 2\n\
               [program:a]\ncommand = a\n[program:b]\ncommand = b\n[group:g]\nprograms = a\n";
    let told = |from: &str, to: &str, turned: bool| {
        let new = old.replace(from, to);
        let (old, new) = if turned { (new.as_str(), old) } else { (old, new.as_str()) };
        let scene = scene().file("old.conf", old).file("new.conf", new);
        let (_, shown, _) = scene.outcome(&["supervisor-diff", "old.conf", "new.conf"]);
        let lines = shown.lines().filter(|line| line.starts_with("    +") || line.starts_with("    -"));
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(told("numprocs = 2", "numprocs = 3", false), ["+ w2 (numprocs: 2 → 3) # new.conf:5:12"]);
    assert_eq!(told("numprocs = 2", "numprocs = 3", true), ["- w2 (numprocs: 3 → 2) # new.conf:5:12"]);
    assert_eq!(
        told("programs = a", "programs = a,b", false),
        ["+ b (programs of [group:g]) # new.conf:11:12"]
    );
    assert_eq!(
        told("programs = a", "programs = a,b", true),
        ["- b (programs of [group:g]) # new.conf:11:12"]
    );
    assert_eq!(
        told("numprocs = 2", "numprocs = 2\nnumprocs_start = 1", false),
        ["+ w2 (numprocs_start: 1) # new.conf:6:18", "- w0 (numprocs_start: 1) # new.conf:6:18"]
    );
    let scene =
        || scene().file("old.conf", old).file("new.conf", &old.replace("numprocs = 2", "numprocs = 3"));
    let (_, markdown, _) = scene().outcome(&["supervisor-diff", "--markdown", "old.conf", "new.conf"]);
    assert!(markdown.contains("| `numprocs` (`new.conf:5:12`), 1 new process |"), "{markdown}");
    let (_, json, _) = scene().outcome(&["supervisor-diff", "--json", "old.conf", "new.conf"]);
    assert!(
        json.contains("\"option\": \"numprocs\",\n      \"old\": \"2\",\n      \"new\": \"3\","),
        "{json}"
    );
}

/// What `--minimal` cannot spare is told with the reason, and every format says that it is about a minimal update.
#[test]
fn what_a_minimal_update_replaces_as_a_whole_is_told_with_the_reason() {
    let old = "[supervisord]\n[program:a]\ncommand = a\n[fcgi-program:f]\ncommand = f\nsocket = tcp://localhost:9000\n\
               [group:g]\nprograms = a,f\n";
    let run = |format: &str| {
        let scene = scene().file("old.conf", old).file("new.conf", &old.replace("= a\n", "= a 2\n"));
        scene.outcome(&["supervisor-diff", "--minimal", format, "old.conf", "new.conf"]).1
    };
    let text = run("--color=never");
    let line =
        "f: unchanged, but the group is replaced as a whole even with --minimal: f has a FastCGI socket";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("in this order, with update --minimal:\n"), "{text}");
    let markdown = run("--markdown");
    assert!(markdown.starts_with("### What `supervisorctl update --minimal` would do\n"), "{markdown}");
    assert!(
        markdown.contains("; as a whole even with `--minimal`: `f has a FastCGI socket` |"),
        "{markdown}"
    );
    let json = run("--json");
    assert!(json.contains("\"minimal\": true") && json.contains("\"whole\": \"fastcgi\""), "{json}");
}

/// Two directories whose configuration includes what belongs to neither.
fn with_absolute_includes() -> Scene {
    let main = "[supervisord]\n[include]\nfiles = /etc/supervisor/conf.d/*.conf /srv/b/own.conf\n";
    scene()
        .file("a/supervisord.conf", main)
        .file("b/supervisord.conf", main)
        .file("b/own.conf", "[program:own]\ncommand = own\n")
        .file("/etc/supervisor/conf.d/web.conf", "[program:web]\ncommand = web\n")
}

#[test]
fn what_lies_outside_is_noted_in_every_format() {
    let shown = |format: &[&str]| {
        with_absolute_includes().outcome(&[&["supervisor-diff"], format, &["a", "b"]].concat()).1
    };
    let note = "outside of what is compared, read as it is now for both sides";
    let text = shown(&[]);
    assert!(
        text.ends_with(&format!("\nnote: {note}:\n  /etc/supervisor/conf.d/*.conf\n  /srv/b/own.conf\n")),
        "{text}"
    );
    let unified = shown(&["--unified"]);
    assert!(unified.starts_with(&format!("# {note}: /etc/supervisor/conf.d/*.conf\n")), "{unified}");
    assert!(shown(&["--json"]).contains("\"outside\": [\n    \"/etc/supervisor/conf.d/*.conf\""));
    let markdown = shown(&["--markdown"]);
    assert!(markdown.contains(&format!("**Note:** {note}: `/etc/supervisor/conf.d/*.conf`")), "{markdown}");
}

#[test]
fn errors_hide_secrets_and_name_the_directory() {
    let faulty = "[supervisord]\n[program:web]\ncommand = run --token hunter2 %(x)s\nenvironment = API_KEY=\"hunter2\",B=%(y)s\n";
    let scene = || scene().file("a/supervisord.conf", faulty).file("b/supervisord.conf", faulty);
    let (status, _, said) = scene().outcome(&["supervisor-diff", "a", "b"]);
    assert_eq!(status, 1);
    assert!(!said.contains("hunter"), "{said}");
    assert!(said.contains("a/supervisord.conf:") && said.contains("b/supervisord.conf:"), "{said}");
    assert!(said.contains("run --token ******* %(x)s"), "{said}");
    let (_, _, said) = scene().outcome(&["supervisor-diff", "--show-secrets", "a", "b"]);
    assert!(said.contains("run --token hunter2 %(x)s"), "{said}");
}

#[test]
fn a_file_that_is_missing_is_named_where_it_is_missing() {
    let scene = scene().file("a/supervisord.conf", CLEAN).file("b/other.conf", "");
    let (status, _, said) = scene.outcome(&["supervisor-diff", "a", "b"]);
    assert_eq!(
        (status, said.as_str()),
        (1, "supervisor-diff: could not find config file b/supervisord.conf\n")
    );
}

#[test]
fn names_of_files_stay_on_their_lines() {
    let (_, shown, _) = scene()
        .file("old.conf", "[supervisord]\n[program:web]\ncommand = a\n")
        .file("new\u{1b}[2J\n.conf", "[supervisord]\n[program:web]\ncommand = b\n")
        .outcome(&["supervisor-diff", "old.conf", "new\u{1b}[2J\n.conf"]);
    assert!(!shown.contains('\u{1b}') && shown.contains("new\\u{1b}[2J\\n.conf:3:11"), "{shown}");
}

#[test]
fn users_are_compared_by_their_ids() {
    let mut scene = scene()
        .file("old.conf", "[supervisord]\n[program:web]\ncommand = web\nuser = root\n")
        .file("new.conf", "[supervisord]\n[program:web]\ncommand = web\nuser = 0\n");
    scene.system.add_user("root", 0, 0, "/root");
    assert_eq!(scene.outcome(&["supervisor-diff", "old.conf", "new.conf"]).0, 0);
}

/// What `[supervisord] environment` set once stays set for every later reread.
#[test]
fn the_environment_of_the_active_side_is_beneath_the_other() {
    let program = "[program:web]\ncommand = web %(ENV_MODE)s\n";
    let scene = scene()
        .file("old.conf", &format!("[supervisord]\nenvironment = MODE=a\n{program}"))
        .file("new.conf", &format!("[supervisord]\n{program}"));
    let (status, shown, said) = scene.outcome(&["supervisor-diff", "old.conf", "new.conf"]);
    assert_eq!((status, said.as_str()), (2, ""));
    assert!(!shown.contains("command"), "{shown}");
}

#[test]
fn what_may_run_and_is_started_is_restarted_if_it_runs() {
    let scene = || {
        let text = "[supervisord]\n[program:web]\ncommand = web\nautostart = false\n";
        scene().file("old.conf", text).file("new.conf", &text.replace("false", "true"))
    };
    let (_, shown, _) = scene().outcome(&["supervisor-diff", "old.conf", "new.conf"]);
    assert!(shown.contains("~ group web (will start, or restart if it runs: web)"), "{shown}");
    for what in ["restart", "start"] {
        assert_eq!(scene().outcome(&["supervisor-diff", "--fail-on", what, "old.conf", "new.conf"]).0, 3);
    }
}

#[test]
fn secrets_that_look_the_same_are_told_apart() {
    for format in ["--markdown", "--color=never"] {
        let (_, shown, _) = both().outcome(&["supervisor-diff", format, "old.conf", "new.conf"]);
        assert!(shown.contains(" (another one)") && !shown.contains("hunter"), "{shown}");
    }
}

#[test]
fn a_server_that_standard_input_cannot_name_is_asked_for() {
    let (status, _, said) = scene().stdin(CLEAN).outcome(&["supervisor-diff", "--live", "-"]);
    assert_eq!(status, 1);
    assert!(said.contains("name it with -s URL"), "{said}");
}

#[test]
fn passwords_in_urls_are_not_printed() {
    for url in [
        "http://me:hunter2@127.0.0.1:1",
        "https://me:hunter2@host",
        "http://me:hunter2@",
        "me:hunter2@host:99",
        "http://me:a@hunter2/hunter2@host",
    ] {
        let (status, _, said) =
            scene().file("s.conf", CLEAN).outcome(&["supervisor-diff", "-s", url, "s.conf"]);
        assert_eq!(status, 1);
        assert!(!said.contains("hunter") && said.contains("***@"), "{said}");
    }
}

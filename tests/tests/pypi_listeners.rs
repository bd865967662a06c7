//! Event listeners from the Python package index run under our daemon as they are, and do there what they do under the
//! original: superlance, supervisor_checks and supervisord-dependent-startup.
//!
//! Each listener is started when what it watches is in place, so that what it does depends on no race. Time comes to it
//! as TICK_5, at multiples of five seconds.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::twins::assert_same;
use supervisor_tests::{oracle, wait, workspace};

/// What the listeners get for `sendmail`: it puts `--` behind each mail.
const SENDMAIL: (&str, &str) = ("sendmail.sh", "{ cat; printf '\\n--\\n'; } >> \"$1\"\n");

/// A listener whose command, with `arguments`, is a program of the packages.
fn listener(name: &str, events: &str, program: &str, arguments: &str) -> String {
    let program = oracle::program(program);
    format!(
        "[eventlistener:{name}]\ncommand={} {arguments}\nevents={events}\nautostart=false\n\
         stderr_logfile=%(here)s/run/{name}.err\n",
        program.display(),
    )
}

/// The option that makes mails go to `run/NAME.mail`.
fn sendmail(name: &str) -> String {
    format!("-m dev@example.com -s \"/bin/sh %(here)s/{} %(here)s/run/{name}.mail\"", SENDMAIL.0)
}

/// A program that runs a script of `tests/scripts`.
fn scripted(name: &str, script: &str, arguments: &str) -> String {
    let (python, script) = (oracle::program("python"), workspace::script(script));
    program(name, &format!("{} {} {arguments}", python.display(), script.display()))
}

fn program(name: &str, command: &str) -> String {
    format!(
        "[program:{name}]\ncommand={command}\nautostart=false\nautorestart=false\nstartsecs=0\nstartretries=0\n"
    )
}

/// Starts a process; a listener is RUNNING then. False when it could not be started.
fn start(daemon: &Daemon, process: &str) -> bool {
    let answer = daemon.call("supervisor.startProcess", &[format!("<string>{process}</string>")]);
    answer.expect("the daemon answers").contains("<boolean>1</boolean>")
}

/// Waits until a file beside the configuration has a text in it, and returns all that it has.
#[track_caller]
fn await_text(daemon: &Daemon, file: &str, text: &str) -> String {
    wait::until_some(&format!("{file} has {text:?}"), || {
        Some(daemon.read(file)).filter(|found| found.contains(text))
    })
}

/// `#` in the place of numbers, and what is the daemon's own hidden.
fn masked(daemon: &Daemon, text: &str) -> String {
    let mut masked = String::new();
    for letter in daemon.hide_places(text).chars() {
        match letter.is_ascii_digit() {
            true if masked.ends_with('#') => {}
            true => masked.push('#'),
            false => masked.push(letter),
        }
    }
    masked
}

/// The different lines that a listener has printed, of those with one of `words`. How often it came by depends on the
/// clock.
fn said(daemon: &Daemon, name: &str, words: &[&str]) -> String {
    let text = masked(daemon, &daemon.read(&format!("run/{name}.err")));
    let mut lines: Vec<&str> =
        text.lines().filter(|line| words.iter().any(|word| line.contains(word))).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.join("\n")
}

#[test]
fn memmon_restarts_what_takes_too_much() {
    let programs = scripted("hog", "hog.py", "%(here)s/run/hog.starts")
        + &listener("memmon", "TICK_5", "memmon", &format!("-p hog=60MB -n lab {}", sendmail("memmon")));
    let config = Config::programs(&programs).with_file(SENDMAIL.0, SENDMAIL.1);
    let seen = assert_same(&config, |daemon| {
        assert!(start(daemon, "hog"));
        await_text(daemon, "run/hog.starts", "100000000\n");
        assert!(start(daemon, "memmon"));
        let mail = await_text(daemon, "run/memmon.mail", "\n--\n");
        await_text(daemon, "run/hog.starts", "100000000\n0\n");
        daemon.await_state("hog", "RUNNING");
        let (before, after) = mail.split_once(" at ").expect("it says when");
        let (_when, why) = after.split_once(" because ").expect("it says why");
        let said = said(daemon, "memmon", &["Checking", "RSS", "Restarting"]);
        format!("{before} because {}{said}", masked(daemon, why))
    });
    insta::assert_snapshot!(seen, @r"
    To: dev@example.com
    Subject: memmon [lab]: process hog:hog restarted

    memmon.py restarted the process named hog:hog because it was consuming too much memory (# bytes RSS)
    --
    Checking programs hog=#
    RSS of hog:hog is #
    Restarting hog:hog
    ");
}

#[test]
fn httpok_restarts_what_answers_badly() {
    let arguments = format!("-p web -t 5 {} http://127.0.0.1:9001/health?full=1", sendmail("httpok"));
    let programs = scripted("web", "web.py", "127.0.0.1:9001 %(here)s/run/web.starts")
        + &listener("httpok", "TICK_5", "httpok", &arguments);
    let config = Config::programs(&programs).with_file(SENDMAIL.0, SENDMAIL.1);
    let seen = assert_same(&config, |daemon| {
        assert!(start(daemon, "web"));
        await_text(daemon, "run/web.starts", "500\n");
        assert!(start(daemon, "httpok"));
        let mail = await_text(daemon, "run/httpok.mail", "\n--\n");
        await_text(daemon, "run/web.starts", "500\n200\n");
        daemon.await_state("web", "RUNNING");
        // On a slow machine a tick may find the server between its two lives, and make another mail.
        masked(daemon, mail.split_inclusive("--\n").next().unwrap_or_default())
    });
    insta::assert_snapshot!(seen, @r"
    To: dev@example.com
    Subject: httpok: http://#.#.#.#:PORT/health?full=#: bad status returned

    status contacting http://#.#.#.#:PORT/health?full=#: # Internal Server Error
    Restarting selected processes ['web']
    web is in RUNNING state, restarting
    web restarted
    --
    ");
}

#[test]
fn crashmail_tells_of_unexpected_ends_only() {
    let arguments = format!("-a -o lab {}", sendmail("crashmail"));
    let programs = program("good", "/bin/sh -c 'exit 0'")
        + &program("bad", "/bin/sh -c 'exit 3'")
        + &program("stopped", "/bin/cat")
        + &listener("crashmail", "PROCESS_STATE_EXITED", "crashmail", &arguments);
    let config = Config::programs(&programs).with_file(SENDMAIL.0, SENDMAIL.1);
    let seen = assert_same(&config, |daemon| {
        assert!(start(daemon, "crashmail") && start(daemon, "stopped"));
        daemon.call("supervisor.stopProcess", &["<string>stopped</string>".to_owned()]);
        // Events come one after the other: the second mail tells that there was none between the two.
        for process in ["good", "bad", "good", "bad"] {
            assert!(start(daemon, process));
            daemon.await_state(process, "EXITED");
        }
        let mails = wait::until_some("there are two mails", || {
            Some(daemon.read("run/crashmail.mail")).filter(|mails| mails.matches("\n--\n").count() == 2)
        });
        masked(daemon, &mails)
    });
    insta::assert_snapshot!(seen, @r"
    To: dev@example.com
    Subject: lab: bad crashed at #-#-# #:#:#,#

    Process bad in group bad exited unexpectedly (pid #) from state RUNNING
    --
    To: dev@example.com
    Subject: lab: bad crashed at #-#-# #:#:#,#

    Process bad in group bad exited unexpectedly (pid #) from state RUNNING
    --
    ");
}

#[test]
fn fatalmailbatch_gathers_failures() {
    let arguments =
        "-e TICK_5 -i 0.01 -t dev@example.com,ops@example.com -f lab@example.com -H 127.0.0.1:9001";
    let failing = |name: &str, tries: &str| {
        program(name, "/bin/false").replace("startsecs=0", "startsecs=9").replace("startretries=0", tries)
    };
    let programs = failing("once", "startretries=0")
        + &failing("twice", "startretries=1")
        + &scripted("mail", "smtp.py", "127.0.0.1:9001 %(here)s/run/mails")
        + &listener("fatal", "PROCESS_STATE,TICK_5", "fatalmailbatch", arguments);
    let seen = assert_same(&Config::programs(&programs), |daemon| {
        assert!(start(daemon, "mail"));
        wait::until("the mail server listens", || daemon.path("run/mails").exists());
        assert!(start(daemon, "fatal"));
        assert!(!start(daemon, "once") && !start(daemon, "twice"));
        daemon.await_state("twice", "FATAL");
        // A tick may fall between the two, and make two mails of one.
        let mails = wait::until_some("both are told of", || {
            let mails = daemon.read("run/mails");
            let told = mails.matches("failed to start").count();
            (told == 2 && mails.ends_with("\n--\n")).then_some(mails)
        });
        let is_head = |line: &&str| ["Subject:", "From:", "To:"].iter().any(|name| line.starts_with(name));
        let told = mails.lines().filter(|line| line.contains("failed to start"));
        let lines: Vec<&str> = mails.lines().filter(is_head).take(3).chain(told).collect();
        masked(daemon, &lines.join("\n"))
    });
    insta::assert_snapshot!(seen, @r"
    Subject: Fatal start alert from supervisord
    From: lab@example.com
    To: dev@example.com, ops@example.com
    #-#-# #:#:#,# -- Process once:once failed to start too many times
    #-#-# #:#:#,# -- Process twice:twice failed to start too many times
    ");
}

#[test]
fn supervisor_checks_restarts_what_fails_a_check() {
    let memory = "-n memory -g hog -c '{\"memory\": {\"cumulative\": true, \"max_rss\": 60000}}'";
    // It wants the port alone, which stands in the address.
    let http = oracle::program("supervisor_http_check");
    let http = format!("exec {} -n http -N web:web -u /health -p ${{0##*:}} -r 0 -t 5", http.display());
    let programs = scripted("hog", "hog.py", "%(here)s/run/hog.starts")
        + &scripted("web", "web.py", "127.0.0.1:9001 %(here)s/run/web.starts")
        + &listener("memory", "TICK_5", "supervisor_complex_check", memory)
        + &format!(
            "[eventlistener:http]\ncommand=/bin/sh -c \"{http}\" 127.0.0.1:9001\nevents=TICK_5\nautostart=false\n\
             stderr_logfile=%(here)s/run/http.err\n"
        );
    let seen = assert_same(&Config::programs(&programs), |daemon| {
        assert!(start(daemon, "hog") && start(daemon, "web"));
        await_text(daemon, "run/hog.starts", "100000000\n");
        await_text(daemon, "run/web.starts", "500\n");
        assert!(start(daemon, "memory") && start(daemon, "http"));
        await_text(daemon, "run/hog.starts", "100000000\n0\n");
        await_text(daemon, "run/web.starts", "500\n200\n");
        for name in ["memory", "http"] {
            await_text(daemon, &format!("run/{name}.err"), "check succeeded");
        }
        let words = ["Bad", "above", "check failed", "Starting process", "Stopped process", "succeeded"];
        format!("{}\n{}", said(daemon, "memory", &words), said(daemon, "http", &words))
    });
    insta::assert_snapshot!(seen, @r"
    #/#/# #:#:# [memory] MemoryCheck: Memory usage for process hog is above the configured threshold: # KB vs # KB.
    #/#/# #:#:# [memory] Starting process hog
    #/#/# #:#:# [memory] Stopped process hog
    #/#/# #:#:# [memory] `memory` check failed for process hog. Trying to restart.
    #/#/# #:#:# [memory] `memory` check succeeded for process hog
    #/#/# #:#:# [http] HTTPCheck: Check failed: Bad HTTP status code: #
    #/#/# #:#:# [http] Starting process web
    #/#/# #:#:# [http] Stopped process web
    #/#/# #:#:# [http] `http` check failed for process web. Trying to restart.
    #/#/# #:#:# [http] `http` check succeeded for process web
    ");
}

#[test]
fn dependent_startup_starts_in_order() {
    // As its manual shows it, with a place for what it says. It reads the configuration by itself.
    let listener = format!(
        "[eventlistener:dependentstartup]\ncommand={} -m supervisord_dependent_startup\nautostart=true\n\
         autorestart=unexpected\nstartretries=0\nexitcodes=0,3\nevents=PROCESS_STATE\n\
         stderr_logfile=%(here)s/run/dependentstartup.err\n[include]\nfiles = services.ini\n",
        oracle::program("python").display(),
    );
    let service = |name: &str, command: &str, options: &str| {
        format!(
            "[program:{name}]\ncommand={command}\nautostart=false\nautorestart=false\ndependent_startup=true\n\
             {options}\n",
        )
    };
    let migrate = "/bin/sh -c 'until [ -e %(here)s/run/migrated ]; do sleep 0.1; done'";
    let numbered = "numprocs=2\nprocess_name=%(program_name)s_%(process_num)d";
    // The order of the sections and the priorities say the opposite of the dependencies.
    let services = [
        service("web", "/bin/cat", "priority=1\ndependent_startup_wait_for=migrate:exited worker"),
        service("migrate", migrate, "priority=2\nstartsecs=0\ndependent_startup_wait_for=worker:running db"),
        service(
            "worker",
            "/bin/cat",
            &format!("priority=3\n{numbered}\ndependent_startup_wait_for=cache:running"),
        ),
        service("cache", "/bin/cat", "priority=4\ndependent_startup_wait_for=db:running"),
        service("db", "/bin/cat", "priority=5"),
        "[group:store]\nprograms=db,cache\n".to_owned(),
    ];
    let config = Config::programs(&listener).with_file("services.ini", &services.concat());
    let seen = assert_same(&config, |daemon| {
        await_text(daemon, "run/dependentstartup.err", "Service migrate went from STARTING to RUNNING");
        for process in ["store:db", "store:cache", "worker:worker_0", "worker:worker_1"] {
            daemon.await_state(process, "RUNNING");
        }
        assert_eq!(daemon.state("web").as_deref(), Some("STOPPED"));
        daemon.write("run/migrated", "");
        daemon.await_state("web", "RUNNING");
        daemon.await_state("migrate", "EXITED");
        // It ends when there is nothing left to do.
        daemon.await_state("dependentstartup", "EXITED");
        let log = daemon.read("run/supervisord.log");
        let spawned = log.lines().filter_map(|line| line.split_once("INFO spawned: ")).map(|(_, what)| what);
        masked(daemon, &spawned.collect::<Vec<_>>().join("\n"))
    });
    insta::assert_snapshot!(seen, @r"
    'dependentstartup' with pid #
    'db' with pid #
    'cache' with pid #
    'worker_#' with pid #
    'worker_#' with pid #
    'migrate' with pid #
    'web' with pid #
    ");
}

#[test]
fn payloads_that_are_not_ascii_arrive_whole_where_python_reads_bytes() {
    if self_test() {
        return; // The original's lengths are in characters: nothing is to be done there.
    }
    let (python, script) = (oracle::program("python"), workspace::script("library_listener.py"));
    let programs = program("echo", "/bin/cat")
        + "stdout_events_enabled=true\n"
        + &format!(
            "[eventlistener:watch]\ncommand={} {} %(here)s/run/record\nevents=PROCESS_LOG\nautostart=false\n\
             environment=PYTHONIOENCODING=\"latin-1\"\nstderr_logfile=%(here)s/run/watch.err\n",
            python.display(),
            script.display(),
        );
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&programs));
    assert!(start(&daemon, "echo") && start(&daemon, "watch"));
    let texts =
        ["caf\u{e9}\n", "\u{20ac} 3\r\n", "plain\n", "\u{1f419}\u{1f419}\u{1f419}", "\u{85}\u{2028}\n"];
    for (count, text) in texts.iter().enumerate() {
        let words = ["echo", text].map(|word| format!("<string>{}</string>", word.replace('\r', "&#13;")));
        daemon.call("supervisor.sendProcessStdin", &words).expect("the daemon answers");
        wait::until("it was written down", || daemon.read("run/record").lines().count() > count);
    }
    // UTF-8 read as Latin-1: `data.encode("latin-1").decode()` is what was printed.
    insta::assert_snapshot!(daemon.read("run/record"), @r"
    PROCESS_LOG_STDOUT echo RUNNING 'cafÃ©\n' True
    PROCESS_LOG_STDOUT echo RUNNING 'â\x82¬ 3\r\n' True
    PROCESS_LOG_STDOUT echo RUNNING 'plain\n' True
    PROCESS_LOG_STDOUT echo RUNNING 'ð\x9f\x90\x99ð\x9f\x90\x99ð\x9f\x90\x99' True
    PROCESS_LOG_STDOUT echo RUNNING 'Â\x85â\x80¨\n' True
    ");
}

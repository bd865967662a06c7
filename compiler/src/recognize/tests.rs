//! Texts of the original, as it prints them.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::diagnostic::Code;
use crate::render::{Paint, recognized};
use crate::rules::Rule;
use crate::system::MemorySystem;
use crate::{Options, compile};

const S: &str = "[supervisord]\n";
const P: &str = "[supervisord]\n[program:x]\ncommand=/bin/cat\n";
const E: &str = "[supervisord]\n[eventlistener:e]\ncommand=/bin/cat\nevents=TICK_5\n";
const F: &str = "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\n";
const FU: &str = "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\nsocket=unix:///tmp/f.sock\n";
const I: &str = "[supervisord]\n[inet_http_server]\n";
const U: &str = "[supervisord]\n[unix_http_server]\nfile=/tmp/s.sock\n";

/// A configuration with at least one fault for each error of the original (spec-config §8).
const BROKEN: &[(&str, &str)] = &[
    ("", ""),
    (S, "  junk\n"),
    (S, "junk\nmore junk\n"),
    ("junk\n", S),
    ("\u{feff}", S),
    (S, "[include]\nfile=x"),
    (S, "minfds=lots"),
    (S, "minprocs=1.5"),
    (S, "directory=/nope"),
    (S, "umask=9"),
    (S, "logfile=/nope/x.log"),
    (S, "logfile_maxbytes=50M"),
    (S, "loglevel=warning"),
    (S, "nodaemon=maybe"),
    (S, "silent="),
    (S, "environment=FOO"),
    (S, "environment=FOO=\"bar"),
    (S, "user=nosuchuser"),
    (S, "user=54321"),
    (S, "user=a\0b"),
    (S, "identifier=a%(FOO)s"),
    (S, "identifier=100%"),
    (S, "[rpcinterface:foo]"),
    (S, "[rpcinterface:foo]\nsupervisor.rpcinterface_factory=nope:thing"),
    (P, "[group:g]\nprograms=nope"),
    (P, "[group:g]\nprograms=x,nope"),
    (P, "[group:g]\nprograms=x,"),
    (P, "[fcgi-program:x]\ncommand=a\nsocket=unix:///tmp/x\n[group:g]\nprograms=x"),
    (S, "[group:a b]"),
    (S, "[program:a/b]\ncommand=a"),
    (S, "[eventlistener:a b]\ncommand=a\nevents=TICK_5"),
    (S, "[group:g]\npriority=high"),
    (P, "process_name=a b"),
    (S, "[program:x]"),
    (P, "autostart=sometimes"),
    (P, "autorestart=Always"),
    (P, "startsecs=1.5"),
    (P, "stopwaitsecs="),
    (P, "stdout_capture_maxbytes=1M"),
    (P, "stdout_logfile_maxbytes=5 GiB"),
    (P, "stopsignal=BOGUS"),
    (P, "stopsignal=99"),
    (P, "stopasgroup=true\nkillasgroup=false"),
    (P, "exitcodes=0,256"),
    (P, "numprocs=2"),
    (P, "process_name=%(nope)s"),
    (P, "environment=A=\"%(nope)s\""),
    (P, "environment=A=\"%(HOME)s\""),
    (P, "process_name=%(program_name)"),
    (P, "process_name=%(program_name)_%(process_num)d"),
    (P, "stdout_logfile=/tmp/%%b"),
    (P, "stdout_logfile=/nope/x.log"),
    (P, "umask=abc"),
    (P, "environment=A=1,\n  B"),
    (P, "command=/bin/date +%Y"),
    (P, "command=50% off"),
    (P, "command=%(program_name)d"),
    (S, "[eventlistener:e]\ncommand=/bin/cat"),
    (E, "events=NOPE"),
    (E, "events=TICK_5,"),
    (E, "buffer_size=0"),
    (E, "result_handler=nope:x"),
    (E, "redirect_stderr=true"),
    (F, ""),
    (F, "socket=unix://rel.sock"),
    (F, "socket=junk://x"),
    (F, "socket=tcp://localhost:0"),
    (F, "socket=tcp://localhost:70000"),
    (F, "socket=tcp://localhost:9000\nsocket_mode=0700"),
    (FU, "socket_owner=nosuch"),
    (FU, "socket_mode=rwx"),
    (FU, "socket_backlog=0"),
    (FU, "socket_backlog=x"),
    (I, ""),
    (S, "[unix_http_server]"),
    (I, "port=localhost"),
    (I, "port=localhost:"),
    (I, "port=localhost:0"),
    (I, "port=localhost:70000"),
    (I, "port=localhost:http"),
    (I, "port=9001\nusername=u"),
    (U, "chmod=rw"),
    (U, "chown=nosuch:nosuch"),
    (U, "username=u\npassword=a%b"),
];

/// Errors that no text of the original stands for: ours is another one, or there is none.
const WITHOUT_TEXT: &[Code] = &[Code::ENVIRONMENT_TOO_LONG, Code::TOO_MANY_PROCESSES];

fn compiled(text: Vec<u8>) -> crate::Compilation {
    let mut system = MemorySystem::new();
    system.add_file("/e/s.conf", text);
    system.add_dir("/tmp");
    let environment = [("HOME".to_owned(), "/root".to_owned())].into();
    let options = Options { environment, cwd: "/e".into(), host_checks: true, ..Options::default() };
    compile(Path::new("s.conf"), &system, &options).unwrap()
}

#[test]
fn every_error_of_the_original_is_known() {
    let mut codes = BTreeSet::new();
    let texts = BROKEN.iter().map(|(head, own)| format!("{head}{own}\n").into_bytes());
    for text in texts.chain([b"[supervisord]\nidentifier=\xff\n".to_vec()]) {
        let shown = String::from_utf8_lossy(&text).into_owned();
        let compilation = compiled(text);
        let first = compilation.diagnostics.first().unwrap();
        codes.insert(first.code);
        let original = first.original.as_ref().unwrap();
        let printed = format!("Error: {original}\nFor help, use /usr/bin/supervisord -h\n");
        let reread = format!("ERROR: CANT_REREAD: {original}\n");
        let fault = format!(
            "error: <class 'xmlrpc.client.Fault'>, <Fault 92: {}>: file: /x.py line: 4",
            crate::convert::python::repr(&format!("CANT_REREAD: {original}"))
        );
        for printed in [&printed, &reread, &fault] {
            let found = recognize(printed);
            assert_eq!(found.len(), 1, "{printed}\n{shown}");
            assert!(
                found[0].rules.contains(&first.code.name()),
                "{} in {:#?}\n{shown}",
                first.code,
                found[0]
            );
            assert!(!found[0].meaning.contains('…') && !found[0].mend.contains('…'), "{:#?}", found[0]);
        }
        // What the text names is what the compiler points at.
        let found = &recognize(&printed)[0];
        if let (Some(line), Some(file)) = (found.line, &found.file) {
            assert_eq!(
                (line, file.as_str()),
                (compilation.sources.position(first.primary.location).line, "s.conf")
            );
        }
    }
    let without: Vec<_> =
        Code::ERRORS.iter().filter(|code| !codes.contains(code) && !WITHOUT_TEXT.contains(code)).collect();
    assert!(without.is_empty(), "{without:?}");
}

/// Lines from logs and terminals.
const LINES: &str = "\
2026-11-21 17:38:01,123 CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  If you intend to run as root, you can set user=root in the config file to avoid this message.
2026-11-21 17:38:01,124 WARN No file matches via include \"/etc/supervisor/conf.d/*.conf\"
2026-11-21 17:38:01,125 WARN For [program:web], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored
2026-11-21 17:38:01,125 WARN For [program:web], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally
2026-11-21 17:38:01,125 WARN For [program:web], stdout_logfile=syslog but this is deprecated and will be removed.  Use stdout_syslog=true to enable syslog instead.
Unlinking stale socket /run/supervisor.sock
2026-11-21 17:38:01,130 INFO RPC interface 'supervisor' initialized
2026-11-21 17:38:01,130 CRIT Server 'inet_http_server' running without any HTTP authentication checking
2026-11-21 17:38:01,130 CRIT Server 'unix_http_server' running without any HTTP authentication checking
2026-11-21 17:38:01,131 INFO supervisord started with pid 7
2026-11-21 17:38:02,140 INFO spawned: 'web' with pid 9
2026-11-21 17:38:02,200 WARN exited: web (exit status 0; not expected)
2026-11-21 17:38:02,200 WARN exited: job (exit status 3; not expected)
2026-11-21 17:38:02,200 WARN exited: php (terminated by SIGKILL; not expected)
2026-11-21 17:38:03,205 INFO spawnerr: can't find command 'cd'
2026-11-21 17:38:03,205 INFO spawnerr: can't find command './run.sh'
2026-11-21 17:38:03,205 INFO spawnerr: can't find command '/usr/bin/foo --bar'
2026-11-21 17:38:03,205 INFO spawnerr: can't find command 'gunicorn'
2026-11-21 17:38:03,205 INFO spawnerr: command at '/srv/run.sh' is not executable
2026-11-21 17:38:03,205 INFO spawnerr: can't parse command \"bash -c 'while :\": No closing quotation
2026-11-21 17:38:03,206 INFO spawnerr: unknown error making dispatchers for 'web': EISDIR
2026-11-21 17:38:03,207 INFO spawnerr: too many open files to spawn 'web'
2026-11-21 17:38:04,300 INFO gave up: web entered FATAL state, too many start retries too quickly
2026-11-21 17:38:05,000 CRIT uncaptured python exception, closing channel <POutputDispatcher at 140 for <Subprocess at 139 with name web in state RUNNING> (stdout)> (<class 'OSError'>:[Errno 29] Illegal seek [/usr/lib/python3/dist-packages/supervisor/supervisord.py|runforever|218])
2026-11-21 17:38:06,000 INFO reaped unknown pid 42 (exit status 0)
2026-11-21 17:38:06,100 INFO reaped unknown pid 43 (terminated by SIGHUP)
2026-11-21 17:38:07,000 ERRO pool alarm event buffer overflowed, discarding event 18
2026-11-21 17:38:07,500 WARN alarm: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol
2026-11-21 17:38:08,000 WARN killing 'celery' (77) with SIGKILL
OSError: [Errno 29] Illegal seek
PermissionError: [Errno 13] Permission denied: '/supervisord.log'
PermissionError: [Errno 13] Permission denied: '/var/log/app/supervisord.out'
PermissionError: [Errno 13] Permission denied: '/root/a-stdout---supervisor-ollrhbcl.log'
PermissionError: [Errno 13] Permission denied: '/dev/stdout'
FileNotFoundError: [Errno 2] No such file or directory: '/srv/gone/supervisord.log'
FileNotFoundError: [Errno 2] No such file or directory: '/srv/logs/a-stderr---supervisor-ollrhbcl.log'
IsADirectoryError: [Errno 21] Is a directory: '/tmp'
OSError: [Errno 6] No such device or address: '/dev/tty'
OSError: [Errno 28] No space left on device
OSError: [Errno 30] Read-only file system: '/var/log/supervisord.log'
ModuleNotFoundError: No module named 'pkg_resources'
2026-11-21 20:52:51,677 WARN received SIGTERM indicating exit request
2026-11-21 20:52:51,678 WARN received SIGHUP indicating restart request
2026-11-21 20:52:51,682 INFO waiting for a, c to die
supervisor: couldn't chdir to /srv/app: ENOENT
supervisor: couldn't exec ./run.sh: ENOEXEC
supervisor: child process was not spawned
supervisor  | 2026-11-21 17:38:09,000 INFO gave up: db entered FATAL state, too many start retries too quickly
Error: Can't drop privilege as nonroot user
Error: Another program is already listening on a port that one of our HTTP servers is configured to use.  Shut this program down first before starting supervisord.
Error: Cannot open an HTTP server: socket.error reported errno.EACCES (13)
Error: Cannot open an HTTP server: socket.error reported -2
web                              FATAL     Exited too quickly (process log may have details)
api                              BACKOFF   can't find command 'gunicorn'
site:job                         EXITED    Nov 21 05:38 PM
unix:///var/run/supervisor.sock no such file
http://localhost:9001 refused connection
error: <class 'PermissionError'>, [Errno 13] Permission denied: file: /usr/lib/python3.11/socket.py line: 832
error: <class 'xmlrpc.client.ProtocolError'>, <ProtocolError for 127.0.0.1/RPC2: 401 Unauthorized>: file: /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 542
error: <class 'xmlrpc.client.Fault'>, <Fault 1: 'UNKNOWN_METHOD'>: file: /usr/lib/python3.11/xmlrpc/client.py line: 668
web: ERROR (no such process)
web: ERROR (spawn error)
error: <class 'FileNotFoundError'>, [Errno 2] No such file or directory: file: /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 557
error: <class 'socket.error'>, [Errno 13] Permission denied: file: /usr/lib/python2.7/socket.py line: 228
error: <class 'socket.error'>, [Errno 2] No such file or directory: file: /usr/lib/python2.7/socket.py line: 228
error: <class 'socket.error'>, [Errno 111] Connection refused: file: /usr/lib/python2.7/socket.py line: 571
error: <class 'socket.gaierror'>, [Errno -2] Name or service not known: file: /usr/lib/python3.11/socket.py line: 962
error: <class 'ValueError'>, Unknown protocol for serverurl ftp://x: file: /usr/lib/python3/dist-packages/supervisor/xmlrpc.py line: 505
error: <class 'ConnectionResetError'>, [Errno 104] Connection reset by peer: file: /usr/lib/python3.11/socket.py line: 706
error: <class 'xmlrpc.client.Fault'>, <Fault 6: 'SHUTDOWN_STATE'>: file: /usr/lib/python3.11/xmlrpc/client.py line: 668
Error: positional arguments are not supported: ['start', 'web']
Error: option --start not recognized
ERROR: url must be http:// or unix://
ERROR: no such process/group: foo
ERROR: process/group still running: cat
No such process nope
nope: ERROR (no such process name)
x: ERROR (no log file)
cat: ERROR (bad signal name)
quick: ERROR (not running)
cat: ERROR (already started)
quiet: ERROR (file is not executable)
";

/// What the original's log says when it runs without a command, with one that ends at once, and with one that ends later.
#[test]
fn a_process_that_never_started_did_not_end_too_quickly() {
    let log = "\
2026-11-21 20:52:59,256 INFO spawnerr: can't find command 'nope'
2026-11-21 20:52:59,257 INFO spawned: 'quick' with pid 15049
2026-11-21 20:52:59,283 INFO gave up: nocmd entered FATAL state, too many start retries too quickly
2026-11-21 20:52:59,283 WARN exited: quick (exit status 0; not expected)
2026-11-21 20:53:00,285 INFO gave up: quick entered FATAL state, too many start retries too quickly
";
    let meanings = |text: &str| -> Vec<(String, String)> {
        let found = recognize(text).into_iter().filter(|found| found.text.starts_with("gave up"));
        found.map(|found| (found.meaning, found.mend)).collect()
    };
    let [(never, mend), (ended, _)] = meanings(log).try_into().unwrap();
    assert_eq!(never, "`nocmd` could not be started in any of its attempts; nothing starts it again");
    assert!(mend.starts_with("a line with `spawnerr` before this one says why"), "{mend}");
    assert!(ended.starts_with("`quick` did not stay up"), "{ended}");
    // A line alone does not say which.
    let alone = meanings(log.lines().nth(2).unwrap());
    assert!(alone[0].0.starts_with("`nocmd` could not be started, or did not stay up"), "{alone:?}");
}

#[test]
fn lines_of_logs_and_terminals() {
    let found: Vec<_> = LINES.lines().flat_map(recognize).collect();
    insta::assert_snapshot!(recognized::text(&found, Paint { color: false }));
}

#[test]
fn a_whole_log_tells_each_thing_once() {
    let found = recognize(LINES);
    let orphans = found.iter().find(|found| found.rules == ["pid1-reaping-noise"]).unwrap();
    assert_eq!((orphans.count, orphans.process.as_deref()), (2, None));
    assert!(found.len() < LINES.lines().count());
}

#[test]
fn as_a_document() {
    let error =
        "Error: Source contains parsing errors: 's.conf'\n\t[line  2]: 'junk\\n'\n\t[line  3]: 'more\\n'\n";
    insta::assert_snapshot!(recognized::json(&recognize(error)).unwrap());
}

#[test]
fn what_is_unknown_stays_unknown() {
    for text in [
        "",
        "\n\n",
        "hello",
        "Error: something else",
        "2026-11-21 17:38:02,140 INFO spawned: 'web' with pid 9",
    ] {
        assert_eq!(recognize(text), [], "{text}");
    }
}

/// Every row of the tables.
fn rows() -> impl Iterator<Item = &'static Row> {
    [errors::ROWS, daemon::ROWS, logs::ROWS, client::ROWS].into_iter().flatten()
}

#[test]
fn no_row_hides_another() {
    for row in rows() {
        let mut text = String::new();
        let mut rest = row.pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            text.push_str(before);
            text.push_str(if name.ends_with(":r") { "'x'" } else { "x" });
            rest = after;
        }
        text.push_str(rest);
        let first = rows().find(|row| captures(row.pattern, &text).is_some()).unwrap();
        assert_eq!(first.pattern, row.pattern);
    }
}

#[test]
fn tables_name_what_patterns_name() {
    for row in rows() {
        for words in [row.meaning, row.mend] {
            for name in words.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
                let there = row.pattern.contains(&format!("{{{name}}}"))
                    || row.pattern.contains(&format!("{{{name}:r}}"));
                let made = row.pattern.contains("{label:r}") && name == "option";
                assert!(there || made, "{name} in {words}");
            }
            assert!(!words.ends_with('.') && !words.is_empty(), "{words}");
        }
    }
}

#[test]
fn rules_that_are_named_exist() {
    let text = [
        include_str!("errors.rs"),
        include_str!("daemon.rs"),
        include_str!("logs.rs"),
        include_str!("client.rs"),
        include_str!("refine.rs"),
    ]
    .concat();
    let quoted = text.split('"').skip(1).step_by(2);
    let is_name = |word: &&str| {
        word.contains('-')
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
    };
    let missing: BTreeSet<_> = rows()
        .flat_map(|row| row.rules)
        .copied()
        .chain(quoted.filter(is_name))
        .filter(|name| Rule::named(name).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

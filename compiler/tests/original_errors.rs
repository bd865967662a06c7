//! Every error of the original (spec-config §8), by table: its exact text, our code, the place, and (as a snapshot) every
//! word that a person reads.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::fmt::Write as _;
use std::path::Path;

use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Compilation, Options, compile};

/// What stands above a row's own lines.
#[derive(Clone, Copy)]
enum Head {
    /// Nothing.
    None,
    /// `[supervisord]`
    S,
    /// … and `[program:x]` with a command.
    P,
    /// … and `[eventlistener:e]` with command and events.
    E,
    /// … and `[fcgi-program:f]` with a command.
    F,
    /// … and its unix socket.
    FU,
    /// … and `[inet_http_server]`.
    I,
    /// … and `[unix_http_server]` with a file.
    U,
}
use Head::{E, F, FU, I, None as N, P, S, U};

impl Head {
    fn text(self) -> &'static str {
        match self {
            N => "",
            S => "[supervisord]\n",
            P => "[supervisord]\n[program:x]\ncommand=/bin/cat\n",
            E => "[supervisord]\n[eventlistener:e]\ncommand=/bin/cat\nevents=TICK_5\n",
            F => "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\n",
            FU => "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\nsocket=unix:///tmp/f.sock\n",
            I => "[supervisord]\n[inet_http_server]\n",
            U => "[supervisord]\n[unix_http_server]\nfile=/tmp/s.sock\n",
        }
    }
}

fn compiled(text: &str) -> Compilation {
    let mut system = MemorySystem::new();
    system.add_user("root", 0, 0, "/root");
    system.add_group("root", 0);
    system.add_file("/e/s.conf", text);
    let options = Options {
        environment: [("HOME".to_owned(), "/root".to_owned())].into(),
        cwd: "/e".into(),
        host_name: "box".to_owned(),
        host_checks: true,
        ..Options::default()
    };
    compile(Path::new("s.conf"), &system, &options).unwrap()
}

/// What stands above, the lines below it, the original's text, our code, line and column.
type Row<'t> = (Head, &'t str, &'t str, &'t str, (u32, u32));

/// Compares the first error. Returns what a person reads, for a snapshot.
fn check(rows: &[Row<'_>]) -> String {
    let mut shown = String::new();
    for (head, own, original, code, place) in rows {
        let text = format!("{}{own}", head.text());
        let compilation = compiled(&text);
        assert_eq!(compilation.original_error(), Some(*original), "\n{text}");
        assert!(compilation.plan.is_none());
        let first = &compilation.diagnostics[0];
        let position = compilation.sources.position(first.primary.location);
        assert_eq!((first.code.name(), (position.line, position.column)), (*code, *place), "\n{text}");
        assert_eq!(
            compilation.diagnostics.len(),
            1,
            "one fault, one finding:\n{text}{:#?}",
            compilation.diagnostics
        );
        for words in [&first.message, &first.primary.text, &first.help] {
            assert!(!words.is_empty(), "\n{text}");
        }
        if let Some(option) = named_option(original) {
            let line = compilation.sources.text(first.primary.location);
            let above = text.lines().take(position.line as usize).collect::<Vec<_>>();
            let entry = above.iter().rev().find(|line| !line.starts_with([' ', '\t'])).unwrap();
            let key = entry.split(['=', ':']).next().unwrap_or_default().trim().to_lowercase();
            let header = entry.starts_with('[') && original.contains("requires a");
            assert!(key == option || header, "the original names {option}, we point at `{line}`:\n{text}");
        }
        let _ = writeln!(
            shown,
            "{}",
            own.trim_end().escape_debug().to_string().replace("\\n", "\n").replace("\\\"", "\"")
        );
        let _ = writeln!(shown, "  {}:{} {}: {}", position.line, position.column, first.code, first.message);
        let _ = writeln!(
            shown,
            "  `{}`: {}",
            compilation.sources.text(first.primary.location),
            first.primary.text
        );
        for label in &first.related {
            let place = compilation.sources.position(label.location);
            let text = compilation.sources.text(label.location);
            let _ = writeln!(shown, "  {}:{} `{text}`: {}", place.line, place.column, label.text);
        }
        let _ = writeln!(shown, "  help: {}\n", first.help);
    }
    shown
}

/// The option that an error of the original names, in one of the many ways in which it does.
fn named_option(original: &str) -> Option<&str> {
    let original = original.split(" in section '").next()?;
    if let Some((_, rest)) = original.split_once("' for '") {
        let label = rest.split('\'').next()?;
        return Some(label.rsplit('.').next().unwrap_or(label));
    }
    if let Some((_, option)) = original.rsplit_once("] ")
        && ["events", "socket"].contains(&option)
    {
        return Some(option);
    }
    for (before, after) in [
        ("requires a \"", '"'),
        ("requires an \"", '"'),
        ("sets invalid ", ' '),
        ("sets ", '='),
        ("Invalid ", ' '),
        ("invalid '", '\''),
    ] {
        if let Some((_, rest)) = original.split_once(before) {
            let option = rest.split(after).next()?;
            return Some(if option == "sockchown" { "chown" } else { option })
                .filter(|_| !original.starts_with("Invalid user") && !original.starts_with("Invalid name"));
        }
    }
    None
}

#[test]
fn the_original_names_options_in_many_ways() {
    for (original, option) in [
        ("Format string 'x' for 'program:x.command' is badly formatted: y", Some("command")),
        (
            "Format string 'x' for 'environment' contains names in section 'program:x' (file: 's.conf')",
            Some("environment"),
        ),
        ("Unknown event type NOPE in [eventlistener:e] events", Some("events")),
        ("[fcgi-program:f] section requires a \"socket\" line", Some("socket")),
        ("[eventlistener:e] section sets invalid buffer_size (0)", Some("buffer_size")),
        ("[eventlistener:e] section sets redirect_stderr=true but", Some("redirect_stderr")),
        ("Invalid sockchown value nosuch:nosuch", Some("chown")),
        ("invalid 'autorestart' value 'always'", Some("autorestart")),
        ("Invalid user name nosuchuser", None),
        ("Invalid name: 'a b' because of character: ' '", None),
        ("[group:g] names unknown program or fcgi-program nope", None),
    ] {
        assert_eq!(named_option(original), option);
    }
}

const IN_X: &str = " in section 'program:x' (file: 's.conf')";

/// Appends the suffix of a program's options.
fn check_in_x(rows: &[(&str, &str, &str, (u32, u32))]) -> String {
    let row = |(own, original, code, place): &(&str, &str, &str, (u32, u32))| {
        check(&[(P, own, &format!("{original}{IN_X}"), code, *place)])
    };
    rows.iter().map(row).collect()
}

#[test]
fn rows_1_to_4_files() {
    let mut shown = String::new();
    let no_section = ".ini file does not include supervisord section";
    shown += &check(&[
        (N, "", no_section, "missing-supervisord-section", (1, 1)),
        (N, "[program:x]\ncommand=a\n", no_section, "missing-supervisord-section", (1, 1)),
        (N, "\n[Supervisord]\n", no_section, "missing-supervisord-section", (2, 1)),
        (
            S,
            "  junk\n",
            "Source contains parsing errors: 's.conf'\n\t[line  2]: '  junk\\n'",
            "parse-error-line",
            (2, 3),
        ),
        (
            S,
            "[include]\nfile=x\n",
            ".ini file has [include] section, but no files setting",
            "include-missing-files-key",
            (2, 1),
        ),
    ]);
    for (text, original, code) in [
        (
            "junk\n[supervisord]\n",
            "File contains no section headers.\nfile: 's.conf', line: 1\n'junk\\n'",
            "no-section-header",
        ),
        (
            "\u{feff}[supervisord]\r\n[supervisord]\n",
            "File contains no section headers.\nfile: 's.conf', line: 1\n'\\ufeff[supervisord]\\n'",
            "byte-order-mark",
        ),
    ] {
        shown += &check(&[(N, text, original, code, (1, 1))]);
    }
    insta::assert_snapshot!("rows_1_to_4_files", shown);
}

#[test]
fn rows_5_to_15_supervisord() {
    let mut shown = String::new();
    let int = |text: &str| format!("invalid literal for int() with base 10: '{text}'");
    shown += &check(&[
        (S, "minfds=lots", &int("lots"), "bad-integer", (2, 8)),
        (S, "minprocs=1.5", &int("1.5"), "bad-integer", (2, 10)),
        (S, "logfile_backups=ten", &int("ten"), "bad-integer", (2, 17)),
        (S, "directory=/nope", "/nope is not an existing directory", "missing-directory", (2, 11)),
        (S, "childlogdir=/nope", "/nope is not an existing directory", "missing-directory", (2, 13)),
        (S, "umask=9", "9 can not be converted to an octal type", "bad-octal", (2, 7)),
        (
            S,
            "logfile=/nope/x.log",
            "The directory named as part of the path /nope/x.log does not exist",
            "missing-log-directory",
            (2, 9),
        ),
        (
            S,
            "pidfile = /nope/x.pid",
            "The directory named as part of the path /nope/x.pid does not exist",
            "missing-log-directory",
            (2, 11),
        ),
        (S, "logfile_maxbytes=50M", &int("50m"), "bad-byte-size", (2, 18)),
        (S, "loglevel=warning", "bad logging level name 'warning'", "bad-loglevel", (2, 10)),
        (S, "nodaemon=maybe", "not a valid boolean value: 'maybe'", "bad-boolean", (2, 10)),
        (S, "silent=", "not a valid boolean value: ''", "bad-boolean", (2, 1)),
        (
            S,
            "environment=FOO",
            "Unexpected end of key/value pairs in value 'FOO'",
            "environment-syntax",
            (2, 13),
        ),
        (S, "environment=FOO=\"bar", "No closing quotation", "environment-unclosed-quote", (2, 17)),
        (S, "user=nosuchuser", "Invalid user name nosuchuser", "unknown-user", (2, 6)),
        (S, "user=54321", "Invalid user id 54321", "unknown-user", (2, 6)),
        (
            S,
            "identifier=a%(FOO)s",
            "Format string 'a%(FOO)s' for 'supervisord.identifier' contains names ('FOO') which cannot be expanded. \
             Available names: ENV_HOME, here",
            "unknown-expansion",
            (2, 13),
        ),
        (
            S,
            "identifier=100%",
            "Format string '100%' for 'supervisord.identifier' is badly formatted: incomplete format",
            "bare-percent",
            (2, 15),
        ),
    ]);
    insta::assert_snapshot!("rows_5_to_15_supervisord", shown);
}

#[test]
fn rows_16_to_25_interfaces_groups_and_names() {
    let mut shown = String::new();
    let int = "invalid literal for int() with base 10: 'high'";
    shown += &check(&[
        (
            S,
            "[rpcinterface:foo]",
            "section [rpcinterface:foo] does not specify a supervisor.rpcinterface_factory",
            "missing-factory",
            (2, 1),
        ),
        (
            S,
            "[rpcinterface:foo]\nsupervisor.rpcinterface_factory=nope:thing",
            "nope:thing cannot be resolved within [rpcinterface:foo]",
            "unresolvable-factory",
            (3, 33),
        ),
        (
            P,
            "[group:g]\nprograms=nope",
            "[group:g] names unknown program or fcgi-program nope",
            "group-unknown-program",
            (5, 10),
        ),
        (
            P,
            "[group:g]\nprograms=x, nope",
            "[program:x] names unknown program or fcgi-program nope",
            "group-unknown-program",
            (5, 13),
        ),
        (
            P,
            "[group:g]\nprograms=x,",
            "[program:x] names unknown program or fcgi-program ",
            "group-unknown-program",
            (5, 11),
        ),
        (
            E,
            "[group:g]\nprograms=e",
            "[group:g] names unknown program or fcgi-program e",
            "group-unknown-program",
            (6, 10),
        ),
        (
            P,
            "[fcgi-program:x]\ncommand=a\nsocket=unix:///tmp/x\n[group:g]\nprograms=x",
            "[group:g] name x is ambiguous (exists as program and fcgi-program)",
            "program-fcgi-ambiguous",
            (8, 10),
        ),
        (S, "[group:a b]", "Invalid name: 'a b' because of character: ' '", "invalid-name", (2, 9)),
        (
            S,
            "[program:a b]\ncommand=a",
            "Invalid name: 'a b' because of character: ' '",
            "invalid-name",
            (2, 11),
        ),
        (
            S,
            "[program:a:b]\ncommand=a",
            "Invalid name: 'a:b' because of character: ':'",
            "invalid-name",
            (2, 11),
        ),
        (
            S,
            "[program:a/b]\ncommand=a",
            "Invalid name: 'a/b' because of character: '/'",
            "invalid-name",
            (2, 11),
        ),
        (
            S,
            "[eventlistener:a b]\ncommand=a\nevents=TICK_5",
            "Invalid name: 'a b' because of character: ' ' in section 'eventlistener:a b' (file: 's.conf')",
            "invalid-name",
            (2, 17),
        ),
        (S, "[group:g]\npriority=high", int, "bad-integer", (3, 10)),
        (P, "priority=high", int, "bad-integer", (4, 10)),
        (P, "priority=high\n[group:g]\nprograms=x", &format!("{int}{IN_X}"), "bad-integer", (4, 10)),
    ]);
    shown += &check_in_x(&[(
        "process_name=a b",
        "Invalid name: 'a b' because of character: ' '",
        "invalid-name",
        (4, 15),
    )]);
    insta::assert_snapshot!("rows_16_to_25_interfaces_groups_and_names", shown);
}

#[test]
fn rows_26_to_33_program_options() {
    let mut shown = String::new();
    let listener = "program section eventlistener:e does not specify a command in section 'eventlistener:e' (file: \
                    's.conf')";
    shown += &check(&[
        (
            S,
            "[program:x]",
            &format!("program section program:x does not specify a command{IN_X}"),
            "missing-command",
            (2, 1),
        ),
        (S, "[eventlistener:e]\nevents=TICK_5", listener, "missing-command", (2, 1)),
    ]);
    let int = |text: &str| format!("invalid literal for int() with base 10: '{text}'");
    let boolean = |text: &str| format!("not a valid boolean value: '{text}'");
    shown += &check_in_x(&[
        ("autostart=sometimes", &boolean("sometimes"), "bad-boolean", (4, 11)),
        ("redirect_stderr=2>&1", &boolean("2>&1"), "bad-boolean", (4, 17)),
        ("stdout_syslog=x", &boolean("x"), "bad-boolean", (4, 15)),
        ("stdout_events_enabled=x", &boolean("x"), "bad-boolean", (4, 23)),
        ("autorestart=Always", "invalid 'autorestart' value 'always'", "bad-autorestart", (4, 13)),
        ("startsecs=1.5", &int("1.5"), "bad-integer", (4, 11)),
        ("startretries=x", &int("x"), "bad-integer", (4, 14)),
        ("stopwaitsecs=", &int(""), "bad-integer", (4, 1)),
        ("numprocs=two", &int("two"), "bad-integer", (4, 10)),
        ("numprocs_start=a", &int("a"), "bad-integer", (4, 16)),
        ("stderr_logfile_backups=x", &int("x"), "bad-integer", (4, 24)),
        ("stdout_capture_maxbytes=1M", &int("1m"), "bad-byte-size", (4, 25)),
        ("stdout_logfile_maxbytes=big", &int("big"), "bad-byte-size", (4, 25)),
        ("stopsignal=BOGUS", "value 'BOGUS' is not a valid signal name", "bad-signal", (4, 12)),
        ("stopsignal=99", "value '99' is not a valid signal number", "bad-signal", (4, 12)),
        (
            "stopasgroup=true\nkillasgroup=false",
            "Cannot set stopasgroup=true and killasgroup=false",
            "stopasgroup-killasgroup-conflict",
            (5, 13),
        ),
        ("exitcodes=0,256", "not a valid list of exit codes: '0,256'", "bad-exitcodes", (4, 13)),
        (
            "numprocs=2",
            "%(process_num) must be present within process_name when numprocs > 1",
            "numprocs-needs-process-num",
            (4, 10),
        ),
        (
            "numprocs=2\nprocess_name=%(program_name)s",
            "%(process_num) must be present within process_name when numprocs > 1",
            "numprocs-needs-process-num",
            (5, 14),
        ),
    ]);
    insta::assert_snapshot!("rows_26_to_33_program_options", shown);
}

#[test]
fn rows_34_to_41_expansion_and_process_options() {
    let mut shown = String::new();
    let names =
        "Available names: ENV_HOME, group_name, here, host_node_name, numprocs, process_num, program_name";
    shown += &check_in_x(&[
        (
            "process_name=%(nope)s",
            &format!(
                "Format string '%(nope)s' for 'process_name' contains names ('nope') which cannot be expanded. {names}"
            ),
            "unknown-expansion",
            (4, 14),
        ),
        (
            "environment=A=\"%(nope)s\"",
            &format!(
                "Format string 'A=\"%(nope)s\"' for 'environment' contains names ('nope') which cannot be expanded. \
                 {names}"
            ),
            "unknown-expansion",
            (4, 16),
        ),
        (
            "process_name=%(program_name)",
            "Format string '%(program_name)' for 'process_name' is badly formatted: incomplete format",
            "unterminated-expansion",
            (4, 14),
        ),
        (
            "stdout_logfile=/nope/x.log",
            "The directory named as part of the path /nope/x.log does not exist",
            "missing-log-directory",
            (4, 16),
        ),
        ("user=nosuchuser", "Invalid user name nosuchuser", "unknown-user", (4, 6)),
        ("user=54321", "Invalid user id 54321", "unknown-user", (4, 6)),
        ("umask=abc", "abc can not be converted to an octal type", "bad-octal", (4, 7)),
        (
            "environment=A=1,B",
            "Unexpected end of key/value pairs in value 'A=1,B'",
            "environment-syntax",
            (4, 17),
        ),
        ("environment=A=\"1", "No closing quotation", "environment-unclosed-quote", (4, 15)),
        (
            "COMMAND: /bin/echo %(process_nam)s",
            &format!(
                "Format string '/bin/echo %(process_nam)s' for 'program:x.command' contains names ('process_nam') \
                 which cannot be expanded. {names}"
            ),
            "unknown-expansion",
            (4, 20),
        ),
        (
            "command=/bin/date +%Y",
            "Format string '/bin/date +%Y' for 'program:x.command' is badly formatted: unsupported format character \
             'Y' (0x59) at index 12",
            "bare-percent",
            (4, 20),
        ),
        (
            "command=a\n  b %(HOME)s",
            &format!(
                "Format string 'a\\nb %(HOME)s' for 'program:x.command' contains names ('HOME') which cannot be \
                 expanded. {names}"
            ),
            "env-without-prefix",
            (5, 5),
        ),
        (
            "command=%(program_name)d",
            "Format string '%(program_name)d' for 'program:x.command' is badly formatted: %d format: a real number \
             is required, not str",
            "bad-expansion-format",
            (4, 9),
        ),
        (
            "stdout_logfile=/tmp/a%%b.log",
            "Format string '/tmp/a%b.log' for 'stdout_logfile' is badly formatted: unsupported format character 'b' \
             (0x62) at index 7",
            "bare-percent",
            (4, 22),
        ),
    ]);
    insta::assert_snapshot!("rows_34_to_41_expansion_and_process_options", shown);
}

#[test]
fn rows_42_to_47_event_listeners() {
    let mut shown = String::new();
    shown += &check(&[
        (
            S,
            "[eventlistener:e]\ncommand=/bin/cat",
            "[eventlistener:e] section requires an \"events\" line",
            "listener-without-events",
            (2, 1),
        ),
        (E, "events=NOPE", "Unknown event type NOPE in [eventlistener:e] events", "unknown-event", (5, 8)),
        (E, "events=TICK_5,", "Unknown event type  in [eventlistener:e] events", "unknown-event", (5, 14)),
        (
            E,
            "events=EVENT , TICK_5 TICK_60",
            "Unknown event type TICK_5 TICK_60 in [eventlistener:e] events",
            "unknown-event",
            (5, 16),
        ),
        (
            E,
            "buffer_size=0",
            "[eventlistener:e] section sets invalid buffer_size (0)",
            "listener-bad-buffer",
            (5, 13),
        ),
        (
            E,
            "result_handler=nope:x",
            "nope:x cannot be resolved within [eventlistener:e]",
            "unresolvable-factory",
            (5, 16),
        ),
        (
            E,
            "redirect_stderr=true",
            "[eventlistener:e] section sets redirect_stderr=true but this is not allowed because it will interfere \
             with the eventlistener protocol",
            "eventlistener-redirect-stderr",
            (5, 17),
        ),
    ]);
    insta::assert_snapshot!("rows_42_to_47_event_listeners", shown);
}

#[test]
fn rows_48_to_56_fastcgi() {
    let mut shown = String::new();
    let missing = "[fcgi-program:f] section requires a \"socket\" line";
    let format = |text: &str| format!("('Bad socket format %s', '{text}') in [fcgi-program:f] socket");
    let owned = "socket_owner and socket_mode params should only be used with a Unix domain socket in \
                 [fcgi-program:f] socket";
    shown += &check(&[
        (F, "", missing, "fcgi-missing-socket", (2, 1)),
        (F, "socket=", missing, "fcgi-missing-socket", (4, 1)),
        (
            F,
            "socket=unix://rel.sock",
            "('Unix socket path %s is not an absolute path', 'rel.sock') in [fcgi-program:f] socket",
            "fcgi-bad-socket",
            (4, 8),
        ),
        (F, "socket=junk://x", &format("junk://x"), "fcgi-bad-socket", (4, 8)),
        (F, "socket=tcp://localhost", &format("tcp://localhost"), "fcgi-bad-socket", (4, 8)),
        (
            F,
            "socket=tcp://localhost:0",
            "0 is below lower bound (1) in [fcgi-program:f] socket",
            "fcgi-bad-socket",
            (4, 24),
        ),
        (
            F,
            "socket=tcp://localhost:70000",
            "70000 is above upper bound (65535) in [fcgi-program:f] socket",
            "fcgi-bad-socket",
            (4, 24),
        ),
        (F, "socket=tcp://localhost:9000\nsocket_owner=root", owned, "fcgi-socket-ownership", (4, 8)),
        (F, "socket=tcp://localhost:9000\nsocket_mode=0700", owned, "fcgi-socket-ownership", (4, 8)),
        (FU, "socket_owner=nosuch", "Invalid socket_owner value nosuch", "unknown-owner", (5, 14)),
        (FU, "socket_mode=rwx", "Invalid socket_mode value rwx", "bad-octal", (5, 13)),
        (FU, "socket_backlog=0", "Invalid socket_backlog value 0", "bad-socket-backlog", (5, 16)),
        (FU, "socket_backlog=x", "invalid literal for int() with base 10: 'x'", "bad-integer", (5, 16)),
        (FU, "user=nosuch", "Invalid user name nosuch", "unknown-user", (5, 6)),
        (
            F,
            "socket=unix:///tmp/%(process_num)s.sock",
            "Format string 'unix:///tmp/%(process_num)s.sock' for 'fcgi-program:f.socket' contains names \
             ('process_num') which cannot be expanded. Available names: ENV_HOME, here, program_name",
            "unknown-expansion",
            (4, 20),
        ),
    ]);
    insta::assert_snapshot!("rows_48_to_56_fastcgi", shown);
}

#[test]
fn rows_57_to_63_servers() {
    let mut shown = String::new();
    let auth = |section: &str| {
        format!(
            "Section [{section}] contains incomplete authentication: If a username or a password is specified, both \
             the username and password must be specified"
        )
    };
    shown += &check(&[
        (I, "", "section [inet_http_server] has no port value", "server-missing-address", (2, 1)),
        (
            S,
            "[unix_http_server]",
            "section [unix_http_server] has no file value",
            "server-missing-address",
            (2, 1),
        ),
        (I, "port=localhost", "not a valid port number: 'localhost' ", "inet-port-malformed", (3, 6)),
        (I, "port=0", "not a valid port number: '0' ", "inet-port-malformed", (3, 6)),
        (I, "port=localhost:", "no port number specified in ''", "inet-port-malformed", (3, 6)),
        (I, "port=localhost:70000", "70000 is above upper bound (65535)", "inet-port-malformed", (3, 16)),
        (
            I,
            "port=localhost:http",
            "invalid literal for int() with base 10: 'http'",
            "inet-port-malformed",
            (3, 6),
        ),
        (I, "port=9001\nusername=u", &auth("inet_http_server"), "incomplete-auth", (4, 10)),
        (U, "password=", &auth("unix_http_server"), "incomplete-auth", (4, 1)),
        (U, "chmod=rw", "Invalid chmod value rw", "bad-octal", (4, 7)),
        (U, "chown=nosuch:nosuch", "Invalid sockchown value nosuch:nosuch", "unknown-owner", (4, 7)),
        (
            U,
            "username=u\npassword=a%b",
            "Format string 'a%b' for 'unix_http_server.password' is badly formatted: unsupported format character \
             'b' (0x62) at index 2",
            "bare-percent",
            (5, 11),
        ),
    ]);
    insta::assert_snapshot!("rows_57_to_63_servers", shown);
}

//! Groups, names and programs.

use super::*;

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

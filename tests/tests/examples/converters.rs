//! §4: from text to value.

use supervisor_tests::generate::Case;

use super::{PROGRAM, check, values};

const SUPERVISORD: &str = "[supervisord]\n";
const INET: &str = "[supervisord]\n[inet_http_server]\n";
const UNIX: &str = "[supervisord]\n[unix_http_server]\nfile=/tmp/s.sock\n";

#[test]
fn numbers() {
    let integers = [
        "+5",
        "007",
        "1_000",
        "-1",
        "٣",
        "0x10",
        "1.0",
        "1e3",
        "0b1",
        "--1",
        "",
        "1__0",
        "_1",
        "²",
        "%(ENV_SPACED)s",
        "9999999999",
    ];
    check(&values(PROGRAM, "startsecs", &integers), 6);
    let sizes = [
        "0", "1024", "1KB", "1kb", "1Kb", "2MB", "1GB", "1 MB", "-1MB", "1_0KB", "1M", "1.5MB", "MB", "",
        "1TB", "1B", "1kbkb", "abc",
    ];
    check(&values(PROGRAM, "stdout_logfile_maxbytes", &sizes), 10);
    let octals = ["-1", "1777", "022", "22", "0o22", "0O22", "8", "009", "abc", "0x12", ""];
    check(&values(PROGRAM, "umask", &octals), 6);
    check(&values(SUPERVISORD, "umask", &octals), 6);
    check(&values(UNIX, "chmod", &octals), 6);
    check(
        &values(PROGRAM, "exitcodes", &["0", "0,2", " 0 , 2 ", "", "2,2", "255", "0,", "256", "-1", "a"]),
        6,
    );
}

#[test]
fn words() {
    let booleans =
        ["yes", "TRUE", "on", "1", "No", "false", "OFF", "0", "y", "t", "enabled", "2", "01", "", "2>&1"];
    check(&values(PROGRAM, "autostart", &booleans), 8);
    check(
        &values(PROGRAM, "autorestart", &["true", "no", "unexpected", "Unexpected", "Always", "never", ""]),
        4,
    );
    let levels =
        ["critical", "ERROR", "warn", "info", "debug", "trace", "blather", "warning", "crit", "20", ""];
    check(&values(SUPERVISORD, "loglevel", &levels), 7);
    let signals = [
        "TERM",
        "sigterm",
        " Int ",
        "15",
        "0",
        "1",
        "31",
        "34",
        "64",
        "CLD",
        "POLL",
        "IOT",
        "_DFL",
        "_IGN",
        "_SETMASK",
        "RTMIN",
        "RTMAX",
        "SIG_DFL",
        "35",
        "65",
        "-1",
        "BADSIG",
        "RTMIN+1",
        "SIGSIGTERM",
        "9.0",
        "0x9",
        "SIG",
        "",
    ];
    check(&values(PROGRAM, "stopsignal", &signals), 18);
    check(&values(PROGRAM, "process_name", &["x", "", "a\tb", "a b", "a:b", "a/b", "\n  x"]), 4);
    check(&values(PROGRAM, "serverurl", &["AUTO", " auto ", "", "http://x", "junk"]), 5);
}

#[test]
fn addresses() {
    let ports = [
        "9001",
        ":9001",
        "*:9001",
        "127.0.0.1:9001",
        "LOCALHOST:9001",
        "2001:db8:ff:55:0:0:0:138:9001",
        "[::1]:9001",
        "::1",
        "http://x:9001",
        "host :9001",
        "a:",
        ":",
        "a",
        "0",
        "65536",
        "-1",
        "",
        "*",
        "/tmp/x.sock",
        "host:0",
        "host:65536",
        "host:abc",
        "host:-1",
    ];
    check(&values(INET, "port", &ports), 10);
}

#[test]
fn users() {
    let users = ["root", "0", "nosuch", "54321", "", "root:root", "-1"];
    check(&values(PROGRAM, "user", &users), 2);
    check(&values(SUPERVISORD, "user", &users), 2);
    let owners = ["root", "0:0", "root:root", "root:", ":root", "root:root:x", "nosuch", "nosuch:nosuch", ""];
    check(&values(UNIX, "chown", &owners), 3);
}

#[test]
fn paths() {
    let logs = [
        "NONE",
        "off",
        "Off",
        "AUTO",
        "Auto",
        "syslog",
        "Syslog",
        "",
        "false",
        "no",
        "null",
        "/tmp/",
        "./x",
        "x",
        "../x",
        "~/x.log",
        "~root/x.log",
        "~nosuch/x.log",
        "$HOME/x.log",
        "/nope/x.log",
    ];
    check(&values(PROGRAM, "stdout_logfile", &logs), 17);
    check(&values(SUPERVISORD, "logfile", &logs), 17);
    check(&values(SUPERVISORD, "pidfile", &logs), 17);
    check(&values(SUPERVISORD, "directory", &["/tmp", "~", ".", "sub", "/nope", "", "s.conf", "$HOME"]), 4);
    check(&values(SUPERVISORD, "childlogdir", &["/tmp", "~", ".", "sub", "/nope", "", "s.conf"]), 4);
}

/// NUL bytes pass through the original up to the first system call, which may refuse them.
#[test]
fn nul_bytes() {
    use supervisor_compiler::schema::SectionKind;
    let mut cases = Vec::new();
    for (head, kind) in [
        (SUPERVISORD, SectionKind::Supervisord),
        (PROGRAM, SectionKind::Program),
        (UNIX, SectionKind::UnixHttpServer),
        ("[supervisord]\n[fcgi-program:f]\ncommand=c\nsocket=unix:///tmp/x\n", SectionKind::FcgiProgram),
    ] {
        for row in kind.options() {
            cases.extend(values(head, row.name, &["a\0b", "\0", "/tmp/\0/x", "~\0/x"]));
        }
    }
    for files in ["\0/*", "*/\0/*", "\0", "a\0*", "*\0/x", "/tmp/\0/x", "sub/*\0/*", "[\0]/*"] {
        cases.push(Case::of(format!("[supervisord]\n[include]\nfiles={files}\n")));
    }
    check(&cases, 0);
}

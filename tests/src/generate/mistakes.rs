//! Files full of what people get wrong: values, names and lines that rules of supervisor-lint have fixes for.
//!
//! Most of these files are accepted, or nearly: it is fixes that they are to test, several of them in one file.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::Case;

/// An option and values that people give it, the first of which is right.
type Row = (&'static str, &'static [&'static str]);

/// A file of mistakes; an included file stands beside it.
pub fn any() -> BoxedStrategy<Case> {
    let sections = subsequence(SECTIONS.to_vec(), 1..6).prop_shuffle().prop_flat_map(|names| {
        let first = ("supervisord", DAEMON);
        std::iter::once(first).chain(names).map(|(name, rows)| section(name, rows)).collect::<Vec<_>>()
    });
    (sections, prop::option::weighted(0.1, select(SECTIONS)), whole())
        .prop_flat_map(|(sections, again, whole)| {
            let again = again.map_or(Just(String::new()).boxed(), |(name, rows)| section(name, rows));
            (Just(sections), again, Just(whole))
        })
        .prop_map(|(sections, again, whole)| {
            let included = "[program:included]\ncommand=/bin/included\n";
            let text = whole.write(sections.concat() + &again);
            Case::of(text).with("sub/a.conf", included)
        })
        .boxed()
}

/// What happens to a whole file.
#[derive(Debug, Clone, Copy)]
enum Whole {
    Nothing,
    CrLf,
    ByteOrderMark,
    Unterminated,
    /// Letters of more than one byte, in names of options, too.
    Accents,
}

fn whole() -> impl Strategy<Value = Whole> {
    prop_oneof![
        77 => Just(Whole::Nothing),
        10 => Just(Whole::CrLf),
        3 => Just(Whole::ByteOrderMark),
        7 => Just(Whole::Unterminated),
        3 => Just(Whole::Accents),
    ]
}

impl Whole {
    fn write(self, text: String) -> String {
        match self {
            Whole::Nothing => text,
            Whole::CrLf => text.replace('\n', "\r\n"),
            Whole::ByteOrderMark => format!("\u{feff}{text}"),
            Whole::Unterminated => text.trim_end_matches('\n').to_owned(),
            Whole::Accents => text.replace('c', "é"),
        }
    }
}

fn section(name: &'static str, rows: &'static [Row]) -> BoxedStrategy<String> {
    let rows: Vec<_> = rows.to_vec();
    let command = rows.iter().find(|(key, _)| *key == "command").copied();
    let command = prop::option::weighted(0.9, command.map_or(Just(String::new()).boxed(), option));
    let others = prop::collection::vec(select(rows).prop_flat_map(option), 0..6);
    let above = select(&["", "", "\n", "\n\n", ";c\n", "# c\n", "  ; ind\n", "\n;c\n"][..]);
    let after = select(&["", "", "", "", " ; hc", " # x", "  ", ";x"][..]);
    (above, after, command, others)
        .prop_map(move |(above, after, command, others)| {
            format!("{above}[{name}]{after}\n{}{}", command.unwrap_or_default(), others.concat())
        })
        .boxed()
}

fn option((key, values): Row) -> BoxedStrategy<String> {
    let value = prop_oneof![3 => select(values), 1 => Just(values[0])];
    let before = select(&["", "", "", "", "", "", " ", "\t"][..]);
    let delimiter = select(&["=", "=", " = ", ": ", "= ", "\t=\t"][..]);
    let after = select(&["", "", "", "", " ; c", " # c", ";c", "#c", " ;c ; lint: allow(all)", "  "][..]);
    let below = prop_oneof![
        8 => Just(""),
        5 => select(&["\n", "; c\n", "# lint: allow(unknown-option)\n", "  ; ci\n", "  --cont\n"][..]),
    ];
    (before, delimiter, value, after, below)
        .prop_map(move |(before, delimiter, value, after, below)| {
            format!("{before}{key}{delimiter}{value}{after}\n{below}")
        })
        .boxed()
}

const SECTIONS: &[(&str, &[Row])] = &[
    ("program:a", PROGRAM),
    ("program:b", PROGRAM),
    ("eventlistener:e", LISTENER),
    ("fcgi-program:f", FASTCGI),
    ("group:g", &[("programs", PROGRAMS), ("programs", PROGRAMS), ("priority", NUMBER)]),
    ("unix_http_server", UNIX),
    ("inet_http_server", INET),
    ("supervisorctl", CLIENT),
    ("rpcinterface:supervisor", INTERFACE),
    ("include", &[("files", FILES)]),
    // Names that are nearly right.
    ("Program:x", PROGRAM),
    ("program: y", PROGRAM),
    (" program:z", PROGRAM),
    ("programs:q", PROGRAM),
    ("DEFAULT", PROGRAM),
    ("unix_httpserver", UNIX),
    ("supervisord ", DAEMON),
    ("Supervisorctl", CLIENT),
    ("supervisorctrl", CLIENT),
    ("rpcinterface:supervisord", INTERFACE),
];

const NUMBER: &[&str] = &["1", "999", "\"1\"", "high", "-1"];
const BOOLEAN: &[&str] =
    &["true", "True", "YES", "on", "1", "maybe", "\"true\"", "", "true;", "enabled", "tru"];
const BYTES: &[&str] =
    &["0", "10MB", "10 MB", "10M", "50Mb", "1.5MB", "\"10MB\"", "10MiB", "1_000", "10 KB ; x", "-1"];
const SECONDS: &[&str] = &["10", "0", "1s", "\"3\"", "1.5", "-5", "1m", "3600", "1h"];
const LOG: &[&str] = &[
    "/x/o.log",
    "NONE",
    "none",
    "AUTO",
    "auto",
    "syslog",
    "/dev/stdout",
    "/dev/null",
    "\"/x\"",
    "%(program_name)s.log",
    "/x/%(process_num)d.log",
    "Nones",
    "/x/e.log ; y",
];
const LEVEL: &[&str] = &["info", "INFO", "\"info\"", "warning", "verbose", "trace"];
const UMASK: &[&str] = &["022", "22", "0o22", "\"022\"", "18", "u=rwx", "0022"];
const OWNER: &[&str] = &["root", "root:root", "\"root:root\"", "a:b:c"];
const MODE: &[&str] = &["0700", "700", "0777", "448", "\"0700\"", "u+x"];
const USER: &[&str] = &["u", "\"u\"", ""];
const PASSWORD: &[&str] =
    &["p", "p;q", "p ; q", "{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d", "p%q", "%%x"];
const PROGRAMS: &[&str] = &["a", "a,b", "a b", "a,", "\"a\"", "a;b", "nope", "a,a", "a, b"];
const FILES: &[&str] = &[
    "sub/*.conf",
    "sub/a.conf sub/*.conf",
    "\"sub/*.conf\"",
    "sub/a.conf, sub/b.conf",
    "sub/a.conf,sub/*.conf",
    "%(here)s/sub/*.conf",
    "sub",
];
const ENVIRONMENT: &[&str] = &[
    "A=1",
    "A=\"1\",B=\"2\"",
    "A=1,\n  B=2",
    "A=a b",
    "A=\"x;y\",B='q'",
    "A=\"1\"\n B=\"2\"",
    "A=1;B=2",
    "A=\"1\",,B=2",
    "A=\"1\",",
    "A=http://x/?a=b",
    "A=\"%%d\"",
    "PATH=%(ENV_PATH)s:/x",
    "export A=1",
    "\"A\"=\"1\"",
    "A = 1",
    "A=\"\"\"x\"\"\"",
    "A='1',A='2'",
    "A=\"x # y\"",
    "A=\"a\\\"b\"",
    "{\"A\":\"1\"}",
    "A: 1",
    "a-b=1",
    "A=\"x\n  y\"",
    "A=100%",
];
const COMMAND: &[&str] = &[
    "/x",
    "\"/x y\"",
    "/x ; c",
    "/x # c",
    "/x;c",
    "/x \"a ; b\"",
    "/x %%d",
    "/x %(process_num)02d",
    "/x %(ENV_HOME)s",
    "/x %h",
    "/x 100%",
    "/x %(program_name)",
    "/x 'a",
    "/x \\\n  --b",
    "\n  /x\n  --y",
    "/x\n ; k\n --y",
    "/x &",
    "~/x",
    "/x $HOME",
    "cd /x && ./y",
    "cd /x ; ./y",
    "exec /x",
    "/x | /y",
    "A=1 /x",
    "sudo -u u /x",
    "nginx",
    "redis-server --daemonize yes",
    "npm start",
    "sh -c \"/x ; /y\"",
];

const PROGRAM: &[Row] = &[
    ("command", COMMAND),
    ("environment", ENVIRONMENT),
    ("autostart", BOOLEAN),
    (
        "autorestart",
        &["true", "unexpected", "Unexpected", "always", "\"true\"", "on-failure", "no", "UNEXPECTED"],
    ),
    ("numprocs", &["1", "2", "\"2\"", "2 ; two", "1.0", "-1", "0", "two", "1_0", "+3"]),
    (
        "process_name",
        &[
            "%(program_name)s_%(process_num)02d",
            "%(process_num)s",
            "x",
            "%(program_name)s",
            "a b",
            "%(process_num)02",
        ],
    ),
    (
        "stopsignal",
        &["TERM", "SIGTERM", "term", "9", "sigint", "Quit", "FOO", "\"INT\"", "15 ; x", "SIG TERM"],
    ),
    ("stopasgroup", BOOLEAN),
    ("killasgroup", BOOLEAN),
    ("startsecs", SECONDS),
    ("startretries", &["3", "-1", "x"]),
    ("stopwaitsecs", SECONDS),
    ("exitcodes", &["0", "0,2", "0;2", "0 2", "[0,2]", "\"0,2\"", "", "300", "0, 2", "0,"]),
    ("stdout_logfile", LOG),
    ("stderr_logfile", LOG),
    ("stdout_logfile_maxbytes", BYTES),
    ("stdout_logfile_backups", NUMBER),
    ("redirect_stderr", BOOLEAN),
    ("priority", NUMBER),
    ("user", &["root", "\"root\"", "%(ENV_USER)s"]),
    ("umask", UMASK),
    ("directory", &["/tmp", "\"/tmp\"", "~/x", "%(here)s", "/nope"]),
    ("loglevel", LEVEL),
    ("foo", NUMBER),
    ("Command", COMMAND),
    ("AutoStart", BOOLEAN),
    ("stdout_logfile_maxbyte", NUMBER),
];

const LISTENER: &[Row] = &[
    ("command", COMMAND),
    (
        "events",
        &[
            "TICK_5",
            "PROCESS_STATE,TICK_60",
            "\"TICK_5\"",
            "FOO",
            "tick_5",
            "PROCESS_STATE TICK_5",
            "PROCESS_STATE_RUNING",
        ],
    ),
    ("events", &["TICK_5", "PROCESS_STATE"]),
    ("buffer_size", &["10", "0", "-1", "x"]),
    ("stdout_logfile", LOG),
    ("redirect_stderr", BOOLEAN),
    ("environment", ENVIRONMENT),
];

const FASTCGI: &[Row] = &[
    ("command", COMMAND),
    ("socket", &["tcp://localhost:9", "unix:///x.sock", "tcp://x", "/x.sock", "localhost:9000"]),
    ("socket", &["tcp://localhost:9", "unix:///x.sock"]),
    ("exitcodes", &["0", "0,2", "0;2"]),
    ("stdout_logfile_maxbytes", BYTES),
    ("directory", &["/tmp", "\"/tmp\"", "~/x"]),
];

const DAEMON: &[Row] = &[
    ("logfile", &["/tmp/s.log", "NONE", "/dev/stdout", "\"/tmp/s.log\"", "syslog", "%(here)s/s.log"]),
    ("logfile_maxbytes", BYTES),
    ("loglevel", LEVEL),
    ("nodaemon", BOOLEAN),
    ("minfds", &["1024", "\"1024\"", "1k"]),
    ("pidfile", &["/x.pid", "%(here)s/x"]),
    ("identifier", &["s", "\"s\""]),
    ("umask", UMASK),
    ("directory", &["/tmp", "\"/tmp\"", "~/x"]),
    ("environment", ENVIRONMENT),
    ("foo", NUMBER),
    ("autostart", BOOLEAN),
];

const UNIX: &[Row] = &[
    ("file", &["/x.sock", "unix:///x.sock", "\"/x.sock\"", "%(here)s/x.sock", ""]),
    ("file", &["/x.sock"]),
    ("chmod", MODE),
    ("chown", OWNER),
    ("username", USER),
    ("password", PASSWORD),
];

const INET: &[Row] = &[
    ("port", &["9001", ":9001", "*:9001", "\"9001\"", "localhost:9001", "http://x:9001", "99999", "x"]),
    ("port", &["127.0.0.1:9001"]),
    ("username", USER),
    ("password", PASSWORD),
];

const CLIENT: &[Row] = &[
    (
        "serverurl",
        &["http://127.0.0.1:9001", "unix:///x.sock", "/x.sock", "127.0.0.1:9001", "unix://x.sock", "AUTO"],
    ),
    ("username", USER),
    ("password", PASSWORD),
    ("prompt", &["p"]),
];

const INTERFACE: &[Row] =
    &[("supervisor.rpcinterface_factory", &["supervisor.rpcinterface:make_main_rpcinterface", "foo:bar"])];

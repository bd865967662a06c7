//! Texts for options, by the type of their value: what a careful author writes, and what a careless one does.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use supervisor_compiler::schema::{OptionRow, ValueType};

use super::Care;

type Texts = &'static [&'static str];

/// A value for an option, or for one that no table knows.
pub fn value(row: Option<&'static OptionRow>, care: Care) -> BoxedStrategy<String> {
    let name = row.map_or("", |row| row.name);
    let (good, odd) = texts(name, row.map_or(ValueType::Text, |row| row.value));
    Union::new_weighted(vec![
        (care.values * 4, text(good)),
        (4, text(odd)),
        (1, text(EXPANSIONS)),
        (1, continued(good, odd)),
        (1, template()),
        (1, any_text()),
    ])
    .boxed()
}

fn text(texts: Texts) -> BoxedStrategy<String> {
    select(texts).prop_map(str::to_owned).boxed()
}

/// A value over several lines, or with something of another value behind it.
fn continued(good: Texts, odd: Texts) -> BoxedStrategy<String> {
    let joint =
        select(&["\n  ", "\n\t", "\n\n ", "\n ;c\n  ", "", " ", ",", " ; ", " #", "\n", "%", "\n[x]\n "][..]);
    (select(good), joint, select(odd)).prop_map(|(one, joint, other)| format!("{one}{joint}{other}")).boxed()
}

/// A template put together from the pieces of the language.
fn template() -> BoxedStrategy<String> {
    let name = select(
        &[
            "here",
            "program_name",
            "group_name",
            "process_num",
            "numprocs",
            "host_node_name",
            "ENV_FOO",
            "ENV_PCT",
            "ENV_NOPE",
            "ENV_EMPTY",
            "ENV_QUOTED",
            "",
            "a(b)c",
            "ENV_",
            "Here",
            " here",
            "ENV_A",
            "ENV_DAEMON",
        ][..],
    );
    let flags =
        select(&["", "", "", "", "0", "-", "#", "+", " ", "-0", "+ #", "h", "l", "L", "ll", "*", "%"][..]);
    let width = select(&["", "", "", "2", "05", "20", ".3", "6.2", ".", "*", ".*"][..]);
    let conversion = select(
        &["s", "s", "s", "d", "i", "u", "x", "X", "o", "e", "F", "g", "c", "r", "a", "", "Y", "%", "é"][..],
    );
    let directive = (name, flags, width, conversion)
        .prop_map(|(name, flags, width, conversion)| format!("%({name}){flags}{width}{conversion}"));
    let literal = select(&["", "/", "x", "%%", "%%%%", " ", ",", "\"", "%", "%d", "%s", "%(", "A=", "ü"][..]);
    let pieces = prop::collection::vec((literal, directive), 1..4);
    (pieces, select(&["", "", "x", "%", ".log"][..]))
        .prop_map(|(pieces, end)| {
            let pieces: String =
                pieces.into_iter().map(|(literal, directive)| literal.to_owned() + &directive).collect();
            pieces + end
        })
        .boxed()
}

/// Text out of the characters that mean something somewhere.
fn any_text() -> BoxedStrategy<String> {
    let piece = select(
        &[
            "a", "B", "0", "9", " ", "  ", "\t", "=", ":", ",", ";", "#", " ;", " #", "%", "%%", "%(here)s",
            "\"", "'", "\\", "[", "]", "/", "~", "$", "-", "+", "_", ".", "{", "}", "@", "*", "\u{a0}",
            "\u{3000}", "é", "ſ", "İ", "١", "²", "😀", "\u{7f}", "\u{1}", "\u{b}", "\u{c}", "\u{1c}",
            "\u{85}", "\u{2028}", "\u{feff}", "KB", "unix://", "tcp://", "A=\"1\"",
        ][..],
    );
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()).boxed()
}

const EXPANSIONS: Texts = &[
    "%(here)s",
    "%(program_name)s",
    "%(group_name)s_%(process_num)02d",
    "%(ENV_FOO)s",
    "%(ENV_PCT)s",
    "%(ENV_NOPE)s",
    "%(ENV_N)s",
    "%(ENV_EMPTY)s",
    "%(ENV_HERE)s",
    "%(ENV_SPACED)s",
    "%%",
    "%%%%",
    "100%",
    "%(x",
    "%(process_num)d",
    "%(numprocs)s",
    "%(host_node_name)s",
    "%d",
    "%s",
    "%r",
    "%.9s",
    "%(process_num)",
    "%Y",
    "%%(here)s",
    "%(here)-30s",
    "%(here)s%(here)s",
    "%(ENV_DAEMON)s",
    "50% off",
];

/// What an option may hold, good and odd.
fn texts(name: &str, value: ValueType) -> (Texts, Texts) {
    match (name, value) {
        ("command", _) => (
            &["/bin/cat", "/bin/sleep 10", "bash -c 'a; b'", "c %(process_num)d %(ENV_FOO)s", "c %(here)s"],
            &[
                "",
                "c ;d",
                "c %(ENV_A)s",
                "c %(ENV_K0)s",
                "date +%Y",
                "c \"x",
                "echo %s",
                "%(program_name)10s|",
            ],
        ),
        // More processes than a hundred only take time.
        ("numprocs", _) => (&["1", "2", "3", "0"], &["", "-1", "12", "x", "1.5", "%(ENV_N)s", "+2", "0_3"]),
        ("process_name", _) => (
            &["%(program_name)s_%(process_num)02d", "%(process_num)d", "%(group_name)s-%(process_num)s"],
            &[
                "%(program_name)s",
                "x",
                "a b",
                "a:b",
                "a/b",
                "",
                "%(nope)s",
                "%(ENV_SPACED)s",
                "%(program_name)",
                "%%(process_num)s",
                "%(here)s",
                "%(ENV_A)s%(process_num)x",
            ],
        ),
        ("directory", ValueType::Text) => {
            (&["/tmp", "/nope", "sub", "%(here)s"], &["", "~", "~root/x", "%(ENV_A)s"])
        }
        ("username", _) => (&["u", "%(ENV_FOO)s"], &["", "\"u\"", "%(here)s"]),
        ("password", _) => (
            &["p", "p;q", "{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d"],
            &["", "a%b", "a%%b", "{SHA}", "%(here)s", "p ;q"],
        ),
        ("prompt" | "history_file" | "profile_options", _) => (&["x"], &["", "%"]),
        (_, ValueType::Text) => (&["x", "supervisor", "a b"], &["", "a;b", "a ;b", "\"q\"", "é"]),
        (_, ValueType::Name) => (&["x"], &["a b"]),
        (_, ValueType::Integer) => (
            &["0", "1", "2", "10", "999", "-1", "+3", "007"],
            &[
                "",
                "x",
                "1_0",
                "1__0",
                "_1",
                "1.5",
                "0x10",
                "1e3",
                "٣",
                "²",
                "--1",
                "- 1",
                "3%%",
                "99999",
                "9223372036854775807",
                "9223372036854775808",
                "-99999999999999999999",
                "65535",
                "65536",
                "%(process_num)d",
                "%(numprocs)s",
            ],
        ),
        (_, ValueType::Boolean) => (
            &["true", "false", "1", "0", "yes", "No", "ON", "Off"],
            &["maybe", "", "y", "2>&1", "01", "TRUE ", "enabled", "ſ"],
        ),
        (_, ValueType::ByteSize) => (
            &["0", "1MB", "50MB", "1kb", "2gB", "1024"],
            &[
                "1M",
                "big",
                "",
                "MB",
                "1TB",
                "-1MB",
                "1 MB",
                "1_0KB",
                "1.5MB",
                "1kbkb",
                "99999999999999999999GB",
                "9007199254740993KB",
                "1KB",
                "1İb",
            ],
        ),
        (_, ValueType::Octal) => (
            &["022", "0700", "700", "0o22", "0"],
            &[
                "9",
                "abc",
                "",
                "-1",
                "0O7",
                "0o_7",
                "0o",
                "0x12",
                "1777",
                "77777777777777777777777",
                "+7",
                "0_7",
            ],
        ),
        (_, ValueType::ExitCodes) => {
            (&["0", "0,2", "2,0", "", "0 , 1", "255"], &["0,", ",", "256", "a", "-1", "0,0", "1_0", "٣"])
        }
        (_, ValueType::Signal) => (
            &["TERM", "SIGTERM", "15", "int", "HUP", "usr1"],
            &[
                "99",
                "BOGUS",
                "",
                "0",
                "_DFL",
                "_setmask",
                "35",
                "34",
                "64",
                "9.0",
                "RTMIN",
                "RTMIN+1",
                "sigsigterm",
                "CLD",
                "IOT",
                "SIG",
                "SIG_DFL",
                "٣",
                "99999999999999999999",
            ],
        ),
        (_, ValueType::AutoRestart) => {
            (&["true", "false", "unexpected", "Unexpected"], &["Always", "", "maybe", "never"])
        }
        (_, ValueType::LogLevel) => {
            (&["info", "DEBUG", "warn", "critical", "Blather"], &["warning", "", "20", "crit", "getlevel"])
        }
        ("logfile", ValueType::DirPath) => (
            &["/tmp/s.log", "syslog", "s.log", "sub/s.log"],
            &[
                "Syslog",
                "",
                "/nope/s.log",
                "%(here)s/x.log",
                "~/s.log",
                "~root/s.log",
                "~nosuch/x.log",
                "NONE",
                "./s.log",
                "sub/",
                "../s.log",
                "~",
            ],
        ),
        (_, ValueType::DirPath) => {
            (&["/tmp/p.pid", "p.pid"], &["/nope/p", "", "sub/../p", "%(here)s/p", "~/p"])
        }
        (_, ValueType::Directory) => {
            (&["/tmp", "sub", "%(here)s"], &["/nope", "", "~", "~root", "s.conf", ".", "//tmp/"])
        }
        (_, ValueType::LogFile) => (
            &["AUTO", "NONE", "off", "/tmp/x.log", "%(program_name)s.log"],
            &[
                "syslog",
                "Syslog",
                "",
                "/nope/x.log",
                "rel.log",
                "/tmp/%%a.log",
                "/tmp/%%%%a.log",
                "/tmp/%(ENV_PCT)s.log",
                "/tmp/%(process_num)s",
                "~/x.log",
                "Auto",
                "/tmp/",
                "sub/x.log",
                "false",
                "%(ENV_A)s.log",
                "%(ENV_HERE)s",
                "Off ",
            ],
        ),
        (_, ValueType::Environment) => (
            &[
                "A=\"1\"",
                "A=\"1\",B=\"2\"",
                "A=1,B=2",
                "K%(process_num)d=\"v%(process_num)d\"",
                "FOO=\"%(ENV_FOO)s-2\"",
                "DAEMON=\"1\"",
                "",
            ],
            &[
                "A=1,B",
                "A=\"x",
                "A=\"%(program_name)s\"",
                "A=$HOME",
                "A=a b",
                "A=\"a,b\"",
                "A=http://x/?q=1",
                "A=it's",
                "A=\"x#y\"",
                "A=\"say \\\"hi\\\"\"",
                "A=user@host",
                "A=\"%%\"",
                "A=\"%(host_node_name)s\"",
                "A=\"%%(host_node_name)s\"",
                "A=\"%%%%\"",
                "A='\"x\"'",
                "A=x#y,B=2",
                "A=\"1\"\n  ,B=\"2\"",
                "A=1,\n  B=2,",
                "A=\"1\" B=\"2\"",
                "A=1;B=2",
                "A==b",
                "A=b=",
                "=b",
                "A=",
                ",A=1",
                "A=1,,B=2",
                "\"A\"=1",
                "A=x\"y z\"w",
                "A=\"a\"b\"c\"",
                "ö=1",
                "A=ö",
                "A=öäü",
                "A=\"\\\"",
                "A=a\\b",
                "A=\"%(ENV_QUOTED)s\"",
                "A=%(ENV_QUOTED)s",
                "here=\"H\"",
                "A=\"multi\n  line\"",
                "A=x'",
                "A=''",
                "A=\"'x'\"",
                "A=\"%(here)s\"",
                "A=\"1\",A=\"2\"",
                "%(ENV_FOO)s=1",
            ],
        ),
        (_, ValueType::User) => (
            &["root", "nobody", "0", "daemon"],
            &[
                "nosuch",
                "54321",
                "",
                "root:root",
                "-1",
                "0x0",
                "٠",
                "00",
                "99999999999999999999",
                "4294967295",
                "4294967296",
            ],
        ),
        (_, ValueType::UserGroup) => (
            &["root", "root:root", "0:0", "nobody:nogroup", "nobody"],
            &[
                "nosuch",
                "root:",
                ":root",
                "",
                "root:root:x",
                "0",
                "root:54321",
                "-1:-1",
                "root : root",
                "4294967296",
            ],
        ),
        (_, ValueType::InetAddress) => (
            &["9001", "*:9002", "localhost:9003", "127.0.0.1:0009"],
            &[
                "x",
                "0",
                "localhost:",
                "localhost:0",
                "localhost:70000",
                "",
                "h:x",
                "::1",
                "[::1]:9001",
                ":",
                "HOST :1",
                "65536",
                "-1",
                "h:-1",
                "a:b:+1",
                "*",
                "%(ENV_N)s",
                "ΑΣ:1",
                "h:99999999999999999999",
            ],
        ),
        (_, ValueType::FcgiSocket) => (
            &["unix:///tmp/%(program_name)s.sock", "tcp://localhost:9000", "unix:///tmp/x"],
            &[
                "tcp://x:0",
                "tcp://x:70000",
                "junk",
                "",
                "unix://rel",
                "unix:///tmp/%(process_num)s",
                "unix:////a/./b/../c",
                "unix:///",
                "TCP://x:1",
                "tcp://A:1/",
                "tcp://Localhost:2",
                "tcp://:1",
                "tcp://a b:1",
                "tcp://x:٣",
                "tcp://x:1\n  ",
                "tcp://x:099999",
                "tcp://x:²",
                "tcp://x:1:2",
                "unix:///tmp/../..",
                "tcp://ΑΣ:1",
                "tcp://x:99999999999999999999",
            ],
        ),
        (_, ValueType::Events) => (
            &["TICK_5", "tick_60,EVENT", "PROCESS_STATE,PROCESS_STATE", "Process_Log , TICK"],
            &[
                "NOPE",
                "",
                "TICK_5,",
                "TICK_5 TICK_60",
                "%(here)s",
                ",",
                "ticK_5",
                "TICK_5,NOPE,WORSE",
                "tıck",
            ],
        ),
        (_, ValueType::Programs) => (
            &["a", "a,b", "b", "a , b", "f", "f,a"],
            &["nope", "a,", "a b", "", "a,nope", "e", "l", "a,a", "%(here)s", " e", ",", "b,c", "A"],
        ),
        (_, ValueType::Patterns) => (&["sub/*.conf", "sub/a.conf"], &[""]),
        ("supervisor.rpcinterface_factory", _) => (
            &["supervisor.rpcinterface:make_main_rpcinterface"],
            &["nope:x", "", "a b", "json:loads", "json:nope", "json", "os.path:join", "%(here)s"],
        ),
        (_, ValueType::EntryPoint) => {
            (&["supervisor.dispatchers:default_handler"], &["nope:x", "", "a b", "json:loads", "json"])
        }
        (_, ValueType::ServerUrl) => {
            (&["AUTO", "http://x"], &["auto ", "", "%(program_name)s", "unix:///x", "junk"])
        }
    }
}

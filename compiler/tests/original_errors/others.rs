//! Event listeners, FastCGI programs and servers.

use super::*;

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

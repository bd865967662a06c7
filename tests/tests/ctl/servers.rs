//! Servers that ask for a password, over both kinds of sockets, and servers that are none.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

pub(crate) fn passwords() -> Vec<Step> {
    let mut steps = vec![Step::Await("app", "RUNNING")];
    for server in ["", "-s http://127.0.0.1:{port}"] {
        for credentials in [
            "",
            "-u user",
            "-p thepassword",
            "-u user -p wrong",
            "-u nobody -p thepassword",
            "-u '' -p ''",
            "-u user -p ''",
            "-u us:er -p x",
            "-u ü -p ü",
            "-u user -p thepassword",
            "--username=user --password=thepassword",
        ] {
            for command in ["status app", "avail"] {
                steps.push(line(&format!("{server} {credentials} {command}")).step());
            }
        }
        for command in [
            "start app",
            "stop nosuch",
            "restart app",
            "tail app",
            "tail -f app",
            "maintail -f",
            "clear app",
            "signal CONT app",
            "add app",
            "remove app",
            "update",
            "reread",
            "reload",
            "shutdown",
            "fg app",
            "version",
            "pid all",
            "help status",
            "nonsense",
            "start",
        ] {
            steps.push(line(&format!("{server} -u user -p wrong {command}")).step());
        }
    }
    steps.extend(lines(
        "-s http://user:thepassword@127.0.0.1:{port} status app
        -s http://127.0.0.1:{port}/ -u user -p thepassword status app
        -s http://127.0.0.1:{port}/RPC2 -u user -p thepassword status app
        -s http://127.0.0.1:{port}/no/path -u user -p thepassword status app
        -s http://127.0.0.1:{port}?query -u user -p thepassword pid nosuch
        -s http://localhost:{port} -u user -p thepassword status app
        -s HTTP://127.0.0.1:{port} -u user -p thepassword status app",
    ));
    steps
}

#[test]
fn that_ask_for_a_password() {
    assert_same(&Config::fixture("passwords").with_password(), &passwords());
}

/// What a server that is none answers to whatever it is asked; nothing: it hangs up.
const ANSWERS: [(&str, &str); 14] = [
    (
        "another version",
        "<methodResponse><params><param><value><string>4.0</string></value></param></params></methodResponse>",
    ),
    (
        "no version",
        "<methodResponse><params><param><value><string></string></value></param></params></methodResponse>",
    ),
    (
        "no such namespace",
        "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member><member><name>faultString</name><value><string>UNKNOWN_METHOD</string></value></member></struct></value></fault></methodResponse>",
    ),
    (
        "another fault",
        "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>77</int></value></member><member><name>faultString</name><value><string>it's \"odd\" &lt;ü&gt;</string></value></member></struct></value></fault></methodResponse>",
    ),
    (
        "shutdown state",
        "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>6</int></value></member><member><name>faultString</name><value><string>SHUTDOWN_STATE</string></value></member></struct></value></fault></methodResponse>",
    ),
    ("no XML", "hello"),
    ("nothing", ""),
    ("half of an answer", "<methodResponse><params><param><value>"),
    ("status 401", ""),
    ("status 403", "no"),
    ("status 404", "no"),
    ("status 500", "no"),
    ("status 503", "no"),
    ("hangs up", ""),
];

/// Serves one of the [`ANSWERS`] until the test ends; its port.
fn serve((name, body): (&'static str, &'static str)) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = BufReader::new(stream);
            let mut length = 0;
            let mut line = String::new();
            while stream.read_line(&mut line).is_ok_and(|count| count > 2) {
                let head = line.to_lowercase();
                if let Some(value) = head.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
                line.clear();
            }
            // The request may be cut short by who asks.
            let _ = stream.read_exact(&mut vec![0; length]);
            if name != "hangs up" {
                let status = name
                    .strip_prefix("status ")
                    .map_or("200 OK".to_owned(), |status| format!("{status} Reason"));
                let head = "Content-Type: text/xml\r\nConnection: close";
                let answer =
                    format!("HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                let _ = stream.get_mut().write_all(answer.as_bytes());
            }
        }
    });
    port
}

#[test]
fn that_are_none() {
    let mut steps = Vec::new();
    for answer in ANSWERS {
        let server = format!("-s http://127.0.0.1:{}", serve(answer));
        for command in ["status", "pid", "start web", "shutdown", "reload", "add web", "avail", "reread"] {
            let line = line(&format!("{server} {command}"));
            let asks_first = ["status", "pid", "start web"].contains(&command);
            match answer.0 {
                // What Python says of an answer of another shape than it takes for granted helps nobody.
                "another version" | "no version" if ["avail", "reread"].contains(&command) => {}
                "no such namespace" if asks_first => {
                    steps.push(line.clients_differ("A server without the namespace").step());
                }
                _ => steps.push(line.step()),
            }
        }
    }
    assert_same(&Config::programs(""), &steps);
}

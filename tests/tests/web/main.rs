//! The web page: it says what the original's says, and does nothing that its user did not ask for.

mod actions;
mod routes;
mod safety;

use std::fs;
use std::io::Write as _;

use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::{mask, wait};

const PROGRAMS: &str = "[program:cat]\ncommand=/bin/sh -c \"printf 'a<b>&c\\n'; exec cat\"\nstdout_logfile=%(here)s/run/cat.log\n\n\
                        [program:bytes]\ncommand=/bin/sh -c \"printf 'caf\\351\\n'; exec cat\"\nstdout_logfile=%(here)s/run/bytes.log\n\n\
                        [program:silent]\ncommand=/bin/cat\nautostart=false\nstdout_logfile=NONE\n\n\
                        [program:missing]\ncommand=nosuchcommand\nautostart=false\n\n\
                        [program:refuser]\ncommand=/bin/false\nautostart=false\nstartretries=0\n\n\
                        [group:pair]\nprograms=one,two\n\n\
                        [program:one]\ncommand=/bin/cat\n\n[program:two]\ncommand=/bin/cat\nautostart=false\n";

fn start(flavor: Flavor) -> Daemon {
    let daemon = Daemon::start(flavor, &Config::programs(PROGRAMS));
    for process in ["cat", "bytes", "pair:one"] {
        daemon.await_state(process, "RUNNING");
    }
    daemon
}

/// Sends a request on a connection of its own and returns the whole answer.
fn ask(daemon: &Daemon, method: &str, path: &str, headers: &str, body: &str) -> String {
    let request = request(method, path, headers, body);
    daemon.unix().exchange(request.as_bytes()).expect("the daemon listens").expect("an answer")
}

fn request(method: &str, path: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {length}\r\n") };
    format!("{method} {path} HTTP/1.1\r\nHost: box:9001\r\nConnection: close\r\n{length}{headers}\r\n{body}")
}

fn get(daemon: &Daemon, path: &str) -> String {
    ask(daemon, "GET", path, "", "")
}

/// Presses a button, and returns what is said then: times are masked.
fn press(daemon: &Daemon, form: &str) -> String {
    message(&ask(daemon, "POST", "/index.html", "", form))
}

/// The message that a redirection carries.
fn message(answer: &str) -> String {
    assert!(answer.starts_with("HTTP/1.1 301 "), "{answer}");
    let location = header(answer, "Location").expect("a redirection says where to");
    let (_, encoded) = location.split_once("/?message=").expect("to the status page");
    mask::text(&decoded(encoded))
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = answer.split_once("\r\n\r\n")?;
    head.lines()
        .find_map(|line| line.split_once(": ").filter(|(known, _)| *known == name))
        .map(|(_, value)| value)
}

fn status(answer: &str) -> &str {
    answer.lines().next().unwrap_or_default()
}

fn decoded(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut decoded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        decoded.push(char::from(u8::from_str_radix(code, 16).expect("an encoded character")));
        decoded.push_str(rest);
    }
    decoded
}

/// What stands between `begin` and `end`.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    Some(text.split_once(begin)?.1.split_once(end)?.0)
}

/// The rows of the table as a reader sees them, and how their states are classified.
fn rows(page: &str) -> Vec<String> {
    let rows = page.split("<tr").filter(|row| row.contains("tail.html?processname="));
    rows.map(|row| {
        let row = row.split("</tr>").next().unwrap_or_default();
        let class = between(row, "<span class=\"", "\"").unwrap_or_default();
        let mut text = String::new();
        for piece in row.split('<') {
            text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
            text.push(' ');
        }
        let text = text.replace("&nbsp;", " ").replace('\u{a0}', " ");
        // What the original's template has where a process of this state has no button.
        let words: Vec<_> = text.split_whitespace().filter(|word| *word != "Action").collect();
        format!("{class}: {}", mask::text(&words.join(" ")))
    })
    .collect()
}

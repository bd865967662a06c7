//! Routes, their heads, and the tails of logs.

use super::*;

#[test]
fn other_routes_are_the_originals() {
    let requests = [
        ("GET", "/ok.html"),
        ("POST", "/ok.html"),
        ("HEAD", "/"),
        ("HEAD", "/index.html?processname=cat&action=stop"),
        ("HEAD", "/ok.html"),
        ("HEAD", "/logtail/cat"),
        ("HEAD", "/mainlogtail"),
        ("HEAD", "/RPC2"),
        ("PUT", "/"),
        ("DELETE", "/index.html"),
        ("get", "/"),
        ("GET", "/nosuch"),
        ("HEAD", "/nosuch"),
        ("POST", "/nosuch"),
        ("GET", "/../supervisord.conf"),
        ("GET", "/stylesheets/../../supervisord.conf"),
        ("GET", "/stylesheets/%2e%2e/%2e%2e/http.py"),
        ("GET", "/stylesheets/supervisor.css"),
        ("HEAD", "/stylesheets/supervisor.css"),
        ("POST", "/stylesheets/supervisor.css"),
    ];
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = start(flavor);
        let mut answers = String::new();
        for (method, path) in requests {
            let body = if method == "POST" { "x=y" } else { "" };
            let answer = ask(&daemon, method, path, "", body);
            let kind = header(&answer, "Content-Type").unwrap_or_default();
            answers += &format!("{method} {path}: {} {kind}\n", status(&answer));
        }
        assert!(get(&daemon, "/ok.html").ends_with("\r\n\r\nOK"));
        answers
    });
    assert_eq!(ours, original);
}
/// In the original it is the head of a file of templates.
#[test]
fn heads_of_pages_that_have_one() {
    let head = |flavor| {
        let daemon = start(flavor);
        let answer = ask(&daemon, "HEAD", "/tail.html?processname=cat", "", "");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert_eq!(body, "", "{flavor:?}");
        assert!(header(&answer, "Content-Length").is_some_and(|length| length != "0"), "{flavor:?}: {head}");
        status(&answer).to_owned()
    };
    assert_eq!(head(Flavor::Ours), head(Flavor::Original));
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    let answer = ask(&daemon, "HEAD", "/live", "", "");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(header(&answer, "Content-Type").is_some_and(|kind| kind.starts_with("text/event-stream")));
}
#[test]
fn tails_are_the_originals() {
    let queries = [
        "",
        "?processname=",
        "?processname=cat",
        "?processname=cat&limit=x",
        "?processname=pair:one",
        "?processname=nosuch",
        "?processname=pair:*",
        "?processname=silent",
    ];
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = start(flavor);
        wait::until("it has printed", || !daemon.read("run/cat.log").is_empty());
        queries.map(|query| {
            let page = get(&daemon, &format!("/tail.html{query}"));
            let title = between(&page, "<title>", "</title>").unwrap_or_default();
            let text =
                between(&page, "<pre", "</pre>").and_then(|rest| rest.split_once('>')).unwrap_or_default().1;
            format!("{query}: {} {title}: {}\n", status(&page), text.trim().replace("&gt;", ">"))
        })
    });
    assert_eq!(ours, original);
    insta::assert_snapshot!(ours.concat());
}
#[test]
fn a_tail_shows_either_log_and_leads_to_more() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    fs::write(daemon.path("run/cat.log"), "0123456789\n".repeat(1000)).expect("the log can be written");
    let page = get(&daemon, "/tail.html?processname=cat");
    assert!(page.contains("href=\"tail.html?processname=cat&amp;limit=16384\">More<"), "{page}");
    assert!(page.contains("&amp;channel=stderr\">Stderr<"), "{page}");
    let page = get(&daemon, "/tail.html?processname=cat&channel=stderr");
    let text = between(&page, "<pre", "</pre>").and_then(|rest| rest.split_once(">\n")).expect("a log").1;
    assert_eq!(text, "", "it has written nothing there");
    let whole = daemon.unix().exchange_to_the_end(b"GET /logtail/cat/stdout?download HTTP/1.0\r\n\r\n");
    let whole = whole.expect("it listens").expect("an answer");
    let name = header(&whole, "Content-Disposition").expect("a name");
    assert_eq!(name, "attachment; filename=\"cat-stdout.log\"");
    let (_, text) = whole.split_once("\r\n\r\n").expect("a body");
    assert_eq!(text.len(), 11_000, "the whole log, and then the end");
}
#[test]
fn a_tail_shows_as_much_as_asked_for_whatever_it_is() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    fs::write(daemon.path("run/cat.log"), "0123456789\n".repeat(1000)).expect("the log can be written");
    let shown = |query: &str| {
        let page = get(&daemon, &format!("/tail.html?processname=cat{query}"));
        between(&page, "<pre", "</pre>").and_then(|rest| rest.split_once(">\n")).expect("a log").1.len()
    };
    assert_eq!([shown(""), shown("&limit=2000"), shown("&limit=99999999999")], [1024, 2000, 11_000]);
    wait::until("it has printed", || !fs::read(daemon.path("run/bytes.log")).unwrap_or_default().is_empty());
    let page = get(&daemon, "/tail.html?processname=bytes");
    assert!(status(&page) == "HTTP/1.1 200 OK" && page.contains("caf\u{fffd}\n"), "{page}");
}

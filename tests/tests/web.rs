//! The web page: it says what the original's says, and does nothing that its user did not ask for.

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

#[test]
fn states_and_buttons_are_the_originals() {
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = start(flavor);
        press(&daemon, "action=start&processname=refuser");
        daemon.await_state("refuser", "FATAL");
        let page = get(&daemon, "/");
        assert_eq!(between(&page, "<title>", "</title>"), Some("Supervisor Status"));
        let names = ["Content-Type", "Pragma", "Cache-Control", "Expires"];
        let headers = names.map(|name| header(&page, name).map(str::to_owned));
        let said = get(&daemon, "/index.html?message=%3Cb%3E+hello");
        assert!(said.replace("&gt;", ">").contains("&lt;b> hello"), "{said}");
        (status(&page).to_owned(), headers, rows(&page))
    });
    assert_eq!(ours, original);
    assert_eq!(ours.2.len(), 7);
}

#[test]
fn without_programs_it_says_so() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::programs(""));
        let page = get(&daemon, "/");
        assert!(page.contains("No programs to manage"), "{flavor:?}: {page}");
    }
}

#[test]
fn actions_say_what_the_originals_do() {
    let forms = [
        "action=refresh",
        "action=start&processname=cat",
        "action=stop&processname=cat",
        "action=stop&processname=cat",
        "action=start&processname=cat",
        "action=restart&processname=cat",
        "action=restart&processname=silent",
        "action=clearlog&processname=cat",
        "action=start&processname=missing",
        "action=start&processname=refuser",
        "action=start&processname=pair%3Atwo",
        "action=start&processname=nosuch",
        "action=stop&processname=pair%3A%2A",
        "action=stopall",
    ];
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = start(flavor);
        let said: String = forms.iter().map(|form| format!("{form}: {}\n", press(&daemon, form))).collect();
        assert_eq!(daemon.state("pair:two").as_deref(), Some("STOPPED"), "all are stopped");
        said
    });
    assert_eq!(ours, original);
    insta::assert_snapshot!(ours);
}

#[test]
fn groups_and_all_can_be_started_and_stopped() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    let page = get(&daemon, "/");
    let heading = between(&page, "<tr role=\"row\" class=\"group\">", "</tr>").expect("a heading");
    assert!(heading.contains("Group pair") && heading.contains("value=\"restartgroup\""), "{heading}");
    assert_eq!(page.matches("class=\"group\">").count(), 2, "one for a group, one in a template: {page}");
    assert_eq!(press(&daemon, "action=startgroup&groupname=pair"), "All of group pair started at TIME");
    assert_eq!(daemon.state("pair:two").as_deref(), Some("RUNNING"));
    let before = ["pair:one", "pair:two"].map(|process| daemon.process_pid(process));
    assert_eq!(press(&daemon, "action=restartgroup&groupname=pair"), "All of group pair restarted at TIME");
    let after = ["pair:one", "pair:two"].map(|process| daemon.process_pid(process));
    assert!(before[0] != after[0] && before[1] != after[1], "{before:?} {after:?}");
    assert_eq!(press(&daemon, "action=stopgroup&groupname=pair"), "All of group pair stopped at TIME");
    assert_eq!(daemon.state("cat").as_deref(), Some("RUNNING"), "the others go on");
    assert_eq!(press(&daemon, "action=stopgroup&groupname=nosuch"), "No such group named nosuch");
    let said = press(&daemon, "action=startall");
    assert!(
        said.starts_with("Not all started at TIME: ")
            && said.contains("NO_FILE: can't find command 'nosuchcommand'"),
        "{said}"
    );
    assert_eq!(daemon.state("pair:two").as_deref(), Some("RUNNING"));
    for headers in ["Sec-Fetch-Site: cross-site\r\n", "Origin: http://evil.example\r\n"] {
        let answer = ask(&daemon, "POST", "/", headers, "action=stopgroup&groupname=pair");
        assert_eq!(status(&answer), "HTTP/1.1 403 Forbidden");
        assert!(answer.contains("<input type=\"hidden\" name=\"groupname\" value=\"pair\">"), "{answer}");
    }
    assert_eq!(daemon.state("pair:two").as_deref(), Some("RUNNING"));
}

#[test]
fn scripts_are_answered_in_json() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    for (form, text, done) in [
        ("action=stop&processname=cat", "Process cat stopped", true),
        ("action=start&processname=missing", "ERROR: Process missing: no such file", false),
        ("action=stop&processname=nosuch", "No such process named nosuch", false),
    ] {
        let answer = ask(&daemon, "POST", "/", "Accept: application/json\r\n", form);
        assert_eq!((status(&answer), header(&answer, "Location")), ("HTTP/1.1 200 OK", None));
        assert_eq!(header(&answer, "Content-Type"), Some("application/json"));
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        let said: serde_json::Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(said, serde_json::json!({"done": done, "text": text}));
    }
}

#[test]
fn parameters_of_the_body_win() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = start(flavor);
        let path = "/?action=stop&processname=pair:one";
        let said = message(&ask(&daemon, "POST", path, "", "processname=nosuch"));
        assert_eq!(said, "No such process named nosuch", "{flavor:?}");
        let said = message(&ask(&daemon, "POST", path, "", "x=y"));
        assert_eq!(said, "Process pair:one stopped", "{flavor:?}");
    }
}

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

#[test]
fn what_another_site_sends_changes_nothing() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    let pid = daemon.process_pid("cat");
    let query = "action=restart&processname=cat";
    for (method, headers) in [
        ("GET", ""),
        ("GET", "Sec-Fetch-Site: cross-site\r\n"),
        ("GET", "Sec-Fetch-Site: none\r\n"),
        ("GET", "Referer: http://evil.example/\r\n"),
        ("POST", "Sec-Fetch-Site: cross-site\r\n"),
        ("POST", "Origin: http://evil.example\r\n"),
        ("POST", "Origin: null\r\n"),
    ] {
        for action in [query, "action=stopall", "action=clearlog&processname=cat"] {
            let answer = match method {
                "GET" => ask(&daemon, "GET", &format!("/?{action}"), headers, ""),
                method => ask(&daemon, method, "/", headers, action),
            };
            assert_eq!(status(&answer), "HTTP/1.1 403 Forbidden", "{method} {headers}");
            assert!(answer.contains("Nothing was done"), "{answer}");
        }
    }
    let call =
        "<?xml version='1.0'?><methodCall><methodName>supervisor.stopAllProcesses</methodName></methodCall>";
    for headers in ["Sec-Fetch-Site: cross-site\r\n", "Origin: http://evil.example\r\n", "Origin: null\r\n"] {
        let headers = format!("Content-Type: text/plain\r\n{headers}");
        assert_eq!(
            status(&ask(&daemon, "POST", "/RPC2", &headers, call)),
            "HTTP/1.1 403 Forbidden",
            "{headers}"
        );
    }
    assert_eq!(daemon.process_pid("cat"), pid);
    assert_eq!(daemon.state("pair:one").as_deref(), Some("RUNNING"));
    assert_eq!(daemon.read("run/cat.log"), "a<b>&c\n");
    // The page itself can do it, by either way; and so can programs that are no browsers, when they post.
    for headers in ["Sec-Fetch-Site: same-origin\r\n", "Referer: http://box:9001/\r\n"] {
        assert_eq!(
            message(&ask(&daemon, "GET", &format!("/?{query}"), headers, "")),
            "Process cat restarted"
        );
    }
    let headers = "Origin: http://box:9001\r\n";
    assert_eq!(message(&ask(&daemon, "POST", "/", headers, query)), "Process cat restarted");
    assert_ne!(daemon.process_pid("cat"), pid);
}

#[test]
fn nothing_of_the_host_header_comes_back() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    for path in ["/", "/?action=refresh", "/?action=stopall", "/tail.html", "/nosuch"] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        let answer = daemon.unix().exchange(request.as_bytes()).expect("it listens").expect("an answer");
        assert!(!answer.contains("evil"), "{answer}");
    }
    let refreshed = get(&daemon, "/?action=refresh");
    assert!(header(&refreshed, "Location").is_some_and(|location| location.starts_with("./?message=")));
}

#[test]
fn a_restart_tells_the_truth() {
    if self_test() {
        return;
    }
    let fickle = "[program:fickle]\ncommand=/bin/sh -c \"test -e %(here)s/run/flag && exec cat\"\nautostart=false\nstartretries=0\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(fickle));
    daemon.write("run/flag", "");
    assert_eq!(press(&daemon, "action=restart&processname=fickle"), "Process fickle restarted");
    assert_eq!(press(&daemon, "action=restartall"), "All restarted at TIME");
    fs::remove_file(daemon.path("run/flag")).expect("the flag is there");
    let said = press(&daemon, "action=restart&processname=fickle");
    assert_eq!(said, "ERROR: Process fickle: spawn error");
    let said = press(&daemon, "action=restartall");
    assert_eq!(said, "Not all restarted at TIME: SPAWN_ERROR: fickle");
}

#[test]
fn a_restart_goes_on_when_the_browser_leaves() {
    if self_test() {
        return;
    }
    let slow = "[program:slow]\ncommand=/bin/sh -c \"trap '' TERM; exec cat\"\nstopwaitsecs=2\n";
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(slow));
    daemon.await_state("slow", "RUNNING");
    let pid = daemon.process_pid("slow");
    let mut browser = daemon.unix().connect().expect("the daemon listens");
    let request = request("POST", "/", "", "action=restart&processname=slow");
    browser.write_all(request.as_bytes()).expect("the daemon reads");
    wait::until("the stop has begun", || daemon.state("slow").as_deref() == Some("STOPPING"));
    drop(browser);
    daemon.await_state("slow", "RUNNING");
    assert_ne!(daemon.process_pid("slow"), pid);
}

#[test]
fn what_makes_no_sense_is_refused() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    for form in ["action=nosuch", "action=start", "action=stop&processname=", "action=tail&processname=cat"] {
        assert_eq!(status(&ask(&daemon, "POST", "/", "", form)), "HTTP/1.1 400 Bad Request", "{form}");
    }
    let long = format!("message={}", "x".repeat(100_000));
    assert_eq!(status(&ask(&daemon, "POST", "/", "", &long)), "HTTP/1.1 413 Payload Too Large");
}

#[test]
fn pages_load_nothing_from_elsewhere_and_hold_no_scripts() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    for path in ["/", "/tail.html?processname=cat"] {
        let page = get(&daemon, path);
        let policy = header(&page, "Content-Security-Policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(
            !policy.contains("-inline") && !policy.contains("-eval") && !policy.contains('*'),
            "{policy}"
        );
        assert_eq!(header(&page, "X-Content-Type-Options"), Some("nosniff"));
        assert_eq!(header(&page, "Referrer-Policy"), Some("same-origin"));
        assert!(!page.contains("style=") && !page.contains("//"), "{page}");
        // Scripts are files, and nothing in the page calls them.
        assert!(page.contains("></script>") && page.matches("<script ").count() == 1, "{page}");
        assert!(
            !page.contains("<script>") && !page.contains(" on") && !page.contains("javascript:"),
            "{page}"
        );
        // What the page loads is there.
        for tag in page.split('<').filter(|tag| tag.starts_with("link ") || tag.starts_with("script ")) {
            let path = between(tag, "href=\"", "\"").or_else(|| between(tag, "src=\"", "\""));
            let path = path.expect("it leads somewhere");
            assert_eq!(status(&get(&daemon, &format!("/{path}"))), "HTTP/1.1 200 OK", "{path}");
        }
    }
}

#[test]
fn scripts_are_there_and_kept_until_they_change() {
    if self_test() {
        return;
    }
    let daemon = start(Flavor::Ours);
    let (mut wanted, mut seen) = (vec!["supervisor.js".to_owned()], Vec::new());
    while let Some(name) = wanted.pop() {
        let path = format!("/scripts/{name}");
        let script = get(&daemon, &path);
        assert_eq!(status(&script), "HTTP/1.1 200 OK", "{path}");
        assert_eq!(header(&script, "Content-Type"), Some("text/javascript;charset=utf-8"));
        let tag = header(&script, "Etag").expect("a tag");
        let again = ask(&daemon, "GET", &path, &format!("If-None-Match: {tag}\r\n"), "");
        assert!(status(&again) == "HTTP/1.1 304 Not Modified" && again.ends_with("\r\n\r\n"), "{again}");
        let other = ask(&daemon, "GET", &path, "If-None-Match: \"x\"\r\n", "");
        assert_eq!(status(&other), "HTTP/1.1 200 OK");
        seen.push(name);
        for import in script.split(" from \"./").skip(1) {
            let import = import.split('"').next().unwrap_or_default().to_owned();
            if !seen.contains(&import) && !wanted.contains(&import) {
                wanted.push(import);
            }
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}

#[test]
fn the_page_asks_for_the_password_and_needs_no_rpc_interface() {
    let config = Config::programs(PROGRAMS).with_tcp();
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &config);
        let exchange = |headers: &str| {
            let request = request("GET", "/", headers, "");
            daemon.tcp().exchange(request.as_bytes()).expect("it listens").expect("an answer")
        };
        assert_eq!(status(&exchange("")), "HTTP/1.1 401 Unauthorized", "{flavor:?}");
        let token =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{USER}:{PASSWORD}"));
        let page = exchange(&format!("Authorization: Basic {token}\r\n"));
        assert_eq!(rows(&page).len(), 7, "{flavor:?}: {page}");
    }
}

//! What other sites, odd requests and scripts cannot do.

use super::*;

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

//! Buttons, and what they say.

use super::*;

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

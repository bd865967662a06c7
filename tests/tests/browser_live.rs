//! The live page in a browser: states change by themselves, buttons and keys work, logs are followed and searched, and
//! nothing of it makes the browser complain.

use supervisor_tests::browser::{Browser, ESCAPE, Screen};
use supervisor_tests::config::{Config, PASSWORD, USER};
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::wait;

use nix::sys::signal::Signal;
use serde_json::json;

const SERVER: &str = "[inet_http_server]\nport=127.0.0.1:9001\n\n";
const PROGRAMS: &str = "[program:web]\ncommand=/bin/cat\nstartsecs=0\nstdout_logfile=%(here)s/run/web.log\n\n\
                        [program:brief]\ncommand=/bin/sh -c 'read line; echo over >&2; exit 3'\nstartsecs=0\nautorestart=false\n\n\
                        [program:broken]\ncommand=/bin/false\nautostart=false\nstartretries=0\n\n\
                        [group:pair]\nprograms=one,two\n\n\
                        [program:one]\ncommand=/bin/cat\nstartsecs=0\n\n\
                        [program:two]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n";

/// A daemon whose page a browser shows, live.
fn start() -> (Daemon, Browser, String) {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&format!("{SERVER}{PROGRAMS}")));
    for process in ["web", "brief", "pair:one"] {
        daemon.await_state(process, "RUNNING");
    }
    let browser = Browser::start();
    let url = format!("http://127.0.0.1:{}/", daemon.port());
    browser.open(&url);
    browser.await_text("#connection", "Live");
    (daemon, browser, url)
}

fn state(process: &str) -> String {
    format!("tr[data-name='{process}'] .status")
}

fn button(process: &str, action: &str) -> String {
    format!("tr[data-name='{process}'] button[data-action={action}]")
}

/// Writes to a process's standard input.
fn feed(daemon: &Daemon, process: &str, text: &str) {
    let parameters = [process, text].map(|text| format!("<string>{text}</string>"));
    let answer = daemon.call("supervisor.sendProcessStdin", &parameters).expect("the daemon answers");
    assert!(!answer.contains("<fault>"), "{answer}");
}

/// The names of the rows that are to be seen.
fn shown(browser: &Browser) -> Vec<String> {
    browser.texts("tr.process .name")
}

#[track_caller]
fn await_shown(browser: &Browser, names: &[&str]) {
    let mut last = Vec::new();
    let done = wait::happens(|| {
        last = shown(browser);
        last == names
    });
    assert!(done, "wanted {names:?}, shown are {last:?}");
}

const ALL: [&str; 5] = ["brief", "broken", "pair:one", "pair:two", "web"];

#[test]
fn what_happens_shows_by_itself() {
    if self_test() {
        return;
    }
    let (daemon, browser, _) = start();
    await_shown(&browser, &ALL);
    browser.run("window.sameDocument = true", &[]);
    // A process ends by itself.
    browser.await_text(&state("brief"), "running");
    feed(&daemon, "brief", "\n");
    browser.await_text(&state("brief"), "exited");
    // Somebody else starts one, stops one and fails to start one.
    let _ = daemon.ctl(Flavor::Ours, &["start", "pair:two"], "");
    browser.await_text(&state("pair:two"), "running");
    let _ = daemon.ctl(Flavor::Ours, &["stop", "web"], "");
    browser.await_text(&state("web"), "stopped");
    let _ = daemon.ctl(Flavor::Ours, &["start", "broken"], "");
    browser.await_text(&state("broken"), "fatal");
    browser.await_text("tr[data-name=broken] .description", "Exited too quickly");
    // Time and memory are measured, and drawn when there are two points.
    browser.await_text("tr[data-name='pair:one'] .description", "uptime 0:0");
    browser.await_text("tr[data-name='pair:one'] .memory", "B");
    browser.await_text("tr[data-name='pair:one'] .cpu", "%");
    wait::until("the history is drawn", || {
        let path = browser.run(
            "return document.querySelector(\"tr[data-name='pair:one'] .memory path\").getAttribute('d')",
            &[],
        );
        path.as_str().is_some_and(|path| path.starts_with('M'))
    });
    // A program is added and another removed.
    let without_web = PROGRAMS.split_once("\n\n").expect("several").1;
    let changed = format!("{SERVER}{without_web}\n[program:added]\ncommand=/bin/cat\nstartsecs=0\n");
    daemon.configure(&Config::programs(&changed));
    let _ = daemon.ctl(Flavor::Ours, &["update"], "");
    await_shown(&browser, &["added", "brief", "broken", "pair:one", "pair:two"]);
    browser.await_text(&state("added"), "running");
    assert_eq!(browser.run("return window.sameDocument", &[]), true, "the page was not loaded again");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn clicks_do_what_buttons_say() {
    if self_test() {
        return;
    }
    let (daemon, browser, _) = start();
    browser.click(&button("web", "stop"));
    browser.await_text("#message", "Process web stopped");
    browser.await_text(&state("web"), "stopped");
    assert_eq!(daemon.state("web").as_deref(), Some("STOPPED"));
    browser.click(&button("web", "start"));
    browser.await_text("#message", "Process web started");
    browser.await_text(&state("web"), "running");
    let pid = daemon.process_pid("web");
    browser.click(&button("web", "restart"));
    browser.await_text("#message", "Process web restarted");
    assert_ne!(daemon.process_pid("web"), pid);
    browser.click(&button("broken", "start"));
    browser.await_text("#message", "ERROR: Process broken: ");
    browser.await_text(&state("broken"), "fatal");
    browser.click(&button("web", "clearlog"));
    browser.await_text("#message", "Log for web cleared");
    for (action, after) in [("startgroup", "running"), ("stopgroup", "stopped"), ("restartgroup", "running")]
    {
        browser.click(&format!("tbody[data-group=pair] button[data-group-action={action}]"));
        browser.await_text(&state("pair:one"), after);
        browser.await_text(&state("pair:two"), after);
        browser.await_text("#message", "All of group pair ");
        wait::until("the buttons are back", || {
            let body =
                "return document.querySelectorAll('tbody[data-group=pair] tr.group button:disabled').length";
            browser.run(body, &[]) == 0
        });
    }
    // What is about everything is asked for first.
    browser.click("#all button[value=stopall]");
    browser.await_text("#confirm", "Stop All?");
    browser.screenshot("confirm-desktop");
    assert_eq!(browser.accessibility_faults(), [""; 0]);
    browser.click("#confirm-no");
    browser.click("#all button[value=stopall]");
    browser.click("#confirm-yes");
    browser.await_text("#message", "All stopped at ");
    for process in ALL.iter().filter(|name| **name != "broken") {
        browser.await_text(&state(process), "stopped");
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn keys_do_what_the_help_says() {
    if self_test() {
        return;
    }
    let (daemon, browser, _) = start();
    browser.press("?");
    browser.await_text("#help", "Restart");
    browser.screenshot("help-desktop");
    assert_eq!(browser.accessibility_faults(), [""; 0]);
    // Keys do nothing behind a dialog.
    browser.press("jx");
    browser.press(ESCAPE);
    wait::until("the help is closed", || browser.text("#help").is_empty());
    browser.press("/web x r s");
    assert_eq!(browser.run("return document.activeElement.id", &[]), "filter");
    await_shown(&browser, &[]);
    browser.press(ESCAPE);
    await_shown(&browser, &ALL);
    for process in ["web", "brief", "pair:one"] {
        assert_eq!(
            daemon.state(process).as_deref(),
            Some("RUNNING"),
            "what is typed into a field is no command"
        );
    }
    let selected =
        || browser.run("return document.querySelector('[aria-current=true]')?.dataset.name ?? ''", &[]);
    browser.press("j");
    assert_eq!(selected(), "brief");
    browser.press("jjjjjjj");
    assert_eq!(selected(), "web");
    browser.press("kk");
    assert_eq!(selected(), "pair:one");
    browser.press("jj");
    browser.press("x");
    browser.await_text("#message", "Process web stopped");
    browser.await_text(&state("web"), "stopped");
    browser.press("s");
    browser.await_text("#message", "Process web started");
    browser.await_text(&state("web"), "running");
    let pid = daemon.process_pid("web");
    browser.press("r");
    browser.await_text("#message", "Process web restarted");
    assert_ne!(daemon.process_pid("web"), pid);
    browser.press("l");
    browser.await_text("#log-title", "web");
    browser.press(ESCAPE);
    wait::until("the log is closed", || browser.text("#log").is_empty());
    assert_eq!(selected(), "web");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn rows_are_filtered() {
    if self_test() {
        return;
    }
    let (daemon, browser, url) = start();
    browser.type_into("#filter", "PAIR one");
    await_shown(&browser, &["pair:one"]);
    browser.await_text("#shown", "1 of 5");
    browser.screenshot("filter-desktop");
    browser.press(ESCAPE);
    browser.click("#states button[data-state=STOPPED]");
    await_shown(&browser, &["broken", "pair:two"]);
    // What changes meanwhile comes and goes.
    let _ = daemon.ctl(Flavor::Ours, &["stop", "web"], "");
    await_shown(&browser, &["broken", "pair:two", "web"]);
    let _ = daemon.ctl(Flavor::Ours, &["start", "pair:two"], "");
    await_shown(&browser, &["broken", "web"]);
    browser.click("#states button[data-state=STOPPED]");
    await_shown(&browser, &ALL);
    browser.type_into("#group-filter", "pair");
    await_shown(&browser, &["pair:one", "pair:two"]);
    // It stays when the page is loaded again, and can be sent to somebody.
    assert_eq!(browser.url(), format!("{url}?group=pair"));
    browser.reload();
    await_shown(&browser, &["pair:one", "pair:two"]);
    browser.open(&format!("{url}?q=web&state=STOPPED"));
    await_shown(&browser, &["web"]);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_log_is_followed_and_searched() {
    if self_test() {
        return;
    }
    let (daemon, browser, url) = start();
    feed(&daemon, "web", "first line\n&lt;b&gt;no markup&lt;/b&gt;\nneedle one\n");
    browser.click(&button("web", "log"));
    browser.await_text("#log-text", "first line\n<b>no markup</b>\nneedle one");
    browser.await_text("#log-state", "Following");
    feed(&daemon, "web", "second line\nneedle two\n");
    browser.await_text("#log-text", "second line");
    browser.screenshot("log-desktop");
    assert_eq!(browser.accessibility_faults(), [""; 0]);
    browser.click("#log-search");
    browser.press("needle");
    browser.await_text("#log-matches", "2 of 2");
    browser.click("#log-previous");
    browser.await_text("#log-matches", "1 of 2");
    feed(&daemon, "web", "needle three\n");
    browser.await_text("#log-matches", "1 of 3");
    browser.screenshot("log-search-desktop");
    browser.click("#log-pause");
    browser.await_text("#log-state", "Paused");
    feed(&daemon, "web", "while it pauses\n");
    browser.await_text("#log-state", "waiting");
    assert!(!browser.text("#log-text").contains("while it pauses"));
    browser.click("#log-pause");
    browser.await_text("#log-text", "while it pauses");
    // A long line and the phone's screen: the page does not become wider.
    feed(&daemon, "web", &format!("{}\n", "long ".repeat(200)));
    browser.await_text("#log-text", "long long");
    browser.screen(Screen::Phone);
    assert!(!browser.scrolls_sideways());
    browser.screenshot("log-phone");
    assert_eq!(browser.accessibility_faults(), [""; 0]);
    browser.screen(Screen::Desktop);
    // A log that is cleared, one that rotates away, the other stream.
    let _ = daemon.ctl(Flavor::Ours, &["clear", "web"], "");
    feed(&daemon, "web", "after the clearing\n");
    browser.await_text("#log-text", "after the clearing");
    browser.click("#log-close");
    feed(&daemon, "brief", "\n");
    browser.click(&button("brief", "log"));
    browser.click("#log-stderr");
    browser.await_text("#log-text", "over");
    // The same viewer on a page of its own.
    browser.open(&format!("{url}tail.html?processname=web"));
    browser.await_text("#log-text", "after the clearing");
    feed(&daemon, "web", "and more\n");
    browser.await_text("#log-text", "and more");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_restart_of_the_daemon_is_survived() {
    if self_test() {
        return;
    }
    let (mut daemon, browser, _) = start();
    let pid = daemon.process_pid("web");
    daemon.call("supervisor.restart", &[]).expect("the daemon answers");
    wait::until("the page shows the new process", || {
        let text = browser.text("tr[data-name=web] .description");
        text.starts_with("pid ") && !text.starts_with(&format!("pid {pid},"))
    });
    browser.await_text("#connection", "Live");
    daemon.signal(Signal::SIGTERM);
    let _ = daemon.await_end();
    browser.await_text("#connection", "Connection lost");
    browser.await_text("#connection", "next attempt in ");
    browser.screenshot("lost-desktop");
    assert_eq!(browser.accessibility_faults(), [""; 0]);
    browser.click(&button("web", "stop"));
    browser.await_text("#message", "the daemon does not answer");
    daemon.start_again();
    // The longest pause between two attempts is as long as our patience.
    let live = || browser.text("#connection").contains("Live");
    assert!(wait::happens(live) || wait::happens(live), "the page finds the daemon again");
    browser.await_text("#message", "Connected again");
    browser.await_text(&state("web"), "running");
    // That nobody listened is all there is to complain about.
    for complaint in browser.complaints() {
        assert!(complaint.contains("net::ERR_"), "{complaint}");
    }
}

#[test]
fn a_server_with_a_password() {
    if self_test() {
        return;
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS).with_tcp());
    daemon.await_state("web", "RUNNING");
    let browser = Browser::start();
    browser.open(&format!("http://{USER}:{PASSWORD}@127.0.0.1:{}/", daemon.port()));
    browser.await_text("#connection", "Live");
    browser.click(&button("web", "stop"));
    browser.await_text("#message", "Process web stopped");
    browser.await_text(&state("web"), "stopped");
    feed(&daemon, "pair:one", "hello\n");
    browser.click(&button("pair:one", "log"));
    browser.await_text("#log-text", "hello");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_theme_can_be_chosen() {
    if self_test() {
        return;
    }
    let (_daemon, browser, _) = start();
    browser.prefer_scheme("light");
    let background = || {
        browser.run("return getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor", &[])
    };
    let light = background();
    let mut seen = Vec::new();
    for _ in 0..3 {
        browser.click("#theme");
        seen.push(background());
    }
    assert!(seen.contains(&light) && seen.iter().any(|other| *other != light), "{light}: {seen:?}");
    browser.click("#theme");
    browser.click("#theme");
    browser.await_text("#theme", "dark");
    browser.reload();
    browser.await_text("#theme", "dark");
    assert_ne!(background(), light);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn hundreds_of_processes_stay_usable() {
    if self_test() {
        return;
    }
    let many = format!(
        "{SERVER}[program:worker]\ncommand=/bin/cat\nprocess_name=%(program_name)s_%(process_num)03d\nnumprocs=500\nautostart=false\nstartsecs=0\n"
    );
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(&many));
    let browser = Browser::start();
    browser.open(&format!("http://127.0.0.1:{}/", daemon.port()));
    browser.await_text("#connection", "Live");
    browser.await_text("#totals", "500 processes");
    browser.screenshot("many-desktop");
    browser.type_into("#filter", "_499");
    await_shown(&browser, &["worker:worker_499"]);
    browser.click(&button("worker:worker_499", "start"));
    browser.await_text(&state("worker:worker_499"), "running");
    browser.press(ESCAPE);
    // A change touches its own row and no other.
    let body = "window.touched = new Set();
        new MutationObserver(all => all.forEach(one => {
            const row = (one.target.nodeType === 1 ? one.target : one.target.parentElement)?.closest('tr.process');
            if (row) window.touched.add(row.dataset.name);
        })).observe(document.getElementById('processes'), { subtree: true, childList: true, characterData: true, attributes: true });";
    browser.run(body, &[]);
    let _ = daemon.ctl(Flavor::Ours, &["start", "worker:worker_007"], "");
    browser.await_text(&state("worker:worker_007"), "running");
    let touched = browser.run("return [...window.touched].sort()", &[]);
    let expected = [json!(["worker:worker_007"]), json!(["worker:worker_007", "worker:worker_499"])];
    assert!(expected.contains(&touched), "{touched}");
    assert_eq!(browser.complaints(), [""; 0]);
}

//! The web page in a browser, as far as it needs no scripts: what it shows, what its buttons do, what another site can
//! make it do, and whether everybody can read it.

use supervisor_tests::browser::{Browser, SCHEMES, Screen};
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::wait;

const PROGRAMS: &str = "[inet_http_server]\nport=127.0.0.1:9001\n\n\
                        [program:web]\ncommand=/bin/sh -c \"echo 'a<b>&c'; exec cat\"\nstartsecs=0\n\
                        stdout_logfile=%(here)s/run/web.log\n\n\
                        [program:a_rather_long_name_as_operators_give_them_in_the_end_00]\ncommand=/bin/cat\nautostart=false\n\n\
                        [program:missing]\ncommand=nosuchcommand\nstartretries=0\n\n\
                        [program:gone]\ncommand=/bin/sh -c 'exit 3'\nautorestart=false\nstartsecs=0\n\n\
                        [group:pair]\nprograms=one,two\n\n\
                        [program:one]\ncommand=/bin/cat\nstartsecs=0\n\n\
                        [program:two]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n";

fn start() -> (Daemon, String) {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAMS));
    for (process, state) in
        [("web", "RUNNING"), ("pair:one", "RUNNING"), ("missing", "FATAL"), ("gone", "EXITED")]
    {
        daemon.await_state(process, state);
    }
    wait::until("it has printed", || !daemon.read("run/web.log").is_empty());
    let url = format!("http://127.0.0.1:{}", daemon.port());
    (daemon, url)
}

/// The button of a process's row.
fn button(process: &str, action: &str) -> String {
    format!("form:has([name=processname][value='{process}']) button[value={action}]")
}

#[test]
fn buttons_work_without_scripts() {
    if self_test() {
        return;
    }
    let (daemon, url) = start();
    let browser = Browser::start();
    browser.disable_scripts();
    browser.open(&url);
    assert_eq!(browser.title(), "Supervisor Status");
    let pid = daemon.process_pid("web");
    let press = |button: &str, said: &str| {
        browser.click(button);
        browser.await_text("#statusmessage", said);
    };
    press(&button("web", "restart"), "Process web restarted");
    assert_ne!(daemon.process_pid("web"), pid);
    press(&button("web", "stop"), "Process web stopped");
    assert_eq!(daemon.state("web").as_deref(), Some("STOPPED"));
    press(&button("web", "start"), "Process web started");
    press(&button("missing", "start"), "ERROR: Process missing: no such file");
    press(&button("web", "clearlog"), "Log for web cleared");
    press("[name=groupname][value=pair] ~ [value=startgroup]", "All of group pair started at ");
    assert_eq!(daemon.state("pair:two").as_deref(), Some("RUNNING"));
    press("[name=groupname][value=pair] ~ [value=stopgroup]", "All of group pair stopped at ");
    press("button[value=stopall]", "All stopped at ");
    press("button[value=restartall]", "ot all restarted at ");
    press("a[href$='action=refresh']", "Page refreshed at ");
    browser.open(&format!("{url}/tail.html?processname=web"));
    browser.await_text("pre", "a<b>&c");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_link_from_another_site_asks_first() {
    if self_test() {
        return;
    }
    let (daemon, url) = start();
    let browser = Browser::start();
    // The same server by another name is another site to a browser.
    let elsewhere = format!("http://localhost:{}/tail.html", daemon.port());
    let follow = |query: &str| {
        browser.open(&elsewhere);
        let body = "const a = document.createElement('a'); a.id = 'bait'; a.textContent = 'win'; a.href = arguments[0];
                    document.body.replaceChildren(a);";
        browser.run(body, &[format!("{url}/?{query}").into()]);
        browser.click("#bait");
        browser.await_text("#statusmessage", "Nothing was done");
    };
    let pid = daemon.process_pid("web");
    follow("action=stopall");
    follow("action=restart&processname=web");
    assert_eq!(daemon.process_pid("web"), pid);
    for complaint in browser.complaints() {
        assert!(complaint.contains("403 (Forbidden)"), "{complaint}");
    }
    assert_eq!(browser.accessibility_faults(), [""; 0]);
    browser.screenshot("question");
    browser.click("#statusmessage button");
    browser.await_text("#statusmessage, #message", "Process web restarted");
    assert_ne!(daemon.process_pid("web"), pid);
}

#[test]
fn everybody_can_read_it_everywhere() {
    if self_test() {
        return;
    }
    let (_daemon, url) = start();
    for scripts in [false, true] {
        let browser = Browser::start();
        if !scripts {
            browser.disable_scripts();
        }
        let mut faults = Vec::new();
        for (page, name) in [
            ("/", "status"),
            ("/?message=Process+web+started", "message"),
            ("/tail.html?processname=web", "tail"),
        ] {
            for scheme in SCHEMES {
                browser.prefer_scheme(scheme);
                for (screen, width) in [(Screen::Desktop, "desktop"), (Screen::Phone, "phone")] {
                    browser.screen(screen);
                    browser.open(&format!("{url}{page}"));
                    if scripts && name != "tail" {
                        browser.await_text("#connection", "Live");
                    }
                    let what = format!("{name}-{}-{scheme}-{width}", if scripts { "live" } else { "plain" });
                    browser.screenshot(&what);
                    if browser.scrolls_sideways() {
                        faults.push(format!("{what}: wider than the screen"));
                    }
                    faults.extend(
                        browser.accessibility_faults().iter().map(|fault| format!("{what}: {fault}")),
                    );
                    faults
                        .extend(browser.complaints().iter().map(|complaint| format!("{what}: {complaint}")));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

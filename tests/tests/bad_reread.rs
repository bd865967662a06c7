//! A bad file at reread changes nothing: every program goes on, and the answer is the first error's text.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::scenario::Step::{Await, Ctl, Write};
use supervisor_tests::scenario::{Transport, assert_same};

const BROKEN: &str = "[program:cron]\ncommand=/bin/cat\nstartsecs=soon\nautorestart=always\n";
const NO_HEADER: &str = "command=/bin/cat\n";
const GOOD: &str = "[program:cron]\ncommand=%(here)s/../../bin/worker cron\n\
                    stdout_logfile=%(here)s/../run/cron.log\nredirect_stderr=true\n";

#[test]
fn the_answer_is_the_first_errors_text() {
    let transcript = assert_same(
        &Config::fixture("includes"),
        Transport::Configured,
        &[
            Await("apps:app1", "RUNNING"),
            Await("apps:app2", "RUNNING"),
            Await("cron", "RUNNING"),
            Write("conf.d/cron.conf", BROKEN),
            Ctl("reread"),
            Ctl("status"),
            Write("conf.d/cron.conf", NO_HEADER),
            Ctl("reread"),
            Ctl("update"),
            Ctl("status"),
            Write("conf.d/cron.conf", GOOD),
            Ctl("reread"),
            Ctl("update"),
            Ctl("status"),
        ],
    );
    let text = "ERROR: CANT_REREAD: invalid 'autorestart' value 'always' in section 'program:cron' \
                (file: 'DIR/includes/conf.d/cron.conf')";
    assert!(transcript.contains(text), "{transcript}");
}

#[test]
fn every_program_keeps_its_pid() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut daemon = Daemon::start(flavor, &Config::fixture("includes"));
        let programs = ["apps:app1", "apps:app2", "cron"];
        for program in programs {
            daemon.await_state(program, "RUNNING");
        }
        let before = programs.map(|program| daemon.process_pid(program));
        daemon.write("conf.d/cron.conf", BROKEN);
        for words in [["reread"], ["update"]] {
            assert_eq!(daemon.ctl(Flavor::Original, &words, "").code, 1, "{flavor:?} {words:?}");
        }
        assert!(daemon.is_alive());
        assert_eq!(programs.map(|program| daemon.process_pid(program)), before, "{flavor:?}");
    }
}

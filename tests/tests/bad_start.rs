//! A supervisord that cannot start says why in the original's words and ends with its exit status.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::{Daemon, run_to_end};
use supervisor_tests::flavor::{Flavor, self_test};

/// Runs both flavors on a configuration and command line and compares what they say. Ours says what the original says
/// and then, for mistakes in a configuration, where each of them is and how to mend it. Returns both parts.
#[track_caller]
fn compare(text: &str, words: &[&str]) -> (String, String) {
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let layout = Config::text(text).lay_out();
        let home = layout.file.parent().expect("a file stands in a directory");
        run_to_end(flavor, home, words)
    });
    assert!(!ours.stderr.contains("panicked"), "{}", ours.stderr);
    assert_eq!((&ours.stdout, ours.code), (&original.stdout, original.code), "{text}{words:?}");
    let more = ours.stderr.strip_prefix(original.stderr.as_str());
    let more = more.unwrap_or_else(|| {
        panic!("{text}{words:?}\n{}is not the original's\n{}", ours.stderr, original.stderr)
    });
    (original.stderr, more.to_owned())
}

#[test]
fn a_bad_configuration_is_refused() {
    let program = |lines: &str| format!("[supervisord]\n[program:x]\ncommand=/bin/cat\n{lines}\n");
    let configurations = [
        String::new(),
        "junk\n".to_owned(),
        "[supervisord]\njunk\n".to_owned(),
        "[supervisord]\nminfds=lots\n".to_owned(),
        "[supervisord]\nloglevel=warning\n".to_owned(),
        "[supervisord]\nlogfile=/nope/x.log\n".to_owned(),
        "[supervisord]\n[include]\n".to_owned(),
        "[supervisord]\nidentifier=%(FOO)s\n".to_owned(),
        "[supervisord]\n[program:x]\n".to_owned(),
        "[supervisord]\n[inet_http_server]\nport=9001\nusername=u\n".to_owned(),
        program("startsecs=5s"),
        program("autorestart=always"),
        program("stopsignal=BOGUS"),
        program("stopasgroup=true\nkillasgroup=false"),
        program("numprocs=2"),
        program("environment=A=\"1"),
        program("stdout_logfile=/nope/x.log"),
        program("user=nosuchuser"),
        program("[group:g]\nprograms=nope"),
        program("command=/bin/date +%Y"),
    ];
    for text in configurations {
        let (said, more) = compare(&text, &["-n", "-c", "supervisord.conf"]);
        assert!(said.starts_with("Error: "), "the original accepts {text:?}: {said}");
        let has_place_and_mend = more.contains("supervisord.conf:") && more.contains("help: ");
        assert!(has_place_and_mend || self_test(), "{text:?}: neither place nor mend in {more:?}");
    }
}

#[test]
fn a_bad_command_line_is_refused() {
    let invocations: [&[&str]; 16] = [
        &["--bad"],
        &["-x"],
        &["-c"],
        &["--user"],
        &["--nodaemon=1"],
        &["--no"],
        &["foo", "bar"],
        &["-n", "-n"],
        &["-m", "9"],
        &["-e", "foo"],
        &["--logl", "foo"],
        &["-y", "1M"],
        &["-z", "x"],
        &["-d", "/nope"],
        &["-c", "nosuch.conf"],
        &["-u", "nosuch", "-c", "supervisord.conf"],
    ];
    for words in invocations {
        let (said, _) = compare("[supervisord]\n", words);
        assert!(said.starts_with("Error: "), "the original accepts {words:?}: {said}");
    }
    compare("[supervisord]\n", &["--version"]);
    compare("[supervisord]\n", &["-v"]);
}

#[test]
fn a_directory_in_place_of_a_file_is_refused() {
    compare("[supervisord]\n", &["-n", "-c", "run"]);
}

#[test]
fn two_daemons_do_not_share_a_socket() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut first = Daemon::start(flavor, &Config::fixture("includes"));
        let file = first.file().display().to_string();
        let run = run_to_end(flavor, first.directory(), &["-n", "-c", &file]);
        let text = "Error: Another program is already listening on a port that one of our HTTP servers is configured to \
                    use.  Shut this program down first before starting supervisord.\n\
                    For help, use supervisord -h\n";
        assert_eq!((run.stderr.as_str(), run.code), (text, 2), "{flavor:?}");
        assert!(first.is_alive());
        first.await_state("cron", "RUNNING");
    }
}

//! `echo_supervisord_conf`: its sample is a configuration for us and for the original, as it is and with every line
//! uncommented.

use std::process::Command;

use supervisor_tests::command::{Run, run};
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::generate::{Case, MAIN};
use supervisor_tests::judge::{Judge, Tally};
use supervisor_tests::{binaries, original::Question, verdict};

fn echo(arguments: &[&str]) -> Run {
    run(Command::new(binaries::path("echo_supervisord_conf")).args(arguments), "")
}

/// Every section and option in force: what begins with `;` and a name is one, what begins with `; ` is prose.
fn uncommented(sample: &str) -> String {
    let line = |line: &str| match line.strip_prefix(';') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    sample.lines().map(line).collect()
}

#[test]
fn the_original_and_we_read_the_same_out_of_it() {
    let sample = echo(&[]).stdout;
    let cases = [Case::of(sample.clone()), Case::of(uncommented(&sample))];
    let mut tally = Tally::default();
    Judge::new(true).compare(&cases, &mut tally);
    let shown: String = tally.disagreements.iter().map(|disagreement| disagreement.shown()).collect();
    assert!(shown.is_empty(), "{shown}");
    assert_eq!(tally.accepted, 2);
}

#[test]
fn it_has_no_findings_even_when_every_line_is_uncommented() {
    let sample = echo(&[]).stdout;
    let everything = uncommented(&sample);
    for (text, groups, servers) in [(sample, 0, 1), (everything, 3, 2)] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        Case::of(text).write(directory.path());
        let options = verdict::options(&[], true, directory.path().to_owned());
        let question = Question { directory: directory.path().to_owned(), file: MAIN.into() };
        let (_, compilation) = verdict::ours(&question, &options);
        let compilation = compilation.expect("the file is there");
        assert!(compilation.diagnostics.is_empty(), "{:#?}", compilation.diagnostics);
        let plan = compilation.plan.expect("no findings, a plan");
        assert_eq!((plan.groups.len(), plan.servers.len()), (groups, servers));
    }
}

#[test]
fn arguments_do_not_keep_it_from_being_printed() {
    let plain = echo(&[]);
    assert_eq!((plain.stderr.as_str(), plain.code), ("", 0));
    let ignored = echo(&["/etc/supervisord.conf"]);
    assert_eq!((ignored.stdout, ignored.code), (plain.stdout, 0));
    assert_eq!(ignored.stderr, "echo_supervisord_conf: /etc/supervisord.conf is ignored\n");
    for flag in ["-h", "--help"] {
        let help = echo(&[flag]);
        assert!(help.stdout.contains("Usage: echo_supervisord_conf"), "{help:?}");
        assert_eq!((help.stderr.as_str(), help.code), ("", 0));
    }
}

#[test]
fn a_daemon_runs_on_it_and_its_client_finds_it() {
    // In a directory of its own rather than in /tmp, where others' daemons may be.
    let config = Config::text(&echo(&[]).stdout.replace("/tmp/", "%(here)s/run/"));
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &config);
        let answer = daemon.ctl(flavor, &["pid"], "");
        assert_eq!((answer.stdout, answer.code), (format!("{}\n", daemon.pid()), 0), "{flavor:?}");
        assert!(daemon.read("run/supervisord.log").contains("supervisord started with pid"));
    }
}

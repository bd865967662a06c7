//! `mstart`, `mstop` and `mrestart` do what the plug-in supervisor-wildcards does in the original's supervisorctl.

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};

const PROGRAMS: &str = "\
[program:alpha]
command=/bin/cat
startsecs=0
[program:beta]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=3
startsecs=0
[group:g]
programs=beta
[program:missing]
command=/nonexistent
autostart=false
";

fn config(sections: &str) -> Config {
    Config::programs(&format!("{PROGRAMS}{sections}"))
}

fn wildcards(options: &str) -> String {
    format!(
        "[ctlplugin:wildcards]\n\
         supervisor.ctl_factory=supervisorwildcards.controllerplugin:make_wildcards_controllerplugin\n{options}\n"
    )
}

/// What the same commands print in both clients, each on its own daemon. The lines of one command are sorted: in the
/// original they come in the order in which its threads are done.
#[track_caller]
fn compare(config: &Config, commands: &[&str]) -> String {
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = Daemon::start(flavor, config);
        for process in ["alpha", "g:beta_0", "g:beta_1", "g:beta_2"] {
            daemon.await_state(process, "RUNNING");
        }
        let mut shown = String::new();
        for command in commands {
            let said = daemon.ctl(flavor, &command.split(' ').collect::<Vec<_>>(), "");
            let mut lines: Vec<&str> = said.stdout.lines().collect();
            if !command.starts_with("help") {
                lines.sort_unstable();
            }
            shown.push_str(&format!("$ {command}\n{}\n[{}]\n", lines.join("\n"), said.code));
        }
        shown
    });
    assert_eq!(ours, original);
    ours
}

#[test]
fn patterns_are_for_process_names() {
    let shown = compare(
        &config(&wildcards("")),
        &[
            "help",
            "mstop b*",
            "mstop b*",
            "mstart beta_[01] x*",
            "mrestart ?lpha",
            "mrestart beta_2",
            "mstop g:*",
            "mstop",
            "mstart miss*",
            "mstop all nonsense",
            "mstart *_[!2]",
            "unknown",
        ],
    );
    assert!(
        shown.contains("$ mstop b*\ng:beta_0: stopped\ng:beta_1: stopped\ng:beta_2: stopped\n[0]"),
        "{shown}"
    );
    assert!(shown.contains("$ mstop\nNo process matched given expression.\n[0]"), "{shown}");
}

#[test]
fn with_match_group_they_are_for_group_and_name() {
    let shown = compare(
        &config(&wildcards("match_group=1")),
        &["mstop g:*_1", "mstop alpha", "mrestart al*:al*", "mstop g*"],
    );
    assert!(shown.contains("$ mstop alpha\nNo process matched"), "{shown}");
}

#[test]
fn processes_are_started_at_the_same_time() {
    let programs = "[program:slow]\ncommand=/bin/cat\nautostart=false\nstartsecs=2\nnumprocs=70\n\
                    process_name=%(process_num)d\n";
    let config = Config::programs(&format!("{programs}{}", wildcards("")));
    let daemon = Daemon::start(Flavor::Ours, &config);
    let begin = std::time::Instant::now();
    let said = daemon.ctl(Flavor::Ours, &["mstart", "[0-6]*"], "");
    assert_eq!(said.stdout.lines().filter(|line| line.ends_with(": started")).count(), 67, "{}", said.stdout);
    // One after the other they would take two minutes.
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}

#[test]
fn their_help_is_found_and_nothing_is_there_without_the_section() {
    if self_test() {
        return;
    }
    let with = Daemon::start(Flavor::Ours, &config(&wildcards("")));
    let help = with.ctl(Flavor::Ours, &["help", "mstop"], "");
    assert!(help.stdout.starts_with("mstop <pattern>"), "{}", help.stdout);
    let without = Daemon::start(Flavor::Ours, &config(""));
    for command in [&["mstop", "all"][..], &["help", "mstop"]] {
        let said = without.ctl(Flavor::Ours, command, "");
        assert!(said.stdout.starts_with("*** "), "{}", said.stdout);
        assert_eq!(said.stderr, "");
    }
    without.await_state("alpha", "RUNNING");
}

#[test]
fn other_plug_ins_are_named_with_what_to_use_instead() {
    if self_test() {
        return;
    }
    let quick = "[ctlplugin:quick]\nsupervisor.ctl_factory=supervisor_quick:make_quick_controllerplugin\n";
    let daemon = Daemon::start(Flavor::Ours, &config(quick));
    let said = daemon.ctl(Flavor::Ours, &["quickstop", "alpha"], "");
    assert_eq!((said.stdout.as_str(), said.code), ("*** Unknown syntax: quickstop alpha\n", 1));
    let note = "The commands of [ctlplugin:quick] (supervisor_quick:make_quick_controllerplugin) are not available; ";
    assert!(said.stderr.starts_with(note) && said.stderr.contains("mstart"), "{}", said.stderr);
    let shell = daemon.ctl(Flavor::Ours, &[], "exit\n");
    assert!(shell.stderr.starts_with(note), "{}", shell.stderr);
    let known = daemon.ctl(Flavor::Ours, &["stop", "alpha"], "");
    assert_eq!((known.stderr.as_str(), known.code), ("", 0), "who does not use them is not bothered");
    let log = daemon.read("run/supervisord.log");
    assert!(
        log.contains("WARN ") && log.contains("supervisorctl has no commands of `supervisor_quick"),
        "{log}"
    );
}

//! Which rules are asked: arguments and `supervisor-lint.toml`.

use super::*;

const WEB: &str = "[supervisord]\n[program:web]\ncommand=/bin/web\nstartsecs=0\nautorestart=true\nstdout_logfile=\"/tmp/x\"\n";
/// Only rules that stay what they are.
const RULES: &str = "select=['quoted-scalar', 'startsecs-zero-restart-loop']\n";

/// The rules that report, with their levels, or what is said when the arguments make no sense.
fn reported(scene: Scene, line: &str) -> String {
    let line: Vec<_> = ["supervisor-lint", "-o", "concise"].into_iter().chain(line.split(' ')).collect();
    let (status, shown, said) = scene.outcome(&line);
    if status > 1 {
        return format!("{status} {said}");
    }
    let code = |line: &str| line.split(": ").nth(1).map(str::to_owned);
    shown.lines().filter_map(code).collect::<Vec<_>>().join(" ")
}

fn with(settings: &str) -> Scene {
    scene().file("etc/conf/a.conf", WEB).file("etc/supervisor-lint.toml", settings)
}

#[test]
fn the_settings_file_above_a_file_counts_and_the_command_line_more() {
    let both = "warning[startsecs-zero-restart-loop] warning[quoted-scalar]";
    let file = "etc/conf/a.conf";
    assert_eq!(reported(with(RULES), file), both);
    assert_eq!(reported(with("select=['quoted-scalar']"), file), "warning[quoted-scalar]");
    let ignored = format!("{RULES}ignore=['quoted-scalar']");
    assert_eq!(reported(with(&ignored), file), "warning[startsecs-zero-restart-loop]");
    assert_eq!(reported(with(&ignored), &format!("--select quoted-scalar {file}")), "warning[quoted-scalar]");
    assert_eq!(
        reported(with(RULES), &format!("--ignore restart,unknown {file}")),
        both,
        "a name counts for more than a category"
    );
    assert_eq!(
        reported(with(RULES), &format!("--ignore quoted-scalar {file}")),
        "warning[startsecs-zero-restart-loop]"
    );
    let levels = format!("{RULES}[levels]\nquoted-scalar = 'info'");
    assert_eq!(reported(with(&levels), file), both.replace("warning[q", "info[q"));
    let line = format!("--level quoted-scalar=error {file}");
    assert_eq!(reported(with(&levels), &line), both.replace("warning[q", "error[q"));
}

#[test]
fn the_nearest_file_counts_unless_another_is_named() {
    let other = "select=['quoted-scalar']";
    let scene = || {
        with(RULES)
            .file("etc/conf/supervisor-lint.toml", other)
            .file("own.toml", "select=['value']\nignore=['all']")
    };
    assert_eq!(reported(scene(), "etc/conf/a.conf"), "warning[quoted-scalar]");
    assert_eq!(reported(scene(), "--config own.toml etc/conf/a.conf"), "warning[quoted-scalar]");
    let line = "--isolated --select startsecs-zero-restart-loop etc/conf/a.conf";
    assert_eq!(reported(scene(), line), "warning[startsecs-zero-restart-loop]");
    assert!(
        reported(scene(), "--config nope.toml etc/conf/a.conf")
            .starts_with("2 supervisor-lint: could not read nope.toml")
    );
    let stdin = super::scene().stdin(WEB).file("supervisor-lint.toml", other);
    assert_eq!(reported(stdin, "-"), "warning[quoted-scalar]");
}

#[test]
fn mistakes_are_told_with_their_place() {
    let said = reported(with("\nselct=['value']"), "etc/conf/a.conf");
    assert_eq!(
        said,
        "2 supervisor-lint: etc/supervisor-lint.toml:2:1: there is no key `selct`; did you mean `select`?\n"
    );
    let said = reported(with(RULES), "--select quoted-skalar etc/conf/a.conf");
    assert_eq!(
        said,
        "2 supervisor-lint: there is no rule and no category `quoted-skalar`; did you mean `quoted-scalar`?\n"
    );
    let said = reported(with(RULES), "--level quoted-scalar=fatal etc/conf/a.conf");
    assert!(said.starts_with("2 error: invalid value"), "{said}");
    let said = reported(with(RULES), "--target 2.0 etc/conf/a.conf");
    assert!(said.contains("possible values: 3.0, 3.1, 3.2, 3.3, 3.4, 4.0, 4.1, 4.2, 4.3, 4.4-dev"), "{said}");
}

#[test]
fn rules_can_be_ignored_in_some_files() {
    let text = format!("{RULES}[per-file-ignores]\n'conf/*.conf' = ['value']\n'other.conf' = ['all']");
    assert_eq!(reported(with(&text), "etc/conf/a.conf"), "warning[startsecs-zero-restart-loop]");
    let refused =
        with(&text.replace("['value']", "['all']")).file("etc/conf/a.conf", "[supervisord]\nminfds=lots\n");
    assert_eq!(
        reported(refused, "etc/conf/a.conf"),
        "error[bad-integer]",
        "Supervisor refuses it all the same"
    );
}

#[test]
fn the_threshold_of_a_file_holds_for_its_configurations() {
    let info = format!("{RULES}threshold='error'");
    let status = |settings: &str, line: &str| {
        with(settings).outcome(&["supervisor-lint"].into_iter().chain(line.split(' ')).collect::<Vec<_>>()).0
    };
    assert_eq!(status(RULES, "etc/conf/a.conf"), 1);
    assert_eq!(status(&info, "etc/conf/a.conf"), 0);
    assert_eq!(status(&info, "--threshold warning etc/conf/a.conf"), 1);
}

#[test]
fn an_environment_file_is_all_of_the_environment() {
    let text = "[supervisord]\nidentifier=%(ENV_ONE)s-%(ENV_TWO)s\n";
    let with = |settings: &str| {
        scene()
            .file("a.conf", text)
            .file("vars", "# two of them\nexport ONE='1'\nTWO=\"a=b\"\n")
            .file("few", "TWO=2")
            .file("bad", "ONE=1\nTWO")
            .file("supervisor-lint.toml", &format!("select=['expansion', 'value']\n{settings}"))
            .variable("ONE", "1")
    };
    assert_eq!(reported(with(""), "--env-file vars a.conf"), "");
    assert_eq!(reported(with("env-file='vars'"), "a.conf"), "");
    assert_eq!(reported(with(""), "--env-file few a.conf"), "error[unknown-expansion]");
    assert_eq!(reported(with(""), "--env-file few --env ONE=1 a.conf"), "");
    assert_eq!(reported(with("env-file='few'"), "--env ONE=1 a.conf"), "");
    assert_eq!(reported(with("env-file='few'"), "a.conf"), "error[unknown-expansion]");
    assert_eq!(
        reported(with(""), "--env-file bad a.conf"),
        "2 supervisor-lint: bad:2: expected NAME=VALUE\n"
    );
    assert!(
        reported(with(""), "--env-file nope a.conf").starts_with("2 supervisor-lint: could not read nope: ")
    );
}

#[test]
fn directories_are_searched_for_main_files() {
    let with = |settings: &str| {
        scene()
            .file("etc/supervisor-lint.toml", &format!("{RULES}{settings}"))
            .file("etc/a.conf", "[supervisord]\n[include]\nfiles=conf.d/*.conf\n")
            .file("etc/conf.d/web.conf", WEB.strip_prefix("[supervisord]\n").unwrap())
            .file("etc/alone.conf", "[program:x]\nstartsecs=0\nautorestart=true\n")
            .file("etc/[odd]/b.ini", WEB)
            .file("etc/.hidden/c.conf", WEB)
            .file("etc/d.txt", WEB)
    };
    let line = |settings: &str, directory: &str| {
        let (status, shown, said) = with(settings).outcome(&["supervisor-lint", "-o", "concise", directory]);
        let files: Vec<_> = shown.lines().filter_map(|line| line.split(':').next()).collect();
        (status, files.join(" "), said)
    };
    let of = |files: &str| (1, files.to_owned(), String::new());
    assert_eq!(
        line("", "etc"),
        of("etc/conf.d/web.conf etc/conf.d/web.conf etc/[odd]/b.ini etc/[odd]/b.ini")
    );
    assert_eq!(line("exclude=['[[]odd]']", "etc"), of("etc/conf.d/web.conf etc/conf.d/web.conf"));
    assert_eq!(line("exclude=['*.conf']", "etc"), of("etc/[odd]/b.ini etc/[odd]/b.ini"));
    assert_eq!(line("exclude=['[[]odd]']", "etc/[odd]/b.ini").0, 1, "what is named is checked");
    let (status, _, said) = line("", "etc/conf.d");
    assert_eq!(
        (status, said.as_str()),
        (3, "supervisor-lint: no *.conf or *.ini in etc/conf.d has a [supervisord]\n")
    );
}

#[test]
fn profiles_and_options_are_taken_from_both() {
    // That they reach the rules is for the examples of rules to show.
    assert_eq!(
        reported(
            with("select=[]\nprofiles=['docker']\nallow-options=['x']"),
            "--profile systemd,nonroot --allow-option y etc/conf/a.conf"
        ),
        ""
    );
    assert!(reported(with(""), "--profile dokcer etc/conf/a.conf").contains("docker"));
}

/// As with a compiler: what is refused is refused, whoever looks away.
#[test]
fn what_supervisor_refuses_cannot_be_ignored() {
    let text = "[supervisord]\nminfds=lots\n[program:web]\ncommand=/bin/web\nstartsecs=0\nautorestart=true\n";
    let run = |settings: &str, words: &[&str]| {
        let line = [&["supervisor-lint", "-o", "concise"], words, &["a.conf"]].concat();
        let (status, shown, said) =
            scene().file("a.conf", text).file("supervisor-lint.toml", settings).outcome(&line);
        assert!(shown.contains("a.conf:2:8: error[bad-integer]"), "{words:?}: {shown}");
        (status, said)
    };
    let ignored = "supervisor-lint: `bad-integer` cannot be ignored: it is why Supervisor refuses the file\n";
    assert_eq!(run("", &["--ignore", "bad-integer"]), (1, ignored.to_owned()));
    assert_eq!(run("ignore=['bad-integer']", &[]), (1, ignored.to_owned()));
    assert_eq!(run("[per-file-ignores]\n'a.conf'=['bad-integer']", &[]), (1, ignored.to_owned()));
    let stays = "supervisor-lint: `bad-integer` stays an error: it is why Supervisor refuses the file\n";
    assert_eq!(run("", &["--level", "bad-integer=info"]), (1, stays.to_owned()));
    // What is not about it by name is about the others.
    for words in [
        ["--ignore", "value"],
        ["--ignore", "all"],
        ["--select", "restart"],
        ["--level", "bad-integer=error"],
    ] {
        assert_eq!(run("", &words), (1, String::new()), "{words:?}");
    }
}

/// Another machine may have the directory.
#[test]
fn what_only_this_machine_lacks_can_be_ignored() {
    let run = |words: &[&str]| {
        let line = [&["supervisor-lint", "--host", "--select", "value"], words, &["a.conf"]].concat();
        scene().file("a.conf", "[supervisord]\nlogfile=/nope/x.log\n").outcome(&line)
    };
    let (status, shown, _) = run(&[]);
    assert!(status == 1 && shown.contains("missing-log-directory"), "{shown}");
    let (status, _, said) = run(&["--ignore", "missing-log-directory"]);
    assert_eq!((status, said.as_str()), (0, ""));
}

#[test]
fn what_is_selected_and_not_asked_is_told() {
    let said = |settings: &str, words: &[&str]| {
        let line = [&["supervisor-lint", "-o", "concise"], words, &["etc/conf/a.conf"]].concat();
        with(settings).outcome(&line).2
    };
    let docker = "supervisor-lint: 3 of the 5 rules of `docker` are not asked: they are asked with `--profile docker`\n";
    let host = "supervisor-lint: `missing-directory` is not asked: it is asked with `--host`\n";
    assert_eq!(said("", &["--select", "docker"]), docker);
    assert_eq!(said("select=['docker']", &[]), docker);
    assert_eq!(said("extend-select=['missing-directory']", &[]), host);
    for words in [
        ["--select", "docker", "--profile", "docker"],
        ["--select", "value", "--ignore", "docker"],
        ["--select", "all", "--ignore", "x"],
    ] {
        let words: Vec<_> = words.into_iter().filter(|word| *word != "x").collect();
        let words = words.strip_suffix(&["--ignore"]).unwrap_or(&words);
        assert_eq!(said("", words), "", "{words:?}");
    }
}

#[test]
fn a_directory_of_which_all_is_excluded() {
    let run = |settings: &str| with(settings).outcome(&["supervisor-lint", "etc"]);
    let (status, _, said) = run("exclude=['conf']");
    let expected = "supervisor-lint: no *.conf or *.ini in etc has a [supervisord] (1 file or directory was passed over: `exclude` in \
                    the settings file)\n";
    assert_eq!((status, said.as_str()), (3, expected));
    assert!(run("exclude=['conf/*']").2.contains("1 file or directory"));
}

/// What a configuration means depends on its environment, whichever command looks at it.
#[test]
fn plan_and_show_read_the_settings_too() {
    let scene = |settings: &str| {
        scene()
            .file(
                "etc/a.conf",
                "[supervisord]\nidentifier=%(ENV_STAGE)s\n[include]\nfiles=%(ENV_STAGE)s/*.ini\n",
            )
            .file("etc/live/web.ini", "[program:web]\ncommand=/bin/web\n")
            .file("etc/vars", "STAGE=live\n")
            .file("etc/supervisor-lint.toml", settings)
    };
    for command in ["plan", "show"] {
        let (status, shown, said) =
            scene("env-file='vars'").outcome(&["supervisor-lint", command, "etc/a.conf"]);
        assert_eq!((status, said.as_str()), (0, ""));
        assert!(shown.contains("/bin/web"), "{shown}");
        let (status, _, said) = scene("env-flie='vars'").outcome(&["supervisor-lint", command, "etc/a.conf"]);
        assert!(status == 2 && said.contains("there is no key `env-flie`"), "{said}");
        let alone = ["supervisor-lint", "--isolated", command, "etc/a.conf"];
        assert!(!scene("env-file='vars'").outcome(&alone).1.contains("/bin/web"));
    }
}

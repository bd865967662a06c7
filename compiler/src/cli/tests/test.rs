//! `supervisor-lint test`, and the documentation of tests.

use super::*;
use crate::facts::forms::FORMS;

const PAGE: &str = include_str!("../../../../docs/config-tests.md");

fn web() -> Scene {
    scene().file(
        "supervisord.conf",
        "[supervisord]\n[program:web]\ncommand=/bin/web %(ENV_STAGE)s\nnumprocs=1\n",
    )
}

const LINE: [&str; 3] = ["supervisor-lint", "test", "web.test"];

#[test]
fn facts_that_hold() {
    let test = "configuration: supervisord.conf\nenvironment: STAGE=x\nprogram web has 1 process\ncommand of web is /bin/web x\n";
    insta::assert_snapshot!(web().file("web.test", test).run(&LINE), @"
    $ supervisor-lint test web.test
    2 facts of 1 file hold
    --- status 0
    ");
}

#[test]
fn facts_that_do_not() {
    let test = "configuration: supervisord.conf\n[two]\nenvironment: STAGE=x\nprogram web has 2 processes\nno port\n";
    insta::assert_snapshot!(web().file("web.test", test).run(&LINE), @"
    $ supervisor-lint test web.test
    --- standard error
    web.test:5:4: `port` is not understood here; write `no errors`
    --- status 3
    ");
    let test = test.replace("no port\n", "web runs as www-data\n");
    insta::assert_snapshot!(web().file("web.test", &test).run(&LINE), @"
    $ supervisor-lint test web.test
    web.test:4 [two]: does not hold: program web has 2 processes
      expected: 2 processes
         found: 1 process
            at: supervisord.conf:4:10

    web.test:5 [two]: does not hold: web runs as www-data
      expected: www-data
         found: whoever starts supervisord: neither the program nor [supervisord] has a user
            at: supervisord.conf:3:9

    2 of 2 facts of 1 file do not hold
    --- status 1
    ");
}

/// The environment of who runs the test is not that of the configuration.
#[test]
fn the_environment_is_what_is_said() {
    let test = "configuration: supervisord.conf\ncommand of web is /bin/web x\n";
    let scene = || web().file("web.test", test);
    assert_eq!(scene().variable("STAGE", "x").outcome(&LINE).0, 1);
    assert_eq!(scene().outcome(&["supervisor-lint", "test", "--env", "STAGE=x", "web.test"]).0, 0);
    let file = scene().file("env", "STAGE=x\n");
    assert_eq!(file.outcome(&["supervisor-lint", "test", "--env-file", "env", "web.test"]).0, 0);
}

#[test]
fn settings_are_those_of_the_configuration() {
    let test = "configuration: conf/supervisord.conf\nno findings of rule startsecs-zero-restart-loop\n";
    let broken = "[supervisord]\n[program:web]\ncommand=/bin/web\nstartsecs=0\nautorestart=true\n";
    let scene = || scene().file("web.test", test).file("conf/supervisord.conf", broken);
    assert_eq!(scene().outcome(&LINE).0, 1);
    let lenient = scene().file("conf/supervisor-lint.toml", "ignore = [\"startsecs-zero-restart-loop\"]\n");
    let outcome = lenient.outcome(&LINE);
    assert_eq!(outcome.0, 0, "{outcome:?}");
}

#[test]
fn what_cannot_be_read() {
    assert_eq!(scene().outcome(&LINE).0, 3);
    let missing = scene().file("web.test", "configuration: none.conf\nprogram web exists\n");
    insta::assert_snapshot!(missing.run(&LINE), @"
    $ supervisor-lint test web.test
    --- standard error
    supervisor-lint: web.test: could not find config file /srv/none.conf
    --- status 3
    ");
    assert_eq!(scene().outcome(&["supervisor-lint", "test"]).0, 2);
}

/// A report that lists no failure is taken for a success.
#[test]
fn what_cannot_be_read_is_an_error_in_every_format() {
    let run = |format: &str| {
        let odd = "configuration: supervisord.conf\nno port\n";
        let line = ["supervisor-lint", "test", "-o", format, "none.test", "web.test"];
        web().file("web.test", odd).outcome(&line)
    };
    let (status, stdout, _) = run("junit");
    assert_eq!(status, 3);
    assert!(stdout.contains("tests=\"2\" failures=\"0\" errors=\"2\""), "{stdout}");
    assert_eq!(stdout.matches("<error message=").count(), 2, "{stdout}");
    let (status, stdout, _) = run("json");
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((status, &document["summary"]["errors"]), (3, &2.into()));
    assert_eq!(document["errors"][1]["line"], 2);
}

#[test]
fn a_mark_at_the_beginning_is_passed_over() {
    let test = "\u{feff}configuration: supervisord.conf\nenvironment: STAGE=x\nprogram web exists\n";
    assert_eq!(web().file("web.test", test).outcome(&LINE).0, 0);
}

#[test]
fn a_test_without_facts_proves_nothing() {
    for text in ["", "configuration: supervisord.conf\n", "# nothing yet\n"] {
        let (status, _, said) = web().file("web.test", text).outcome(&LINE);
        assert_eq!(
            (status, said.as_str()),
            (3, "supervisor-lint: web.test: the test states no facts\n"),
            "{text}"
        );
    }
}

#[test]
fn formats_for_programs() {
    let test = "configuration: supervisord.conf\nenvironment: STAGE=x\nprogram web exists\n";
    for (format, part) in [("json", "\"holds\": true"), ("junit", "<testsuites")] {
        let (status, stdout, _) =
            web().file("web.test", test).outcome(&["supervisor-lint", "test", "-o", format, "web.test"]);
        assert!(status == 0 && stdout.contains(part), "{stdout}");
    }
}

/// The first block of the page that begins with ```` ```KIND NAME ````.
fn block(head: &str) -> &'static str {
    let after = PAGE.split(&format!("```{head}\n")).nth(1).unwrap_or_else(|| panic!("no block {head}"));
    after.split("```").next().unwrap()
}

#[test]
fn the_example_of_the_page_does_what_it_says() {
    let example = |configuration: &str| {
        let scene = scene()
            .file("supervisord.conf", configuration)
            .file("supervisord.test", block("text supervisord.test"));
        scene.outcome(&["supervisor-lint", "test", "supervisord.test"])
    };
    let configuration = block("ini supervisord.conf");
    let (status, stdout, stderr) = example(configuration);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    assert_eq!(stdout, block("text holds"));
    for (name, count) in [("more.test", 22), ("refused.test", 2)] {
        let scene =
            scene().file("supervisord.conf", configuration).file(name, block(&format!("text {name}")));
        let (status, stdout, stderr) = scene.outcome(&["supervisor-lint", "test", name]);
        assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
        assert_eq!(stdout, format!("{count} facts of 1 file hold\n"));
    }
    let broken = configuration.replace("priority=10\n", "");
    assert_ne!(broken, configuration);
    let (status, stdout, _) = example(&broken);
    assert_eq!(status, 1);
    assert_eq!(stdout, block("text does-not-hold"));
}

#[test]
fn the_page_lists_every_fact() {
    let row = |form: &crate::facts::forms::Form| format!("| `{}` | {} |\n", form.shown(), form.doc);
    let table: String = FORMS.iter().map(row).collect();
    assert!(PAGE.contains(&table), "the table of docs/config-tests.md must be\n{table}");
}

//! What `supervisor-lint` prints besides its usual text.

use super::*;

fn broken() -> String {
    format!("{CLEAN}priority=high\nstartsecs=soon\nautostart=maybe\n")
}

fn run(line: &[&str]) -> String {
    scene().file("a.conf", &broken()).file("b.conf", CLEAN).run(&[&["supervisor-lint"], line].concat())
}

/// The formats themselves are tested in `render`; that each is reached, here.
#[test]
fn every_format_can_be_asked_for() {
    for (format, part) in [
        ("text", "╰── not a whole number"),
        ("concise", "a.conf:15:10: error[bad-integer]: "),
        ("json", "\"diagnostics\": ["),
        ("json-lines", "{\"code\":\"bad-integer\""),
        ("sarif", "\"version\": \"2.1.0\""),
        ("github", "::error file=a.conf,line=15,col=10,"),
        ("gitlab", "\"check_name\": \"bad-integer\""),
        ("junit", "<testsuite name=\"a.conf\" tests=\"3\" failures=\"3\""),
        ("checkstyle", "<file name=\"a.conf\">"),
    ] {
        let seen = run(&["--output-format", format, "a.conf"]);
        assert!(seen.contains(part) && seen.ends_with("--- status 1"), "{format}: {seen}");
    }
}

#[test]
fn statistics_take_the_place_of_findings() {
    insta::assert_snapshot!(run(&["--statistics", "a.conf", "b.conf"]), @"
    $ supervisor-lint --statistics a.conf b.conf
    2  bad-integer  error
    1  bad-boolean  error
    3 errors in 2 files
    --- status 1
    ");
    let seen = run(&["--statistics", "-o", "json", "a.conf"]);
    assert!(seen.contains("\"count\": 2") && !seen.contains("message"), "{seen}");
    insta::assert_snapshot!(run(&["--statistics", "-o", "sarif", "a.conf"]), @"
    $ supervisor-lint --statistics -o sarif a.conf
    --- standard error
    supervisor-lint: --statistics is printed as text, concise or json only
    --- status 2
    ");
}

#[test]
fn findings_below_the_threshold_leave_the_status_clean() {
    let text = format!("{CLEAN}startsecs=0\nautorestart=true\n");
    let status = |words: &[&str]| {
        let line = [&["supervisor-lint", "a.conf"], words].concat();
        scene().file("a.conf", &text).outcome(&line).0
    };
    assert_eq!(status(&[]), 1);
    let of = |level| status(&["--threshold", level]);
    assert_eq!(["info", "warning", "error"].map(of), [1, 1, 0]);
}

#[test]
fn findings_need_not_fail() {
    assert!(run(&["--exit-zero", "a.conf"]).ends_with("3 errors in 1 file\n--- status 0"));
    assert!(run(&["--exit-zero", "a.conf", "nope.conf"]).ends_with("--- status 3"));
}

#[test]
fn standard_input_cannot_be_watched() {
    for line in [&["supervisor-lint", "--watch"][..], &["supervisor-lint", "--watch", "a.conf", "-"]] {
        let (status, _, said) = scene().file("a.conf", CLEAN).outcome(line);
        assert_eq!(
            (status, said.as_str()),
            (2, "supervisor-lint: standard input cannot be watched; name files\n")
        );
    }
}

#[test]
fn help_of_explain() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "explain", "--help"]));
}

#[test]
fn help_of_rules() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "rules", "--help"]));
}

#[test]
fn rules_are_explained() {
    let (status, shown, said) =
        scene().outcome(&["supervisor-lint", "explain", "quoted-scalar", "bad-integer"]);
    assert_eq!((status, said.as_str()), (0, ""));
    assert!(shown.starts_with("quoted-scalar\nwarning · value"));
    assert!(shown.contains("\nbad-integer\nerror · value"));
    let (_, shown, _) = scene().on_terminal().outcome(&["supervisor-lint", "explain", "bad-integer"]);
    assert!(shown.starts_with("\u{1b}[1mbad-integer\u{1b}[0m\n"));
    let (_, shown, _) = scene().outcome(&["supervisor-lint", "explain", "-o", "json", "bad-integer"]);
    let document: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(document["rules"][0]["name"], "bad-integer");
}

#[test]
fn a_rule_that_does_not_exist() {
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "explain", "quoted-scaler"]), @"
    $ supervisor-lint explain quoted-scaler
    --- standard error
    supervisor-lint: there is no rule `quoted-scaler`; did you mean `quoted-scalar`?
    --- status 2
    ");
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "explain", "x"]), @"
    $ supervisor-lint explain x
    --- standard error
    supervisor-lint: there is no rule `x`; `supervisor-lint rules` lists all of them
    --- status 2
    ");
}

#[test]
fn rules_are_listed() {
    let (status, shown, _) = scene().outcome(&["supervisor-lint", "rules"]);
    assert_eq!(status, 0);
    assert!(
        shown.lines().any(|line| line.starts_with("bad-integer ") && line.contains(" error ")),
        "{shown}"
    );
    assert_eq!(shown.lines().count(), crate::rules::ALL.len() + 1);
    let (_, restart, _) = scene().outcome(&["supervisor-lint", "rules", "restart"]);
    assert!(restart.contains("startsecs-zero-restart-loop") && !restart.contains("bad-integer"), "{restart}");
    let (_, all, _) = scene().outcome(&["supervisor-lint", "rules", "--output-format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&all).unwrap();
    assert_eq!(document["rules"].as_array().unwrap().len(), crate::rules::ALL.len());
    let (status, _, said) = scene().outcome(&["supervisor-lint", "rules", "speed"]);
    assert!(status == 2 && said.contains("expected one of syntax, unknown, value,"), "{said}");
}

#[test]
fn what_supervisor_printed_is_explained() {
    let error = "Error: not a valid boolean value: 'maybe' in section 'program:web' (file: '/etc/s.conf')\n\
                 For help, use /usr/bin/supervisord -h\n";
    let explain = ["supervisor-lint", "explain", "--from-log", error];
    let (status, shown, _) = scene().outcome(&explain);
    assert_eq!(status, 0);
    insta::assert_snapshot!(shown);
    let (_, typed, _) = scene()
        .stdin("Error: not a valid boolean value: 'maybe' in section 'program:web' (file: '/etc/s.conf')\n")
        .outcome(&["supervisor-lint", "explain", "--from-log", "-"]);
    assert_eq!(typed, shown);
    insta::assert_snapshot!(scene().run(&["supervisor-lint", "explain", "--from-log", "hello"]), @"
    $ supervisor-lint explain --from-log hello
    --- standard error
    supervisor-lint: nothing in this text is known
    --- status 1
    ");
    let (status, _, said) = scene().outcome(&["supervisor-lint", "explain"]);
    assert!(status == 2 && said.contains("<RULE>"), "{said}");
}

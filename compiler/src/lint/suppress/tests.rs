//! What comments allow, and where.

use std::path::Path;

use crate::compile::Options;
use crate::lint::{Settings, lint};
use crate::system::MemorySystem;

const LOOP: &str = "startsecs=0\nautorestart=true\n";

/// The rules that report in a file, with the lines at which they do.
fn found(text: &str) -> Vec<(String, u32)> {
    let mut system = MemorySystem::new();
    system.add_file("/a.conf", text);
    let outcome = lint(Path::new("/a.conf"), &system, &Options::default(), &Settings::default()).unwrap();
    let about = ["startsecs-zero-restart-loop", "bad-integer", "unused-suppression", "unknown-suppression"];
    let found = outcome.diagnostics.iter().filter(|finding| about.contains(&finding.code.name()));
    found
        .map(|finding| {
            (finding.code.name().to_owned(), outcome.sources.position(finding.primary.location).line)
        })
        .collect()
}

fn program(before: &str, header: &str, options: &str) -> String {
    format!("[supervisord]\nuser=root\n{before}[program:web]{header}\ncommand=/bin/web\n{options}")
}

#[test]
fn comments_reach_the_option_the_section_or_the_file() {
    let rule = "startsecs-zero-restart-loop";
    let allow = format!("; lint: allow({rule})");
    assert_eq!(found(&program("", "", LOOP)), [(rule.to_owned(), 5)]);
    let none = |text: String| assert_eq!(found(&text), [], "{text}");
    none(program("", "", &format!("startsecs=0 {allow}\nautorestart=true\n")));
    none(program("", "", &format!("startsecs=0 # lint: allow(restart, {rule})\nautorestart=true\n")));
    none(program("", "", &format!("{allow}\n\n; something else\n{LOOP}")));
    none(program(
        "",
        "",
        &format!("startsecs=0 ; because ; supervisor-lint:allow( {rule} ) it ends\nautorestart=true"),
    ));
    none(program("", &format!(" {allow}"), LOOP));
    none(program(&format!("{allow}\n"), "", LOOP));
    none(program(&format!("#lint:allow-file({rule})\n"), "", LOOP));
    none(program("", "", &format!("{LOOP}; lint: allow-file({rule}) at the end")));
    none(program("", "", &format!("startsecs=\n  ; lint: allow({rule})\n  0\nautorestart=true\n")));
    none(
        program("", "", &format!("startsecs=\n  0 ; lint: allow({rule})\nautorestart=true\n"))
            .replace('\n', "\r\n"),
    );
}

#[test]
fn capital_letters_mean_the_same() {
    let rule = "startsecs-zero-restart-loop";
    for mark in ["Lint: Allow", "LINT: ALLOW", "lint:allow"] {
        assert_eq!(found(&program(&format!("; {mark}({rule})\n"), "", LOOP)), [], "{mark}");
    }
    assert_eq!(
        found(&program("; LINT: disable=Quoted-Scalar\n", "", "")),
        [("unknown-suppression".to_owned(), 3)]
    );
}

#[test]
fn comments_reach_no_further() {
    let rule = "startsecs-zero-restart-loop";
    let unused = "unused-suppression";
    let wanted = |expected: &[(&str, u32)]| -> Vec<(String, u32)> {
        expected.iter().map(|(code, line)| ((*code).to_owned(), *line)).collect()
    };
    let next = format!("startsecs=0\n; lint: allow({rule})\nautorestart=true\n");
    assert_eq!(found(&program("", "", &next)), wanted(&[(rule, 5), (unused, 6)]));
    let last = format!("{LOOP}; lint: allow({rule})\n");
    assert_eq!(found(&program("", "", &last)), wanted(&[(rule, 5), (unused, 7)]));
    let next_section =
        program("", "", &format!("{LOOP}; lint: allow({rule})\n[program:other]\ncommand=/bin/x\n"));
    assert_eq!(found(&next_section), wanted(&[(rule, 5), (unused, 7)]));
}

#[test]
fn what_supervisor_refuses_cannot_be_allowed() {
    let text = program("", "", "startsecs=x ; lint: allow(bad-integer, command)\n");
    let codes: Vec<_> = found(&text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["bad-integer", "unused-suppression"]);
}

#[test]
fn what_is_not_asked_is_not_unused() {
    let mut system = MemorySystem::new();
    system.add_file("/a.conf", program("", "", "startsecs=1 ; lint: allow(startsecs-zero-restart-loop)\n"));
    let unused = |settings: &Settings| {
        let outcome = lint(Path::new("/a.conf"), &system, &Options::default(), settings).unwrap();
        outcome.diagnostics.iter().filter(|finding| finding.code.name() == "unused-suppression").count()
    };
    let mut settings = Settings::default();
    assert_eq!(unused(&settings), 1);
    settings.selection.ignore("restart").unwrap();
    assert_eq!(unused(&settings), 0);
}

#[test]
fn a_comment_about_unused_comments() {
    let option = "startsecs=1 ; lint: allow(startsecs-zero-restart-loop)\n";
    let before = |comment: &str| program("", "", &format!("{comment}\nstartretries=3\n{option}"));
    assert_eq!(found(&before("")), [("unused-suppression".to_owned(), 7)]);
    assert_eq!(found(&before("; lint: allow(unused-suppression)")), [("unused-suppression".to_owned(), 7)]);
    assert_eq!(found(&before("; lint: allow-file(unused-suppression) until the next release")), []);
}

#[test]
fn removing_a_comment_must_not_make_another_one() {
    // Without the `;` the second `#` would begin a comment.
    let text = program("", "", "environment=A=x#y #c ; lint: allow(quoted-scalar)\n");
    let mut system = MemorySystem::new();
    system.add_file("/a.conf", text.as_str());
    let outcome = lint(Path::new("/a.conf"), &system, &Options::default(), &Settings::default()).unwrap();
    let unused = outcome.diagnostics.iter().find(|finding| finding.code.name() == "unused-suppression");
    assert_eq!(unused.map(|finding| finding.fixes.len()), Some(0));
}

//! Names of files that break lines or are no UTF-8, and files that begin with a byte-order mark.

use super::*;

const BROKEN: &str = "[supervisord]\nminfds=lots\n";

#[test]
fn a_name_that_is_no_utf_8_can_be_named() {
    let name = OsStr::from_bytes(b"a\xff.conf").to_owned();
    let line = |format: &str| [OsString::from("supervisor-lint"), format!("-o{format}").into(), name.clone()];
    let scene = || scene().file_of_bytes(b"a\xff.conf", BROKEN);
    let (status, shown, said) = scene().outcome_of(&line("concise"));
    assert_eq!((status, said.as_str()), (1, ""));
    assert!(
        shown.ends_with("a\\xff.conf:2:8: error[bad-integer]: `minfds` must be a whole number, not `lots`\n"),
        "{shown}"
    );
    for format in ["text", "json", "json-lines", "sarif", "github", "gitlab", "junit", "checkstyle"] {
        let (status, shown, _) = scene().outcome_of(&line(format));
        assert!(status == 1 && shown.contains("bad-integer"), "{format}: {shown}");
    }
}

#[test]
fn names_that_are_no_utf_8_are_found_in_directories_and_by_includes() {
    let scene = scene()
        .file_of_bytes(b"etc/a\xfe.conf", BROKEN)
        .file_of_bytes(b"etc/a\xff.conf", BROKEN)
        .file("etc/main.conf", "[supervisord]\n[include]\nfiles=d/*.ini\n")
        .file_of_bytes(b"etc/d/x\xfe.ini", "[program:a]\ncommand=/bin/a\nstartsecs=x\n")
        .file_of_bytes(b"etc/d/x\xff.ini", "[program:b]\ncommand=/bin/b\nstartsecs=x\n");
    let (status, shown, said) =
        scene.outcome(&["supervisor-lint", "-o", "concise", "--select", "value", "etc"]);
    assert_eq!((status, said.as_str()), (1, ""));
    let files: Vec<_> = shown.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(files, ["etc/a\\xfe.conf", "etc/a\\xff.conf", "etc/d/x\\xfe.ini", "etc/d/x\\xff.ini"]);
}

#[test]
fn a_name_with_a_line_end_breaks_no_line() {
    let name = "b\n::error::c\r.conf";
    let run = |words: &[&str]| {
        let line = [&["supervisor-lint"], words, &[name]].concat();
        scene().file(name, BROKEN).outcome(&line)
    };
    let shown = "b\\n::error::c\\r.conf";
    for (format, lines) in [("concise", 3), ("github", 3), ("json-lines", 3)] {
        let (_, out, _) = run(&["-o", format]);
        assert_eq!(out.lines().count(), lines, "{format}: {out}");
        assert!(
            !out.contains('\r') && out.lines().all(|line| !line.starts_with("::error::")),
            "{format}: {out}"
        );
    }
    assert!(run(&["-o", "concise"]).1.starts_with(&format!("{shown}:")));
    assert!(run(&[]).1.contains(&format!("[{shown}:2:8]")));
    let (_, out, _) = run(&["fmt", "--check"]);
    assert!(out.is_empty() || out == format!("{shown}\n"), "{out}");
    let (_, _, said) = scene().outcome(&["supervisor-lint", "no\nsuch.conf"]);
    assert_eq!(said, "supervisor-lint: could not find config file no\\nsuch.conf\n");
}

/// The mark is one mistake; what it hides from Supervisor is none of its own.
#[test]
fn a_mark_at_the_beginning_is_one_finding() {
    let text = "\u{feff}[supervisord]\nminfds=lots\njunk\n[program:a]\nautostart=maybe\n";
    let (status, shown, said) =
        scene().file("etc/a.conf", text).outcome(&["supervisor-lint", "-o", "concise", "etc"]);
    assert_eq!((status, said.as_str()), (1, ""));
    let errors: Vec<_> = shown.lines().filter(|line| line.contains(" error[")).collect();
    insta::assert_snapshot!(errors.join("\n"));
}

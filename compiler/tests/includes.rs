//! `[include]` and merging of sections (spec-config §1.1, §5).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::path::Path;

use supervisor_compiler::plan::{LogLevel, Plan};
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Compilation, Options, compile};

fn compiled(files: &[(&str, &str)]) -> Compilation {
    let mut system = MemorySystem::new();
    system.add_dir("/e/sub/dir.conf");
    for (path, text) in files {
        system.add_file(path, *text);
    }
    let options = Options {
        environment: [("FOO".to_owned(), "foo".to_owned())].into(),
        cwd: "/e".into(),
        host_name: "box".to_owned(),
        host_checks: true,
        ..Options::default()
    };
    compile(Path::new("s.conf"), &system, &options).unwrap()
}

fn plan(files: &[(&str, &str)]) -> Plan {
    let compilation = compiled(files);
    let error = compilation.original_error().map(str::to_owned);
    compilation.plan.unwrap_or_else(|| panic!("{error:?}"))
}

fn notices(plan: &Plan) -> Vec<(LogLevel, &str)> {
    plan.notices.iter().map(|notice| (notice.level, notice.text.as_str())).collect()
}

#[test]
fn patterns_files_and_notices() {
    let plan = plan(&[
        (
            "/e/s.conf",
            "[supervisord]\n[include]\nfiles=sub2/*.ini %(here)s/sub/*.conf\n  sub/deep/[d-e].conf nope.conf %(ENV_FOO)s-%(host_node_name)s",
        ),
        ("/e/sub/B.conf", "[program:p]\ncommand=B\n"),
        ("/e/sub/a.conf", "[program:p]\ncommand=a\n"),
        ("/e/sub/b.conf", "[program:p]\nstartsecs=5\n[include]\nfiles=deeper"),
        ("/e/sub/.hid.conf", "[program:hid]\ncommand=x"),
        ("/e/sub/deep/d.conf", "[supervisord]\nidentifier=deep"),
        ("/e/foo-box", ""),
    ]);
    use LogLevel::{Info, Warn};
    assert_eq!(
        notices(&plan),
        [
            (Warn, "No file matches via include \"/e/sub2/*.ini\""),
            (Warn, "No file matches via include \"/e/nope.conf\""),
            (Info, "Included extra file \"/e/sub/B.conf\" during parsing"),
            (Info, "Included extra file \"/e/sub/a.conf\" during parsing"),
            (Info, "Included extra file \"/e/sub/b.conf\" during parsing"),
            (Info, "Included extra file \"/e/sub/dir.conf\" during parsing"),
            (Info, "Included extra file \"/e/sub/deep/d.conf\" during parsing"),
            (Info, "Included extra file \"/e/foo-box\" during parsing"),
        ]
    );
    let process = &plan.groups[0].processes[0];
    assert_eq!((plan.groups.len(), process.command.value.as_str(), process.startsecs.value), (1, "a", 5));
    assert_eq!(plan.daemon.identifier.value, "deep", "an included file overrides the main file");
}

#[test]
fn only_the_main_files_include_counts_and_its_keys_are_checked() {
    let error = compiled(&[("/e/s.conf", "[supervisord]\n[include]\nfiles=%(program_name)s.conf")]);
    assert_eq!(
        error.original_error(),
        Some(
            "Format string '%(program_name)s.conf' for 'include.files' contains names ('program_name') which cannot \
             be expanded. Available names: ENV_FOO, here, host_node_name"
        )
    );
    let elsewhere = plan(&[("/e/s.conf", "[include]\nfiles=a.conf"), ("/e/a.conf", "[supervisord]\n")]);
    assert!(elsewhere.groups.is_empty());
    assert!(plan(&[("/e/s.conf", "[supervisord]\n[include]\nfiles=")]).notices.is_empty());
}

#[test]
fn the_file_that_named_the_section_first_is_blamed_and_ours_points_at_the_value() {
    let compilation = compiled(&[
        ("/e/s.conf", "[supervisord]\n[include]\nfiles=sub/x.conf\n[program:m]\ncommand=a\nstartsecs=1\n"),
        ("/e/sub/x.conf", "[program:m]\nstartsecs=no\n[program:n]\ncommand=a\nstartsecs=no\n"),
    ]);
    let originals: Vec<_> =
        compilation.diagnostics.iter().filter_map(|found| found.original.as_deref()).collect();
    assert_eq!(
        originals,
        [
            "invalid literal for int() with base 10: 'no' in section 'program:m' (file: 's.conf')",
            "invalid literal for int() with base 10: 'no' in section 'program:n' (file: '/e/sub/x.conf')",
        ]
    );
    let first = &compilation.diagnostics[0];
    assert_eq!(compilation.sources.path(first.primary.location.file), Path::new("/e/sub/x.conf"));
    assert_eq!(compilation.sources.position(first.primary.location).line, 2);
    let overridden = &first.related[0];
    assert_eq!(compilation.sources.path(overridden.location.file), Path::new("s.conf"));
    assert_eq!(compilation.sources.text(overridden.location), "1");
}

#[test]
fn here_is_textual_as_soon_as_there_is_an_include() {
    let files = |main: &'static str| {
        vec![
            ("/e/s.conf", main),
            ("/e/sub/x.conf", "[program:x]\ncommand=%(here)s %(here)-8s|\n"),
            ("/e/p%d/y.conf", "[program:y]\ncommand=%(here)s\n"),
        ]
    };
    let plan =
        plan(&files("[supervisord]\n[program:m]\ncommand=%(here)s\n[include]\nfiles=./sub/../sub/x.conf\n"));
    let commands: Vec<_> =
        plan.groups.iter().map(|group| group.processes[0].command.value.as_str()).collect();
    assert_eq!(commands, ["/e", "/e/sub /e      |"]);
    for (main, original) in [
        (
            "[supervisord]\n[include]\nfiles=p%%d/y.conf\n",
            "Format string '/e/p%d' for 'program:y.command' is badly formatted: %d format: a real number is \
             required, not dict in section 'program:y' (file: '/e/p%d/y.conf')",
        ),
        (
            "[supervisord]\n[include]\nfiles=\n[program:m]\ncommand=c %%(here)s\n",
            "Format string 'c %/e' for 'program:m.command' is badly formatted: unsupported format character '/' \
             (0x2f) at index 3 in section 'program:m' (file: 's.conf')",
        ),
        (
            "[supervisord]\n[include]\nfiles=\n[program:m]\ncommand=c\nprocess_name=%(here)s\n",
            "Invalid name: '/e' because of character: '/' in section 'program:m' (file: 's.conf')",
        ),
        (
            "[supervisord]\n[unix_http_server]\nfile=/tmp/s\nusername=u\npassword=%(here)s\n",
            "Format string '%(here)s' for 'unix_http_server.password' contains names ('here') which cannot be \
             expanded. Available names: ENV_FOO",
        ),
    ] {
        assert_eq!(compiled(&files(main)).original_error(), Some(original), "{main}");
    }
    let works = compiled(&files(
        "[supervisord]\n[include]\nfiles=\n[unix_http_server]\nfile=/tmp/s\nusername=u\npassword=%(here)s\n",
    ));
    assert!(works.plan.is_some(), "class E knows `here` once there is an include");
}

#[test]
fn sections_merge_and_the_last_value_wins() {
    let plan = plan(&[(
        "/e/s.conf",
        "[program:x]\ncommand=one\nstartsecs=3\nstartsecs=4\n[supervisord]\n[program:x]\nCOMMAND = two\n",
    )]);
    let process = &plan.groups[0].processes[0];
    assert_eq!((process.command.value.as_str(), process.startsecs.value), ("two", 4));
}

//! One run finds everything: every mistake of every file, in the order in which the original would come to it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::fmt::Write as _;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use supervisor_compiler::schema::SectionKind;
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Compilation, Options, compile};

fn compiled(files: &[(&str, &str)]) -> Compilation {
    let mut system = MemorySystem::new();
    for (path, text) in files {
        system.add_file(path, *text);
    }
    let options =
        Options { cwd: "/e".into(), host_name: "box".to_owned(), host_checks: true, ..Options::default() };
    compile(Path::new("s.conf"), &system, &options).unwrap()
}

fn report(compilation: &Compilation) -> String {
    let mut out = String::new();
    for found in &compilation.diagnostics {
        let place = found.primary.location;
        let position = compilation.sources.position(place);
        let (path, text) = (compilation.sources.path(place.file).display(), compilation.sources.text(place));
        let _ = writeln!(out, "{path}:{}:{} {} `{text}`", position.line, position.column, found.code);
        let _ = writeln!(out, "  {} ({})", found.message, found.primary.text);
        let _ = writeln!(out, "  help: {}", found.help);
    }
    out
}

#[test]
fn mistakes_in_two_files_are_all_found_in_one_run() {
    let compilation = compiled(&[
        (
            "/e/s.conf",
            "[supervisord]\nloglevel = warning\n[include]\nfiles = conf.d/*.conf\n[group:web]\nprograms = front, bakc\n\
             priority = high\n[inet_http_server]\nport = 127.0.0.1\n",
        ),
        (
            "/e/conf.d/web.conf",
            "[program:front]\ncommand = serve --date %Y\nautostart = yse\nstopsignal = SIGTREM\nnumprocs = 3\n\
             what is this\nstdout_logfile_maxbytes = 10M\nenvironment =\n  A=\"1\",\n  B=\"%(HOME)s\n\
             [program:back]\nstartsecs = 5s\n[eventlistener:watch]\ncommand = watch\n\
             events = PROCESS_STATE, TICK_10\nredirect_stderr = true\n",
        ),
    ]);
    assert!(compilation.plan.is_none());
    insta::assert_snapshot!("mistakes_in_two_files", report(&compilation));
    assert_eq!(
        compilation.original_error(),
        Some("Source contains parsing errors: '/e/conf.d/web.conf'\n\t[line  6]: 'what is this\\n'")
    );
}

#[test]
fn a_fault_is_told_once_however_often_its_value_is_read() {
    let compilation = compiled(&[(
        "/e/s.conf",
        "[supervisord]\n[program:x]\ncommand=%(nope)s\nnumprocs=50\nprocess_name=%(process_num)d\nuser=nosuch\n\
         [group:a]\nprograms=x\n[group:b]\nprograms=x\n[fcgi-program:f]\ncommand=c\nsocket=tcp://h:1\nuser=nosuch\n\
         priority=x\n",
    )]);
    let codes: Vec<_> = compilation.diagnostics.iter().map(|found| found.code.name()).collect();
    assert_eq!(codes, ["unknown-user", "unknown-expansion", "bad-integer", "unknown-user"]);
}

#[test]
fn a_missing_supervisord_section_hides_nothing() {
    let compilation = compiled(&[("/e/s.conf", "[program:x]\nautostart=maybe\n")]);
    let codes: Vec<_> = compilation.diagnostics.iter().map(|found| found.code.name()).collect();
    assert_eq!(codes, ["missing-supervisord-section", "bad-boolean", "missing-command"]);
}

#[test]
fn an_absurd_number_of_processes_is_refused_and_not_tried() {
    let text = "[supervisord]\n[program:x]\ncommand=c\nnumprocs=2000000000\nprocess_name=%(process_num)d\n";
    let compilation = compiled(&[("/e/s.conf", text)]);
    assert_eq!(compilation.diagnostics[0].code.name(), "too-many-processes");
}

/// A few bytes that ask for gigabytes: each is refused before the memory is used.
#[test]
fn bombs_do_not_go_off() {
    let widths = format!("command={}", "%(here)16000000s".repeat(100));
    let copies =
        format!("command={}\nnumprocs=90000\nprocess_name=%(process_num)d", "long ".repeat(1_000_000));
    let groups = (0..4).map(|n| format!("\n[group:g{n}]\nprograms=x")).collect::<String>();
    let groups =
        format!("command={}\nnumprocs=200\nprocess_name=%(process_num)d{groups}", "x".repeat(500_000));
    for (own, code) in [
        (widths.as_str(), "bad-expansion-format"),
        (&copies, "too-many-processes"),
        (&groups, "too-many-processes"),
    ] {
        let text = format!("[supervisord]\n[program:x]\n{own}\n");
        let mut system = MemorySystem::new();
        system.add_file("/e/s.conf", text);
        let options = Options { cwd: "/e".into(), ..Options::default() };
        let compilation = compile(Path::new("s.conf"), &system, &options).unwrap();
        assert_eq!(compilation.diagnostics[0].code.name(), code, "{own:.60}");
    }
}

/// Lines that are near enough to the language to reach every part of the compiler.
fn any_line() -> impl Strategy<Value = String> {
    let kinds = SectionKind::ALL.iter();
    let headers: Vec<_> = kinds.clone().map(|kind| format!("[{}x]", kind.prefix())).collect();
    let bare: Vec<_> = kinds.clone().map(|kind| format!("[{}]", kind.prefix())).collect();
    let keys: Vec<_> = kinds.flat_map(|kind| kind.options()).map(|row| row.name).collect();
    let values = prop_oneof![
        Just("x".to_owned()),
        Just("1".to_owned()),
        Just("true".to_owned()),
        "[%()a-z0-9:/,\"' ä_.*-]{0,12}",
        "%\\((here|process_num|ENV_A|program_name|x)\\)[0-9.#+ -]{0,2}[sdxfgecraY]?",
        any::<String>(),
    ];
    prop_oneof![
        3 => select(headers),
        2 => select(bare),
        9 => (select(keys), values).prop_map(|(key, value)| format!("{key}={value}")),
        1 => any::<String>(),
    ]
}

proptest! {
    /// Whatever stands in a file: no panic, a plan exactly if there is no error, and every place is in a file.
    #[test]
    fn every_text_gets_a_plan_or_an_explanation(
        main in vec(any_line(), 0..12),
        included in vec(any_line(), 0..6),
    ) {
        let main = format!("[supervisord]\n[include]\nfiles=*.inc\n{}", main.join("\n"));
        let compilation = compiled(&[("/e/s.conf", &main), ("/e/a.inc", &included.join("\n"))]);
        prop_assert_eq!(compilation.plan.is_some(), compilation.original_error().is_none());
        for found in &compilation.diagnostics {
            let places = found.related.iter().map(|label| label.location).chain([found.primary.location]);
            for place in places {
                let source = compilation.sources.get(place.file);
                prop_assert!(source.is_some_and(|source| source.text.get(place.span.range()).is_some()));
            }
        }
    }
}
